"""`./congvu bench inbox`: the officer's lists over 10,000, 100,000 and 1,000,000 cases."""

import argparse
import itertools
import os
import re
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.database import bench_database  # noqa: E402 - after the path is known
from bench.measuring import HOST, Connection, served  # noqa: E402

if TYPE_CHECKING:
    from bench.officers import Office

SIZES = (10_000, 100_000, 1_000_000)
TABS = ("can-toi-lam", "chua-ai-nhan", "cho-nguoi-dan", "ca-don-vi", "vua-xong")
WARM_UP_SECONDS = 2.0
_NEXT = re.compile(rb'href="\?([^"]*cursor=[^"]*)"')

# The cases from :first to :last, spread over the offices and over the states a unit has.
_COPY = """
INSERT INTO cases_case ({columns})
SELECT {values} FROM generate_series(%(first)s::int, %(last)s::int) AS n
JOIN bench_office AS o ON o.place = n %% %(offices)s
CROSS JOIN (SELECT * FROM cases_case WHERE id = %(model)s) AS c
"""
_OWN = {
    "id": "gen_random_uuid()",
    "code": "'T-' || n",
    "follow_key": "'K' || n",
    "status": "CASE WHEN n %% 5 = 4 THEN 9 WHEN n %% 5 = 2 THEN 5 ELSE 4 END",
    "waiting_for": "CASE n %% 5 WHEN 4 THEN 'NOBODY' WHEN 2 THEN 'CITIZEN' ELSE 'OFFICER' END",
    "assignee_id": "CASE WHEN n %% 5 = 1 THEN o.handler END",
    "holder_unit_id": "CASE WHEN n %% 5 IN (0, 1) THEN o.handling"
    " WHEN n %% 5 = 3 THEN o.signing END",
    "holder_post_kind": "CASE WHEN n %% 5 = 3 THEN 'SIGNER' ELSE 'HANDLER' END",
    "handling_unit_id": "o.handling",
    "receiving_unit_id": "o.receiving",
    "competent_agency_id": "o.agency",
    "due_at": "CASE WHEN n %% 5 IN (2, 4) THEN NULL"
    " ELSE c.submitted_at + (n %% 90000) * interval '1 minute' END",
    "finished_at": "CASE WHEN n %% 5 = 4 THEN c.submitted_at + n * interval '1 second' END",
    "alarm_at": "NULL",
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Đo hộp việc của cán bộ khi số hồ sơ tăng.")
    parser.add_argument("--seconds", type=float, default=6, help="mỗi lần đo (mặc định 6 giây)")
    parser.add_argument("--clients", type=int, default=16, help="số cán bộ cùng lúc (mặc định 16)")
    parser.add_argument(
        "--most", type=int, default=SIZES[-1], help="dừng ở cỡ này (mặc định 1000000)"
    )
    wanted = parser.parse_args()
    with bench_database():
        offices = _prepare(wanted.clients)
        print(f"Câu lệnh SQL mỗi trang, kể cả phiên: {_statements(offices[0])}", flush=True)
        _fill_and_measure(offices, wanted)
        _close()


def _prepare(clients: int) -> "list[Office]":
    os.environ["CONGVU_DEMO"] = "0"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=sys.stderr)

    from bench.applicants import sign_in_all  # models can be imported from here on
    from bench.officers import office_of

    people = sign_in_all(clients, communes=clients)
    offices = [office_of(person.answers["place"]["code"]) for person in people]
    _note_offices(offices)
    _model(people[0].payload())
    return offices


def _note_offices(offices: "Sequence[Office]") -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_office (place int, agency uuid, handling uuid, receiving uuid,"
            " signing uuid, handler uuid)"
        )
        for place, office in enumerate(offices):
            cursor.execute(
                "INSERT INTO bench_office SELECT %s, agency_id, %s, %s, %s, %s"
                " FROM agencies_unit WHERE id = %s",
                [
                    place, office.handler.unit_id, office.counter.unit_id, office.signer.unit_id,
                    office.handler.person_id, office.handler.unit_id,
                ],
            )  # fmt: skip


def _model(payload: dict[str, object]) -> None:
    import msgspec
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_submit(%s::jsonb)", [msgspec.json.encode(payload).decode()])


def _fill_and_measure(offices: "Sequence[Office]", wanted: argparse.Namespace) -> None:
    before, first_p50 = 0, 0.0
    for size in (size for size in SIZES if size <= wanted.most):
        _fill(before, size, offices=len(offices))
        before = size
        with served(settings="congvu.config.settings") as port:
            _drive(offices, port=port, seconds=WARM_UP_SECONDS)
            times = _drive(offices, port=port, seconds=wanted.seconds)
            alone = _drive(offices[:1], port=port, seconds=wanted.seconds / 2)
        p50 = statistics.median(times)
        first_p50 = first_p50 or p50
        print(
            f"{size:>9,} hồ sơ, {len(offices)} cán bộ: p50 {p50:6.1f} ms"
            f"  p95 {_p95(times):6.1f} ms  {len(times) / wanted.seconds:6.0f} trang/s"
            f"  gấp {p50 / first_p50:4.2f} lần cỡ đầu"
            f"   một cán bộ: p50 {statistics.median(alone):5.1f} ms  p95 {_p95(alone):5.1f} ms",
            flush=True,
        )


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def _fill(before: int, size: int, *, offices: int) -> None:
    from django.db import connection

    from congvu.platform.cases.models import Case

    model = Case.objects.exclude(code__startswith="T-").get()
    names = list(Case.columns())
    values = [_OWN.get(name, f"c.{name}") for name in names]
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            _COPY.format(columns=", ".join(names), values=", ".join(values)),
            {"first": before + 1, "last": size, "offices": offices, "model": model.id},
        )
        cursor.execute("VACUUM ANALYZE cases_case")
    spent = time.monotonic() - begun
    print(f"  ghi thêm {size - before:,} hồ sơ: {spent:.0f} s", file=sys.stderr, flush=True)


def _drive(offices: "Sequence[Office]", *, port: int, seconds: float) -> list[float]:
    """Let every handler walk their lists, and go on to the next page where there is one."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(offices)) as pool:
        walks = pool.map(lambda n: _walk(offices[n], n, port, until), range(len(offices)))
        return [spent for walk in walks for spent in walk]


def _walk(office: "Office", offset: int, port: int, until: float) -> list[float]:
    times: list[float] = []
    connection = Connection(port)
    for number in itertools.count(offset):
        page = _timed(connection, office, f"/viec/?nhom={TABS[number % len(TABS)]}", times)
        following = _NEXT.search(page)
        if following:
            path = "/viec/?" + following.group(1).decode().replace("&amp;", "&")
            _timed(connection, office, path, times)
        if time.monotonic() > until:
            break
    connection.close()
    return times


def _timed(connection: Connection, office: "Office", path: str, times: list[float]) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {office.handler.cookies}\r\n\r\n"
    begun = time.perf_counter()
    status, body = connection.send(head.encode())
    times.append((time.perf_counter() - begun) * 1000)
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    return body


def _statements(office: "Office") -> int:
    """Return how many statements one page asks when what is kept in the process is kept."""
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext

    browser = Browser(headers={"host": HOST})
    browser.cookies.load(office.handler.cookies)
    browser.get("/viec/?nhom=ca-don-vi")
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/viec/?nhom=ca-don-vi")
    if answer.status_code != 200:
        raise SystemExit(f"Hộp việc trả lời {answer.status_code}.")
    return len(asked)


def _close() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main()
