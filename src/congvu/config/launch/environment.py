"""What a Django process of this installation must know, as environment variables."""

import contextlib
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from congvu.config.launch import postgres
from congvu.config.launch.folders import ROOT, Folders, folders

OLDEST, NEWEST = 15, 18
# A weaker value would call a dossier received before the disk has it.
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class ServerRefused(RuntimeError):
    """The given server cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where this installation lives, and its own server when none was given."""

    folders: Folders
    server: postgres.Server | None


@contextmanager
def leased(*, durable: bool = True) -> Iterator[Installation]:
    """Make the database reachable for this process and its children: ours, or a given one."""
    place = folders()
    os.environ["CONGVU_DATA_DIR"] = str(place.data)
    os.environ.setdefault("CONGVU_SECRET_KEY_FILE", str(secret_key(place.data)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    given = os.environ.get("CONGVU_DATABASE_URL")
    if given:
        check_server(given, durable=durable)
        yield Installation(folders=place, server=None)
        return
    with postgres.lease(place) as server:
        url = server.url()
        check_server(url, durable=durable)
        os.environ["CONGVU_DATABASE_URL"] = url
        os.environ["CONGVU_PG_BIN"] = str(server.programs)
        try:
            yield Installation(folders=place, server=server)
        finally:
            del os.environ["CONGVU_DATABASE_URL"]


def check_server(url: str, *, durable: bool) -> None:
    """Raise ServerRefused unless this server's version and settings can be relied on."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
            weak = [name for name in DURABLE if _shown(connection, name) == "off"]
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise ServerRefused(
            f"Không kết nối được máy chủ trong CONGVU_DATABASE_URL: {str(error).strip()}\n"
            "Hãy kiểm tra địa chỉ, hoặc bỏ biến này để dùng máy chủ đi kèm."
        ) from error
    if not OLDEST <= version <= NEWEST:
        raise ServerRefused(
            f"Máy chủ PostgreSQL {version} không dùng được; cần từ {OLDEST} đến {NEWEST}."
        )
    if durable and weak:
        raise ServerRefused(
            f"Máy chủ PostgreSQL đang tắt {', '.join(weak)}: mất điện sẽ mất hồ sơ đã báo nhận."
            " Hãy bật lại trong cấu hình máy chủ rồi chạy lại."
        )


def _shown(connection: "psycopg.Connection[tuple[str]]", name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return row[0] if row else ""


def secret_key(data: Path) -> Path:
    """Return the file of the installation's secret, made whole at the first start."""
    path = data / "secret-key"
    if path.exists():
        return path
    aside = data / f"secret-key.{os.getpid()}"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):  # another command was first: its secret stands
        os.link(aside, path)
    aside.unlink()
    return path


def django_command(*arguments: str) -> list[str]:
    """Return the command line of a management command in this environment."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]
