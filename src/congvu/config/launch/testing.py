"""`congvu test`: every test on a real PostgreSQL and, where it is there, a real browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from congvu.config.launch.environment import leased
from congvu.config.launch.processes import foreground

HELP = """Chạy toàn bộ kiểm thử trên PostgreSQL thật và trình duyệt thật.

  ./congvu test                 chạy tất cả
  ./congvu test ĐƯỜNG_DẪN       chạy một tệp hay thư mục
  ./congvu test -k TÊN --pdb    tham số chuyển thẳng cho pytest
"""
EVERYTHING = ("-n", "2", "--dist", "loadgroup", "-q")
INSTALL = (
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
)


def main(argv: Sequence[str]) -> int:
    if "--help" in argv:
        sys.stdout.write(HELP)
        return 0
    ensure_browser()
    with leased(durable=False):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "congvu.config.settings_test"}
        command = [sys.executable, "-m", "pytest", *(argv or EVERYTHING)]
        return foreground(command, environment=environment)


def ensure_browser() -> None:
    """Install Debian's chromium when we may; otherwise say how, and browser tests skip."""
    if shutil.which("chromium"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        _say(
            "Không có chromium: kiểm thử bằng trình duyệt sẽ bị bỏ qua. Để chạy cả chúng, hãy cài"
            " (quyền root): apt-get install -y --no-install-recommends chromium"
        )
        return
    _say("Cài chromium của Debian cho kiểm thử bằng trình duyệt…")
    for command in INSTALL:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
        if done.returncode:
            _say(
                "Không cài được chromium nên kiểm thử bằng trình duyệt sẽ bị bỏ qua:"
                f" {done.stderr[-500:].strip()}"
            )
            return


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
