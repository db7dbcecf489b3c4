"""The files of the national catalogue: JSON Lines, or one JSON document.

What cannot be read is refused by file and line; nothing else stops.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from congvu.platform.procedures.catalogue_record import Record, Refused, read_record

LONGEST_RECORD = 5_000_000  # bytes; the longest real one is under 100,000
LARGEST_FILE = 500_000_000
_BOM = b"\xef\xbb\xbf"


def read_files(paths: list[Path]) -> Iterator[Record | Refused]:
    for path in paths:
        yield from read_path(path)


def read_path(path: Path) -> Iterator[Record | Refused]:
    """Read one file, record by record; what cannot be read is refused by file and line."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            yield _refused(path.name, "tệp lớn quá 500 MB; hãy chia nhỏ")
        elif path.suffix.lower() in {".jsonl", ".ndjson"}:
            yield from _lines(path)
        elif size > 4 * LONGEST_RECORD:
            yield _refused(path.name, "tệp JSON lớn quá 20 MB; hãy đổi sang mỗi dòng một bản ghi")
        else:
            yield from _document(path)
    except OSError as error:
        yield _refused(path.name, f"không đọc được tệp ({error.strerror}); hãy kiểm tra đường dẫn")


def _lines(path: Path) -> Iterator[Record | Refused]:
    is_empty = True
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_RECORD + 1), b""), 1):
            text = line.removeprefix(_BOM).strip()
            if not text:
                continue
            is_empty = False
            where = f"{path.name}:{number}"
            if b"\x00" in text:
                yield _refused(where, "tệp nhị phân, không phải chữ; phần còn lại bị bỏ qua")
                return
            if len(line) > LONGEST_RECORD:
                yield _refused(where, "bản ghi dài quá 5 MB; phần còn lại của tệp bị bỏ qua")
                return
            yield from _records(text, where)
    if is_empty:
        yield _refused(path.name, "tệp rỗng")


def _document(path: Path) -> Iterator[Record | Refused]:
    text = path.read_bytes().removeprefix(_BOM).strip()
    if not text:
        yield _refused(path.name, "tệp rỗng")
    elif b"\x00" in text:
        yield _refused(path.name, "tệp nhị phân, không phải chữ")
    elif _is_one_a_line(text):
        yield from _lines(path)
    else:
        yield from _records(text, path.name)


def _is_one_a_line(text: bytes) -> bool:
    """Tell JSON Lines under another name: the first line is a whole document by itself."""
    first, _, rest = text.partition(b"\n")
    if not rest.strip():
        return False
    try:
        msgspec.json.decode(first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _records(text: bytes, where: str) -> Iterator[Record | Refused]:
    try:
        document: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield _refused(where, f"không phải JSON hợp lệ ({str(error)[:120]})")
        return
    if isinstance(document, list):
        for i, item in enumerate(document):
            yield read_record(item, where=f"{where}[{i}]")
    else:
        yield read_record(document, where=where)


def _refused(where: str, reason: str) -> Refused:
    return Refused(where=where, reason=reason)
