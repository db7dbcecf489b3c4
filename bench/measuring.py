"""Driving a server and a database for a few seconds and counting what was done."""

import http.client
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Measured:
    """Acts per second and the time of one act, in milliseconds."""

    name: str
    per_second: float
    p50_ms: float
    p95_ms: float
    failed: int = 0

    def line(self) -> str:
        return (
            f"{self.name:<28}{self.per_second:>9.0f}/s   p50 {self.p50_ms:6.1f} ms"
            f"   p95 {self.p95_ms:6.1f} ms   hỏng {self.failed}"
        )


Act = Callable[[http.client.HTTPConnection], int]


def drive(name: str, *, port: int, acts: list[Act], seconds: float) -> Measured:
    """Run each act in its own client, again and again over one kept connection."""
    times: list[float] = []
    failures: list[int] = []
    stop_at = time.monotonic() + seconds

    def client(act: Act) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < stop_at:
            begun = time.perf_counter()
            status = act(connection)
            times.append((time.perf_counter() - begun) * 1000)
            if status not in {200, 201}:
                failures.append(status)
        connection.close()

    threads = [threading.Thread(target=client, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(
        name=name,
        per_second=(len(times) - len(failures)) / seconds,
        p50_ms=statistics.median(times),
        p95_ms=statistics.quantiles(times, n=20)[18],
        failed=len(failures),
    )


@contextmanager
def served(*, port: int, target: str, settings: str) -> Iterator[None]:
    """Serve a WSGI application as the demo does: 2 processes of 4 threads."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "2", "--blocking-threads", "4",
        "--backpressure", "64", "--no-ws", "--log-level", "warning", target,
    ]  # fmt: skip
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "CONGVU_DATABASE_POOL": "6",
    }
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _await(port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/suc-khoe/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("Máy chủ web không lên sau 30 giây.")


def pgbench(*, script: Path, url: str, seconds: int, clients: int, binary: str) -> Measured:
    """Run a pgbench script on the same server; its own report is read."""
    done = subprocess.run(
        [binary, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds),
         "-f", str(script), "--failures-detailed", url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures = dict(
        line.split(" = ", 1) for line in done.stdout.splitlines() if " = " in line
    )
    average = float(figures["latency average"].split()[0])
    return Measured(
        name="pgbench, cùng các dòng",
        per_second=float(figures["tps"].split()[0]),
        p50_ms=average,
        p95_ms=average,
    )


def find_pgbench() -> str:
    """Return the server's own pgbench, from the embedded binaries or the machine."""
    given = os.environ.get("CONGVU_PG_BIN")
    found = str(Path(given) / "pgbench") if given else shutil.which("pgbench")
    if not found or not Path(found).exists():
        raise SystemExit("Không thấy pgbench. Hãy cài gói postgresql-client hoặc dùng máy chủ đi kèm.")
    return found
