"""Loading the agencies from the administrative units in force and the files of data/agencies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import reference_changed
from congvu.kernel.vietnamese import fold, sort_key, tidy
from congvu.platform.agencies.events import AgenciesLoaded
from congvu.platform.agencies.models import Agency, AgencyKind, Post, Unit
from congvu.platform.agencies.reconciling import Row, matched
from congvu.platform.agencies.roster import Place, Wanted, roster
from congvu.platform.agencies.roster_files import UnitEntry, read
from congvu.platform.events.actions import publish
from congvu.platform.places.models import AdministrativeUnit, Level

BATCH = 1000
MANY = 500
DAY = timedelta(days=1)
_LOCK = 0x61676E63  # one load at a time
_AGENCY_FIELDS = (
    "code", "is_code_official", "key", "name", "bloc", "kind", "parent_id", "province_code",
    "commune_code", "valid_from", "valid_until", "legal_basis",
)  # fmt: skip
_WARD_KINDS = ("phường", "đặc khu")


class NameInUse(Refusal):
    """A span of a name was withdrawn that cases, units or other agencies point at."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Tên “{name}” không còn trong danh mục nhưng đang có dữ liệu gắn với tên này."
            " Hãy ghi lại tên đó kèm khoảng ngày trong dữ liệu đơn vị hành chính rồi nạp lại."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load wrote, and how many rows stay although no file or unit names them any more."""

    agencies: int
    units: int
    posts: int
    total: int
    not_listed: int

    @property
    def changed(self) -> int:
        return self.agencies + self.units + self.posts


@transaction.atomic
def load_agencies(
    *, at: datetime, actor: Actor | None = None, folder: Path | None = None
) -> Loaded:
    """Bring agencies, units and posts to what the units and files say. Repeating changes nothing.

    Rows are added, closed or corrected under their ids; one that is listed no more goes only when
    nothing points at it. Raises AgencyFileRefused, NameInUse.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    files = read(folder or settings.REFERENCE_DIR / "agencies")
    wanted = list(
        roster(provinces=_places(Level.PROVINCE), communes=_places(Level.COMMUNE), files=files)
    )
    written, not_listed = _write_agencies(wanted)
    units = _write_units(files.units.units)
    posts = _write_posts(files.units.units)
    loaded = Loaded(
        agencies=written, units=units, posts=posts, total=len(wanted), not_listed=not_listed
    )
    if loaded.changed > MANY:
        _learn_sizes()
    if loaded.changed:
        publish(
            event=AgenciesLoaded(subject_id=new_id(), agencies=written, units=units, posts=posts),
            actor=actor,
            agency_id=None,
            at=at,
        )
    reference_changed()
    return loaded


def _learn_sizes() -> None:
    """Let the planner know the tables it has just seen filled: the next question is minutes off."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agencies_agency, agencies_unit, agencies_post")


def _places(level: Level) -> list[Place]:
    rows = AdministrativeUnit.objects.filter(level=level).values_list(
        "code", "province_code", "full_name", "validity"
    )
    return [
        Place(
            code=code,
            province_code=province_code,
            full_name=tidy(full_name),
            valid_from=validity.lower or date.min,
            valid_until=validity.upper,
        )
        for code, province_code, full_name, validity in rows
    ]


def _write_agencies(wanted: Sequence[Wanted]) -> tuple[int, int]:
    stored = list(Agency.objects.values("id", *_AGENCY_FIELDS))
    rows, leftover = matched(wanted, stored)
    ids = [rows[place]["id"] if place in rows else new_id() for place in range(len(wanted))]
    parents = _spans(wanted, ids)
    changed = [
        agency
        for place, one in enumerate(wanted)
        if _differs(agency := _agency(one, id_=ids[place], parents=parents), rows.get(place))
    ]
    Agency.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[
            *(name.removesuffix("_id") for name in _AGENCY_FIELDS), "folded_name", "sort_key",
        ],
    )  # fmt: skip
    gone, kept = _drop_unused(leftover)
    overlapping = {one.code for one in wanted} & kept.keys()
    if overlapping:
        raise NameInUse(kept[min(overlapping)])
    return len(changed) + gone, len(kept)


def _drop_unused(ids: Sequence[UUID]) -> tuple[int, dict[str, str]]:
    """Delete rows that nothing points at. Return how many, and the names of the others by code."""
    gone, kept = 0, {}
    for agency in sorted(Agency.objects.filter(id__in=ids), key=lambda a: -len(a.code)):
        try:
            with transaction.atomic():
                agency.delete()
            gone += 1
        except (ProtectedError, IntegrityError):
            kept[agency.code] = agency.name
    return gone, kept


Spans = dict[str, list[tuple[date, UUID]]]


def _spans(wanted: Iterable[Wanted], ids: Iterable[UUID]) -> Spans:
    """Return the rows of each code, the latest first."""
    spans: Spans = defaultdict(list)
    for one, id_ in zip(wanted, ids, strict=True):
        spans[one.code].append((one.valid_from, id_))
    for rows in spans.values():
        rows.sort(reverse=True)
    return spans


def _agency(w: Wanted, *, id_: UUID, parents: Spans) -> Agency:
    return Agency(
        id=id_,
        code=w.code,
        is_code_official=w.is_code_official,
        key=w.key,
        name=w.name,
        folded_name=fold(w.name),
        sort_key=sort_key(w.name),
        bloc=w.bloc,
        kind=w.kind,
        parent_id=_parent(w, parents),
        province_code=w.province_code,
        commune_code=w.commune_code,
        valid_from=w.valid_from,
        valid_until=w.valid_until,
        legal_basis=w.legal_basis,
    )


def _parent(w: Wanted, parents: Spans) -> UUID | None:
    """Return the row that the parent had on the child's last day, so an open one has the latest."""
    if not w.parent_code:
        return None
    last = w.valid_until - DAY if w.valid_until else date.max
    return next(id_ for since, id_ in parents[w.parent_code] if since <= last)


def _differs(agency: Agency, row: Row | None) -> bool:
    return row is None or any(getattr(agency, name) != row[name] for name in _AGENCY_FIELDS)


def _write_units(entries: Sequence[UnitEntry]) -> int:
    before = {
        (row["agency__code"], row["key"]): row
        for row in _own_units().values("id", "agency_id", "agency__code", "key", "name")
    }
    changed = []
    for agency in _own_agencies():
        for entry in entries:
            if entry.of != _of(agency):
                continue
            row = before.get((agency.code, entry.key))
            name = _unit_name(entry, agency)
            if row is None or (row["agency_id"], row["name"]) != (agency.id, name):
                id_ = row["id"] if row else new_id()
                changed.append(Unit(id=id_, agency_id=agency.id, key=entry.key, name=name))
    Unit.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["agency", "name"],
    )
    return len(changed)


def _own_agencies() -> list[Agency]:
    """Return the latest row of every State agency of the installation's province."""
    rows = Agency.objects.filter(province_code=settings.PROVINCE_CODE, bloc="STATE")
    return list({row.code: row for row in rows.order_by("code", "valid_from")}.values())


def _own_units() -> Any:
    return Unit.objects.filter(agency__province_code=settings.PROVINCE_CODE)


def _of(agency: Agency) -> str:
    if agency.kind == AgencyKind.SERVICE_CENTRE:
        return "COMMUNE_CENTRE" if agency.commune_code else "PROVINCE_CENTRE"
    if agency.kind == AgencyKind.POLICE:
        return "COMMUNE_POLICE" if agency.commune_code else "PROVINCE_POLICE"
    return agency.kind


def _unit_name(entry: UnitEntry, agency: Agency) -> str:
    is_ward = any(f" {kind} " in agency.name for kind in _WARD_KINDS)
    return entry.ward_name if is_ward and entry.ward_name else entry.name


def _write_posts(entries: Sequence[UnitEntry]) -> int:
    posts = {(entry.of, entry.key): entry.posts for entry in entries}
    before = {
        (row["unit_id"], row["key"]): row
        for row in Post.objects.filter(unit__agency__province_code=settings.PROVINCE_CODE)
        .exclude(key="")
        .values()
    }
    changed = []
    for unit in _own_units().select_related("agency").order_by("id"):
        for entry in posts.get((_of(unit.agency), unit.key), ()):
            row = before.get((unit.id, entry.key))
            if row is None or (row["kind"], row["title"]) != (entry.kind, entry.title):
                changed.append(
                    Post(
                        id=row["id"] if row else new_id(),
                        unit_id=unit.id,
                        key=entry.key,
                        kind=entry.kind,
                        title=entry.title,
                    )
                )
    Post.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["kind", "title"],
    )
    return len(changed)
