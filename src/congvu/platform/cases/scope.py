"""What a person may know of: everything else looks as if it did not exist."""

from uuid import UUID

from django.db.models import Q, QuerySet

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.refusal import Conflict, Missing
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.cases.models import Case, Draft
from congvu.platform.procedures.definition import Channel


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


class AlreadySent(Conflict):
    """The draft became a case: its pages are closed, the receipt is there."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"Hồ sơ này đã gửi với mã {code}. Hãy theo dõi trong “Hồ sơ của tôi”.")


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


def visible_case(actor: Actor, case_id: UUID) -> Case:
    """Return the case or raise NoSuchCase: a stranger's case looks like a missing one."""
    case = visible_cases(actor).filter(id=case_id).first()
    if case is None:
        raise NoSuchCase
    return case


def sees(actor: Actor, case: Case) -> bool:
    """Tell of one case what `visible_cases` tells of all."""
    if not actor.is_officer:
        return case.parent_id is None and actor.person_id in {case.applicant_id, case.filed_by_id}
    if actor.has_post(PostKind.ADMIN):
        return False
    if _leads_province(actor):
        return agencies.kept(case.competent_agency_id).province_code == actor.province_code
    own = agencies.same_agency(actor.agency_id) if actor.agency_id else frozenset()
    if not own.isdisjoint({case.receiving_agency_id, case.competent_agency_id}):
        return True
    return (
        actor.has_post(PostKind.COUNTER)
        and actor.parent_agency_id is not None
        and case.competent_agency_id in agencies.same_agency(actor.parent_agency_id)
    )


def visible_drafts(actor: Actor) -> QuerySet[Draft]:
    """Return what this person may go on filling in.

    A draft begun at a counter belongs to the counter: whoever stands there goes on with it, and
    its author loses it with the post. Everything else is its owner's alone.
    """
    own = Q(owner_id=actor.person_id) & ~Q(channel=Channel.COUNTER.value)
    if actor.has_post(PostKind.COUNTER) and actor.agency_id:
        own |= Q(
            channel=Channel.COUNTER.value,
            receiving_agency_id__in=agencies.same_agency(actor.agency_id),
        )
    return Draft.objects.filter(own)


def claims(actor: Actor) -> bool:
    """True for posts that take cases into their own hands; counters and signers act at once."""
    return actor.has_post(PostKind.HANDLER, PostKind.UNIT_HEAD)
