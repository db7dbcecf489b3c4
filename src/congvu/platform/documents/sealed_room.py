"""A stranger's file is opened here only: own process, no network, memory and time limits.

Run as `python -m congvu.platform.documents.sealed_room FILE NAME VIEW`: looks at FILE, writes a
picture for viewing to VIEW when it makes one, and prints one JSON line: {"ok", "media_type",
"pages", "view_media_type"} or {"ok": false, "problem"}. It knows no database and no settings.
"""

import ctypes
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 8
WRITE_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 120_000_000
MOST_PAGES = 500
VIEW_EDGE = 1800
_NO_NETWORK = 0x10000000 | 0x40000000  # CLONE_NEWUSER | CLONE_NEWNET

_SUFFIXES = {
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/png": {".png"},
    "image/heic": {".heic", ".heif"},
    "application/pdf": {".pdf"},
}
_WORDS = {
    "image/jpeg": "ảnh JPEG",
    "image/png": "ảnh PNG",
    "image/heic": "ảnh HEIC",
    "application/pdf": "tệp PDF",
}
_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles", "/RichMedia")


class Unfit(ValueError):
    """The file cannot be taken; the text says what it is and what to do."""


def seal() -> None:
    """Give up network, memory and time before touching the file."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.unshare(_NO_NETWORK)  # refused on some kernels: the limits below still hold
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITE_BYTES, WRITE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def look(path: Path, name: str, view: Path) -> dict[str, Any]:
    """Return what the file is. Raises Unfit with words for the person who brought it."""
    head = path.read_bytes()[:64]
    media_type = _media_type(head)
    suffix = Path(name).suffix.lower()
    if suffix and suffix not in _SUFFIXES[media_type]:
        raise Unfit(
            f"Tệp này thực ra là {_WORDS[media_type]} nhưng mang đuôi {suffix}."
            " Hãy đặt lại đúng đuôi rồi tải lên."
        )
    return _LOOKERS[media_type](path, view) | {"ok": True, "media_type": media_type}


def _media_type(head: bytes) -> str:
    if not head:
        raise Unfit("Tệp rỗng. Hãy chọn lại tệp hoặc chụp lại.")
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"heim"}:
        return "image/heic"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    raise Unfit(
        "Tệp không phải ảnh JPEG, PNG, HEIC hay tệp PDF. Hãy chụp ảnh giấy tờ hoặc xuất ra PDF."
    )


def _look_at_image(path: Path, view: Path) -> dict[str, Any]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    if path.read_bytes()[:12][4:8] == b"ftyp":
        import pi_heif

        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unfit(
                    f"Ảnh quá lớn ({image.width} × {image.height} điểm)."
                    " Hãy chụp lại ở chất lượng thường."
                )
            _refuse_tail(path, image.format or "")
            image.draft("RGB", (VIEW_EDGE, VIEW_EDGE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((VIEW_EDGE, VIEW_EDGE))
            upright.save(view, "JPEG", quality=80, optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit("Ảnh bị hỏng hoặc chưa tải hết. Hãy chụp lại rồi tải lên.") from error
    except Image.DecompressionBombError as error:
        raise Unfit("Ảnh quá lớn. Hãy chụp lại ở chất lượng thường.") from error
    return {"pages": 1, "view_media_type": "image/jpeg"}


def _refuse_tail(path: Path, kind: str) -> None:
    """Refuse an image with another document glued behind its end."""
    content = path.read_bytes()
    end = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}.get(kind)
    if end is None:
        return
    tail = content[content.rfind(end) + len(end) :] if end in content else b""
    lowered = content[-65536:].lower()
    glued = any(mark in lowered for mark in (b"<script", b"<html", b"pk\x05\x06", b"%pdf-"))
    if glued or len(tail.strip(b"\x00\r\n ")) > 1_000_000:
        raise Unfit("Ảnh có dữ liệu lạ gắn phía sau. Hãy chụp lại rồi tải lên.")


def _look_at_pdf(path: Path, view: Path) -> dict[str, Any]:
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
            _refuse_active(pdf)
            for page in pdf.pages[:3]:
                page.obj.get("/Contents")
    except pikepdf.PasswordError as error:
        raise Unfit("Tệp PDF có mật khẩu. Hãy lưu lại không đặt mật khẩu rồi tải lên.") from error
    except (pikepdf.PdfError, OSError, ValueError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit("Tệp PDF bị hỏng, không mở được. Hãy xuất lại tệp rồi tải lên.") from error
    if not 0 < pages <= MOST_PAGES:
        raise Unfit(f"Tệp PDF có {pages} trang; mỗi tệp từ 1 đến {MOST_PAGES} trang.")
    return {"pages": pages, "view_media_type": ""}


def _refuse_active(pdf: Any) -> None:
    """Refuse what a document can do by itself: scripts, launching, embedded files."""
    for number, thing in enumerate(pdf.objects):
        if number > 200_000:
            raise Unfit("Tệp PDF quá phức tạp. Hãy in ra PDF mới rồi tải lên.")
        keys = getattr(thing, "keys", None)
        names = set(keys()) if callable(keys) and _is_dictionary(thing) else set()
        action = str(thing.get("/S", "")) if names else ""
        opens_page = "/OpenAction" in names and not _is_dictionary(thing.get("/OpenAction"))
        bad = names & set(_ACTIVE) - ({"/OpenAction"} if opens_page else set())
        if bad or action in {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}:
            raise Unfit(
                "Tệp PDF có chứa lệnh hoặc tệp nhúng. Hãy in ra PDF thường rồi tải lên."
            )


def _is_dictionary(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)


_LOOKERS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "image/jpeg": _look_at_image,
    "image/png": _look_at_image,
    "image/heic": _look_at_image,
    "application/pdf": _look_at_pdf,
}


def main(argv: list[str]) -> int:
    path, name, view = Path(argv[0]), argv[1], Path(argv[2])
    seal()
    try:
        said = look(path, name, view)
    except Unfit as unfit:
        said = {"ok": False, "problem": str(unfit)}
    except MemoryError:
        said = {"ok": False, "problem": "Tệp cần quá nhiều bộ nhớ để mở. Hãy chụp lại nhỏ hơn."}
    sys.stdout.write(json.dumps(said))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
