"""What a Django process of this installation must know, as environment variables."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from congvu.config.launch import postgres
from congvu.config.launch.folders import ROOT, Folders, folders

OLDEST, NEWEST = 15, 18


@contextmanager
def leased() -> Iterator[Folders]:
    """Make the database reachable for this process and its children, ours or a given one."""
    place = folders()
    os.environ["CONGVU_DATA_DIR"] = str(place.data)
    os.environ.setdefault("CONGVU_SECRET_KEY_FILE", str(_secret_key(place.data)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    if os.environ.get("CONGVU_DATABASE_URL"):
        _check_version(os.environ["CONGVU_DATABASE_URL"])
        yield place
        return
    with postgres.lease(place) as server:
        os.environ["CONGVU_DATABASE_URL"] = server.url()
        os.environ["CONGVU_PG_BIN"] = str(server.programs)
        yield place


def _check_version(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise SystemExit(
            f"Không kết nối được máy chủ trong CONGVU_DATABASE_URL: {str(error).strip()}\n"
            "Hãy kiểm tra địa chỉ, hoặc bỏ biến này để dùng máy chủ đi kèm."
        ) from error
    if not OLDEST <= version <= NEWEST:
        raise SystemExit(
            f"Máy chủ PostgreSQL {version} không dùng được; cần từ {OLDEST} đến {NEWEST}."
        )


def _secret_key(data: Path) -> Path:
    """Return the file of the installation's secret, made at the first start."""
    path = data / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(64))
    return path


def django_command(*arguments: str) -> list[str]:
    """Return the command line of a management command in this environment."""
    return [sys.executable, "-B", str(ROOT / "manage.py"), *arguments]
