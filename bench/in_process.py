"""Requests answered in this process, so that somebody can listen to their statements."""

from collections.abc import Callable
from email import message_from_bytes

from django.test import Client as Browser

from bench.life_rows import Listener
from bench.measuring import HOST


def sender(heard: Listener) -> Callable[[bytes], tuple[int, bytes]]:
    """Return what sends a whole HTTP request and tells the listener which act it is."""
    browser = Browser(headers={"host": HOST})

    def send(request: bytes) -> tuple[int, bytes]:
        head, _, body = request.partition(b"\r\n\r\n")
        first, _, lines = head.partition(b"\r\n")
        path = first.split()[1].decode()
        headers = {name.lower(): value for name, value in message_from_bytes(lines).items()}
        headers.pop("content-length"), headers.pop("content-type")
        browser.cookies.load(headers.pop("cookie"))
        act = "submit" if path.endswith("/ho-so") else path.rpartition("/")[2]
        with heard.hearing(act):
            answer = browser.post(path, body, content_type="application/json", headers=headers)
        return answer.status_code, answer.content

    return send
