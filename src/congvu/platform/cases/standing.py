"""What stands on one case right now: what is open, what may still be asked, who is looking."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.platform.cases import papers, policy, routing
from congvu.platform.cases.lifecycle import OPEN, CaseStatus
from congvu.platform.cases.models import (
    Case,
    ChildKind,
    Consultation,
    IssuedForm,
    Opinion,
    PaymentDemand,
    Presence,
    Supplement,
    WaitingFor,
)
from congvu.platform.deadlines.queries import term
from congvu.platform.documents.sheets import Sheet
from congvu.platform.events.models import JournalEntry
from congvu.platform.people import queries as people
from congvu.platform.procedures import routes
from congvu.platform.procedures.definition import Step, StepKind, Turn
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


def step_of(case: Case) -> Step:
    """Return the step at hand, as the pinned version describes it."""
    return routing.step(definition_by_id(case.version_id).route, case.step_key)


def ways_to_go(case: Case) -> list[Turn]:
    """Return the ways in which the step at hand may end without going to the signature."""
    route = definition_by_id(case.version_id).route
    onward = routes.ways_on(route, step_of(case), to_signature=False)
    return [way for way in onward if way.next]


def signing_step(case: Case) -> Step | None:
    """Return the signature to which the step at hand may lead, else None."""
    route = definition_by_id(case.version_id).route
    ways = routes.ways_on(route, step_of(case), to_signature=True)
    return routing.step(route, ways[0].next) if ways else None


def may_end_step(actor: Actor, case: Case) -> bool:
    """May end the step at hand: at work, or after the signature until the result is returned."""
    issues = (
        case.status == CaseStatus.DECIDED
        and policy.holds_turn(actor, case)
        and step_of(case).kind is not StepKind.RETURN
    )
    return issues or policy.may_work(actor, case)


def may_return(actor: Actor, case: Case) -> bool:
    return policy.may_return(actor, case) and step_of(case).kind is StepKind.RETURN


def waits_for_opinions(case: Case) -> bool:
    return case.consultations.filter(ended_at=None).exists()


def consultations_of(case: Case) -> Sequence[Consultation]:
    """Return what was asked of others about this case, oldest first."""
    asked = case.consultations.select_related("child__competent_agency", "child__handling_unit")
    return list(asked.order_by("asked_at", "child__code"))


def branches_of(case: Case) -> Sequence[Case]:
    """Return the branches of the case's route that were opened, oldest first."""
    return list(case.children.filter(child_kind=ChildKind.BRANCH).order_by("submitted_at", "code"))


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
        or case.waiting_for != WaitingFor.OFFICER  # branches were opened by it
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
