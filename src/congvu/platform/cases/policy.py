"""Who may do what to a case. Used by actions (to refuse) and by pages (to offer)."""

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.refusal import Refusal
from congvu.platform.cases.lifecycle import OPEN, CaseStatus
from congvu.platform.cases.models import Case, Draft, WaitingFor
from congvu.platform.cases.scope import NoSuchCase as NoSuchCase
from congvu.platform.cases.scope import NoSuchDraft as NoSuchDraft
from congvu.platform.cases.scope import claims as claims
from congvu.platform.cases.scope import visible_case as visible_case
from congvu.platform.cases.scope import visible_cases as visible_cases


class NotAllowed(Refusal):
    """The person sees the case but this act is not theirs."""

    status = 403


def is_party(actor: Actor, case: Case) -> bool:
    """True for the applicant and for the person who filed on their behalf."""
    return not actor.is_officer and actor.person_id in {case.applicant_id, case.filed_by_id}


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
        may_work(actor, case) and case.holder_post_kind != PostKind.SIGNER
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


def is_open(case: Case) -> bool:
    return case.status in OPEN


def owns_draft(actor: Actor, draft: Draft) -> bool:
    return draft.owner_id == actor.person_id


def require(allowed: object, message: str) -> None:
    """Raise NotAllowed with that message unless the predicate held."""
    if not allowed:
        raise NotAllowed(message)
