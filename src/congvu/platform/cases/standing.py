"""What stands on one case right now: what is open, what may still be asked, who is looking."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.platform.cases import papers, policy, routing
from congvu.platform.cases.lifecycle import OPEN
from congvu.platform.cases.models import (
    Case,
    IssuedForm,
    Opinion,
    PaymentDemand,
    Presence,
    Supplement,
)
from congvu.platform.deadlines.queries import term
from congvu.platform.documents.sheets import Sheet
from congvu.platform.events.models import JournalEntry
from congvu.platform.people import queries as people
from congvu.platform.procedures.definition import StepKind
from congvu.platform.procedures.queries import definition_by_id

UNDOABLE = frozenset({"CaseClaimed", "CaseReleased", "CaseAssigned", "StepCompleted"})
_QUIET = ("DueSoon", "CaseOverdue", "DueMoved")


def open_supplement(case: Case) -> Supplement | None:
    return case.supplements.filter(answered_at=None, closed_at=None).first()


def answerable_supplement(case: Case, *, at: datetime) -> Supplement | None:
    """Return what the applicant is asked for, while there is time to answer."""
    asked = open_supplement(case)
    in_time = asked is None or asked.answer_by is None or at <= asked.answer_by
    return asked if in_time else None


def open_demand(case: Case) -> PaymentDemand | None:
    return case.demands.filter(paid_at=None, closed_at=None).first()


def open_complaint(case: Case) -> Opinion | None:
    return case.opinions.filter(stars=None, answered_at=None).first()


def forms_of(case: Case) -> Sequence[IssuedForm]:
    """Return the forms issued on the case, oldest first, void ones too."""
    return list(case.forms.order_by("issued_at", "form"))


def issued_form(case: Case, form_id: UUID) -> IssuedForm:
    """Return one form of this case. Raises NoSuchCase: a stranger's form looks missing."""
    found = case.forms.filter(id=form_id).first()
    if found is None:
        raise policy.NoSuchCase
    return found


def sheet_of(issued: IssuedForm) -> Sheet:
    """Return what the form says, exactly as on the day it was issued."""
    return msgspec.convert(issued.facts, Sheet)


def receipt_of(case: Case) -> Sheet:
    """Return form 01 as it was issued; before acceptance, what was sent."""
    issued = case.forms.filter(form="01").first()
    return sheet_of(issued) if issued else papers.receipt(case, receiver="")


def has_numbered_form(case: Case) -> bool:
    return case.forms.filter(voided_at=None, number__isnull=False).exists()


def may_still_ask(case: Case) -> bool:
    """True while a request to complete the dossier is lawful or a superior has allowed one."""
    return not _asked_enough(case) or case.permits.filter(used_at=None).exists()


def needs_permit(case: Case) -> bool:
    return _asked_enough(case) and not case.permits.filter(used_at=None).exists()


def _asked_enough(case: Case) -> bool:
    lawful = term("supplement_requests", on=local_date(case.submitted_at)).value
    return case.supplements.count() >= lawful


def is_before_signature(case: Case) -> bool:
    following = routing.step_after(definition_by_id(case.version_id).route, case.step_key)
    return following is not None and following.kind is StepKind.SIGN


def colleagues(case: Case, *, on: datetime) -> list[tuple[UUID, str]]:
    """Return who can take the step at hand: id and name, in the order of names."""
    if case.holder_unit_id is None:
        return []
    ids = people.holders_of(
        unit_id=case.holder_unit_id, post_kind=case.holder_post_kind, on=local_date(on)
    )
    return sorted(people.names_of(ids).items(), key=lambda pair: pair[1])


def last_change(case: Case) -> JournalEntry | None:
    """Return the journal row that made the revision the case now has."""
    rows = JournalEntry.objects.filter(subject_id=case.id, facts__revision=case.revision)
    return rows.exclude(event_type__in=_QUIET).last()


def undoable(case: Case, *, actor: Actor, at: datetime) -> JournalEntry | None:
    """Return the actor's own last act if it can still be taken back, else None."""
    last = last_change(case)
    seconds = term("undo_seconds", on=local_date(at)).value
    if (
        last is None
        or last.event_type not in UNDOABLE
        or last.actor_person_id != actor.person_id
        or at - last.at > timedelta(seconds=seconds)
    ):
        return None
    return last


def has_rated(case: Case, person_id: UUID) -> bool:
    return case.opinions.filter(person_id=person_id, stars__isnull=False).exists()


def may_rate_now(actor: Actor, case: Case) -> bool:
    return policy.may_rate(actor, case) and not has_rated(case, actor.person_id)


def may_complain_now(actor: Actor, case: Case) -> bool:
    return policy.is_party(actor, case) and open_complaint(case) is None


def opinions_of(case: Case) -> Sequence[Opinion]:
    return list(case.opinions.order_by("at"))


def others_present(case: Case, *, actor: Actor, at: datetime) -> list[str]:
    """Return the names of the others who have the case open now."""
    kept = timedelta(seconds=term("presence", on=local_date(at)).value)
    seen = Presence.objects.filter(case=case, seen_at__gt=at - kept)
    return list(seen.exclude(person_id=actor.person_id).values_list("name", flat=True))


def is_open(case: Case) -> bool:
    return case.status in OPEN
