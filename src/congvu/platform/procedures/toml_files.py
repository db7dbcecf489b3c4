"""Our own definitions as TOML files: read, translated, and every fault told with file and field."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from congvu.kernel.refusal import Refusal
from congvu.platform.procedures.checking import flaws
from congvu.platform.procedures.definition import Definition

UNKNOWN = -1  # TOML has no null: an unknown quantity or amount
_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")


class BrokenFiles(Refusal):
    """Files cannot be read; nothing was published. Each problem is (file, field, what to do)."""

    def __init__(self, problems: list[tuple[str, str, str]]) -> None:
        self.problems = problems
        lines = [f"{file}: {f'{where}: ' if where else ''}{text}" for file, where, text in problems]
        super().__init__(
            "Chưa nạp thủ tục nào. Hãy sửa các lỗi sau rồi nạp lại:\n" + "\n".join(lines)
        )


def read_folder(folder: Path) -> list[Definition]:
    """Return the definitions of a folder. Raises BrokenFiles naming every fault at once."""
    if not folder.is_dir():
        raise BrokenFiles([(str(folder), "", "không có thư mục này; hãy kiểm tra đường dẫn")])
    definitions: list[Definition] = []
    problems: list[tuple[str, str, str]] = []
    for path in sorted(folder.glob("*.toml")):
        found = read_file(path)
        if isinstance(found, Definition):
            definitions.append(found)
        else:
            problems += [(path.name, where, text) for where, text in found]
    if problems:
        raise BrokenFiles(problems)
    return definitions


def read_file(path: Path) -> Definition | list[tuple[str, str]]:
    """Return the definition of one file, or its faults as (field, what is wrong)."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        definition = msgspec.convert(_with_nulls(document), Definition, strict=True)
    except UnicodeDecodeError:
        return [("", "không phải chữ UTF-8; hãy lưu lại tệp dạng UTF-8")]
    except OSError as error:
        return [("", f"không đọc được tệp ({error.strerror})")]
    except tomllib.TOMLDecodeError as error:
        return [("", f"không đúng cú pháp TOML: {error}")]
    except msgspec.ValidationError as error:
        return [in_vietnamese(str(error))]
    found = list(flaws(definition))
    if definition.code != path.stem:
        found.insert(0, ("code", f"“{definition.code}” khác tên tệp; hãy cho hai bên giống nhau"))
    return found or definition


def in_vietnamese(message: str) -> tuple[str, str]:
    """Translate what the decoder says into (field, what is wrong)."""
    found = _AT.search(message)
    where = found["path"] if found else ""
    text = message[: found.start()] if found else message
    if match := re.fullmatch(r"Object missing required field `(.+)`", text):
        return (f"{where}.{match[1]}".lstrip("."), "thiếu trường này, hãy thêm vào")
    if match := re.fullmatch(r"Object contains unknown field `(.+)`", text):
        return (f"{where}.{match[1]}".lstrip("."), "không có trường này, hãy bỏ hoặc sửa tên")
    if match := re.fullmatch(r"Invalid enum value '(.*)'", text):
        return (where, f"giá trị “{match[1][:60]}” không có trong danh sách cho phép")
    if match := re.fullmatch(r"Expected `(.+)`, got `(.+)`", text):
        return (where, f"cần kiểu {match[1]}, đang là {match[2]}")
    return (where, text)


def _with_nulls(document: Mapping[str, Any]) -> dict[str, Any]:
    known = dict(document)
    for name, key in (("fees", "amount_vnd"), ("allowances", "quantity")):
        rows = known.get(name)
        if isinstance(rows, list):
            known[name] = [_null(row, key) if isinstance(row, dict) else row for row in rows]
    return known


def _null(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {**row, key: None} if row.get(key) == UNKNOWN else row
