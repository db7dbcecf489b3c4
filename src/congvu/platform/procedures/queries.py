"""Finding procedures and reading their versions, which never change and so are kept in memory."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import Count, F, Func, QuerySet

from congvu.kernel import keeping
from congvu.kernel.refusal import Missing
from congvu.platform.procedures import searching
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.models import (
    CatalogueDifference,
    Origin,
    Procedure,
    ProcedureVersion,
    RouteDraft,
)

VERSIONS_KEPT = 8192
NO_FIELD = "Chưa ghi lĩnh vực"


class NoSuchProcedure(Missing):
    def __init__(self) -> None:
        super().__init__(
            "Không tìm thấy thủ tục này, hoặc thủ tục đã thôi áp dụng. Hãy tìm lại theo tên việc."
        )


@dataclass(frozen=True, slots=True)
class FieldCount:
    code: str
    name: str
    count: int


def published_version(*, code: str, on: date) -> ProcedureVersion:
    """Return the version in force that day, with its procedure. Raises NoSuchProcedure."""
    version = _published(keeping.slot(settings.REFERENCE_KEPT_SECONDS), code, on)
    if version is None:
        raise NoSuchProcedure
    return version


@lru_cache(maxsize=VERSIONS_KEPT)
def _published(slot: Hashable, code: str, on: date) -> ProcedureVersion | None:
    del slot  # only tells one span of time from the next
    versions = ProcedureVersion.objects.in_force(on).select_related("procedure").defer("content")
    return versions.filter(procedure__code=_plain(code)).first()


def latest_version(code: str) -> ProcedureVersion:
    """Return the last version published, also one not in force yet. Raises NoSuchProcedure."""
    versions = ProcedureVersion.objects.select_related("procedure")
    found = versions.filter(procedure__code=_plain(code), valid_until=None).first()
    if found is None:
        raise NoSuchProcedure
    return found


def route_draft(code: str) -> RouteDraft | None:
    drafts = RouteDraft.objects.select_related("procedure", "base")
    return drafts.filter(procedure__code=_plain(code)).first()


def version_numbered(*, code: str, number: int) -> ProcedureVersion:
    """Return a version of any time. Raises NoSuchProcedure."""
    versions = ProcedureVersion.objects.select_related("procedure").defer("content")
    found = versions.filter(procedure__code=_plain(code), number=number).first()
    if found is None:
        raise NoSuchProcedure
    return found


def definition_of(version: ProcedureVersion) -> Definition:
    """Return what the version says, decoded once in this process."""
    return definition_by_id(version.id)


@lru_cache(maxsize=VERSIONS_KEPT)
def definition_by_id(version_id: UUID) -> Definition:
    """Return what a version says. It never changes, so it is read and decoded once."""
    content = (
        ProcedureVersion.objects.filter(id=version_id).values_list("content", flat=True).first()
    )
    if content is None:
        raise NoSuchProcedure
    return msgspec.convert(content, Definition)


def listed(
    *, on: date, field_code: str = "", life_event: str = "", online_only: bool = False
) -> QuerySet[Procedure]:
    """Return the procedures in force for the public, to be paged by (sort_key, code)."""
    found = Procedure.objects.in_force(on).for_the_public().defer("words")
    if field_code:
        found = found.filter(field_code=_plain(field_code))
    if life_event:
        found = found.filter(life_events__contains=[_plain(life_event)])
    return found.filter(can_apply_online=True) if online_only else found


def search(
    text: str,
    *,
    on: date,
    most: int = 20,
    field_code: str = "",
    life_event: str = "",
    online_only: bool = False,
) -> list[Procedure]:
    """Return the best matches first; with or without accents, and with typing errors."""
    among = listed(on=on, field_code=field_code, life_event=life_event, online_only=online_only)
    return searching.best(among, _plain(text), most=most)


def by_life_event(life_event: str, *, on: date) -> QuerySet[Procedure]:
    return listed(on=on, life_event=life_event).order_by("-can_apply_online", "sort_key", "code")


def by_field(field_code: str, *, on: date) -> QuerySet[Procedure]:
    return listed(on=on, field_code=field_code).order_by("-can_apply_online", "sort_key", "code")


def related(version: ProcedureVersion, *, on: date, most: int = 5) -> list[Procedure]:
    """Return what people in the same situation of life need, then what is named alike."""
    procedure = version.procedure
    others = listed(on=on).exclude(pk=procedure.pk)
    found = list(
        others.filter(life_events__overlap=procedure.life_events).order_by(
            "-can_apply_online", "sort_key", "code"
        )[:most]
        if procedure.life_events
        else ()
    )
    if len(found) < most:
        known = {other.pk for other in found}
        alike = searching.best(others.exclude(pk__in=known), procedure.name, most=most - len(found))
        found += alike
    return found


def our_definitions(*, on: date) -> Sequence[Definition]:
    """Return what the versions in force say that were written here, by code."""
    ours = ProcedureVersion.objects.in_force(on).filter(origin=Origin.OURS)
    ids = ours.order_by("procedure__code").values_list("id", flat=True)
    return [definition_by_id(version_id) for version_id in ids]


def applyable(*, on: date, most: int) -> Sequence[Procedure]:
    """Return what can be applied for here, the ones without doubts first."""
    return list(listed(on=on, online_only=True).order_by("doubt_count", "sort_key")[:most])


def life_events(*, on: date) -> list[str]:
    rows = listed(on=on).exclude(life_events=[]).values_list("life_events", flat=True)
    return sorted({event for row in rows for event in row})


def fields(*, most: int) -> list[FieldCount]:
    """Return the fields with most procedures for the public."""
    rows = (
        Procedure.objects.for_the_public()
        .exclude(field_code="")
        .values_list("field_code", "field_name")
        .annotate(n=Count("id"))
        .order_by("-n", "field_name")[:most]
    )
    return [FieldCount(code=code, name=name, count=n) for code, name, n in rows]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of procedures by code."""
    return dict(Procedure.objects.filter(code__in=list(codes)).values_list("code", "name"))


def field_names(codes: Iterable[str]) -> Mapping[str, str]:
    rows = (
        Procedure.objects.filter(field_code__in=list(codes))
        .values_list("field_code", "field_name")
        .distinct()
    )
    return {**dict(rows), "": NO_FIELD}


def field_name(code: str) -> str:
    return field_names([_plain(code)]).get(code, "") if code else ""


def catalogue(
    *, text: str = "", origin: str = "", doubt: str = "", field_code: str = "", applyable: str = ""
) -> QuerySet[Procedure]:
    """Return every procedure, internal ones too, for the administrator's list.

    `doubt` is a kind, or "ANY"; `applyable` is "1", "0" or "".
    """
    found = searching.containing(Procedure.objects.defer("words"), _plain(text))
    if origin:
        found = found.filter(origin=origin)
    if doubt:
        doubtful = found.filter(doubt_count__gt=0)
        found = doubtful if doubt == "ANY" else found.filter(doubt_kinds__contains=[doubt])
    if field_code:
        found = found.filter(field_code=field_code)
    return found.filter(can_apply_online=applyable == "1") if applyable else found


def all_fields() -> list[FieldCount]:
    """Return every field, internal procedures counted too, in the order of their names."""
    rows = Procedure.objects.values_list("field_code", "field_name").annotate(n=Count("id"))
    named = [FieldCount(code=code, name=name, count=n) for code, name, n in rows if code]
    return sorted(named, key=lambda found: found.name)


def doubt_counts() -> list[tuple[str, int]]:
    """Return how many procedures have a doubt of each kind, the most frequent first."""
    kinds = Procedure.objects.exclude(doubt_count=0).annotate(
        kind=Func(F("doubt_kinds"), function="unnest")
    )
    rows = kinds.values_list("kind").annotate(n=Count("id")).order_by("-n", "kind")
    return [(kind, n) for kind, n in rows]


def history(code: str) -> Sequence[ProcedureVersion]:
    versions = ProcedureVersion.objects.filter(procedure__code=code).defer("content")
    return list(versions.order_by("-number"))


def national_record(version: ProcedureVersion) -> Definition | None:
    """Return what the national catalogue says of a procedure of ours, when it was imported."""
    found = CatalogueDifference.objects.filter(procedure_id=version.procedure_id).first()
    return found.definition if found else None


def differing() -> QuerySet[Procedure]:
    """Return the procedures of ours that the national catalogue describes too."""
    return Procedure.objects.exclude(difference=None)


def _plain(text: str) -> str:
    return text.replace("\x00", "")


def names_of_steps(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return "procedure: step" for (procedure code, step key), from the latest versions."""
    pairs = set(wanted)
    versions = (
        ProcedureVersion.objects.filter(procedure__code__in={code for code, _ in pairs})
        .select_related("procedure")
        .order_by("number")
    )
    found: dict[tuple[str, str], str] = {}
    for version in versions:
        for step in definition_of(version).route:
            if (version.procedure.code, step.key) in pairs:
                found[version.procedure.code, step.key] = f"{version.procedure.name}: {step.label}"
    return found
