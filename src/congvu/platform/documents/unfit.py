"""What a file is by its first bytes, and the words for those we do not take. Pure."""

from pathlib import PurePath

JPEG, PNG, HEIC, PDF = "image/jpeg", "image/png", "image/heic", "application/pdf"

SUFFIXES = {
    JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    PNG: (".png",),
    HEIC: (".heic", ".heif"),
    PDF: (".pdf",),
}
WORDS = {JPEG: "ảnh JPEG", PNG: "ảnh PNG", HEIC: "ảnh HEIC", PDF: "tệp PDF"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_REMEDY = "Hãy chụp ảnh giấy tờ (JPEG, PNG, HEIC) hoặc xuất ra PDF rồi tải lên."
_OTHERS = {  # what people do bring, by the name the signature library gives it
    ".doc": "tệp Word",
    ".xls": "tệp Excel",
    ".zip": "tệp nén ZIP",
    ".rar": "tệp nén RAR",
    ".7z": "tệp nén 7-Zip",
    ".gz": "tệp nén GZIP",
    ".gif": "ảnh GIF",
    ".webp": "ảnh WebP",
    ".tiff": "ảnh TIFF",
    ".tif": "ảnh TIFF",
    ".bmp": "ảnh BMP",
    ".avif": "ảnh AVIF",
    ".svg": "ảnh SVG",
    ".html": "trang web HTML",
    ".htm": "trang web HTML",
    ".xml": "tệp XML",
    ".rtf": "tệp RTF",
    ".mp4": "phim",
    ".mov": "phim",
    ".exe": "chương trình",
    ".elf": "chương trình",
}
_OFFICE = ((b"word/", "tệp Word"), (b"xl/", "tệp Excel"), (b"ppt/", "tệp PowerPoint"))


class Unfit(ValueError):
    """The file cannot be taken; the text says what it is and what to do."""


def media_type_of(head: bytes, *, name: str) -> str:
    """Return what the bytes say they are. Raises Unfit for other kinds and for a false name."""
    if not head:
        raise Unfit("Tệp rỗng. Hãy chọn lại tệp hoặc chụp lại.")
    media_type = _accepted_type(head)
    suffix = PurePath(name).suffix.lower()
    if media_type is None:
        raise Unfit(f"{_said_to_be(head, suffix)} {_REMEDY}")
    if suffix and suffix not in SUFFIXES[media_type]:
        raise Unfit(
            f"Tệp này thực ra là {WORDS[media_type]} nhưng tên có đuôi “{suffix}”."
            f" Hãy đổi đuôi thành “{SUFFIXES[media_type][0]}” hoặc chọn lại đúng tệp."
        )
    return media_type


def _accepted_type(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return PDF
    return None


def _said_to_be(head: bytes, suffix: str) -> str:
    kind = _other_kind(head)
    if kind is None:
        return "Tệp không phải ảnh JPEG, PNG, HEIC hay tệp PDF."
    if suffix and any(suffix in known for known in SUFFIXES.values()):
        return f"Tệp này thực ra là {kind} nhưng tên có đuôi “{suffix}”."
    return f"Tệp này là {kind}, chưa nhận được."


def _other_kind(head: bytes) -> str | None:
    import puremagic

    start = head.lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        return _OTHERS[".html"]
    if start.startswith(b"mz"):
        return _OTHERS[".exe"]
    if head.startswith(b"PK"):
        return next((words for part, words in _OFFICE if part in head), _OTHERS[".zip"])
    try:
        found = [match.extension for match in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        return None
    return next((_OTHERS[suffix] for suffix in found if suffix in _OTHERS), None)
