"""Finding agencies, centres, units. What the hot path asks for is kept in the process for a while.

Kept rows are shared between requests: read them, never change them.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from congvu.kernel import keeping
from congvu.kernel.actor import PostKind
from congvu.kernel.refusal import Missing, Refusal
from congvu.platform.agencies.models import Agency, AgencyKind, AgencyQuerySet, Post, Unit
from congvu.platform.places import queries as places

KEPT = 16_384
_CENTRE_SUFFIX = ".MC"


class NoSuchAgency(Missing):
    def __init__(self) -> None:
        super().__init__("Không tìm thấy cơ quan này. Hãy tìm lại theo tên trong danh bạ cơ quan.")


class NotServedHere(Refusal):
    """The agency exists, but has no centre or unit in this installation."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(
            f"{agency.name} chưa tiếp nhận hồ sơ trên hệ thống này."
            " Hãy nộp tại Cổng Dịch vụ công của địa phương đó, hoặc chọn lại nơi giải quyết."
        )
        self.agency_id = agency.id


def _slot() -> Hashable:
    return keeping.slot(settings.REFERENCE_KEPT_SECONDS)


def agency_on(code: str, on: date) -> Agency | None:
    """Return the agency of that code under the name it bears on that day."""
    return _first(_slot(), on, code=code)


def last_day(code: str) -> date | None:
    """Return the day an agency of that code ends, whatever it is called; None: it goes on."""
    ends = Agency.objects.filter(code=code).order_by("-valid_from")
    return ends.values_list("valid_until", flat=True).first()


def heir(agency: Agency, *, on: date) -> Agency | None:
    """Return the agency that bears its work on a day: itself under the name of that day, or the
    same agency of the commune that its commune became part of. None: nobody, or not one alone.
    """
    own = agency_on(agency.code, on)
    if own is not None or not agency.commune_code:
        return own
    commune = places.heir_of(agency.commune_code, on=on)
    if commune in ("", agency.commune_code):
        return None
    facts = {"commune_code": commune, "kind": agency.kind, "key": agency.key}
    return _first(_slot(), on, **facts)


def named_on(agency: Agency, *, on: date) -> Agency:
    """Return the row of the same agency for that day; the row given when it has none."""
    if agency.valid_from <= on and (agency.valid_until is None or on < agency.valid_until):
        return agency
    return agency_on(agency.code, on) or agency


def standing(code: str, *, on: date) -> Agency | None:
    """Return the agency of a code on a day, or its heir when it is no more."""
    found = agency_on(code, on)
    if found is not None:
        return found
    last = Agency.objects.filter(code=code, valid_until__lte=on).order_by("-valid_from").first()
    return heir(last, on=on) if last else None


def ended(*, on: date) -> frozenset[UUID]:
    """Return every row of the agencies that are no more on that day under any name."""
    return _ended(_slot(), on)


@lru_cache(maxsize=8)
def _ended(slot: Hashable, on: date) -> frozenset[UUID]:
    alive = Agency.objects.in_force(on).values("code")
    gone = Agency.objects.filter(valid_until__lte=on).exclude(code__in=alive)
    return frozenset(gone.values_list("id", flat=True))


def agency_of_commune(code: str, *, kind: str, on: date) -> Agency | None:
    """Return the commune's committee or centre under its name on that day."""
    return _first(_slot(), on, commune_code=code, kind=str(kind))


def department(province_code: str, *, key: str, on: date) -> Agency | None:
    return _first(_slot(), on, province_code=province_code, kind="DEPARTMENT", key=key)


def province_committee(province_code: str, *, on: date) -> Agency | None:
    return _first(_slot(), on, province_code=province_code, kind="PROVINCE_COMMITTEE")


def ministry(name: str, *, on: date) -> Agency | None:
    """Return the ministry that bears that name on that day."""
    return _first(_slot(), on, name=name, kind="MINISTRY")


def province_centre(province_code: str, *, on: date) -> Agency | None:
    return _first(_slot(), on, province_code=province_code, kind="SERVICE_CENTRE", commune_code="")


@lru_cache(maxsize=KEPT)
def _first(slot: Hashable, on: date, **wanted: str) -> Agency | None:
    return Agency.objects.in_force(on).filter(**wanted).select_related("parent").first()


def centre_of(agency: Agency) -> Agency:
    """Return the one-stop centre where the agency's dossiers are handed in, under the name it bore
    with that row. A department's is the province's. Raises NotServedHere.
    """
    found = agency if agency.kind == AgencyKind.SERVICE_CENTRE else _centre(_slot(), agency.id)
    if found is None:
        raise NotServedHere(agency)
    return found


@lru_cache(maxsize=KEPT)
def _centre(slot: Hashable, agency_id: UUID) -> Agency | None:
    agency = Agency.objects.get(id=agency_id)
    if not agency.province_code:
        return None
    centres = Agency.objects.filter(
        kind=AgencyKind.SERVICE_CENTRE,
        province_code=agency.province_code,
        commune_code=agency.commune_code,
    )
    at_end = centres.filter(valid_from__lt=agency.valid_until) if agency.valid_until else centres
    return at_end.select_related("parent").order_by("-valid_from").first()


def unit(agency_id: UUID, key: str) -> Unit | None:
    return _unit(_slot(), agency_id, key)


@lru_cache(maxsize=KEPT)
def _unit(slot: Hashable, agency_id: UUID, key: str) -> Unit | None:
    return _units_of(agency_id).filter(key=key).first()


def _units_of(agency_id: UUID) -> QuerySet[Unit]:
    """Return the units of an agency, also when the row bears one of its earlier names."""
    code = Agency.objects.filter(id=agency_id).values("code")
    return Unit.objects.filter(agency__code__in=code).select_related("agency").order_by("id")


def handling_unit(agency: Agency, key: str) -> Unit:
    """Return the unit of that key, else the first one where somebody handles dossiers."""
    found = unit(agency.id, key) if key else None
    return found or _unit_with(agency, PostKind.HANDLER)


def signer_unit(agency: Agency) -> Unit:
    return _unit_with(agency, PostKind.SIGNER)


def signer_post(agency: Agency) -> Post | None:
    """Return the post that signs first for an agency: its head. None: no post is known here."""
    return _signer_posts(_slot()).get(agency.code)


@lru_cache(maxsize=4)
def _signer_posts(slot: Hashable) -> Mapping[str, Post]:
    posts = Post.objects.filter(kind=PostKind.SIGNER).select_related("unit__agency")
    return {post.unit.agency.code: post for post in posts.order_by("-id")}


def counter_unit(agency: Agency) -> Unit:
    return _unit_with(agency, PostKind.COUNTER)


def _unit_with(agency: Agency, kind: PostKind) -> Unit:
    found = _first_unit_with(_slot(), agency.id, kind)
    if found is None:
        raise NotServedHere(agency)
    return found


@lru_cache(maxsize=KEPT)
def _first_unit_with(slot: Hashable, agency_id: UUID, kind: PostKind) -> Unit | None:
    posts = Post.objects.filter(unit_id=OuterRef("id"), kind=kind)
    return _units_of(agency_id).filter(Exists(posts)).first()


def code_for_dossiers(agency: Agency) -> str:
    """Return what dossier codes begin with: a commune's centre uses its committee's code."""
    return agency.code.removesuffix(_CENTRE_SUFFIX)


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Agency.objects.filter(id__in=list(ids)).values_list("id", "name"))


def agency(agency_id: UUID) -> Agency:
    """Return one agency by its key, or raise NoSuchAgency."""
    found = Agency.objects.select_related("parent").filter(id=agency_id).first()
    if found is None:
        raise NoSuchAgency
    return found


def kept(agency_id: UUID) -> Agency:
    """Return one agency, as it was read a while ago. Raises NoSuchAgency."""
    return _kept(_slot(), agency_id)


@lru_cache(maxsize=KEPT)
def _kept(slot: Hashable, agency_id: UUID) -> Agency:
    return agency(agency_id)


def kept_unit(unit_id: UUID) -> Unit:
    """Return one unit, as it was read a while ago."""
    return _kept_unit(_slot(), unit_id)


@lru_cache(maxsize=KEPT)
def _kept_unit(slot: Hashable, unit_id: UUID) -> Unit:
    return Unit.objects.select_related("agency").get(id=unit_id)


def of_commune(code: str, *, on: date) -> Sequence[Agency]:
    """Return every agency of a commune on a day, of whatever bloc, in a steady order."""
    return list(Agency.objects.in_force(on).filter(commune_code=code).order_by("code"))


def communes_with(kind: str, *, on: date) -> Sequence[str]:
    """Return the commune codes that have an agency of that kind on a day, in order."""
    found = Agency.objects.in_force(on).filter(kind=kind).exclude(commune_code="")
    return list(found.order_by("commune_code").values_list("commune_code", flat=True))


def ids_in_province(province_code: str) -> Sequence[UUID]:
    """Return every agency of a province, whatever name it bore: what its leader steers."""
    rows = Agency.objects.filter(province_code=province_code)
    return list(rows.values_list("id", flat=True))


def same_agency(agency_id: UUID) -> frozenset[UUID]:
    """Return the ids of all rows of that agency, whatever name they bear."""
    return _same_agency(_slot(), agency_id)


@lru_cache(maxsize=KEPT)
def _same_agency(slot: Hashable, agency_id: UUID) -> frozenset[UUID]:
    code = Agency.objects.filter(id=agency_id).values("code")
    return frozenset(Agency.objects.filter(code__in=code).values_list("id", flat=True))


_BELOW = """
WITH RECURSIVE below(code) AS (
    SELECT code FROM agencies_agency WHERE id = %s
    UNION
    SELECT a.code FROM below b
    JOIN agencies_agency p ON p.code = b.code JOIN agencies_agency a ON a.parent_id = p.id
)
SELECT a.id FROM below b JOIN agencies_agency a ON a.code = b.code
"""


def below(agency_id: UUID) -> list[UUID]:
    """Return the ids of the agency and of all under it, at any depth, under any of their names."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [agency_id])
        return [row[0] for row in cursor.fetchall()]


def search(
    text: str, *, on: date, bloc: str = "", kind: str = "", province_code: str = ""
) -> AgencyQuerySet:
    """Return the agencies in force whose name holds every word; page it by (sort_key, id)."""
    found = Agency.objects.in_force(on).matching(text)
    given = {"bloc": bloc, "kind": kind, "province_code": province_code}
    return found.filter(**{name: value for name, value in given.items() if value})


def provinces(*, on: date) -> list[tuple[str, str]]:
    """Return (province code, committee name) in dictionary order, for choosing one."""
    committees = Agency.objects.in_force(on).filter(kind=AgencyKind.PROVINCE_COMMITTEE)
    return list(committees.order_by("sort_key").values_list("province_code", "name"))


def departments(province_code: str, *, on: date) -> list[tuple[str, str]]:
    """Return (key, name) of a province's departments in dictionary order, for choosing one."""
    found = Agency.objects.in_force(on).filter(kind=AgencyKind.DEPARTMENT)
    rows = found.filter(province_code=province_code).exclude(key="").order_by("sort_key")
    return list(rows.values_list("key", "name"))


def departments_of(province_code: str, *, on: date) -> Sequence[Agency]:
    """Return a province's departments in dictionary order."""
    found = Agency.objects.in_force(on).filter(kind=AgencyKind.DEPARTMENT)
    return list(found.filter(province_code=province_code).order_by("sort_key"))


def units_with_handlers(agency: Agency) -> Sequence[Unit]:
    """Return the units of an agency where somebody handles dossiers."""
    return list(_units_of(agency.id).filter(posts__kind=PostKind.HANDLER).distinct())


def agency_page(agency_id: UUID) -> Agency:
    """Return one agency with its parent. Raises NoSuchAgency."""
    found = Agency.objects.filter(id=agency_id).select_related("parent").first()
    if found is None:
        raise NoSuchAgency
    return found


def names_over_time(agency: Agency) -> list[Agency]:
    return list(Agency.objects.filter(code=agency.code).order_by("-valid_from"))


def children_of(agency: Agency, *, on: date) -> AgencyQuerySet:
    return Agency.objects.in_force(on).filter(parent__code=agency.code)


def units_with_posts(agency: Agency) -> list[Unit]:
    posts = Prefetch("posts", queryset=Post.objects.order_by("id"))
    return list(_units_of(agency.id).prefetch_related(posts))
