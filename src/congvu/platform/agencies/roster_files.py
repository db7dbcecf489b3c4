"""The shapes of data/agencies, and reading them. Unknown keys are refused."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from congvu.kernel.actor import PostKind
from congvu.kernel.refusal import Refusal

Shape = TypeVar("Shape")


class AgencyFileRefused(Refusal):
    """A file of data/agencies does not say what it must; nothing was loaded."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of a file."""


class Ministry(Entry, frozen=True, kw_only=True):
    code: str
    name: str
    valid_from: date
    legal_basis: str
    is_code_official: bool = False


class Identifier(Entry, frozen=True, kw_only=True):
    """The official identifier of a province's People's Committee."""

    province_code: str
    code: str
    source: str


class Department(Entry, frozen=True, kw_only=True):
    """A department that provinces have: all of them, `only` some, or all `except_in` some."""

    key: str
    short: str
    name: str  # the place is put in at {place}
    only: tuple[str, ...] = ()
    except_in: tuple[str, ...] = ()

    def is_in(self, province_code: str) -> bool:
        if self.only:
            return province_code in self.only
        return province_code not in self.except_in


class Body(Entry, frozen=True, kw_only=True):
    """A Party, Front or union body of one province, or of each of its communes."""

    province_code: str
    short: str
    name: str
    bloc: str
    kind: str
    parent: str = ""  # short of the body above it
    in_each_commune: bool = False


class PostEntry(Entry, frozen=True, kw_only=True):
    key: str
    kind: PostKind
    title: str


class UnitEntry(Entry, frozen=True, kw_only=True):
    """A unit of every agency of that kind (for centres: of that level) in the installation."""

    of: str
    key: str
    name: str
    posts: tuple[PostEntry, ...]
    ward_name: str = ""  # where wards and special zones call it otherwise


class MinistryFile(Entry, frozen=True, kw_only=True):
    ministries: tuple[Ministry, ...]


class ProvinceFile(Entry, frozen=True, kw_only=True):
    two_level_from: date
    legal_basis: str
    police_code: str  # of the ministry above the police
    police_legal_basis: str
    identifiers: tuple[Identifier, ...]
    departments: tuple[Department, ...]


class BodyFile(Entry, frozen=True, kw_only=True):
    legal_basis: str
    bodies: tuple[Body, ...]


class UnitFile(Entry, frozen=True, kw_only=True):
    units: tuple[UnitEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    ministries: MinistryFile
    provinces: ProvinceFile
    bodies: BodyFile
    units: UnitFile


def read(folder: Path) -> Files:
    """Return what data/agencies says. Raises AgencyFileRefused naming file and fault."""
    return Files(
        ministries=_read(folder / "ministries.toml", MinistryFile),
        provinces=_read(folder / "provinces.toml", ProvinceFile),
        bodies=_read(folder / "political_bodies.toml", BodyFile),
        units=_read(folder / "units.toml", UnitFile),
    )


def _read(path: Path, shape: type[Shape]) -> Shape:
    try:
        with path.open("rb") as file:
            return msgspec.convert(tomllib.load(file), shape)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise AgencyFileRefused(f"Tệp cơ quan {path.name} không dùng được: {fault}") from fault
