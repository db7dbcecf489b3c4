"""`congvu demo`: everything a person needs to look around, started and supervised."""

import argparse
import fcntl
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import django
from django.core.management import call_command

from congvu.config.launch import addresses, postgres
from congvu.config.launch.environment import django_command, leased
from congvu.config.launch.folders import Folders, folders
from congvu.config.launch.processes import BackOff, Child, Stopping, Watched, supervise
from congvu.config.launch.progress import Progress

WORKERS, THREADS = 2, 4
READY_SECONDS = 60


class DemoTrouble(RuntimeError):
    """The demo cannot go on; the text says what to do."""


def main(argv: Sequence[str]) -> int:
    wanted = _parser().parse_args(argv)
    os.umask(0o077)  # papers and their copies are nobody else's
    stopping = Stopping()
    progress = Progress()
    with the_only_one(folders()) as sign:
        progress.step(3, "Khởi động PostgreSQL…")
        with leased() as installation:
            site = addresses.choose(bind=wanted.bind, port=wanted.port, named=wanted.address)
            _settle(site)
            _prepare(wanted.cases, stopping=stopping)
            if stopping.asked:
                return 0
            progress.step(7, "Khởi động trang web và tiến trình nền…")
            sign.write(site.url)
            sign.flush()
            database = [DatabaseWatch(installation.server)] if installation.server else []
            ready = _serve(site, database, stopping=stopping)
    return 0 if ready else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./congvu demo", description="Chạy nền tảng với dữ liệu thử nghiệm."
    )
    parser.add_argument("--port", type=int, default=8000, help="cổng (mặc định 8000 hoặc kế tiếp)")
    parser.add_argument("--bind", default="127.0.0.1", help="địa chỉ lắng nghe")
    parser.add_argument("--address", default="", help="tên máy hoặc IP mà trình duyệt sẽ gõ")
    parser.add_argument("--cases", type=int, default=400, help="số hồ sơ thử nghiệm khi dựng mới")
    return parser


@contextmanager
def the_only_one(place: Folders) -> Iterator[IO[str]]:
    """One demo for one database: a second one is told where the first one is."""
    with (place.data / "demo.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            where = file.read().strip() or "đang khởi động"
            raise DemoTrouble(
                f"Bản demo của thư mục này đang chạy rồi ({where}). Mở địa chỉ đó, hoặc dừng nó"
                " bằng Ctrl-C ở cửa sổ của nó rồi chạy lại."
            ) from error
        file.truncate(0)
        yield file


def _settle(site: addresses.Site) -> None:
    os.environ["CONGVU_DEMO"] = "1"
    os.environ["PYTHONUNBUFFERED"] = "1"  # lines of all processes in the order they were said
    os.environ.setdefault("CONGVU_HOSTS", ",".join(site.names))
    os.environ.setdefault("CONGVU_OIDC_ISSUER", f"{site.url}/dinh-danh-thu-nghiem")


def _prepare(cases: int, *, stopping: Stopping) -> None:
    if stopping.asked:
        return
    command = [sys.executable, "-m", "congvu.config.launch.preparing", str(cases)]
    step = Child(name="Chuẩn bị", command=command, environment=os.environ)
    step.start()
    if step.wait(stopping=stopping):
        raise DemoTrouble(
            "Chưa chuẩn bị xong, lỗi ở trên. Chạy lại ./congvu demo để tiếp tục từ bước đang dở."
        )


def _show_logins() -> None:
    django.setup()
    call_command("demo_logins")


def _serve(site: addresses.Site, database: Sequence[Watched], *, stopping: Stopping) -> bool:
    web, worker = _web(site), _worker()
    for child in (web, worker):
        child.start()
    ready = _await_ready(site, web, stopping=stopping)
    if not ready:
        stopping.asked = True
        print("Trang web không lên được, lỗi ở trên.", file=sys.stderr, flush=True)
    elif not stopping.asked:
        print(f"\n  Công Vụ đang chạy tại {site.url}/\n", flush=True)
        _show_logins()
        print("\nBấm Ctrl-C để dừng tất cả.", flush=True)
    supervise([*database, web, worker], stopping=stopping)
    return ready


def _web(site: addresses.Site) -> Child:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", site.bind,
        "--port", str(site.port), "--workers", str(WORKERS), "--blocking-threads", str(THREADS),
        "--backpressure", "64", "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
        "congvu.config.wsgi:application",
    ]  # fmt: skip
    return Child(name="Trang web", command=command, environment=os.environ)


def _worker() -> Child:
    return Child(name="Tiến trình nền", command=django_command("worker"), environment=os.environ)


def _await_ready(site: addresses.Site, web: Child, *, stopping: Stopping) -> bool:
    # Granian hangs on a stop in its first seconds: readiness is awaited even when asked to stop.
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and not web.has_ended():
        if addresses.answers_ok(site, "/suc-khoe/"):
            return True
        time.sleep(0.1)
    return stopping.asked


class DatabaseWatch:
    """Starts the embedded server again when it was killed."""

    name = "PostgreSQL"

    def __init__(self, server: postgres.Server) -> None:
        self._server = server
        self._back_off = BackOff()

    def watch(self) -> bool:
        if time.monotonic() < self._back_off.not_before or postgres.is_running(self._server):
            return False
        try:
            with postgres.turn(self._server.folders):
                postgres.start(self._server)
        except postgres.ServerTrouble as trouble:  # a full disk, for instance: it may get better
            print(trouble, file=sys.stderr, flush=True)
            self._back_off.failed(now=time.monotonic())
            return False
        self._back_off.went_well()
        return True

    def stop(self) -> None:
        """Do nothing: the lease stops the server, when nobody else uses it."""
