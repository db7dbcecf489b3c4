"""Loading units: from the registry package with our corrections, and from official tables."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import reference_changed
from congvu.kernel.vietnamese import fold, sort_key
from congvu.platform.places import corrections, decided, official, queries, registry_package
from congvu.platform.places.decided import ChangeImpossible, CommuneChange
from congvu.platform.places.models import (
    AdministrativeUnit,
    DecidedChange,
    ImportProblem,
    OtherName,
    Succession,
    UnitSource,
)
from congvu.platform.places.records import (
    OtherNameRow,
    Problem,
    SuccessionRow,
    UnitData,
    UnitRow,
)

_SOURCE = "units"
_BATCH = 2000
_LOCK = 8_441_903_077  # two loads at once wait for one another

_UNIT = (
    *("level", "code", "kind", "name", "full_name", "folded_name", "sort_key"),
    *("district_code", "province_code", "validity", "legal_basis", "source"),
)
_SUCCESSION = ("on", "old_code", "new_code", "relation", "note", "legal_basis", "source")
_OTHER_NAME = ("level", "code", "kind", "name", "source")
_PROBLEM = ("source", "line", "problem", "row")


class ChangeRefused(Refusal):
    """The decision does not fit the units as they stand; nothing changed."""


ModelT = TypeVar("ModelT", bound=models.Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """How many rows were added and removed; both zero when nothing was new."""

    added: int
    removed: int
    problems: Sequence[Problem]
    files: Sequence[str] = ()
    is_outdated: bool = False  # tables were laid over an earlier package or earlier corrections

    @property
    def is_unchanged(self) -> bool:
        return self.added == 0 and self.removed == 0


@transaction.atomic
def load_units(*, at: datetime, corrections_folder: Path | None = None) -> LoadReport:
    """Load the package and our corrections; leave official tables in place once imported."""
    _one_at_a_time()
    ours = corrections_folder or settings.REFERENCE_DIR / "units"
    package = registry_package.folder()
    decisions = _decisions()
    base = registry_package.checksum(package) + corrections.checksum(ours)
    checksum = base + decided.digest(decisions)
    known = UnitSource.objects.filter(pk=_SOURCE).first()
    if known and (known.checksum == checksum or known.tables):
        is_outdated = not known.checksum.startswith(base)
        return LoadReport(added=0, removed=0, problems=(), is_outdated=is_outdated)
    data = corrections.apply(registry_package.read(package), ours)
    data = decided.laid_over(data, decisions)
    return _store(data, checksum=checksum, tables=(), at=at)


@transaction.atomic
def import_tables(
    *, folder: Path, at: datetime, corrections_folder: Path | None = None
) -> LoadReport:
    """Lay the official tables of a folder over the package; where they disagree, they win."""
    _one_at_a_time()
    ours = corrections_folder or settings.REFERENCE_DIR / "units"
    package = registry_package.folder()
    tables = official.read_folder(folder)
    base = corrections.apply(registry_package.read(package), ours)
    decisions = _decisions()
    data = decided.laid_over(official.overlay(base, tables), decisions)
    checksum = registry_package.checksum(package) + corrections.checksum(ours) + tables.checksum
    return _store(data, checksum=checksum + decided.digest(decisions), tables=tables.files, at=at)


@transaction.atomic
def decide_changes(*, changes: Sequence[CommuneChange], at: datetime) -> None:
    """Lay a decision over the stored units; every later load lays it over its sources again.

    All or none. Raises ChangeRefused with the reason and the unit.
    """
    _one_at_a_time()
    known = UnitSource.objects.filter(pk=_SOURCE).first()
    if known is None:
        raise ChangeRefused("Chưa nạp đơn vị hành chính. Hãy nạp trước rồi ghi quyết định.")
    try:
        data = decided.laid_over(_stored(), changes)
    except ChangeImpossible as impossible:
        raise ChangeRefused(str(impossible)) from impossible
    DecidedChange.objects.bulk_create(
        DecidedChange(
            code=c.code,
            on=c.on,
            into=c.into,
            full_name=c.full_name,
            legal_basis=c.legal_basis,
            decided_at=at,
        )
        for c in changes
    )
    checksum = known.checksum + decided.digest(changes)
    _store(data, checksum=checksum, tables=known.tables, at=at)


def _decisions() -> list[CommuneChange]:
    return [
        CommuneChange(
            code=row.code,
            on=row.on,
            into=row.into,
            full_name=row.full_name,
            legal_basis=row.legal_basis,
        )
        for row in DecidedChange.objects.order_by("id")
    ]


def _stored() -> UnitData:
    return UnitData(
        units=queries.unit_rows(),
        successions=queries.succession_rows(),
        other_names=queries.other_name_rows(),
        problems=tuple(
            Problem(source=p.source, line=p.line, problem=p.problem, row=p.row)
            for p in queries.problems()
        ),
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _store(data: UnitData, *, checksum: str, tables: Sequence[str], at: datetime) -> LoadReport:
    counts = [
        _replace(AdministrativeUnit.objects, _UNIT, map(_unit, data.units)),
        _replace(Succession.objects, _SUCCESSION, map(_succession, data.successions)),
        _replace(OtherName.objects, _OTHER_NAME, map(_other_name, data.other_names)),
        _replace(ImportProblem.objects, _PROBLEM, map(_problem, data.problems)),
    ]
    UnitSource.objects.update_or_create(
        name=_SOURCE,
        defaults={"checksum": checksum, "tables": list(tables), "loaded_at": at},
    )
    reference_changed()
    return LoadReport(
        added=sum(added for added, _ in counts),
        removed=sum(removed for _, removed in counts),
        problems=data.problems,
        files=tables,
    )


def _replace(
    manager: models.Manager[ModelT], fields: Sequence[str], rows: Iterable[ModelT]
) -> tuple[int, int]:
    """Make the table hold exactly these rows, touching only what differs."""
    wanted = {_key([getattr(row, name) for name in fields]): row for row in rows}
    stored = {_key(values[1:]): values[0] for values in manager.values_list("pk", *fields)}
    gone = [pk for key, pk in stored.items() if key not in wanted]
    new = [row for key, row in wanted.items() if key not in stored]
    for start in range(0, len(gone), _BATCH):
        manager.filter(pk__in=gone[start : start + _BATCH]).delete()
    manager.bulk_create(new, batch_size=_BATCH)
    return len(new), len(gone)


def _key(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(_comparable(v) for v in values)


def _comparable(value: object) -> str:
    if isinstance(value, DateRange):
        return f"{value.lower}:{value.upper}"
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else str(value)


def _unit(u: UnitRow) -> AdministrativeUnit:
    return AdministrativeUnit(
        level=u.level,
        code=u.code,
        kind=u.kind,
        name=u.name,
        full_name=u.full_name,
        folded_name=fold(u.full_name),
        sort_key=sort_key(u.name),
        district_code=u.district_code,
        province_code=u.province_code,
        validity=DateRange(u.start, u.until),
        legal_basis=u.legal_basis,
        source=u.source,
    )


def _succession(s: SuccessionRow) -> Succession:
    return Succession(
        on=s.on,
        old_code=s.old_code,
        new_code=s.new_code,
        relation=s.relation,
        note=s.note,
        legal_basis=s.legal_basis,
        source=s.source,
    )


def _other_name(n: OtherNameRow) -> OtherName:
    return OtherName(level=n.level, code=n.code, kind=n.kind, name=n.name, source=n.source)


def _problem(p: Problem) -> ImportProblem:
    return ImportProblem(source=p.source, line=p.line, problem=p.problem, row=dict(p.row))
