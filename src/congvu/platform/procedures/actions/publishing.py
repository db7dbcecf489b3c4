"""Publishing versions: from our own files and from records of the national catalogue."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.db.models import QuerySet

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict
from congvu.kernel.transactions import reference_changed
from congvu.platform.events.actions import publish_all
from congvu.platform.procedures import facets
from congvu.platform.procedures.catalogue_record import Record, Refused
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.events import ProcedureVersionPublished
from congvu.platform.procedures.merging import Known, Rank, merged
from congvu.platform.procedures.models import (
    CatalogueDifference,
    Origin,
    Procedure,
    ProcedureVersion,
)
from congvu.platform.procedures.toml_files import BrokenFiles, read_folder

__all__ = [
    "BrokenFiles",
    "ImportReport",
    "OursStands",
    "import_records",
    "load_files",
    "publish_version",
]

BATCH = 500
_LOCK = 0x70726F63  # one publication at a time


class OursStands(Conflict):
    """A text of the national catalogue may stand beside ours, never in its place."""

    def __init__(self) -> None:
        super().__init__(
            "Thủ tục này đã có bản biên soạn trên nền tảng nên không bị thay bằng bản quốc gia."
            " Muốn đổi, hãy sửa tệp của bản biên soạn rồi nạp lại."
        )


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What became of every record read: the counts add up to `read`."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept_apart: int = 0  # records of procedures that we wrote ourselves
    ours: list[str] = field(default_factory=list)  # their codes
    doubtful: dict[str, list[str]] = field(default_factory=dict)  # code -> what is unclear
    refused: list[Refused] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Wanted:
    """One procedure as it should stand, and what must be written for it."""

    definition: Definition
    origin: Origin
    known: Known | None = None
    procedure: Procedure | None = None
    standing: ProcedureVersion | None = None
    valid_from: date | None = None  # None: from today on

    @property
    def is_news(self) -> bool:
        return (
            self.standing is None
            or self.standing.origin != self.origin
            or self.standing.content_sha256 != sha256(self.definition)
        )


@transaction.atomic
def load_files(*, folder: Path, at: datetime, actor: Actor | None = None) -> ImportReport:
    """Publish our own definitions, all or none. Raises BrokenFiles naming every fault."""
    definitions = read_folder(folder)
    report = ImportReport(read=len(definitions))
    kept = {v.procedure.code: v for v in _open_versions([d.code for d in definitions])}
    wanted = [
        _Wanted(definition=_with_decided_route(d, kept.get(d.code)), origin=Origin.OURS)
        for d in definitions
    ]
    _publish(wanted, at=at, actor=actor)
    for item in wanted:
        _count(item, report)
    return report


def _with_decided_route(definition: Definition, standing: ProcedureVersion | None) -> Definition:
    """A route published by a decision stands, whatever the file says of the route."""
    decided = standing.definition if standing and standing.origin == Origin.OURS else None
    if decided is None or not decided.route_decision:
        return definition
    return msgspec.structs.replace(
        definition,
        route=decided.route,
        route_decision=decided.route_decision,
        route_decision_date=decided.route_decision_date,
    )


@transaction.atomic
def publish_from(
    *, definition: Definition, valid_from: date, at: datetime, actor: Actor
) -> ProcedureVersion:
    """Publish the next version of a procedure of ours, in force from a day that may lie ahead."""
    wanted = _Wanted(definition=definition, origin=Origin.OURS, valid_from=valid_from)
    _publish([wanted], at=at, actor=actor)
    return ProcedureVersion.objects.get(procedure__code=definition.code, valid_until=None)


@transaction.atomic
def publish_version(
    *, definition: Definition, origin: Origin, at: datetime, actor: Actor | None = None
) -> ProcedureVersion:
    """Publish a definition. The same content again returns the version that stands."""
    _one_at_a_time()
    standing = _open_versions([definition.code]).defer("content").first()
    if standing and standing.origin == Origin.OURS and origin != Origin.OURS:
        raise OursStands
    wanted = _Wanted(definition=definition, origin=origin)
    _publish([wanted], at=at, actor=actor)
    return ProcedureVersion.objects.get(procedure__code=definition.code, valid_until=None)


@transaction.atomic
def import_records(
    *, records: Iterable[Record | Refused], at: datetime, actor: Actor | None = None
) -> ImportReport:
    """Publish what records of the national catalogue say; doubtful facts are kept and flagged.

    A procedure of ours is not overwritten: the national text is kept beside it. Importing the
    same records again changes nothing.
    """
    report = ImportReport()
    by_code: dict[str, list[Record]] = {}
    for record in records:
        report.read += 1
        if isinstance(record, Refused):
            report.refused.append(record)
        else:
            by_code.setdefault(record.definition.code, []).append(record)
    codes = list(by_code)
    for start in range(0, len(codes), BATCH):
        chunk = {code: by_code[code] for code in codes[start : start + BATCH]}
        _import_chunk(chunk, at=at, actor=actor, report=report)
    facets.settle_fields()
    return report


def _import_chunk(
    chunk: dict[str, list[Record]], *, at: datetime, actor: Actor | None, report: ImportReport
) -> None:
    _one_at_a_time()
    standing = {v.procedure.code: v for v in _open_versions(chunk)}
    differences = {
        d.procedure.code: d
        for d in CatalogueDifference.objects.filter(procedure__code__in=chunk).select_related(
            "procedure"
        )
    }
    publish: list[_Wanted] = []
    for code, records in chunk.items():
        version = standing.get(code)
        is_ours = version is not None and version.origin == Origin.OURS
        before = _known(differences.get(code) if is_ours else version)
        known = before
        for record in records:
            known = merged(known, record.known)
        assert known is not None  # noqa: S101 - a code stands here for at least one record
        _tell_doubts(known.definition, report)
        if version is not None and is_ours:
            report.ours.append(code)
            report.kept_apart += len(records)
            _keep_apart(version, known, before=before, at=at)
        else:
            item = _Wanted(
                definition=known.definition, origin=Origin.NATIONAL_CATALOGUE, known=known
            )
            item.standing = version
            _count_records(item, len(records), report)
            publish.append(item)
    _publish(publish, at=at, actor=actor)


def _count_records(item: _Wanted, count: int, report: ImportReport) -> None:
    """Count one record as what made the difference; the others told nothing more."""
    if item.standing is None:
        report.created += 1
    elif item.is_news:
        report.changed += 1
    else:
        report.unchanged += 1
    report.unchanged += count - 1


def _count(item: _Wanted, report: ImportReport) -> None:
    _count_records(item, 1, report)
    _tell_doubts(item.definition, report)


def _tell_doubts(definition: Definition, report: ImportReport) -> None:
    if definition.doubts:
        report.doubtful[definition.code] = [
            f"{d.kind.value} {d.where}{f': {d.said}' if d.said else ''}" for d in definition.doubts
        ]


def _known(source: ProcedureVersion | CatalogueDifference | None) -> Known | None:
    if source is None:
        return None
    return Known(
        definition=source.definition,
        rank=Rank(source.source_rank),
        updated_at=source.source_updated_at,
    )


def _keep_apart(
    version: ProcedureVersion, known: Known, *, before: Known | None, at: datetime
) -> None:
    if known == before:
        return
    CatalogueDifference.objects.update_or_create(
        procedure_id=version.procedure_id,
        defaults={
            "content": msgspec.to_builtins(known.definition),
            "content_sha256": sha256(known.definition),
            "source_rank": known.rank,
            "source_updated_at": known.updated_at,
            "seen_at": at,
        },
    )


def _publish(wanted: Sequence[_Wanted], *, at: datetime, actor: Actor | None) -> None:
    """Write the versions that are news, close the former ones, refresh what lists show."""
    _one_at_a_time()
    codes = [item.definition.code for item in wanted]
    standing = {v.procedure.code: v for v in _open_versions(codes).defer("content")}
    procedures = {p.code: p for p in Procedure.objects.filter(code__in=codes)}
    for item in wanted:
        item.standing = standing.get(item.definition.code)
        item.procedure = procedures.get(item.definition.code)
    news = [item for item in wanted if item.is_news]
    for item in news:
        _keep_former_record(item, at=at)
    described = [p for item in wanted if (p := _described(item))]
    Procedure.objects.bulk_create(
        described,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=facets.FACETS,
    )
    versions = [_next_version(item, at=at) for item in news]
    closed: dict[date, list[UUID]] = {}
    for item in news:
        if item.standing:
            day = _first_day(item, today=local_date(at))
            closed.setdefault(day, []).append(item.standing.id)
    for day, ids in closed.items():
        ProcedureVersion.objects.filter(id__in=ids).update(valid_until=day)
    ProcedureVersion.objects.bulk_create(versions, batch_size=BATCH)
    publish_all(events=[_event(v) for v in versions], actor=actor, agency_id=None, at=at)
    reference_changed()


def _described(item: _Wanted) -> Procedure | None:
    """Note the procedure's row as it should stand; return it when it must be written."""
    before = item.procedure
    item.procedure = facets.described(item.definition, item.origin, before=before)
    return item.procedure if facets.differs(before, item.procedure) else None


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _open_versions(codes: Iterable[str]) -> QuerySet[ProcedureVersion]:
    versions = ProcedureVersion.objects.filter(procedure__code__in=list(codes), valid_until=None)
    return versions.select_related("procedure")


def _keep_former_record(item: _Wanted, *, at: datetime) -> None:
    """When ours takes the place of a national record, that record stays beside it."""
    former = item.standing
    if item.origin == Origin.OURS and former and former.origin != Origin.OURS:
        known = _known(former)
        assert known is not None  # noqa: S101 - made from a version that exists
        _keep_apart(former, known, before=None, at=at)


def _next_version(item: _Wanted, *, at: datetime) -> ProcedureVersion:
    assert item.procedure is not None  # noqa: S101 - described before versions are written
    return ProcedureVersion(
        id=new_id(),
        procedure=item.procedure,
        number=item.standing.number + 1 if item.standing else 1,
        origin=item.origin,
        content=msgspec.to_builtins(item.definition),
        content_sha256=sha256(item.definition),
        source_rank=item.known.rank if item.known else Rank.ROW,
        source_updated_at=item.known.updated_at if item.known else None,
        valid_from=_first_day(item, today=local_date(at)),
        published_at=at,
    )


def _first_day(item: _Wanted, *, today: date) -> date:
    """Return today, or the day given; a first version of what was law counts since it was.

    While the former version is still to come, what follows it comes no earlier.
    """
    since, standing = item.definition.effective_from, item.standing
    if item.valid_from is not None:
        return item.valid_from
    if standing is not None:
        return max(today, standing.valid_from)
    return since if since is not None and since < today else today


def _event(version: ProcedureVersion) -> ProcedureVersionPublished:
    return ProcedureVersionPublished(
        subject_id=version.procedure_id,
        code=version.procedure.code,
        version_id=version.id,
        number=version.number,
        origin=version.origin,
        content_sha256=version.content_sha256,
        valid_from=version.valid_from,
    )


def sha256(definition: Definition) -> str:
    return hashlib.sha256(msgspec.json.encode(definition, order="sorted")).hexdigest()
