"""A holiday published today: the worker moves the open cases' dates once and tells the people."""

from datetime import date, datetime, timedelta

import pytest

from congvu.config.subscriptions import SUBSCRIPTIONS
from congvu.kernel.clock import VIETNAM
from congvu.platform.cases import jobs
from congvu.platform.cases.models import Case, Notice
from congvu.platform.deadlines.actions import NewDay, publish_days
from congvu.platform.events.actions import dispatch
from congvu.platform.events.models import SetAside
from congvu.platform.events.queries import history_of
from tests.world import AT, DUE, HOUR, World, wait_until_readable

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + HOUR
DAY_OFF = date(2026, 11, 26)
NEW_DUE = datetime(2026, 11, 30, 17, 0, tzinfo=VIETNAM)
BASIS = "Công điện 9/CĐ-TTg"


def work(at: datetime) -> None:
    """Let the worker do all it has to do: read the journal on, count again, read on."""
    for _ in range(2):
        wait_until_readable()
        while dispatch(subscriptions=SUBSCRIPTIONS, at=at):
            pass
        jobs.recount(at)


def moves_of(case: Case) -> list[str]:
    return [row.event_type for row in history_of(case.id) if row.event_type == "DueMoved"]


def test_a_holiday_moves_open_cases_once_and_tells_the_applicants(world: World) -> None:
    open_cases = [world.claimed(), world.proposed()]
    done = world.returned()
    work(LATER)
    day = NewDay(day=DAY_OFF, is_working=False, name="Nghỉ bão số 9", legal_basis=BASIS)
    publish_days(agency_id=None, days=[day], actor=world.admin, at=LATER)

    for minute in range(3):  # the worker goes on turning; the dates move once
        work(LATER + timedelta(minutes=minute))

    assert SetAside.objects.count() == 0
    for case in open_cases:
        row = Case.objects.get(id=case.id)
        assert row.due_at == NEW_DUE
        assert moves_of(case) == ["DueMoved"]
        notice = Notice.objects.get(case_id=case.id, event_type="DueMoved")
        assert notice.person_id == world.citizen.person_id
        told = [datetime.fromisoformat(notice.facts[name]) for name in ("old_due_at", "due_at")]
        assert (told, notice.facts["basis"]) == ([DUE, NEW_DUE], BASIS)
    assert Case.objects.get(id=done.id).due_at == DUE
    assert not Notice.objects.filter(case_id=done.id, event_type="DueMoved").exists()


def test_the_applicant_reads_why_on_the_page_of_the_dossier(world: World) -> None:
    case = world.claimed()
    day = NewDay(day=DAY_OFF, is_working=False, name="Nghỉ bão số 9", legal_basis=BASIS)
    publish_days(agency_id=None, days=[day], actor=world.admin, at=LATER)
    work(LATER)
    browser = world.client(world.citizen)
    page = browser.get(f"/ho-so/{case.code}/").content.decode()
    assert "30/11/2026" in page
    assert BASIS in page
    news = browser.get("/thong-bao/").content.decode()
    assert case.code in news
    assert "30/11/2026" in news
