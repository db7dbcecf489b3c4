"""What is still open: with an agency to be merged, on a former version of a procedure."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from congvu.platform.agencies import queries as agencies
from congvu.platform.cases.lifecycle import FINAL
from congvu.platform.cases.models import Case, Draft
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.models import ProcedureVersion


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


def on_former_versions(version: ProcedureVersion) -> QuerySet[Case]:
    """Return the open dossiers of the same procedure that are pinned to other versions."""
    former = ProcedureVersion.objects.filter(procedure_id=version.procedure_id)
    found = Case.objects.open().filter(version__in=former.exclude(id=version.id), parent=None)
    return found.select_related("version", "clock").defer("answers", "version__content")


def open_of(procedure_code: str, *, codes: Iterable[str]) -> Sequence[Case]:
    """Return those of these dossiers that belong to the procedure."""
    found = Case.objects.filter(code__in=list(codes), procedure_code=procedure_code)
    return list(found.only("id", "code").order_by("code"))


def _not_over() -> QuerySet[Case]:
    return Case.objects.exclude(status__in=FINAL)


def _lies_with(agency_ids: Iterable[UUID]) -> Q:
    ids = list(agency_ids)
    return Q(competent_agency_id__in=ids) | Q(receiving_agency_id__in=ids)
