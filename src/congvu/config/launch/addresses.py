"""Where the demo listens, and what a browser types to reach it."""

import http.client
import ipaddress
import socket
from dataclasses import dataclass
from http import HTTPStatus

PORTS_TRIED = 50
NOWHERE = "192.0.2.1"  # a documentation address: no packet is sent to it


class AddressRefused(RuntimeError):
    """Nothing can listen there; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Site:
    """An address to listen at, and the name people reach it by."""

    bind: str
    port: int
    host: str

    @property
    def url(self) -> str:
        return f"http://{_bracketed(self.host)}:{self.port}"

    @property
    def names(self) -> list[str]:
        """The host names that requests may carry."""
        said = ["127.0.0.1", "localhost", "[::1]", _bracketed(self.host), _bracketed(self.bind)]
        return list(dict.fromkeys([*said, socket.gethostname()]))


def choose(*, bind: str, port: int, named: str) -> Site:
    """Take the wanted port, or the next free one."""
    if not 1 <= port <= 65535:
        raise AddressRefused(f"--port phải từ 1 đến 65535, không phải {port}.")
    try:
        family, *_, (numeric, *_rest) = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise AddressRefused(f"--bind {bind}: máy này không có địa chỉ đó.") from error
    last = min(port + PORTS_TRIED, 65536)
    for each in range(port, last):
        if _is_free(family, str(numeric), each):
            return Site(bind=str(numeric), port=each, host=named or _seen_as(bind, str(numeric)))
    raise AddressRefused(
        f"Không còn cổng trống từ {port} đến {last - 1} tại {bind}."
        " Chọn cổng khác bằng --port, hoặc địa chỉ khác bằng --bind."
    )


def answers_ok(site: Site, path: str) -> bool:
    host = _loopback(site.bind) if _is_any(site.bind) else site.bind
    connection = http.client.HTTPConnection(host, site.port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_free(family: int, address: str, port: int) -> bool:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
        return True


def _seen_as(bind: str, numeric: str) -> str:
    return _own_address() if _is_any(numeric) else bind


def _own_address() -> str:
    """Return the address other machines would see, or this machine's own when it is alone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((NOWHERE, 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _is_any(address: str) -> bool:
    return ipaddress.ip_address(address).is_unspecified


def _loopback(address: str) -> str:
    return "::1" if ":" in address else "127.0.0.1"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
