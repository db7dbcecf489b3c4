"""Dispatch of `./congvu <command>` once the environment exists."""

import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

from congvu.config.launch import checking, demo, postgres, testing
from congvu.config.launch.environment import django_command, leased
from congvu.config.launch.folders import ROOT, FolderRefused

BENCHES = {"submit": "bench.submit"}
NEEDS_NO_TABLES = {"migrate", "makemigrations", "help", "check", "collectstatic"}


def bench(argv: Sequence[str]) -> int:
    name = argv[0] if argv else ""
    if name not in BENCHES:
        sys.stdout.write(f"Đo tốc độ: ./congvu bench {' | '.join(BENCHES)} [--help]\n")
        return 0 if name in {"", "--help"} else 2
    with leased():
        sys.argv = [f"./congvu bench {name}", *argv[1:]]
        runpy.run_module(BENCHES[name], run_name="__main__")
    return 0


def serve_database(argv: Sequence[str]) -> int:
    """Keep the server running in the foreground; other commands share it."""
    if "--help" in argv:
        sys.stdout.write("Giữ máy chủ PostgreSQL đi kèm chạy cho đến khi bấm Ctrl-C.\n")
        return 0
    with leased():
        print(os.environ["CONGVU_DATABASE_URL"], flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    return 0


def django(argv: Sequence[str]) -> int:
    """Run a management command with the database at hand and its tables up to date."""
    if "--help" in argv or argv[0] == "help":
        os.environ.setdefault("CONGVU_DATABASE_URL", "postgresql:///none")
        os.environ.setdefault("CONGVU_SECRET_KEY", "help-needs-none")
        return _run(django_command(*argv))
    with leased():
        if argv[0] not in NEEDS_NO_TABLES:
            code = _run(django_command("migrate", "-v", "0"))
            if code:
                return code
        return _run(django_command(*argv))


def _run(command: list[str]) -> int:
    with subprocess.Popen(command, cwd=ROOT) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the child got it too, and ends in its own way
                continue


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo.main,
    "test": testing.main,
    "check": checking.main,
    "bench": bench,
    "serve-database": serve_database,
}


def main(argv: Sequence[str]) -> int:
    command = COMMANDS.get(argv[0])
    try:
        return command(argv[1:]) if command else django(argv)
    except (postgres.ServerTrouble, FolderRefused) as trouble:
        print(str(trouble), file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["help"]))
