"""Days and hours are published with their legal basis, by who may, for whom they concern."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from tests.world import World

from congvu.kernel.clock import VIETNAM
from congvu.kernel.refusal import Refusal
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.deadlines import actions, queries
from congvu.platform.deadlines.actions import NewDay
from congvu.platform.deadlines.models import CalendarDay, OfficeSession
from congvu.platform.deadlines.rules import Session
from congvu.platform.events.models import JournalEntry

pytestmark = pytest.mark.usefixtures("loaded_calendar")
NOW = datetime(2026, 11, 17, 8, tzinfo=VIETNAM)
WEDNESDAY, SATURDAY = date(2026, 11, 18), date(2026, 11, 21)
WEEK = (1, 2, 3, 4, 5)


def new(day: date = WEDNESDAY, **changed: Any) -> NewDay:
    usual = {"is_working": False, "name": "Nghỉ bão", "legal_basis": "Quyết định 12/QĐ-UBND"}
    return NewDay(day=day, **{**usual, **changed})


def published(world: World, *days: NewDay, agency: Any = None, **changed: Any) -> int:
    given = {"actor": world.admin, "at": NOW, "agency_id": agency and agency.id}
    return actions.publish_days(days=days, **{**given, **changed})


def entries() -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(event_type="CalendarPublished").order_by("seq"))


def test_a_day_holds_for_the_agency_and_all_below(world: World) -> None:
    assert working(world) == [True] * 5
    assert published(world, new(), agency=world.a.committee) == 1
    assert working(world) == [True, True, False, False, True]
    published(world, new(), agency=world.province)
    assert working(world) == [True, False, False, False, False]
    back = new(is_working=True, name="Vẫn làm việc")
    published(world, back, agency=world.a.centre)
    assert working(world) == [True, False, False, True, False]
    special = queries.work_calendar(world.a.centre.id).special_days[WEDNESDAY]
    assert (special.agency_id, special.name) == (world.a.centre.id, "Vẫn làm việc")


def test_one_journal_entry_tells_days_and_basis(world: World) -> None:
    published(world, new(), new(SATURDAY, is_working=True, name="Làm bù"), agency=world.province)
    entry = entries()[-1]
    assert entry.facts == {
        "agency_id": str(world.province.id),
        "dates": ["2026-11-18", "2026-11-21"],
    }
    assert entry.legal_basis == "Quyết định 12/QĐ-UBND"
    assert (entry.agency_id, entry.actor_person_id) == (world.province.id, world.admin.person_id)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "ít nhất một ngày"),
        ([new(), new(date(2026, 11, 19), legal_basis="  ")], "căn cứ cho ngày 19/11/2026"),
        ([new(name="")], "tên của ngày"),
        ([new(date(2026, 11, 16))], "đã qua.*17/11/2026"),
        ([new(date(2062, 11, 18))], "quá xa"),
        ([new(), new()], "ghi hai lần"),
        ([new(date(2026, 11, 24))], "vốn đã là ngày nghỉ"),
        ([new(is_working=True)], "vốn đã là ngày làm việc"),
    ],
)
def test_a_senseless_day_is_refused_and_none_is_written(
    days: list[NewDay], said: str, world: World
) -> None:
    before = CalendarDay.objects.count()
    with pytest.raises(Refusal, match=said):
        published(world, *days)
    assert CalendarDay.objects.count() == before
    assert entries() == []


def test_publishing_again_is_refused(world: World) -> None:
    published(world, new(), agency=world.province)
    with pytest.raises(actions.DayRefused, match="vốn đã là ngày nghỉ"):
        published(world, new(), agency=world.province)
    assert len(entries()) == 1


def test_strangers_publish_nothing(world: World) -> None:
    for actor in (world.signer_a, world.counter_a, world.leader, world.handler_b):
        with pytest.raises(actions.NotYourCalendar):
            published(world, new(), actor=actor, agency=world.a.committee)
    assert entries() == []


def test_a_commune_publishes_for_itself_only(world: World) -> None:
    local = replace(
        world.admin, agency_id=world.a.committee.id, agency_kind=AgencyKind.COMMUNE_COMMITTEE
    )
    for agency in (None, world.province, world.b.committee, world.b.centre):
        with pytest.raises(actions.NotYourCalendar):
            published(world, new(), agency=agency, actor=local)
    published(world, new(), agency=world.a.centre, actor=local)
    published(world, new(), agency=world.a.committee, actor=local)
    assert len(entries()) == 2


def test_a_published_day_is_taken_back(world: World) -> None:
    published(world, new(), agency=world.a.committee)
    withdraw(world, world.a.committee.id)
    assert working(world) == [True] * 5
    assert len(entries()) == 2
    with pytest.raises(actions.DayRefused, match="không ghi riêng"):
        withdraw(world, world.a.committee.id)


def test_a_shipped_day_is_changed_by_another_not_removed(world: World) -> None:
    culture_day = date(2026, 11, 24)
    with pytest.raises(actions.DayRefused, match="công bố ngày ấy là ngày làm việc"):
        withdraw(world, None, culture_day)
    published(world, new(culture_day, is_working=True, name="Vẫn làm việc"))
    assert queries.work_calendar().is_working(culture_day)
    actions.load_calendar(at=NOW)  # what was published here stays
    assert queries.work_calendar().is_working(culture_day)
    withdraw(world, None, culture_day)
    actions.load_calendar(at=NOW)
    assert not queries.work_calendar().is_working(culture_day)


def test_saturday_mornings_of_one_agency(world: World) -> None:
    sessions = [
        Session(opens=time(7, 30), closes=time(11, 30), weekdays=(*WEEK, 6)),
        Session(opens=time(13), closes=time(16, 30), weekdays=WEEK),
    ]
    assert hours(world, sessions) == 2
    centre = queries.work_calendar(world.a.centre.id)
    assert centre.closing(SATURDAY).time() == time(11, 30)
    assert centre.closing(WEDNESDAY).time() == time(16, 30)
    assert centre.sessions_on(date(2026, 8, 22)) == centre.sessions_on(date(2026, 8, 21))
    assert not queries.work_calendar(world.a.committee.id).is_working(SATURDAY)
    assert entries()[-1].facts["dates"] == []
    assert hours(world, sessions) == 0
    assert len(entries()) == 1
    assert hours(world, []) == 2
    assert not queries.work_calendar(world.a.centre.id).is_working(SATURDAY)


@pytest.mark.parametrize(
    ("session", "said"),
    [
        (Session(opens=time(9), closes=time(9)), "giờ kết thúc phải sau"),
        (Session(opens=time(9), closes=time(10), weekdays=()), "ít nhất một ngày trong tuần"),
        (Session(opens=time(9), closes=time(10), weekdays=(8,)), "ít nhất một ngày trong tuần"),
        (Session(opens=time(8), closes=time(12)), "trùng giờ"),
    ],
)
def test_senseless_hours_are_refused(session: Session, said: str, world: World) -> None:
    before = OfficeSession.objects.count()
    with pytest.raises(actions.HoursRefused, match=said):
        hours(world, [Session(opens=time(7, 30), closes=time(11, 30)), session])
    assert OfficeSession.objects.count() == before


def working(world: World) -> list[bool]:
    agencies = (None, world.province, world.a.committee, world.a.centre, world.b.committee)
    return [
        queries.work_calendar(agency.id if agency else None).is_working(WEDNESDAY)
        for agency in agencies
    ]


def withdraw(world: World, agency_id: Any, day: date = WEDNESDAY) -> None:
    actions.withdraw_day(
        agency_id=agency_id, day=day, legal_basis="QĐ 13/QĐ-UBND", actor=world.admin, at=NOW
    )


def hours(world: World, sessions: list[Session]) -> int:
    return actions.publish_hours(
        agency_id=world.a.centre.id,
        sessions=sessions,
        legal_basis="QĐ 14/QĐ-UBND",
        actor=world.admin,
        at=NOW,
    )
