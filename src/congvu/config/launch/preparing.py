"""Brings the demo's database and its content up to date, in one process: Django wakes slowly."""

import sys
from collections.abc import Sequence

import django
from django.core.management import CommandError, call_command

from congvu.config.launch.progress import Progress


def main(argv: Sequence[str]) -> int:
    progress = Progress()
    django.setup()
    try:
        progress.step(4, "Cập nhật cơ sở dữ liệu…")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        progress.step(5, "Nạp đơn vị, cơ quan, lịch, thủ tục…")
        call_command("load_reference")
        progress.step(6, "Dựng dữ liệu thử nghiệm…")
        call_command("load_demo", cases=int(argv[0]))
    except CommandError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
