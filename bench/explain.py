"""`./congvu bench explain`: why a five-year-old clock with ten pauses is due when it is."""

import argparse
import os
import statistics
import sys
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

import django
from django.core.management import call_command

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.database import bench_database  # noqa: E402 - after the path is known

ALLOWANCES = ((60, "WORKING_DAY"), (60, "DAY"), (400, "WORKING_HOUR"), (720, "HOUR"), (3, "MONTH"))
PAUSES = 10


def main() -> None:
    parser = argparse.ArgumentParser(description="Đo việc giải thích một thời hạn đã chạy 5 năm.")
    parser.add_argument("--times", type=int, default=200, help="số lần đo (mặc định 200)")
    times = parser.parse_args().times
    with bench_database():
        os.environ["CONGVU_DEMO"] = "0"
        django.setup()
        call_command("migrate", verbosity=0)
        for quantity, unit in ALLOWANCES:
            _report(quantity, unit, times)
        _close()


def _report(quantity: int, unit: str, times: int) -> None:
    from congvu.platform.deadlines import queries
    from congvu.platform.deadlines.models import Clock

    clock_id = _old_clock(quantity, unit)
    spent = []
    for _ in range(times):
        clock = Clock.objects.get(id=clock_id)
        begun = perf_counter()
        lines = queries.explanation(clock)
        spent.append((perf_counter() - begun) * 1000)
    p95 = statistics.quantiles(spent, n=20)[-1]
    print(
        f"{quantity:4} {unit:13} {len(lines):4} dòng  p50 {statistics.median(spent):5.2f} ms"
        f"  p95 {p95:5.2f} ms  lâu nhất {max(spent):5.2f} ms"
    )


def _old_clock(quantity: int, unit: str) -> UUID:
    from congvu.kernel.actor import Actor
    from congvu.kernel.clock import VIETNAM
    from congvu.kernel.ids import new_id
    from congvu.platform.deadlines import actions

    start = datetime(2021, 11, 1, 9, tzinfo=VIETNAM)
    officer = Actor(person_id=new_id(), name="Đo tốc độ")
    actions.load_calendar(at=start)
    clock = actions.start_clock(quantity=quantity, unit=unit, at=start, actor=officer)
    for number in range(PAUSES):
        since = start + timedelta(days=182 * number + 3)
        actions.pause_clock(clock=clock, reason="Chờ bổ sung", actor=officer, at=since)
        actions.resume_clock(clock=clock, actor=officer, at=since + timedelta(days=170))
    return clock.id


def _close() -> None:
    from django.db import connection

    connection.close()


if __name__ == "__main__":
    main()
