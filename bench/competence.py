"""`./congvu bench competence`: who is competent, asked in this process, over the whole country."""

import argparse
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import django
from django.core.management import call_command

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.database import bench_database  # noqa: E402 - after the path is known

ADDRESSES = 400  # different texts; an office meets the same communes again and again


def main() -> None:
    parser = argparse.ArgumentParser(description="Đo việc xác định cơ quan có thẩm quyền.")
    parser.add_argument("--seconds", type=float, default=3, help="thời gian mỗi lần đo")
    parser.add_argument("--rounds", type=int, default=3, help="số vòng")
    given = parser.parse_args()
    with bench_database():
        os.environ["CONGVU_DEMO"] = "0"
        django.setup()
        _keep()
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0, stdout=sys.stderr)
        by_code, by_text = _askers()
        _warm_up()
        for number in range(1, given.rounds + 1):
            _round(number, by_code, by_text, seconds=given.seconds)
        _close()


def _keep() -> None:
    from django.conf import settings

    settings.REFERENCE_KEPT_SECONDS = 600  # no slot ends within a measurement


def _round(
    number: int, by_code: Callable[[], object], by_text: Callable[[], object], *, seconds: float
) -> None:
    from django.conf import settings

    kept, written = _rate(by_code, seconds), _rate(by_text, seconds)
    settings.REFERENCE_KEPT_SECONDS = 0
    asked = _rate(by_code, seconds)  # the yardstick: the same, asking the database each time
    settings.REFERENCE_KEPT_SECONDS = 600
    print(
        f"vòng {number}: mã xã {kept:8,.0f}/s   địa chỉ như người dân viết {written:8,.0f}/s"
        f"   hỏi cơ sở dữ liệu mỗi lần {asked:7,.0f}/s   gấp {kept / asked:5.1f} lần"
    )


def _warm_up() -> None:
    """Meet every commune and procedure once, as a day's work does."""
    from congvu.kernel import clock
    from congvu.platform.competence.coverage import check
    from congvu.platform.procedures.queries import our_definitions

    on = clock.local_date(clock.now())
    begun = perf_counter()
    found = check(our_definitions(on=on), on=on)
    tried = found.resolved + found.asks + found.missing
    spent = perf_counter() - begun
    print(f"kiểm tra cả nước: {tried} lượt, {spent:.1f} s, {tried / spent:,.0f}/s")
    print(f"xác định được {found.resolved}, phải hỏi thêm {found.asks}, thiếu {found.missing}")


def _rate(ask: Callable[[], object], seconds: float) -> float:
    for _ in range(2000):
        ask()
    begun, count = perf_counter(), 0
    while perf_counter() - begun < seconds:
        for _ in range(20):
            ask()
        count += 20
    return count / (perf_counter() - begun)


def _askers() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what asks about a random commune and procedure: by code, and by written address."""
    from django.conf import settings

    from congvu.kernel import clock
    from congvu.platform.agencies.queries import communes_with
    from congvu.platform.competence.facts import Facts, Spot
    from congvu.platform.competence.queries import resolve, spot_of
    from congvu.platform.places.queries import written_name
    from congvu.platform.procedures.queries import our_definitions

    on = clock.local_date(clock.now())
    communes, definitions = communes_with("COMMUNE_COMMITTEE", on=on), our_definitions(on=on)
    chance = random.Random(4)
    texts = [written_name(chance.choice(communes), on=on) for _ in range(ADDRESSES)]

    def asked(spot: Spot) -> object:
        facts = Facts(
            home=settings.PROVINCE_CODE,
            answers={},
            place=spot,
            counter_commune=spot.code,
        )
        return resolve(definition=chance.choice(definitions), facts=facts, on=on)

    def by_code() -> object:
        code = chance.choice(communes)
        return asked(Spot(text=code, codes=(code,)))

    return by_code, lambda: asked(spot_of(chance.choice(texts), on=on))


def _close() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main()
