"""Opening a PDF inside the sealed room: it must open, without a password, and do nothing by itself.

A file with an owner's password only opens for anybody and is taken.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf

from congvu.platform.documents.glued import refuse_glued
from congvu.platform.documents.sealing import lower_limits
from congvu.platform.documents.unfit import PDF, Unfit

MOST_PAGES = 500
MOST_OBJECTS = 100_000
MOST_DEPTH = 60
MEMORY_BYTES = 400 * 1024 * 1024
CPU_SECONDS = 5
_DAMAGED = "Tệp PDF bị hỏng hoặc chưa tải hết. Hãy xuất lại tệp rồi tải lên."
_COMPLEX = "Tệp PDF quá phức tạp để kiểm tra. Hãy in ra PDF mới rồi tải lên."
_SCRIPT, _OPENS, _CARRIES = "mã lệnh", "lệnh tự chạy", "tệp nhúng bên trong"
_KEYS = {
    "/JS": _SCRIPT,
    "/JavaScript": _SCRIPT,
    "/XFA": "biểu mẫu động",
    "/EmbeddedFiles": _CARRIES,
    "/RichMediaContent": _CARRIES,
}
_ACTIONS = {
    "/JavaScript": _SCRIPT,
    "/Launch": _OPENS,
    "/ImportData": _OPENS,
    "/SubmitForm": _OPENS,
    "/GoToE": _CARRIES,
    "/Rendition": _CARRIES,
    "/Movie": _CARRIES,
    "/Sound": _CARRIES,
    "/RichMediaExecute": _CARRIES,
}
_KINDS = {
    "/FileAttachment": _CARRIES,
    "/RichMedia": _CARRIES,
    "/Movie": _CARRIES,
    "/Sound": _CARRIES,
    "/Screen": _CARRIES,
    "/3D": _CARRIES,
    "/EmbeddedFile": _CARRIES,
}
_NAMES = sorted({*_KEYS, *_ACTIONS, *_KINDS})
_SIZE = re.compile(rb"/Size\s+(\d{1,10})")
_SUSPECT = re.compile("|".join(map(re.escape, _NAMES)).encode())


def look_at_pdf(path: Path, media_type: str, view: Path) -> dict[str, Any]:
    """Check the file and write it anew to `view`: the bytes shown in a page are ours."""
    lower_limits(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
    content = path.read_bytes()
    _refuse_countless(content)
    try:
        with _opened(path, content) as pdf:
            pages = _count_pages(pdf)
            _refuse_active(pdf)
            refuse_glued(content, media_type=media_type)
            pdf.save(
                view, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
            )
    except pikepdf.PasswordError as error:
        raise Unfit("Tệp PDF có mật khẩu. Hãy lưu lại không đặt mật khẩu rồi tải lên.") from error
    except Unfit:
        raise
    except (pikepdf.PdfError, OSError, ValueError, TypeError, RuntimeError) as error:
        raise Unfit(_DAMAGED) from error
    return {"pages": pages, "view_media_type": PDF}


def _refuse_countless(content: bytes) -> None:
    """Refuse by what the file says of itself, before every object is read."""
    if any(int(size) > MOST_OBJECTS for size in _SIZE.findall(content)):
        raise Unfit(_COMPLEX)


def _opened(path: Path, content: bytes) -> pikepdf.Pdf:
    """Open; mend a slightly wrong table of contents, but not a file whose end is missing."""
    try:
        return pikepdf.open(path, attempt_recovery=False)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        if b"%%EOF" not in content[-4096:]:
            raise
        return pikepdf.open(path)


def _count_pages(pdf: pikepdf.Pdf) -> int:
    if len(pdf.objects) > MOST_OBJECTS:
        raise Unfit(_COMPLEX)
    pages = len(pdf.pages)
    if pages == 0:
        raise Unfit("Tệp PDF không có trang nào. Hãy xuất lại tệp rồi tải lên.")
    if pages > MOST_PAGES:
        raise Unfit(
            f"Tệp PDF có {pages} trang; mỗi tệp nhiều nhất {MOST_PAGES} trang."
            " Hãy tách thành nhiều tệp."
        )
    return pages


def _refuse_active(pdf: pikepdf.Pdf) -> None:
    """Refuse what a document can do by itself: scripts, launching, embedded files."""
    things: Iterable[Any] = pdf.objects  # plain numbers among them
    for thing in things:
        words = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        if not isinstance(words, pikepdf.Object):
            continue
        # Written out by the library, so a name hidden as /J#61vaScript reads /JavaScript.
        if _SUSPECT.search(words.unparse(resolved=True)):
            _refuse_in(words, depth=0)


def _refuse_in(thing: Any, *, depth: int) -> None:
    """Look at a thing and what is written inside it; what it points at is looked at by itself."""
    if depth > MOST_DEPTH:
        raise Unfit(_COMPLEX)
    if isinstance(thing, pikepdf.Dictionary):
        _refuse_words(thing)
        inside = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        inside = list(thing)
    else:
        return
    for value in inside:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _refuse_in(value, depth=depth + 1)


def _refuse_words(words: pikepdf.Dictionary) -> None:
    found = [_KEYS[key] for key in words.keys() if key in _KEYS]  # noqa: SIM118 - not a mapping
    found += [_ACTIONS[_text(words, "/S")]] if _text(words, "/S") in _ACTIONS else []
    for key in ("/Subtype", "/Type"):
        found += [_KINDS[_text(words, key)]] if _text(words, key) in _KINDS else []
    if found:
        raise Unfit(f"Tệp PDF có {found[0]}. Hãy in ra tệp PDF thường rồi tải lên.")


def _text(words: pikepdf.Dictionary, key: str) -> str:
    value = words.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
