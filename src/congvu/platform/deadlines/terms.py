"""The numbers the law sets, as data/terms writes them: dated, each with its legal basis. Pure."""

import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

from congvu.kernel.refusal import Refusal


class TermFileRefused(Refusal):
    """A file of data/terms does not say what it must; nothing was loaded."""


class NoSuchTerm(Refusal):
    """The law as this installation knows it sets no such number on that day."""

    def __init__(self, key: str, on: date) -> None:
        super().__init__(
            f"Chưa có mức quy định “{key}” có hiệu lực ngày {on:%d/%m/%Y}."
            " Hãy bổ sung vào data/terms rồi chạy ./congvu load_reference."
        )


class TermUnit(StrEnum):
    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    WORKING_HOUR = "WORKING_HOUR"
    SECOND = "SECOND"
    TIMES = "TIMES"
    PERCENT = "PERCENT"


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One number of the law, in force from a day until (not on) another."""

    key: str
    value: int
    unit: TermUnit
    valid_from: date
    legal_basis: str
    valid_until: date | None = None
    is_verified: bool = False

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


class TermsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    terms: tuple[Term, ...]


def read_terms(folder: Path) -> list[Term]:
    """Return what the files say. Raises TermFileRefused naming file and fault."""
    found = [term for path in sorted(folder.glob("*.toml")) for term in _read(path)]
    names = [(term.key, term.value, term.valid_from) for term in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise TermFileRefused(f"Mức quy định “{twice[0]}” = {twice[1]} ghi hai lần; hãy bỏ một.")
    return found


def _read(path: Path) -> tuple[Term, ...]:
    try:
        terms = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), TermsFile).terms
    except (OSError, ValueError, msgspec.ValidationError) as fault:
        raise TermFileRefused(f"Tệp {path.name} không dùng được: {fault}") from fault
    for term in terms:
        if not term.legal_basis.strip() or not term.key.strip():
            raise TermFileRefused(f"Tệp {path.name}, “{term.key}”: hãy ghi key và legal_basis.")
        if term.valid_until and term.valid_until <= term.valid_from:
            raise TermFileRefused(
                f"Tệp {path.name}, “{term.key}”: valid_until phải sau valid_from."
            )
    return terms


def in_force(terms: list[Term], key: str, on: date) -> list[Term]:
    """Return the terms of that key on that day, the latest and then the smallest first."""
    found = [term for term in terms if term.key == key and term.holds(on)]
    return sorted(found, key=lambda term: (-term.valid_from.toordinal(), term.value))
