"""The demo as a new user starts it: own data folder, own PostgreSQL, web and worker."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180


@dataclass
class DemoRun:
    """A running demo: where it is, what it printed, which processes it has."""

    process: subprocess.Popen[str]
    data: Path
    url: str = ""
    said: list[str] = field(default_factory=list)

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"chạy tại (http://\S+?)/?\s*$", line)
            if found:
                self.url = found.group(1)

    def password(self) -> str:
        """Return the password that the demo printed for its test logins."""
        found = re.search(r"^congdan\s+(\S+)", "".join(self.said), re.MULTILINE)
        assert found, "".join(self.said)
        return found.group(1)

    def pids(self, mark: str) -> list[int]:
        """Return the processes below this run whose command line holds that mark."""
        listing = subprocess.run(
            ["ps", "-eo", "pid,ppid,args", "--no-headers"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        rows = [line.split(None, 2) for line in listing.splitlines()]
        below, grew = {self.process.pid}, True
        while grew:
            more = {int(pid) for pid, ppid, _ in rows if int(ppid) in below} - below
            grew = bool(more)
            below |= more
        return [int(pid) for pid, _, args in rows if int(pid) in below and mark in args]

    def earlier(self, wishes: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Have dossiers made that were filed some days ago; see `earlier_dossiers`."""
        web = self.pids("granian")[0]
        told = Path(f"/proc/{web}/environ").read_bytes().decode().split("\0")
        environment = dict(pair.split("=", 1) for pair in told if "=" in pair)
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.earlier_dossiers"],
            input="\n".join(json.dumps(wish) for wish in wishes),
            env={**environment, "DJANGO_SETTINGS_MODULE": "congvu.config.settings"},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def postmaster(self) -> int:
        return int((self.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def free_port() -> int:
    """Return a port of the kernel's choice: two test runs on one machine never meet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def running_demo(*, cases: int) -> Iterator[DemoRun]:
    """Start `congvu demo` with folders of its own and wait until it says where it is."""
    outside = Path(tempfile.mkdtemp(prefix="congvu-"))
    outside.chmod(0o711)  # as root, the server's own user passes through
    try:
        with _started(outside / "data", cases=cases, port=free_port()) as run:
            yield run
    finally:
        shutil.rmtree(outside, ignore_errors=True)


@contextmanager
def _started(data: Path, *, cases: int, port: int) -> Iterator[DemoRun]:
    """Start the demo, and stop it as Ctrl-C does."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CONGVU_") and name != "DJANGO_SETTINGS_MODULE"
    }
    environment |= {"CONGVU_DATA_DIR": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "congvu.config.launch", "demo",
         "--cases", str(cases), "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    )  # fmt: skip
    run = DemoRun(process=process, data=data)
    threading.Thread(target=run.read, daemon=True).start()
    try:
        _await(run)
        yield run
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _await(run: DemoRun) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and run.process.poll() is None:
        if run.url and any("quantri" in line for line in run.said):
            return
        time.sleep(0.2)
    raise AssertionError("bản demo không lên:\n" + "".join(run.said[-60:]))
