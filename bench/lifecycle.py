"""`./congvu bench lifecycle`: whole dossiers over HTTP, beside what the database alone could do."""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import msgspec
import psycopg
from django.core.management import call_command

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.database import bench_database  # noqa: E402 - after the path is known
from bench.measuring import HOST, Connection, Measured, pgbench, served  # noqa: E402

if TYPE_CHECKING:
    from bench.applicants import SignedIn
    from bench.officers import Desk, Office

SUBMIT = "submit"
# Each act after the submission, by whom, with what words.
ACTS: Sequence[tuple[str, str, dict[str, Any]]] = (
    ("accept", "counter", {}),
    ("claim", "handler", {}),
    ("propose", "handler", {"outcome": "GRANTED", "reason": "Đủ điều kiện theo quy định."}),
    ("approve", "signer", {}),
    ("return_result", "counter", {}),
)
ACTS_A_LIFE = len(ACTS) + 1
WARM_UP_SECONDS = 2.0
STATISTICS_SECONDS = 1.5  # a backend tells what it did when it has been idle for a second


class WrongAnswer(SystemExit):
    """An act was answered otherwise than it must be."""


@dataclass(kw_only=True)
class Client:
    """One client: a citizen and the officers of one commune, over one kept connection."""

    citizen: "SignedIn"
    office: "Office"
    times: dict[str, list[float]] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)  # of the dossiers that came to their end

    def live(self, send: Callable[[bytes], tuple[int, bytes]]) -> str:
        """Let one dossier live to its end; return its code."""
        answer = self._timed(SUBMIT, send, self._submission(), wanted=201)
        code, revision = answer["code"], 1
        for name, who, words in ACTS:
            request = self._act(name, getattr(self.office, who), code, revision, words)
            revision = self._timed(name, send, request, wanted=200)["revision"]
        self.codes.append(str(code))
        return self.codes[-1]

    def _timed(
        self, name: str, send: Callable[[bytes], tuple[int, bytes]], request: bytes, *, wanted: int
    ) -> Any:
        begun = time.perf_counter()
        status, body = send(request)
        self.times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
        if status != wanted:
            raise WrongAnswer(f"{name}: {status} {body.decode()[:600]}")
        return msgspec.json.decode(body)

    def _submission(self) -> bytes:
        return _request("/api/v1/ho-so", self.citizen, self.citizen.body)

    def _act(
        self, name: str, desk: "Desk", code: str, revision: int, words: dict[str, Any]
    ) -> bytes:
        body = msgspec.json.encode({"revision": revision, **words})
        return _request(f"/api/v1/ho-so/{code}/{name}", desk, body)


def _request(path: str, who: "SignedIn | Desk", body: bytes) -> bytes:
    from congvu.kernel.ids import new_id

    head = (
        f"POST {path} HTTP/1.1\r\n"
        f"Host: {HOST}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Cookie: {who.cookies}\r\n"
        f"X-CSRFToken: {who.csrf_token}\r\n"
        f"Idempotency-Key: {new_id()}\r\n\r\n"
    )
    return head.encode() + body


def main() -> None:
    wanted = _parser().parse_args()
    with bench_database() as url, tempfile.TemporaryDirectory() as folder:
        clients = _prepare(wanted)
        script = _script(clients[0], folder=Path(folder))
        with served(settings="congvu.config.settings") as port:
            _drive(clients, port=port, seconds=WARM_UP_SECONDS)
            rounds = [_round(clients, script, url, port, wanted) for _ in range(wanted.rounds)]
        _report(rounds, clients)
        _check(url, codes=[code for client in clients for code in client.codes])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Đo trọn đời hồ sơ (6 thao tác) qua HTTP so với pgbench ghi cùng các dòng."
    )
    parser.add_argument("--seconds", type=float, default=8, help="mỗi lần đo (mặc định 8 giây)")
    parser.add_argument("--rounds", type=int, default=5, help="số vòng, lấy trung vị (mặc định 5)")
    parser.add_argument("--clients", type=int, default=8, help="số người cùng lúc (mặc định 8)")
    return parser


def _prepare(wanted: argparse.Namespace) -> list[Client]:
    os.environ["CONGVU_DEMO"] = "0"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference")

    from bench.applicants import sign_in_all  # models can be imported from here on
    from bench.officers import office_of

    return [
        Client(citizen=citizen, office=office_of(citizen.answers["place"]["code"]))
        for citizen in sign_in_all(wanted.clients, communes=wanted.clients)
    ]


def _script(client: Client, *, folder: Path) -> Path:
    """Live one life in this process, listening; write its rows as a script for pgbench."""
    from bench import same_rows
    from bench.in_process import sender
    from bench.life_rows import Listener, write_script
    from congvu.kernel import clock

    client.live(sender(Listener()))  # what is kept in the process is read once
    since_ms, heard = int(clock.now().timestamp() * 1000), Listener()
    code = client.live(sender(heard))
    client.codes, client.times = [], {}
    print("Câu lệnh SQL mỗi thao tác:", ", ".join(f"{n} {c}" for n, c in heard.counts.items()))
    plain = same_rows.write_script(folder / "submit.sql", payload=client.citizen.payload())
    return write_script(
        folder / "life.sql",
        submitting=plain.read_text(encoding="utf-8"),
        acts=[heard.written[name] for name, _, _ in ACTS],
        known={_id_of(code): "case_id", code: "code"},
        since_ms=since_ms,
    )


def _id_of(code: str) -> str:
    from congvu.platform.cases.models import Case

    return str(Case.objects.values_list("id", flat=True).get(code=code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    lives_per_second: float
    in_database: float  # share of the requests' time
    plain: Measured  # lives per second of pgbench


def _round(
    clients: Sequence[Client], script: Path, url: str, port: int, wanted: argparse.Namespace
) -> Round:
    earlier, answered = _active_ms(url), _answered_ms(clients)
    lives = _drive(clients, port=port, seconds=wanted.seconds)
    in_database = (_active_ms(url) - earlier) / (_answered_ms(clients) - answered)
    plain = pgbench(scripts=[script], url=url, seconds=wanted.seconds, clients=wanted.clients)
    one = Round(lives_per_second=lives, in_database=in_database, plain=plain)
    print(
        f"qua HTTP {lives:.1f} hồ sơ/s ({lives * ACTS_A_LIFE:.0f} thao tác/s),"
        f" pgbench {plain.per_second:.1f} hồ sơ/s",
        flush=True,
    )
    return one


def _drive(clients: Sequence[Client], *, port: int, seconds: float) -> float:
    """Let every client live dossiers one after the other. Return lives per second of all."""
    before, begun = sum(len(client.codes) for client in clients), time.monotonic()
    troubles: list[BaseException] = []

    def work(client: Client) -> None:
        connection = Connection(port)
        try:
            while time.monotonic() < begun + seconds and not troubles:
                client.live(connection.send)
        except BaseException as error:
            troubles.append(error)
        connection.close()

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return (sum(len(client.codes) for client in clients) - before) / (time.monotonic() - begun)


def _answered_ms(clients: Sequence[Client]) -> float:
    return sum(sum(times) for client in clients for times in client.times.values())


def _active_ms(url: str) -> float:
    """Return how long the server has been executing statements of this database, all told."""
    time.sleep(STATISTICS_SECONDS)
    asked = "SELECT active_time FROM pg_stat_database WHERE datname = current_database()"
    with psycopg.connect(url) as connection:
        row = connection.execute(asked).fetchone()
    return float(row[0]) if row else 0.0


def _report(rounds: Sequence[Round], clients: Sequence[Client]) -> None:
    lives = statistics.median(one.lives_per_second for one in rounds)
    plain = statistics.median(one.plain.per_second for one in rounds)
    ratio = statistics.median(one.lives_per_second / one.plain.per_second for one in rounds)
    share = statistics.median(one.in_database for one in rounds)
    print("\nTrung vị của các vòng:")
    print(f"trọn đời qua HTTP        {lives:7.1f} hồ sơ/s  {lives * ACTS_A_LIFE:7.0f} thao tác/s")
    print(f"pgbench, cùng các dòng   {plain:7.1f} hồ sơ/s  {plain * ACTS_A_LIFE:7.0f} thao tác/s")
    print(f"trọn đời / pgbench       {ratio:7.1%}")
    print(f"thời gian trong CSDL     {share:7.1%} thời gian trả lời")
    for name in [SUBMIT, *(name for name, _, _ in ACTS)]:
        times = [ms for client in clients for ms in client.times[name]]
        p95 = statistics.quantiles(times, n=20)[18]
        print(f"  {name:<14} p50 {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms")


def _check(url: str, *, codes: Sequence[str]) -> None:
    """Every dossier that was answered for must be returned, with its six journal entries."""
    asked = (
        "SELECT count(*) FROM cases_case c WHERE c.code = ANY(%s) AND c.status = 10"
        " AND c.revision = 6 AND"
        " (SELECT count(*) FROM events_journalentry j WHERE j.subject_id = c.id) = 6"
    )
    with psycopg.connect(url) as connection:
        row = connection.execute(asked, [list(codes)]).fetchone()
    whole = row[0] if row else 0
    if whole != len(codes):
        raise WrongAnswer(f"Chỉ {whole} trong {len(codes)} hồ sơ trọn vẹn trong cơ sở dữ liệu.")
    print(f"Kiểm tra: {whole} hồ sơ trọn vẹn, mỗi hồ sơ đủ sáu dòng nhật ký.")


if __name__ == "__main__":
    main()
