"""Who may do what to a case. Used by actions (to refuse) and by pages (to offer)."""

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.refusal import Refusal
from congvu.platform.agencies import queries as agencies
from congvu.platform.cases.lifecycle import AWAITING, OPEN, RUNNING, CaseStatus
from congvu.platform.cases.models import Case, ChildKind, WaitingFor
from congvu.platform.cases.scope import NoSuchCase as NoSuchCase
from congvu.platform.cases.scope import NoSuchDraft as NoSuchDraft
from congvu.platform.cases.scope import claims as claims
from congvu.platform.cases.scope import sees as sees
from congvu.platform.cases.scope import visible_case as visible_case
from congvu.platform.cases.scope import visible_cases as visible_cases
from congvu.platform.cases.scope import visible_drafts as visible_drafts


class NotAllowed(Refusal):
    """The person sees the case but this act is not theirs."""

    status = 403


def is_party(actor: Actor, case: Case) -> bool:
    """True for the applicant and for the person who filed on their behalf."""
    own = {case.applicant_id, case.filed_by_id}
    return not actor.is_officer and is_whole(case) and actor.person_id in own


def is_whole(case: Case) -> bool:
    """True for a dossier; what hangs on one is only worked on, and ended with it."""
    return case.parent_id is None


def holds_turn(actor: Actor, case: Case) -> bool:
    """True when the case waits for this officer, or for nobody in particular of their post."""
    if case.waiting_for != WaitingFor.OFFICER or case.holder_unit_id != actor.unit_id:
        return False
    if case.assignee_id is not None:
        return case.assignee_id == actor.person_id
    return actor.post_kind == case.holder_post_kind


def may_accept(actor: Actor, case: Case) -> bool:
    return case.status == CaseStatus.SUBMITTED and holds_turn(actor, case)


def may_claim(actor: Actor, case: Case) -> bool:
    return claims(actor) and case.assignee_id is None and holds_turn(actor, case)


def may_work(actor: Actor, case: Case) -> bool:
    """May appraise, complete a step, propose an outcome."""
    return case.status in {CaseStatus.ACCEPTED, CaseStatus.IN_PROGRESS} and holds_turn(actor, case)


def may_request_supplement(actor: Actor, case: Case) -> bool:
    return may_accept(actor, case) or (
        is_whole(case) and may_work(actor, case) and case.holder_post_kind != PostKind.SIGNER
    )


def may_decide(actor: Actor, case: Case) -> bool:
    return (
        actor.has_post(PostKind.SIGNER)
        and case.status == CaseStatus.IN_PROGRESS
        and holds_turn(actor, case)
    )


def may_return(actor: Actor, case: Case) -> bool:
    return case.status == CaseStatus.DECIDED and holds_turn(actor, case)


def may_supplement(actor: Actor, case: Case) -> bool:
    """The applicant answers; an officer of the receiving counter may hand papers in for them."""
    if case.status != CaseStatus.AWAITING_SUPPLEMENT:
        return False
    at_counter = actor.has_post(PostKind.COUNTER) and actor.unit_id == case.receiving_unit_id
    return is_party(actor, case) or at_counter


def leads(actor: Actor, case: Case) -> bool:
    """Leads the agency that decides the case, or the unit that handles it there."""
    if actor.agency_id is None:
        return False
    if case.competent_agency_id not in agencies.same_agency(actor.agency_id):
        return False
    return actor.has_post(PostKind.SIGNER) or (
        actor.has_post(PostKind.UNIT_HEAD) and actor.unit_id == case.handling_unit_id
    )


def may_withdraw(actor: Actor, case: Case) -> bool:
    """The applicant; or the receiving counter, for the applicant who stands there and asks."""
    if case.status not in OPEN or not is_whole(case):
        return False
    at_counter = actor.has_post(PostKind.COUNTER) and actor.unit_id == case.receiving_unit_id
    return is_party(actor, case) or at_counter


def may_stop(actor: Actor, case: Case) -> bool:
    if not is_whole(case):
        return False
    if case.status == CaseStatus.IN_PROGRESS:
        return leads(actor, case)
    return case.status in AWAITING and (leads(actor, case) or holds_turn(actor, case))


def may_give_time(actor: Actor, case: Case) -> bool:
    """The time to answer has passed, and the case came back to whoever asked."""
    return case.status in AWAITING and holds_turn(actor, case)


def may_promise(actor: Actor, case: Case) -> bool:
    """May move the date with an apology, or apologise once it has passed."""
    counts = case.clock_id is not None and case.status in RUNNING
    return counts and is_whole(case) and leads(actor, case)


def may_demand_payment(actor: Actor, case: Case) -> bool:
    return is_whole(case) and may_work(actor, case) and not actor.has_post(PostKind.SIGNER)


def may_consult(actor: Actor, case: Case) -> bool:
    """Whoever appraises may ask others; who is asked may not hand the question on."""
    asked = case.child_kind == ChildKind.CONSULTATION
    return not asked and claims(actor) and may_work(actor, case)


def may_recall(actor: Actor, case: Case) -> bool:
    waits = case.waiting_for == WaitingFor.OTHERS and case.status == CaseStatus.IN_PROGRESS
    at_desk = claims(actor) and actor.unit_id == case.handling_unit_id
    return waits and (at_desk or leads(actor, case))


def may_confirm_payment(actor: Actor, case: Case) -> bool:
    if case.status != CaseStatus.AWAITING_PAYMENT:
        return False
    at_counter = actor.has_post(PostKind.COUNTER) and actor.unit_id == case.receiving_unit_id
    at_desk = claims(actor) and actor.unit_id == case.handling_unit_id
    return at_counter or at_desk


def may_release(actor: Actor, case: Case) -> bool:
    return (
        case.waiting_for == WaitingFor.OFFICER
        and case.assignee_id == actor.person_id
        and case.status in {CaseStatus.ACCEPTED, CaseStatus.IN_PROGRESS}
    )


def may_assign(actor: Actor, case: Case) -> bool:
    return (
        actor.has_post(PostKind.UNIT_HEAD)
        and case.waiting_for == WaitingFor.OFFICER
        and case.holder_unit_id == actor.unit_id
        and case.holder_post_kind == PostKind.HANDLER
    )


def may_change_procedure(actor: Actor, case: Case) -> bool:
    return may_accept(actor, case)


def may_transfer(actor: Actor, case: Case) -> bool:
    """Who receives the dossier, or works on it before it lies with a signer."""
    at_work = may_work(actor, case) and actor.has_post(PostKind.HANDLER, PostKind.UNIT_HEAD)
    return may_accept(actor, case) or (at_work and is_whole(case))


def may_rate(actor: Actor, case: Case) -> bool:
    return is_party(actor, case) and case.status not in OPEN


def may_void(actor: Actor, case: Case) -> bool:
    return leads(actor, case)


def is_open(case: Case) -> bool:
    return case.status in OPEN


def require(allowed: object, message: str) -> None:
    """Raise NotAllowed with that message unless the predicate held."""
    if not allowed:
        raise NotAllowed(message)
