"""Dispatch of `./congvu <command>` once the environment exists."""

import contextlib
import os
import runpy
import signal
import sys
import time
from collections.abc import Callable, Sequence

from congvu.config.launch import checking, demo, testing
from congvu.config.launch.addresses import AddressRefused
from congvu.config.launch.environment import ServerRefused, leased
from congvu.config.launch.folders import ROOT, FolderRefused
from congvu.config.launch.postgres import ServerTrouble
from congvu.config.launch.processes import Stopping

TROUBLES = (ServerTrouble, ServerRefused, FolderRefused, AddressRefused, demo.DemoTrouble)
NEEDS_NO_TABLES = {"migrate", "makemigrations", "sqlmigrate", "check", "collectstatic"}
HELP_WORDS = {"--help", "-h"}


def bench(argv: Sequence[str]) -> int:
    known = sorted(p.stem for p in (ROOT / "bench").glob("*.py") if _is_bench(p.stem))
    name = argv[0] if argv else ""
    if name not in known:
        sys.stdout.write(f"Đo tốc độ: ./congvu bench {' | '.join(known)} [--help]\n")
        return 0 if name in {"", *HELP_WORDS} else 2
    with leased():
        sys.argv = [f"./congvu bench {name}", *argv[1:]]
        runpy.run_path(str(ROOT / "bench" / f"{name}.py"), run_name="__main__")
    return 0


def serve_database(argv: Sequence[str]) -> int:
    """Keep the server running in the foreground; other commands share it."""
    if HELP_WORDS & set(argv):
        sys.stdout.write(
            "Giữ máy chủ PostgreSQL đi kèm chạy cho đến khi bấm Ctrl-C. Dòng in ra là địa chỉ,\n"
            "dùng được làm CONGVU_DATABASE_URL. Máy chủ bị dừng đột ngột thì được chạy lại.\n"
        )
        return 0
    stopping = Stopping()
    with leased() as installation:
        print(os.environ["CONGVU_DATABASE_URL"], flush=True)
        watch = demo.DatabaseWatch(installation.server) if installation.server else None
        while not stopping.asked:
            if watch:
                watch.watch()
            time.sleep(0.2)
    return 0


def django(argv: Sequence[str]) -> int:
    """Run a management command here, with the database at hand and its tables up to date."""
    if HELP_WORDS & set(argv) or argv[0] == "help":
        os.environ.setdefault("CONGVU_DATABASE_URL", "postgresql:///none")
        os.environ.setdefault("CONGVU_SECRET_KEY", "help-needs-none")
        return _execute(argv)
    with leased():
        if argv[0] not in NEEDS_NO_TABLES:
            _migrate()
        return _execute(argv)


def _execute(argv: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    execute_from_command_line(["./congvu", *argv])
    return 0


def _migrate() -> None:
    import django as framework
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    framework.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Cập nhật cơ sở dữ liệu…", file=sys.stderr, flush=True)
        call_command("migrate", verbosity=0)


def _is_bench(name: str) -> bool:
    text = (ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8")
    return "__main__" in text


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo.main,
    "test": testing.main,
    "check": checking.main,
    "bench": bench,
    "serve-database": serve_database,
}


def main(argv: Sequence[str]) -> int:
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _leave_in_order)
    command = COMMANDS.get(argv[0])
    try:
        return command(argv[1:]) if command else django(argv)
    except TROUBLES as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _leave_in_order(number: int, _: object) -> None:
    # Unwinds like any other end, so that the lease is given back and the server stops.
    with contextlib.suppress(ValueError):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["help"]))
