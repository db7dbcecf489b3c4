"""`./congvu bench submit`: sending a dossier, beside what the database alone could do."""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.database import bench_database  # noqa: E402 - after the path is known
from bench.measuring import (  # noqa: E402 - after the path is known
    HOST,
    Measured,
    NextRequest,
    drive,
    pgbench,
    served,
)

if TYPE_CHECKING:
    from bench.applicants import SignedIn

OURS, PLAIN, ORM = "submit qua HTTP", "pgbench, cùng các dòng", "viết kiểu ORM qua HTTP"
WARM_UP_SECONDS = 2.0
Round = dict[str, Measured]


def main() -> None:
    wanted = _parser().parse_args()
    with bench_database() as url, tempfile.TemporaryDirectory() as folder:
        people = _prepare(wanted)
        scripts = _scripts(people, folder=Path(folder))
        clients = [_client(person) for person in people]
        with (
            served(settings="congvu.config.settings") as ours,
            served(settings="bench.settings_orm") as orm,
        ):
            measures: dict[str, Callable[[float], Measured]] = {
                OURS: lambda s: drive(port=ours, clients=clients, seconds=s),
                PLAIN: lambda s: pgbench(
                    scripts=scripts, url=url, seconds=s, clients=wanted.clients
                ),
                ORM: lambda s: drive(port=orm, clients=clients, seconds=s),
            }
            rounds = _measure(measures, wanted)
    _report(rounds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Đo việc nộp hồ sơ qua HTTP so với pgbench và với cách viết ORM thường."
    )
    parser.add_argument("--seconds", type=float, default=8, help="mỗi lần đo (mặc định 8 giây)")
    parser.add_argument("--rounds", type=int, default=5, help="số vòng, lấy trung vị (mặc định 5)")
    parser.add_argument("--clients", type=int, default=8, help="số người gửi cùng lúc (mặc định 8)")
    parser.add_argument("--communes", type=int, default=8, help="số xã, phường nhận (mặc định 8)")
    return parser


def _prepare(wanted: argparse.Namespace) -> "Sequence[SignedIn]":
    os.environ["CONGVU_DEMO"] = "0"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference")

    from bench.applicants import sign_in_all  # models can be imported from here on

    return sign_in_all(wanted.clients, communes=wanted.communes)


def _scripts(people: "Sequence[SignedIn]", *, folder: Path) -> list[Path]:
    from bench.same_rows import write_script

    return [
        write_script(folder / f"{n}.sql", payload=person.payload())
        for n, person in enumerate(people)
    ]


def _client(person: "SignedIn") -> NextRequest:
    from congvu.kernel.ids import new_id

    body = person.body
    head = (
        "POST /api/v1/ho-so HTTP/1.1\r\n"
        f"Host: {HOST}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Cookie: {person.cookies}\r\n"
        f"X-CSRFToken: {person.csrf_token}\r\n"
        "Idempotency-Key: "
    ).encode()
    return lambda: head + str(new_id()).encode() + b"\r\n\r\n" + body


def _measure(
    measures: dict[str, Callable[[float], Measured]], wanted: argparse.Namespace
) -> list[Round]:
    """Visit all of them in every round, so that a busy minute of the machine meets all alike."""
    for measure in measures.values():
        measure(WARM_UP_SECONDS)
    rounds = []
    for number in range(1, wanted.rounds + 1):
        rounds.append({name: measure(wanted.seconds) for name, measure in measures.items()})
        print(f"vòng {number}: {_brief(rounds[-1])}", flush=True)
    return rounds


def _brief(one: Round) -> str:
    return ", ".join(f"{name} {measured.per_second:.0f}/s" for name, measured in one.items())


def _report(rounds: list[Round]) -> None:
    print("\nTrung vị của các vòng:")
    for name in rounds[0]:
        print(_line(name, [one[name] for one in rounds]))
    print(f"submit / pgbench  {_ratio(rounds, OURS, PLAIN):6.1%}")
    print(f"submit / ORM      {_ratio(rounds, OURS, ORM):6.2f} lần")


def _line(name: str, measured: list[Measured]) -> str:
    p95 = [one.p95_ms for one in measured if one.p95_ms is not None]
    middle = "p50" if p95 else "bình quân"
    return (
        f"{name:<24}{statistics.median(one.per_second for one in measured):>7.0f}/s"
        f"   {middle} {statistics.median(one.p50_ms for one in measured):.1f} ms"
        + (f"   p95 {statistics.median(p95):.1f} ms" if p95 else "")
        + f"   hỏng {sum(one.failed for one in measured)}"
    )


def _ratio(rounds: list[Round], upper: str, lower: str) -> float:
    """Return the median of the ratios inside each round, not the ratio of the medians."""
    return statistics.median(one[upper].per_second / one[lower].per_second for one in rounds)


if __name__ == "__main__":
    main()
