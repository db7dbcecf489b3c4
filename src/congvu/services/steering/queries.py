"""Which agencies a leader sees, and their figures with names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.indicators import queries as indicators
from congvu.platform.indicators.queries import Figures
from congvu.platform.procedures import queries as procedures

MONTHS_BACK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row of figures under a name that people read."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    total: Figures
    by_agency: Sequence[Named]
    by_field: Sequence[Named]


def scope(actor: Actor) -> Sequence[UUID]:
    """Return the agencies whose figures the leader steers: the whole province, or their own."""
    leads = actor.agency_kind == AgencyKind.PROVINCE_COMMITTEE and actor.has_post(
        PostKind.SIGNER, PostKind.UNIT_HEAD
    )
    if leads:
        return agencies.ids_in_province(actor.province_code)
    return [actor.agency_id] if actor.agency_id else []


def overview(actor: Actor, *, since: date, until: date, at: datetime) -> Overview:
    """Return the figures of the leader's agencies, worst first."""
    mine = scope(actor)
    agency_rows = indicators.by("agency_id", agencies=mine, since=since, until=until, at=at)
    field_rows = indicators.by("field_code", agencies=mine, since=since, until=until, at=at)
    names = agencies.names_of({row.key for row in agency_rows})
    fields = procedures.field_names({row.key for row in field_rows})
    return Overview(
        total=indicators.total(agencies=mine, since=since, until=until, at=at),
        by_agency=[Named(name=names.get(r.key, str(r.key)), figures=r) for r in agency_rows],
        by_field=[Named(name=fields.get(r.key, r.key), figures=r) for r in field_rows],
    )
