"""The living demo: made by the real acts, once, all or nothing, with figures at once."""

from datetime import date, datetime
from io import StringIO
from typing import ClassVar

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, QuerySet
from django.test import TestCase, override_settings
from tests.world import wait_until_readable

from congvu.config.demo_world import building, logins
from congvu.config.demo_world.desk_story import DESK
from congvu.config.management.commands.load_reference import STEPS
from congvu.kernel import keeping
from congvu.kernel.clock import VIETNAM, local_date
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, Draft, IssuedForm, Opinion
from congvu.platform.deadlines.queries import work_calendar
from congvu.platform.documents.models import Document
from congvu.platform.events.models import JournalEntry
from congvu.platform.indicators.queries import total
from congvu.platform.people.actions import account_from_claims
from congvu.platform.people.models import Person
from congvu.platform.people.queries import posts_of
from congvu.services.dev_identity.queries import identity_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 18, 15, 0, tzinfo=VIETNAM)
WANTED = 120
POSTS: dict[str, list[str]] = {
    "congdan": [],
    "motcua": ["COUNTER"],
    "motcua2": ["COUNTER"],
    "thuly": ["HANDLER"],
    "thulykt": ["HANDLER"],
    "lanhdao": ["SIGNER"],
    "lanhdaotinh": ["SIGNER"],
    "quantri": ["ADMIN"],
}


def silent(count: int) -> None:
    del count


def load_reference() -> None:
    for _, step in STEPS:
        step(AT)


class TestDemoWorld(TestCase):
    """One world for all: it takes seconds to make."""

    report: ClassVar[building.Report]

    @classmethod
    def setUpTestData(cls) -> None:
        with override_settings(REFERENCE_KEPT_SECONDS=60):
            load_reference()
            cls.report = building.build(wanted=WANTED, days=90, at=AT, said=silent)

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        keeping.forget()  # nothing of this world stays behind

    def test_cases_stand_at_every_stage(self) -> None:
        assert self.report.cases == WANTED + len(DESK) + 3
        assert Case.objects.count() == self.report.cases
        by_status = set(Case.objects.values_list("status", flat=True))
        assert by_status >= {
            CaseStatus.SUBMITTED,
            CaseStatus.IN_PROGRESS,
            CaseStatus.AWAITING_SUPPLEMENT,
            CaseStatus.DECIDED,
            CaseStatus.RETURNED,
            CaseStatus.NOT_ACCEPTED,
            CaseStatus.WITHDRAWN,
            CaseStatus.STOPPED,
        }

    def test_forms_ratings_and_new_dates_are_there(self) -> None:
        issued = set(IssuedForm.objects.values_list("form", flat=True))
        assert issued == {"01", "02", "03", "04", "05"}
        assert Opinion.objects.filter(stars__isnull=False).exists()
        open_cases = Case.objects.open()
        assert open_cases.filter(assignee_id=None, holder_post_kind="HANDLER").exists()
        assert open_cases.filter(holder_post_kind="SIGNER").exists()
        assert open_cases.overdue(at=AT).exists()
        assert set(Case.objects.values_list("channel", flat=True)) == {"ONLINE", "COUNTER", "POST"}

    def test_everything_is_marked_as_test_data(self) -> None:
        assert not Case.objects.filter(is_test=False).exists()
        assert not Person.objects.filter(is_test=False).exists()

    def test_some_are_filed_at_another_commune(self) -> None:
        elsewhere = Case.objects.filter(
            channel="COUNTER", competent_agency__kind="COMMUNE_COMMITTEE"
        ).exclude(receiving_agency__commune_code=F("competent_agency__commune_code"))
        assert elsewhere.exists()

    def test_acts_follow_one_another_before_today(self) -> None:
        times = list(self._acts().values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] < AT

    def test_officers_act_in_office_hours(self) -> None:
        kinds = ("CaseClaimed", "CaseDecided", "OutcomeProposed", "ResultReturned")
        times = self._acts().filter(event_type__in=kinds).values_list("at", flat=True)
        calendar, local = work_calendar(), [at.astimezone(VIETNAM) for at in times]
        assert local
        assert [at for at in local if not calendar.is_working(at.date())] == []
        assert [at for at in local if not 7 <= at.hour <= 17] == []

    def test_second_run_changes_nothing(self) -> None:
        rows, cases = JournalEntry.objects.count(), Case.objects.count()
        again = building.build(wanted=WANTED, days=90, at=AT, said=silent)
        assert not again.is_new
        assert (JournalEntry.objects.count(), Case.objects.count()) == (rows, cases)

    def test_everybody_can_sign_in(self) -> None:
        for login in logins.LOGINS:
            identity = identity_of(username=login.username, password=logins.PASSWORD)
            assert identity is not None, login.username
            account = account_from_claims(
                issuer="test", claims={**identity.claims, "sub": login.username}, at=AT
            )
            assert account.person.is_test
            assert account.level == 2
            posts = posts_of(account.person_id, on=local_date(AT))
            assert [post.post.kind for post in posts] == POSTS[login.username]

    def test_citizen_has_one_of_each(self) -> None:
        hero = Draft.objects.get().applicant
        states = Case.objects.filter(applicant=hero).values_list("procedure_code", "status")
        assert dict(states) == {
            "1.004873": CaseStatus.IN_PROGRESS,
            "1.001612": CaseStatus.AWAITING_SUPPLEMENT,
            "2.000635": CaseStatus.RETURNED,
        }
        assert Draft.objects.get().answers

    def test_papers_share_their_bytes(self) -> None:
        assert Document.objects.count() > 10
        assert Document.objects.values("sha256").distinct().count() == 2

    def _acts(self) -> QuerySet[JournalEntry]:
        cases = Case.objects.values("id")
        return JournalEntry.objects.filter(subject_id__in=cases).order_by("seq")


@pytest.mark.django_db(transaction=True)  # figures fold only what is committed
@override_settings(REFERENCE_KEPT_SECONDS=60)
def test_stop_leaves_nothing_and_the_next_run_does_all() -> None:
    load_reference()

    def stop(count: int) -> None:
        if count == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build(wanted=20, days=90, at=AT, said=stop)
    assert not Case.objects.exists()
    assert not Person.objects.exists()

    assert building.build(wanted=20, days=90, at=AT, said=silent).is_new
    wait_until_readable()  # other tests' transactions on this server hold the journal back
    building.fold(at=AT)
    figures = total(agencies=None, since=date(2026, 7, 1), until=date(2026, 11, 1), at=AT)
    cases = Case.objects.all()
    assert figures.received == cases.exclude(accepted_at=None).count() > 20
    done = cases.filter(status__in=(CaseStatus.DECIDED, CaseStatus.RETURNED))
    assert figures.finished == done.count() > 0
    assert figures.to_receive == cases.filter(status=CaseStatus.SUBMITTED).count() > 0
    assert figures.late == cases.overdue(at=AT).count() > 0
    keeping.forget()


def test_without_reference_data_says_what_to_run() -> None:
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo", stdout=StringIO())
    assert not Person.objects.exists()


@pytest.mark.parametrize("options", [{"cases": 0}, {"cases": 999_999}, {"days": 0}])
def test_senseless_amounts_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match=f"--{next(iter(options))} phải từ 1 đến"):
        call_command("load_demo", stdout=StringIO(), **options)


def test_logins_are_printed_as_a_table() -> None:
    said = StringIO()
    call_command("demo_logins", stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[0].split("  ")[0] == "Tên đăng nhập"
    for login in logins.LOGINS:
        (line,) = [row for row in lines if row.split()[0] == login.username]
        assert logins.PASSWORD in line
        assert login.part in line
