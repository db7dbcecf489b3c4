"""Finding what is glued behind the end of a picture or PDF: a file that is two files. Pure.

Phones add data behind a photograph (a second view, a moment of film): that is left alone.
A web page, an archive, a program or a PDF behind it is not.
"""

import io
import re
import zipfile

from congvu.platform.documents.unfit import HEIC, JPEG, PDF, PNG, Unfit

_ACTIVE = re.compile(rb"<!doctype|<html|<script|<svg|<iframe|<body|<\?php|<\?xml|%pdf-", re.I)
_PROGRAMS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"MZ", b"\x7fELF", b"#!")
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def refuse_glued(content: bytes, *, media_type: str) -> None:
    """Raise Unfit when something that could run lies behind the end of the file proper."""
    end = _ENDS[media_type](content)
    tail = content[end:] if end is not None else b""
    start = tail.lstrip(b"\x00\r\n\t ")
    if start.startswith(_PROGRAMS) or _ACTIVE.search(start) or _is_archive(tail):
        raise Unfit(
            "Tệp có dữ liệu lạ gắn phía sau nên không nhận được."
            " Hãy chụp lại hoặc xuất lại tệp rồi tải lên."
        )


def _is_archive(tail: bytes) -> bool:
    return b"PK\x05\x06" in tail and zipfile.is_zipfile(io.BytesIO(tail))


def _end_of_jpeg(content: bytes) -> int | None:
    at = 2
    while at + 4 <= len(content) + 2 and content[at : at + 1] == b"\xff":
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
        if marker == 0xDA:  # picture data follow, up to the next marker
            found = _NEXT_MARKER.search(content, at)
            if found is None:
                return None
            at = found.start()
    return None


def _end_of_png(content: bytes) -> int | None:
    at = 8
    while at + 12 <= len(content):
        kind = content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4])
        if kind == b"IEND":
            return at
    return None


def _end_of_heic(content: bytes) -> int | None:
    at = 0
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        if size == 0:  # the last box, up to the end of the file
            return None
        if size < 8 or at + size > len(content) or not kind.isalnum():
            return at
        at += size
    return at


def _end_of_pdf(content: bytes) -> int | None:
    found = content.rfind(b"%%EOF")
    return None if found < 0 else found + 5


_ENDS = {JPEG: _end_of_jpeg, PNG: _end_of_png, HEIC: _end_of_heic, PDF: _end_of_pdf}
