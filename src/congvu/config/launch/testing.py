"""`congvu test`: every test on a real PostgreSQL and, where it is there, a real browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from congvu.config.launch.environment import leased
from congvu.config.launch.folders import ROOT

HELP = "Chạy toàn bộ kiểm thử. Tham số chuyển cho pytest, ví dụ: -k ten, đường dẫn, --pdb.\n"


def main(argv: Sequence[str]) -> int:
    if "--help" in argv:
        sys.stdout.write(HELP)
        return 0
    ensure_browser()
    with leased():
        return pytest(*(argv or ["-n", "2", "--dist", "loadgroup", "-q"]))


def pytest(*arguments: str) -> int:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "congvu.config.settings_test"}
    command = [sys.executable, "-B", "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def ensure_browser() -> None:
    """Install Debian's chromium when we may; otherwise say how, and browser tests skip."""
    if shutil.which("chromium"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            "Không có chromium: kiểm thử bằng trình duyệt sẽ bỏ qua."
            " Cài bằng: apt-get install --no-install-recommends chromium",
            flush=True,
        )
        return
    print("Cài chromium của Debian cho kiểm thử bằng trình duyệt…", flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(
            command, capture_output=True, text=True, check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
        if done.returncode:
            print(f"Không cài được chromium: {done.stderr[-500:]}", flush=True)
            return
