"""Reading cases: inboxes, pages, a person's own dossiers, the anonymous look-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Q, QuerySet

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.clock import VIETNAM
from congvu.kernel.compiled import OneRow
from congvu.kernel.vietnamese import fold
from congvu.platform.agencies import queries as agencies
from congvu.platform.cases import scope
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import (
    ActRecord,
    Case,
    CaseFile,
    Decision,
    Draft,
    IssuedForm,
    Notice,
    WaitingFor,
)
from congvu.platform.indicators.queries import DUE_SOON
from congvu.platform.people.models import Appointment


class Tab(StrEnum):
    MINE = "can-toi-lam"
    UNCLAIMED = "chua-ai-nhan"
    CITIZEN = "cho-nguoi-dan"
    OTHERS = "cho-don-vi-khac"
    UNIT = "ca-don-vi"
    DONE = "vua-xong"


TAB_LABELS = {
    Tab.MINE: "Cần tôi làm",
    Tab.UNCLAIMED: "Chưa ai nhận",
    Tab.CITIZEN: "Chờ người dân",
    Tab.OTHERS: "Chờ đơn vị khác",
    Tab.UNIT: "Cả đơn vị",
    Tab.DONE: "Vừa xong",
}

# Deferred: what a list never shows. The answers of one case may be many kilobytes.
_LIST = (
    "id", "code", "revision", "procedure_code", "status", "applicant_name", "submitted_at",
    "accepted_at", "finished_at", "returned_at", "due_at", "waiting_for", "step_key",
    "assignee_id", "holder_unit_id", "holder_post_kind", "channel", "is_test",
    "version__procedure__name", "competent_agency__name", "receiving_agency__name",
)  # fmt: skip


def listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return only the columns that lists show, joined in one query."""
    related = cases.select_related("version__procedure", "competent_agency", "receiving_agency")
    return related.only(*_LIST)


def tabs_of(actor: Actor) -> tuple[Tab, ...]:
    """Return the tabs of a post. A counter and a signer act at once and claim nothing."""
    if scope.claims(actor):
        return (Tab.MINE, Tab.UNCLAIMED, Tab.CITIZEN, Tab.OTHERS, Tab.UNIT, Tab.DONE)
    if actor.has_post(PostKind.SIGNER):
        return (Tab.MINE, Tab.UNIT, Tab.DONE)
    return (Tab.MINE, Tab.CITIZEN, Tab.OTHERS, Tab.UNIT, Tab.DONE)


def inbox(actor: Actor, tab: Tab) -> QuerySet[Case]:
    """Return one tab of an officer's inbox, unordered; each tab has a partial index."""
    unit = _unit_scope(actor)
    match tab:
        case Tab.MINE if scope.claims(actor):
            return Case.objects.filter(waiting_for=WaitingFor.OFFICER, assignee_id=actor.person_id)
        case Tab.MINE | Tab.UNCLAIMED:
            return unclaimed(actor)
        case Tab.CITIZEN:
            return Case.objects.filter(unit, waiting_for=WaitingFor.CITIZEN)
        case Tab.OTHERS:
            away = Q(waiting_for=WaitingFor.OTHERS) | (
                Q(waiting_for=WaitingFor.OFFICER) & ~Q(holder_unit_id=actor.unit_id)
            )
            return Case.objects.filter(unit & away)
        case Tab.UNIT:
            return Case.objects.filter(unit).exclude(waiting_for=WaitingFor.NOBODY)
        case Tab.DONE:
            return Case.objects.filter(unit, finished_at__isnull=False)


def _unit_scope(actor: Actor) -> Q:
    if actor.has_post(PostKind.COUNTER):
        return Q(receiving_unit_id=actor.unit_id)
    if actor.has_post(PostKind.SIGNER) and actor.agency_id:
        own = agencies.same_agency(actor.agency_id)  # one, until it is given another name
        if len(own) == 1:
            return Q(competent_agency_id=actor.agency_id)
        return Q(competent_agency_id__in=own)
    return Q(handling_unit_id=actor.unit_id)


def unclaimed(actor: Actor) -> QuerySet[Case]:
    """Return what waits for anybody of the actor's post in their unit."""
    return Case.objects.filter(
        waiting_for=WaitingFor.OFFICER,
        assignee_id=None,
        holder_unit_id=actor.unit_id,
        holder_post_kind=actor.post_kind,
    )


def next_for(actor: Actor, *, after: str) -> Case | None:
    """Return what waits for the officer after that case, by time left; else from the top again,
    else what nobody took yet. None: nothing waits.
    """
    mine = inbox(actor, Tab.MINE).exclude(code=_plain(after)).order_by("due_at", "id")
    here = Case.objects.filter(code=_plain(after)).values_list("due_at", "id").first()
    if here is not None and here[0] is not None:
        later = Q(due_at__gt=here[0]) | Q(due_at=here[0], id__gt=here[1]) | Q(due_at=None)
        found = mine.filter(later).only("code").first()
        if found is not None:
            return found
    return (
        mine.only("code").first()
        or unclaimed(actor)
        .exclude(code=_plain(after))
        .order_by("due_at", "id")
        .only("code")
        .first()
    )


def matching(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Narrow a list to a code or a name written with or without accents."""
    words = fold(text)
    if not words:
        return cases
    return cases.filter(Q(folded_name__contains=words) | Q(code__istartswith=_plain(text).strip()))


def visible_by_code(actor: Actor, code: str) -> Case:
    """Return the case with what its page shows, or raise NoSuchCase."""
    case = (
        scope.visible_cases(actor)
        .select_related(
            "version__procedure", "clock", "applicant", "competent_agency", "receiving_agency",
            "handling_unit", "receiving_unit",
        )
        .defer("version__content")
        .filter(code=_plain(code))
        .first()
    )  # fmt: skip
    if case is None:
        raise scope.NoSuchCase
    return case


_BY_CODE = OneRow(lambda code: Case.objects.filter(code=code), str)


def visible_by_codes(actor: Actor, codes: Sequence[str]) -> dict[str, Case]:
    """Return what the officer sees of these dossiers, by code, with proposals to decide on."""
    found = scope.visible_cases(actor).filter(code__in=[_plain(code) for code in codes])
    rows = found.select_related("version__procedure", "competent_agency", "receiving_agency")
    rows = rows.defer("version__content").prefetch_related("decisions")
    return {case.code: case for case in rows}


def proposed_words(case: Case) -> str:
    """Return what was proposed and why, of a case whose decisions were read along."""
    waiting = [one for one in case.decisions.all() if one.is_approved is None]
    return " · ".join(
        part for one in waiting for part in (one.get_outcome_display(), one.reason) if part
    )


def is_visible(actor: Actor, code: str) -> bool:
    return scope.visible_cases(actor).filter(code=code).exists()


def act_on(actor: Actor, code: str, *, key: UUID) -> Case:
    """Return the case for an act: its own row only. Raises NoSuchCase.

    Who gave the case away by the act of that key still learns what became of it.
    """
    case = _BY_CODE.get(_plain(code))
    if case is None or not (scope.sees(actor, case) or _acted(actor, key)):
        raise scope.NoSuchCase
    return case


def _acted(actor: Actor, key: UUID) -> bool:
    return ActRecord.objects.filter(key=key, person_id=actor.person_id).exists()


def files_of(case: Case) -> Sequence[CaseFile]:
    return list(case.files.select_related("document").order_by("evidence_key", "round", "id"))


def latest_decision(case: Case) -> Decision | None:
    return case.decisions.select_related("document").order_by("-proposed_at").first()


def registered(actor: Actor, *, since: date, until: date) -> QuerySet[Case]:
    """Return the dossiers the actor's agency received or decides, accepted within those days."""
    start = datetime.combine(since, time(), VIETNAM)
    end = datetime.combine(until + timedelta(days=1), time(), VIETNAM)
    cases = scope.visible_cases(actor).filter(
        parent=None, accepted_at__gte=start, accepted_at__lt=end
    )
    return cases.select_related(
        "version__procedure", "applicant", "competent_agency", "clock"
    ).defer("answers", "version__content")


def form_book(agency_id: UUID | None, *, form: str, year: int) -> QuerySet[IssuedForm]:
    """Return the book of one form and year of an agency, void numbers too, by number."""
    own = agencies.same_agency(agency_id) if agency_id else frozenset()
    found = IssuedForm.objects.filter(agency_id__in=own, form=form, year=year, number__isnull=False)
    return found.select_related("case").order_by("number")


def unread_notices(person_id: UUID) -> int:
    return Notice.objects.filter(person_id=person_id, read_at=None).count()


def notices_of(person_id: UUID) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=person_id).select_related("case__version__procedure")


def of_person(person_id: UUID) -> QuerySet[Case]:
    return listed(Case.objects.of_person(person_id))


def drafts_of(actor: Actor) -> Sequence[Draft]:
    """Return what this person may go on with: their own, and at a counter the counter's."""
    return list(
        scope.visible_drafts(actor)
        .filter(case=None)
        .select_related("version__procedure", "applicant")
        .order_by("-updated_at")[:50]
    )


def followed(*, code: str, follow_key: str) -> Case | None:
    """Return the case for the anonymous look-up: both factors must fit."""
    return (
        Case.objects.select_related(
            "version__procedure", "competent_agency", "receiving_agency", "clock"
        )
        .filter(code=_plain(code).strip().upper(), follow_key=_plain(follow_key).strip().upper())
        .first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a case stands, for the person who waits."""

    label: str
    is_late: bool
    due_at: datetime | None


def stand(case: Case, *, at: datetime) -> Stand:
    is_late = (
        case.due_at is not None
        and case.status in {CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, CaseStatus.IN_PROGRESS}
        and case.due_at < at
    )
    return Stand(label=CaseStatus(case.status).label, is_late=is_late, due_at=case.due_at)


class Slice(StrEnum):
    """What a figure counts. The indicators count the same: a test compares them."""

    RECEIVED = "tiep-nhan"
    FINISHED = "da-xong"
    FINISHED_IN_TIME = "dung-han"
    FINISHED_LATE = "xong-qua-han"
    TO_RECEIVE = "cho-tiep-nhan"
    AT_WORK = "dang-giai-quyet"
    AWAITING_CITIZEN = "cho-nguoi-dan"
    LATE = "qua-han"
    DUE_SOON = "sap-den-han"


_AWAITING = (CaseStatus.AWAITING_SUPPLEMENT, CaseStatus.AWAITING_PAYMENT)
_RUNNING = (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, CaseStatus.IN_PROGRESS)


def sliced(
    actor: Actor,
    which: Slice,
    *,
    at: datetime,
    since: date | None,
    until: date | None,
    agency_id: UUID | None,
    field_code: str,
) -> QuerySet[Case]:
    """Return the cases a figure counts. `since` and `until` are months, both included."""
    cases = scope.visible_cases(actor).filter(parent=None)
    if agency_id is not None:
        cases = cases.filter(competent_agency_id=agency_id)
    if field_code:
        cases = cases.filter(field_code=field_code)
    cases = cases.filter(_conditions(at)[which])
    instant = _INSTANTS.get(which)
    if instant and since:
        cases = cases.filter(**{f"{instant}__gte": month_start(since)})
    if instant and until:
        cases = cases.filter(**{f"{instant}__lt": month_start(month_after(until))})
    return cases


_INSTANTS = {
    Slice.RECEIVED: "accepted_at",
    Slice.FINISHED: "finished_at",
    Slice.FINISHED_IN_TIME: "finished_at",
    Slice.FINISHED_LATE: "finished_at",
}


def _conditions(at: datetime) -> dict[Slice, Q]:
    finished = Q(status__in=(CaseStatus.DECIDED, CaseStatus.RETURNED))
    late = Q(counts_late=True) | (Q(due_at__isnull=False) & Q(finished_at__gt=F("due_at")))
    running = Q(status__in=_RUNNING)
    return {
        Slice.RECEIVED: Q(accepted_at__isnull=False),
        Slice.FINISHED: finished,
        Slice.FINISHED_IN_TIME: finished & ~late,
        Slice.FINISHED_LATE: finished & late,
        Slice.TO_RECEIVE: Q(status=CaseStatus.SUBMITTED),
        Slice.AT_WORK: Q(status__in=(CaseStatus.ACCEPTED, CaseStatus.IN_PROGRESS)),
        Slice.AWAITING_CITIZEN: Q(status__in=_AWAITING),
        Slice.LATE: running & Q(due_at__lt=at),
        Slice.DUE_SOON: running & Q(due_at__gte=at, due_at__lt=at + DUE_SOON),
    }


def month_start(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=VIETNAM)


def month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def draft_of(draft_id: UUID, *, actor: Actor) -> Draft:
    """Return a draft the actor may go on with, and its papers. Raises NoSuchDraft, AlreadySent."""
    draft = (
        scope.visible_drafts(actor)
        .select_related("version__procedure", "applicant", "receiving_agency", "case")
        .prefetch_related("files__document")
        .filter(id=draft_id)
        .first()
    )
    if draft is None:
        raise scope.NoSuchDraft
    if draft.case is not None:
        raise scope.AlreadySent(draft.case.code)
    return draft


def of_person_by_code(person_id: UUID, code: str) -> Case | None:
    """Return a person's own dossier whatever post they hold, or None."""
    return (
        Case.objects.of_person(person_id)
        .select_related("version__procedure", "clock", "competent_agency", "receiving_agency")
        .filter(code=_plain(code))
        .first()
    )


def signer_title(case: Case, decision: Decision) -> str:
    """Return the title of the post from which the decision was signed."""
    if decision.signer_title:
        return decision.signer_title
    held = posts_held(decision.decided_by_id, agency_id=case.competent_agency_id)
    return held[0] if held else ""


def posts_held(person_id: UUID | None, *, agency_id: UUID) -> list[str]:
    if person_id is None:
        return []
    return list(
        Appointment.objects.filter(
            person_id=person_id, post__unit__agency_id=agency_id, post__kind=PostKind.SIGNER
        ).values_list("post__title", flat=True)
    )


def _plain(text: str) -> str:
    return text.replace("\x00", "")  # PostgreSQL keeps none
