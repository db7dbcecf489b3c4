"""Who may do what to a case. Used by actions (to refuse) and by pages (to offer)."""

from uuid import UUID

from django.db.models import Q, QuerySet

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.refusal import Missing, Refusal
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.cases.lifecycle import OPEN, CaseStatus
from congvu.platform.cases.models import Case, Draft, WaitingFor


class NotAllowed(Refusal):
    """The person sees the case but this act is not theirs."""

    status = 403


class NoSuchCase(Missing):
    def __init__(self) -> None:
        super().__init__(
            "Không tìm thấy hồ sơ này. Hãy kiểm tra lại mã hồ sơ, hoặc mở “Hồ sơ của tôi”."
        )


class NoSuchDraft(Missing):
    def __init__(self) -> None:
        super().__init__(
            "Không tìm thấy bản đang soạn này. Hãy mở “Hồ sơ của tôi” để xem các bản đang soạn."
        )


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases this person may know of. Everything else looks as if it did not exist."""
    if not actor.is_officer:
        return Case.objects.of_person(actor.person_id)
    if actor.has_post(PostKind.ADMIN):
        return Case.objects.none()
    if _leads_province(actor):
        return Case.objects.filter(competent_agency__province_code=actor.province_code)
    # An agency keeps its cases under every name it bore.
    own = agencies.same_agency(actor.agency_id) if actor.agency_id else frozenset()
    mine = Q(receiving_agency_id__in=own) | Q(competent_agency_id__in=own)
    if actor.has_post(PostKind.COUNTER) and actor.parent_agency_id:
        # A one-stop centre follows what its own committee decides (Decree 118/2025).
        mine |= Q(competent_agency_id__in=agencies.same_agency(actor.parent_agency_id))
    return Case.objects.filter(mine)


def _leads_province(actor: Actor) -> bool:
    return actor.agency_kind == AgencyKind.PROVINCE_COMMITTEE and actor.has_post(
        PostKind.SIGNER, PostKind.UNIT_HEAD
    )


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


def claims(actor: Actor) -> bool:
    """True for posts that take cases into their own hands; counters and signers act at once."""
    return actor.has_post(PostKind.HANDLER, PostKind.UNIT_HEAD)


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


def visible_case(actor: Actor, case_id: UUID) -> Case:
    """Return the case or raise NoSuchCase: a stranger's case looks like a missing one."""
    case = visible_cases(actor).filter(id=case_id).first()
    if case is None:
        raise NoSuchCase
    return case
