"""A commune is part of another from tomorrow: nothing is lost, asked twice, or done again."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from bench.applicants import answers_of, new_person
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from congvu.kernel import keeping
from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.clock import VIETNAM
from congvu.kernel.ids import new_id
from congvu.platform.agencies import actions as agencies
from congvu.platform.agencies.models import Agency, Post
from congvu.platform.cases import jobs
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.decide import approve
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.submit import Applicant, Application, submit
from congvu.platform.cases.models import Case, Outcome, Task
from congvu.platform.cases.replaying import rebuilt, row_facts
from congvu.platform.events.models import JournalEntry
from congvu.platform.events.queries import history_of
from congvu.platform.indicators.models import OpenFigure
from congvu.platform.indicators.reactions import fold
from congvu.platform.people.models import Account, Appointment, Person
from congvu.platform.people.queries import officer
from congvu.platform.people.session import POST_KEY
from congvu.platform.places import actions as places_actions
from congvu.platform.places import queries as places
from congvu.platform.places.models import DecidedChange
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.queries import definition_of, published_version
from congvu.services.reorganisation.actions import NotYours, PlanRefused, rearrange
from congvu.services.reorganisation.plans import Plan
from congvu.services.reorganisation.queries import rehearse

LEAVES, STAYS = "19363", "19366"  # Xã Vĩnh Linh is to be part of its neighbour
AT = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)
TOMORROW = date(2026, 11, 24)
NEXT = AT + timedelta(days=1)
MARRIAGE_STATE = "1.004873"
pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(settings: Settings) -> Iterator[None]:
    settings.REFERENCE_KEPT_SECONDS = 600
    call_command("load_reference", stdout=io.StringIO())
    yield
    keeping.forget()


@dataclass
class Office:
    """The people of one commune, each at a post."""

    code: str

    def officer(self, kind: PostKind, agency_kind: str, unit: str = "") -> Actor:
        posts = Post.objects.filter(
            kind=kind, unit__agency__commune_code=self.code, unit__agency__kind=agency_kind
        )
        post = (posts.filter(unit__key=unit) if unit else posts).order_by("id").first()
        assert post is not None
        return appointed(post)

    @property
    def counter(self) -> Actor:
        return self.officer(PostKind.COUNTER, "SERVICE_CENTRE")

    @property
    def handler(self) -> Actor:
        return self.officer(PostKind.HANDLER, "COMMUNE_COMMITTEE", "van_phong")

    @property
    def signer(self) -> Actor:
        return self.officer(PostKind.SIGNER, "COMMUNE_COMMITTEE")


def appointed(post: Post) -> Actor:
    person, _ = Person.objects.get_or_create(
        personal_id=f"{post.id.int % 10**12:012d}",
        defaults={"full_name": f"Người {post.title}", "folded_name": "nguoi"},
    )
    account, _ = Account.objects.get_or_create(person=person, issuer="t", subject=str(post.id))
    Appointment.objects.get_or_create(person=person, post=post, since=date(2025, 7, 1))
    found = officer(account.id, post_id=post.id, on=AT.date())
    assert found is not None
    return found


@pytest.fixture
def admin(reference: None) -> Actor:
    post = Post.objects.filter(
        kind=PostKind.ADMIN, unit__agency__kind="PROVINCE_COMMITTEE", unit__agency__code="H50"
    ).first()
    assert post is not None
    return appointed(post)


def filed(number: int, *, at: datetime = AT, commune: str = LEAVES) -> Case:
    person = new_person(number)
    version = published_version(code=MARRIAGE_STATE, on=at.date())
    application = Application(
        version_id=version.id,
        definition=definition_of(version),
        situation="never_married",
        answers=answers_of(person, commune_code=commune),
        evidence={},
        seen_evidence={},
        applicant=Applicant(person_id=person.id, full_name=person.full_name),
        channel=Channel.ONLINE,
        submit_key=new_id(),
    )
    actor = Actor(person_id=person.id, name=person.full_name)
    return Case.objects.get(id=submit(application=application, actor=actor, at=at).case_id)


def three_open() -> tuple[Case, Case, Case]:
    """Return one to receive, one at work with its handler, one that lies with the signer."""
    office = Office(LEAVES)
    first, second, third = filed(1), filed(2), filed(3)
    for case in (second, third):
        accept(case_id=case.id, revision=1, actor=office.counter, at=AT)
        claim(case_id=case.id, revision=2, actor=office.handler, at=AT)
    propose(
        case_id=third.id, revision=3, outcome=Outcome.GRANTED, reason="",
        actor=office.handler, at=AT,
    )  # fmt: skip
    return first, second, third


def plan(**changed: object) -> Plan:
    whole = Plan(
        into=STAYS,
        merged=(LEAVES,),
        new_name="",
        on=TOMORROW,
        decision_number="Nghị quyết 9/NQ-UBTVQH16",
        legal_basis="Luật Tổ chức chính quyền địa phương 2025",
    )
    return replace(whole, **changed)  # type: ignore[arg-type]


def committee(code: str, on: date) -> str:
    found = Agency.objects.in_force(on).filter(commune_code=code, kind="COMMUNE_COMMITTEE").first()
    return found.name if found else ""


def test_open_dossiers_pass_on_at_the_step_where_they_stand(admin: Actor) -> None:
    cases = three_open()
    rearrange(plan=plan(), actor=admin, at=AT)
    jobs.succeed(AT)
    assert {c.competent_agency.commune_code for c in Case.objects.all()} == {LEAVES}

    jobs.succeed(NEXT)
    for before in cases:
        after = Case.objects.get(id=before.id)
        assert after.competent_agency.commune_code == STAYS
        assert after.receiving_agency.commune_code == STAYS
        assert after.code == before.code
        assert Task.objects.filter(case=after, done_at=None).count() == 1
        assert rebuilt(history_of(after.id)) == row_facts(after)
    first, second, third = (Case.objects.get(id=case.id) for case in cases)
    assert (first.step_key, second.step_key, third.step_key) == ("receive", "appraise", "sign")
    assert second.due_at is not None
    assert (second.assignee_id, second.handling_unit.agency.commune_code) == (None, STAYS)
    jobs.succeed(NEXT)
    assert JournalEntry.objects.filter(event_type="CasePassedOn").count() == 3


def test_the_heirs_officers_go_on_with_them(admin: Actor) -> None:
    cases = three_open()
    rearrange(plan=plan(), actor=admin, at=AT)
    jobs.succeed(NEXT)
    first, second, third = (Case.objects.get(id=case.id) for case in cases)
    heir = Office(STAYS)
    accept(case_id=first.id, revision=first.revision, actor=heir.counter, at=NEXT)
    claim(case_id=second.id, revision=second.revision, actor=heir.handler, at=NEXT)
    decided = approve(case_id=third.id, revision=third.revision, actor=heir.signer, at=NEXT)
    assert decided.finished_at == NEXT
    fold(list(JournalEntry.objects.order_by("seq")))
    counted = set(OpenFigure.objects.values_list("agency_id", flat=True))
    assert counted == {decided.competent_agency_id}


def test_new_dossiers_of_old_addresses_go_to_the_heir(admin: Actor) -> None:
    rearrange(plan=plan(new_name="Phường Thử Mới"), actor=admin, at=AT)
    assert committee(LEAVES, AT.date()) == "Ủy ban nhân dân xã Vĩnh Linh"
    assert committee(LEAVES, TOMORROW) == ""
    assert committee(STAYS, TOMORROW) == "Ủy ban nhân dân phường Thử Mới"
    assert committee(STAYS, AT.date()) != committee(STAYS, TOMORROW)
    for text in ("Xã Vĩnh Linh, Quảng Trị", "Phường Thử Mới, Quảng Trị"):
        codes = [c.code for c in places.resolve(text, on=TOMORROW).candidates]
        assert codes == [STAYS], text
    before = [c.code for c in places.resolve("Xã Vĩnh Linh, Quảng Trị", on=AT.date()).candidates]
    assert before == [LEAVES]
    assert filed(9, at=NEXT, commune=STAYS).competent_agency.name.endswith("phường Thử Mới")


def test_loading_again_keeps_what_was_decided(admin: Actor) -> None:
    rearrange(plan=plan(new_name="Phường Thử Mới"), actor=admin, at=AT)
    assert places_actions.load_units(at=NEXT).is_unchanged
    assert agencies.load_agencies(at=NEXT).changed == 0
    assert committee(STAYS, TOMORROW) == "Ủy ban nhân dân phường Thử Mới"


def test_the_rehearsal_says_what_would_move_and_moves_nothing(admin: Actor) -> None:
    three_open()
    told = rehearse(plan(new_name="Phường Thử Mới"), on=AT.date())
    assert [(one.code, one.count) for one in told.cases_by_procedure] == [(MARRIAGE_STATE, 3)]
    by_kind = {one.agency.kind: one for one in told.leaving}
    assert by_kind["COMMUNE_COMMITTEE"].open_cases == 3
    assert by_kind["COMMUNE_COMMITTEE"].officers == 1
    heir = by_kind["POLICE"].heir
    assert heir is not None
    assert heir.commune_code == STAYS
    assert ("Ủy ban nhân dân phường Thử Mới") in {new for _, new in told.renamed}
    assert not DecidedChange.objects.exists()
    assert committee(LEAVES, TOMORROW) != ""


def test_a_plan_that_cannot_be_is_refused_at_its_field(admin: Actor) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"on": AT.date()}, "on"),
        ({"on": date(2040, 1, 1)}, "on"),
        ({"merged": (STAYS,)}, "merged"),
        ({"merged": ()}, "merged"),
        ({"into": "26368"}, "into"),
        ({"into": "99999"}, "into"),
    ]
    for changed, field in wrong:
        with pytest.raises(PlanRefused) as refused:
            rearrange(plan=plan(**changed), actor=admin, at=AT)
        assert refused.value.field == field, changed
    with pytest.raises(places_actions.ChangeRefused) as nameless:
        rearrange(plan=plan(new_name="Thôn Mới"), actor=admin, at=AT)
    assert "phải bắt đầu bằng" in str(nameless.value)
    assert not DecidedChange.objects.exists()
    assert committee(LEAVES, TOMORROW) != ""


def test_decided_twice_or_by_a_stranger_is_refused(admin: Actor) -> None:
    rearrange(plan=plan(), actor=admin, at=AT)
    with pytest.raises(PlanRefused) as refused:
        rearrange(plan=plan(on=TOMORROW), actor=admin, at=AT)
    assert "19363" in str(refused.value)
    with pytest.raises(NotYours):
        rearrange(plan=plan(), actor=Office(STAYS).signer, at=AT)
    assert DecidedChange.objects.count() == 1


def test_the_page_rehearses_then_publishes(admin: Actor) -> None:
    browser = Client()
    browser.force_login(Account.objects.get(person_id=admin.person_id))
    session = browser.session
    session[POST_KEY] = str(admin.post_id)
    session.save()
    url = reverse("reorganisation:plan")
    assert "Chưa có thay đổi nào" in browser.get(url).content.decode()
    words = {
        "into": STAYS, "merged": [LEAVES], "new_name": "", "on": "01/01/2028",
        "decision_number": "NQ 9", "legal_basis": "Luật 72",
    }  # fmt: skip
    rehearsed = browser.post(url, {**words, "act": "rehearse"}).content.decode()
    assert "Cơ quan kết thúc hoạt động" in rehearsed
    assert not DecidedChange.objects.exists()
    wrong = browser.post(url, {**words, "on": "01/01/2020", "act": "publish"})
    assert wrong.status_code == 422
    assert "sớm nhất từ ngày mai" in wrong.content.decode()
    done = browser.post(url, {**words, "act": "publish"}, follow=True).content.decode()
    assert "Đã ghi quyết định" in done
    assert "Xã Vĩnh Linh nhập vào Xã Bến Quan" in done
