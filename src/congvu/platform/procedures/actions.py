"""Publishing versions: from our own files and from records of the national catalogue."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction

from congvu.kernel import keeping
from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.kernel.vietnamese import fold, sort_key
from congvu.platform.events.actions import publish_all
from congvu.platform.procedures.catalogue_record import Read, Refused
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.events import ProcedureVersionPublished
from congvu.platform.procedures.models import Origin, Procedure, ProcedureVersion

BATCH = 500


class BrokenFiles(Refusal):
    """Files of ours cannot be read; each line names the file, the field and what is wrong."""


@dataclass(slots=True)
class Report:
    """What an import did. `doubtful` maps codes to what is unclear in them."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept_ours: list[str] = field(default_factory=list)
    doubtful: dict[str, list[str]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)


def read_file(path: Path) -> Definition:
    """Read one TOML file. -1 stands for an unknown quantity or amount, as TOML has no null.

    Raises ValueError (toml or shape) whose text names the field.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, key in (("fees", "amount_vnd"), ("allowances", "quantity")):
        for row in document.get(name, []):
            if row.get(key) == -1:
                row[key] = None
    definition = msgspec.convert(document, Definition, strict=False)
    if definition.code != path.stem:
        raise ValueError(f"code {definition.code!r} khác tên tệp")
    return definition


@transaction.atomic
def load_files(*, folder: Path, at: datetime, actor: Actor | None = None) -> Report:
    """Publish our own definitions. All or nothing: a broken file stops the load and is named."""
    definitions, broken = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            definitions.append(read_file(path))
        except (ValueError, msgspec.ValidationError) as error:
            broken.append(f"{path.name}: {error}")
    if broken:
        raise BrokenFiles("Chưa nạp thủ tục nào. Hãy sửa các tệp sau:\n" + "\n".join(broken))
    return _publish_batch(definitions, origin=Origin.OURS, at=at, actor=actor, report=Report())


def import_records(
    *, records: Iterable[Read | Refused], at: datetime, actor: Actor | None = None
) -> Report:
    """Publish what records of the national catalogue say, batch by batch.

    A procedure of ours is not overwritten; a poorer record does not replace a richer one. Doubtful
    facts are kept and flagged. Importing the same records again changes nothing.
    """
    report = Report()
    batch: dict[str, Definition] = {}
    for record in records:
        report.read += 1
        if isinstance(record, Refused):
            report.refused.append(record)
            continue
        code = record.definition.code
        batch[code] = richer(batch.get(code), record.definition)
        if len(batch) >= BATCH:
            _import_batch(list(batch.values()), at=at, actor=actor, report=report)
            batch.clear()
    _import_batch(list(batch.values()), at=at, actor=actor, report=report)
    return report


@transaction.atomic
def _import_batch(
    definitions: Sequence[Definition], *, at: datetime, actor: Actor | None, report: Report
) -> None:
    _publish_batch(definitions, origin=Origin.NATIONAL_CATALOGUE, at=at, actor=actor, report=report)


def richer(one: Definition | None, other: Definition) -> Definition:
    """Return the record that says more: papers, times and legal basis over a bare heading."""
    if one is None:
        return other
    return one if _wealth(one) > _wealth(other) else other


def _wealth(definition: Definition) -> int:
    return (
        len(definition.evidence)
        + len(definition.allowances)
        + len(definition.legal_basis)
        + len(definition.instructions)
    )


def _publish_batch(
    definitions: Sequence[Definition],
    *,
    origin: Origin,
    at: datetime,
    actor: Actor | None,
    report: Report,
) -> Report:
    codes = [d.code for d in definitions]
    known = {p.code: p for p in Procedure.objects.filter(code__in=codes).select_for_update()}
    current = {
        v.procedure_id: v
        for v in ProcedureVersion.objects.filter(procedure__code__in=codes, valid_until=None)
    }
    on = local_date(at)
    procedures: list[Procedure] = []
    versions: list[ProcedureVersion] = []
    for definition in definitions:
        procedure = known.get(definition.code)
        standing = current.get(procedure.id) if procedure else None
        if not _is_news(definition, standing, origin=origin, report=report):
            continue
        if procedure is None:
            procedure = Procedure(id=new_id(), code=definition.code)
            known[definition.code] = procedure
        _describe(procedure, definition)
        procedures.append(procedure)
        versions.append(_next_version(procedure, standing, definition, origin, on=on, at=at))
        _close(standing, on=on)
    _write(procedures, versions)
    publish_all(events=[_event(v) for v in versions], actor=actor, agency_id=None, at=at)
    keeping.forget()
    if origin == Origin.OURS:
        report.read += len(definitions)
    return report


def _is_news(
    definition: Definition,
    standing: ProcedureVersion | None,
    *,
    origin: Origin,
    report: Report,
) -> bool:
    """Count the record in the report, and tell whether a version must be published."""
    if definition.doubts:
        report.doubtful[definition.code] = [f"{d.kind}: {d.where}" for d in definition.doubts]
    if standing is None:
        report.created += 1
        return True
    if standing.origin == Origin.OURS and origin != Origin.OURS:
        report.kept_ours.append(definition.code)
        return False
    before = standing.definition
    poorer = origin == Origin.NATIONAL_CATALOGUE and _wealth(before) > _wealth(definition)
    if standing.content_sha256 == _sha256(definition) or (poorer and standing.origin == origin):
        report.unchanged += 1
        return False
    report.changed += 1
    return True


def _describe(procedure: Procedure, definition: Definition) -> None:
    procedure.name = definition.name
    procedure.sort_key = sort_key(definition.name)[:500]
    parts = [definition.name, *definition.keywords, definition.field_name]
    procedure.folded_text = "|".join(fold(part) for part in parts if part)
    procedure.life_events = list(definition.life_events)
    procedure.field_code = definition.field_code
    procedure.field_name = definition.field_name
    procedure.promulgator = definition.promulgator
    procedure.is_internal = definition.is_internal
    procedure.can_apply_online = definition.can_apply_online
    procedure.doubt_count = len(definition.doubts)


def _next_version(
    procedure: Procedure,
    standing: ProcedureVersion | None,
    definition: Definition,
    origin: Origin,
    *,
    on: date,
    at: datetime,
) -> ProcedureVersion:
    return ProcedureVersion(
        id=new_id(),
        procedure=procedure,
        number=standing.number + 1 if standing else 1,
        origin=origin,
        content=_builtins(definition),
        content_sha256=_sha256(definition),
        valid_from=on,
        published_at=at,
    )


def _close(standing: ProcedureVersion | None, *, on: date) -> None:
    if standing is not None:
        ProcedureVersion.objects.filter(id=standing.id).update(valid_until=on)


def _write(procedures: Sequence[Procedure], versions: Sequence[ProcedureVersion]) -> None:
    fields = [f.name for f in Procedure._meta.fields if f.name not in {"id", "code"}]
    Procedure.objects.bulk_create(
        procedures, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    ProcedureVersion.objects.bulk_create(versions)


def _event(version: ProcedureVersion) -> ProcedureVersionPublished:
    return ProcedureVersionPublished(
        subject_id=version.procedure_id,
        code=version.procedure.code,
        version_id=version.id,
        number=version.number,
        origin=version.origin,
        content_sha256=version.content_sha256,
    )


def _builtins(definition: Definition) -> Mapping[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(definition)
    return document


def _sha256(definition: Definition) -> str:
    return hashlib.sha256(msgspec.json.encode(definition, order="sorted")).hexdigest()
