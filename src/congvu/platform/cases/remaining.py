"""What still lies with an agency: counted before it is merged into another."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from congvu.platform.agencies import queries as agencies
from congvu.platform.cases.lifecycle import FINAL
from congvu.platform.cases.models import Case, Draft
from congvu.platform.procedures.definition import Channel


def open_by_procedure(agency_ids: Sequence[UUID]) -> list[tuple[str, int]]:
    """Return how many dossiers lie with these agencies and are not over, by procedure code."""
    rows = _not_over().filter(_lies_with(agency_ids)).values_list("procedure_code")
    return list(rows.annotate(n=Count("id")).order_by("-n", "procedure_code"))


def count_open_at(agency_id: UUID) -> int:
    return _not_over().filter(_lies_with(agencies.same_agency(agency_id))).count()


def count_drafts_at(agency_id: UUID) -> int:
    """Return how many drafts wait at that counter."""
    at_counter = Draft.objects.filter(case=None, channel=Channel.COUNTER.value)
    return at_counter.filter(receiving_agency_id__in=agencies.same_agency(agency_id)).count()


def _not_over() -> QuerySet[Case]:
    return Case.objects.exclude(status__in=FINAL)


def _lies_with(agency_ids: Iterable[UUID]) -> Q:
    ids = list(agency_ids)
    return Q(competent_agency_id__in=ids) | Q(receiving_agency_id__in=ids)
