"""Numbered forms: a number from the agency's book, a snapshot of what is printed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.compiled import insert
from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Agency
from congvu.platform.cases import papers
from congvu.platform.cases.models import Case, IssuedForm

# What stands after the number, as agencies write it; the template is the installation's.
KINDS = {"02": "PYCBS", "03": "PTC", "04": "PXL", "05": "TBDGQ"}
_NEXT = """
INSERT INTO cases_formbook AS b (agency_id, form, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (agency_id, form, year) DO UPDATE SET last = b.last + 1 RETURNING last
"""
Said = Callable[[str], msgspec.Struct]


def issue(
    case: Case, *, form: str, agency: Agency, said: Said, actor: Actor, at: datetime
) -> IssuedForm:
    """Take the next number and keep what the paper says. `said` gets the number as written.

    The book's row stays locked to the end of the transaction: a number of an act that fails is
    given to the next one, so a book has no holes.
    """
    year = local_date(at).year
    number = next_number(agency_id=agency.id, form=form, year=year)
    written = settings.FORM_NUMBER_TEMPLATE.format(number=number, kind=KINDS[form], year=year)
    return _keep(
        case,
        form=form,
        agency=agency,
        number=number,
        written=written,
        said=said,
        actor=actor,
        at=at,
    )


def issue_receipt(case: Case, *, said: Said, actor: Actor, at: datetime) -> IssuedForm:
    """Keep form 01: its number is the dossier code."""
    return _keep(
        case,
        form="01",
        agency=case.receiving_agency,
        number=None,
        written=case.code,
        said=said,
        actor=actor,
        at=at,
    )


def next_number(*, agency_id: UUID, form: str, year: int) -> int:
    """Take the next number of a book; it belongs to the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency_id, form, year])
        (number,) = cursor.fetchone()
    return int(number)


def _keep(
    case: Case,
    *,
    form: str,
    agency: Agency,
    number: int | None,
    written: str,
    said: Said,
    actor: Actor,
    at: datetime,
) -> IssuedForm:
    facts: Any = msgspec.to_builtins(said(written))
    form_as_issued = IssuedForm(
        id=new_id(),
        case=case,
        agency=agency,
        form=form,
        year=local_date(at).year,
        number=number,
        written_number=written,
        facts=facts,
        issued_at=at,
        issued_by_id=actor.person_id,
    )
    return insert(form_as_issued)


def issue_refusal(case: Case, *, reason: str, actor: Actor, at: datetime) -> IssuedForm:
    """Issue form 03 with the signature that refuses the request itself."""
    return issue(
        case,
        form="03",
        agency=case.competent_agency,
        said=lambda number: papers.refusal_to_settle(
            case, number=number, reason=reason, actor=actor, at=at
        ),
        actor=actor,
        at=at,
    )


def issue_stop_notice(
    case: Case, *, reason: str, legal_basis: str, actor: Actor, at: datetime
) -> IssuedForm:
    """Issue form 05, for whoever stops the case: a leader at once, or the signer of a proposal."""
    return issue(
        case,
        form="05",
        agency=case.competent_agency,
        said=lambda number: papers.stop_notice(
            case, number=number, reason=reason, legal_basis=legal_basis, actor=actor, at=at
        ),
        actor=actor,
        at=at,
    )
