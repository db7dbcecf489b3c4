"""Typed readers of the environment. They raise on what they do not understand.

Every name may also be given as NAME_FILE, the path of a file that holds the value.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class UnknownValue(ValueError):
    """A setting has a value that this program cannot read."""


def text(name: str, default: str | None = None) -> str:
    """Return the value; raise UnknownValue when it is absent and there is no default."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise UnknownValue(f"Thiếu biến môi trường {name}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise UnknownValue(f"{name} phải là 0 hoặc 1, không phải {value!r}.")
    return value == "1"


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise UnknownValue(f"{name} phải là số nguyên không âm, không phải {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str) -> dict[str, object]:
    """Read postgresql://user:password@host:port/name?host=/socket/dir as Django settings."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgresql", "postgres"}:
        raise UnknownValue(f"{name} phải bắt đầu bằng postgresql://")
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "congvu.config.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or query.get("user", "")),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or query.get("host", "")),
        "PORT": str(url.port or query.get("port", "")),
    }
