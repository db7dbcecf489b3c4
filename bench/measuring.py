"""Driving a server and a database for a few seconds and counting what was done."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
UP_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Acts per second and the time of one act, in milliseconds."""

    per_second: float
    p50_ms: float
    p95_ms: float | None
    failed: int = 0


class Connection:
    """A kept HTTP connection that costs little: the clients share the cores with the server."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Return status and body. The answer must say its length, as ours do."""
        self._socket.sendall(request)
        answer = self._socket.recv(65536)
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head = answer[:end].lower()
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        while len(answer) < end + 4 + length:
            answer += self._more()
        return int(head[9:12]), answer[end + 4 :]

    def close(self) -> None:
        self._socket.close()

    def _more(self) -> bytes:
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("Máy chủ web đóng kết nối giữa chừng.")
        return received


# Makes the next request of one client.
NextRequest = Callable[[], bytes]


def drive(*, port: int, clients: Sequence[NextRequest], seconds: float) -> Measured:
    """Let every client send one request after the other over its own kept connection."""
    times: list[float] = []
    failures: list[tuple[int, bytes]] = []
    begun = time.monotonic()

    def work(next_request: NextRequest) -> None:
        connection = Connection(port)
        while time.monotonic() < begun + seconds:
            sent_at = time.perf_counter()
            status, body = connection.send(next_request())
            times.append((time.perf_counter() - sent_at) * 1000)
            if status != 201:
                failures.append((status, body))
        connection.close()

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) <= len(failures) + 1:
        raise SystemExit(f"Không lần gửi nào thành công: {failures[:1]}")
    return Measured(
        per_second=(len(times) - len(failures)) / (time.monotonic() - begun),
        p50_ms=statistics.median(times),
        p95_ms=statistics.quantiles(times, n=20)[18],
        failed=len(failures),
    )


@contextmanager
def served(*, settings: str) -> Iterator[int]:
    """Serve the program as the demo does, 2 processes of 4 threads. Yields the port."""
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST,
        "--port", str(port), "--workers", "2", "--blocking-threads", "4",
        "--backpressure", "64", "--no-ws", "--log-level", "warning",
        "congvu.config.wsgi:application",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _await_answer(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _await_answer(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + UP_SECONDS
    while time.monotonic() < until and process.poll() is None:
        status = _status(port)
        if status == 200:
            return
        if status >= 500:
            break
        time.sleep(0.1)
    raise SystemExit("Máy chủ web không lên được; lý do ở trên.")


def _status(port: int) -> int:
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/suc-khoe/")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def pgbench(*, scripts: Sequence[Path], url: str, seconds: float, clients: int) -> Measured:
    """Run one of these transactions after the other, each equally often, statements prepared."""
    files = [word for script in scripts for word in ("-f", str(script))]
    done = subprocess.run(
        [_pgbench_program(), "-n", "-M", "prepared", "-c", str(clients), "-j", "2",
         "-T", str(max(1, round(seconds))), *files, url],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"pgbench không chạy được: {done.stderr[-800:]}")
    lines = done.stdout.splitlines()
    figures = dict(line.split(" = ", 1) for line in lines if " = " in line)
    return Measured(
        per_second=float(figures["tps"].split()[0]),
        p50_ms=float(figures["latency average"].split()[0]),
        p95_ms=None,  # pgbench tells the mean only
    )


def _pgbench_program() -> str:
    """Return the server's own pgbench, from the embedded programs or the machine."""
    given = os.environ.get("CONGVU_PG_BIN")
    found = str(Path(given) / "pgbench") if given else shutil.which("pgbench")
    if not found or not Path(found).exists():
        raise SystemExit(
            "Không thấy pgbench. Hãy cài gói postgresql-contrib, hoặc dùng máy chủ đi kèm"
            " (bỏ biến CONGVU_DATABASE_URL)."
        )
    return found
