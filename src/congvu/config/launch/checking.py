"""`congvu check`: every gate, one line each, and the output of what failed."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence

from congvu.config.launch.environment import django_command, leased
from congvu.config.launch.folders import ROOT

PLACES = ("src", "tests", "bench", "conftest.py", "manage.py")
OUTPUT_MOST = 20_000


def gates() -> list[tuple[str, list[str]]]:
    """Return each gate's name and command, cheapest first."""
    python = [sys.executable, "-m"]
    return [
        ("định dạng", [*python, "ruff", "format", "--check", "-q", *PLACES]),
        ("ruff", [*python, "ruff", "check", "-q", *PLACES]),
        ("ranh giới mô-đun", ["lint-imports", "--no-cache"]),
        ("kiểu (mypy --strict)", [*python, "mypy"]),
        ("migration đủ", django_command("makemigrations", "--check", "--dry-run")),
        ("migration an toàn", django_command("lint_migrations")),
        ("kiến trúc", [*python, "pytest", "-q", "tests/architecture"]),
    ]


def main(argv: Sequence[str]) -> int:
    if "--help" in argv:
        names = "\n".join(f"  - {name}" for name, _ in gates())
        sys.stdout.write(f"Chạy mọi cổng kiểm tra; có cổng hỏng thì thoát với mã 1:\n{names}\n")
        return 0
    with leased(durable=False):
        failed = [name for name, command in gates() if not _passes(name, command)]
    print(f"Hỏng: {', '.join(failed)}." if failed else "Mọi cổng đều đạt.", flush=True)
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    begun = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "congvu.config.settings_test"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    word = "đạt" if done.returncode == 0 else "HỎNG"
    print(f"{name:<24}{word}  {time.monotonic() - begun:.1f} s", flush=True)
    if done.returncode:
        print(done.stdout[-OUTPUT_MOST:], flush=True)
    return done.returncode == 0
