"""How long an applicant has to answer what the agency asks of them."""

from datetime import datetime

from congvu.kernel.clock import local_date
from congvu.platform.cases.models import Case
from congvu.platform.deadlines.queries import term, work_calendar
from congvu.platform.deadlines.rules import due_at


def answer_by(case: Case, term_key: str, *, at: datetime) -> datetime:
    """Return the close of the last day to answer, by the term of the law in force that day."""
    allowed = term(term_key, on=local_date(at))
    return due_at(
        start=at,
        quantity=allowed.value,
        unit=allowed.unit,
        calendar=work_calendar(case.competent_agency_id),
    )
