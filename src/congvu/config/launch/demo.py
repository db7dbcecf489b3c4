"""`congvu demo`: everything a person needs to look around, started and supervised."""

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from congvu.config.launch.environment import django_command, leased
from congvu.config.launch.folders import ROOT
from congvu.config.launch.processes import Child, Stopping, supervise

WORKERS, THREADS = 2, 4
READY_SECONDS = 60


def main(argv: Sequence[str]) -> int:
    wanted = _parser().parse_args(argv)
    begun = time.monotonic()
    stopping = Stopping()
    _say(begun, 1, "Khởi động PostgreSQL…")
    with leased() as place:
        port = _free_port(wanted.bind, wanted.port)
        _settle(port)
        steps = (
            ("Cập nhật cơ sở dữ liệu…", "migrate", ["-v", "0"]),
            ("Nạp đơn vị, cơ quan, lịch, thủ tục…", "load_reference", []),
            ("Dựng dữ liệu thử nghiệm…", "load_demo", ["--cases", str(wanted.cases)]),
            ("Gom tệp giao diện…", "collectstatic", ["--noinput", "-v", "0"]),
        )
        for number, (words, command, arguments) in enumerate(steps, 2):
            _say(begun, number, words)
            _django(command, *arguments)
            if stopping.asked:
                return 0
        _say(begun, 6, "Khởi động trang web và tiến trình nền…")
        children = [_web(wanted.bind, port), _worker()]
        for child in children:
            child.start()
        ready = _await_ready(port, stopping)
        if ready and not stopping.asked:
            _say(begun, 7, "Sẵn sàng.")
            _welcome(wanted.bind, port)
            print(f"Dữ liệu ở {place.data}. Bấm Ctrl-C để dừng tất cả.", flush=True)
        elif not ready:
            stopping.asked = True
            print("Trang web không lên. Xem lỗi ở trên.", file=sys.stderr, flush=True)
        supervise(children, stopping=stopping)
        return 0 if ready else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./congvu demo", description="Chạy nền tảng với dữ liệu thử nghiệm."
    )
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định 8000 hoặc kế tiếp)")
    parser.add_argument("--bind", default="127.0.0.1", help="địa chỉ lắng nghe")
    parser.add_argument("--cases", type=int, default=400, help="số hồ sơ thử nghiệm khi dựng mới")
    return parser


def _settle(port: int) -> None:
    os.environ["CONGVU_DEMO"] = "1"
    os.environ.setdefault(
        "CONGVU_OIDC_ISSUER", f"http://127.0.0.1:{port}/dinh-danh-thu-nghiem"
    )


def _django(*arguments: str) -> None:
    done = subprocess.run(django_command(*arguments), cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(
            f"Bước {arguments[0]} không xong. Chạy lại ./congvu demo để tiếp tục từ bước này."
        )


def _web(bind: str, port: int) -> Child:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", bind,
        "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", str(THREADS),
        "--backpressure", "64", "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
        "congvu.config.wsgi:application",
    ]  # fmt: skip
    environment = {**os.environ, "CONGVU_DATABASE_POOL": str(THREADS + 2)}
    return Child(name="Trang web", command=command, environment=environment)


def _worker() -> Child:
    return Child(
        name="Tiến trình nền", command=django_command("worker"), environment=dict(os.environ)
    )


def _free_port(bind: str, wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((bind, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"Không còn cổng trống từ {wanted} đến {wanted + 49}.")


def _await_ready(port: int, stopping: Stopping) -> bool:
    # Granian hangs on a stop in its first seconds: readiness is awaited even when asked to stop.
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/suc-khoe/")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return True
        except OSError:
            time.sleep(0.2)
    return stopping.asked


def _welcome(bind: str, port: int) -> None:
    print(f"\n  Công Vụ đang chạy tại http://{bind}:{port}/\n", flush=True)
    _django("demo_logins")


def _say(begun: float, number: int, words: str) -> None:
    print(f"[{number}/7] {time.monotonic() - begun:5.1f} s  {words}", flush=True)
