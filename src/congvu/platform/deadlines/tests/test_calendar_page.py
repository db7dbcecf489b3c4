"""The calendar as an administrator sees and changes it, templates and all."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from tests.world import World

from congvu.kernel.clock import VIETNAM, local_date, now
from congvu.platform.deadlines import queries
from congvu.platform.deadlines.models import CalendarDay, OfficeSession
from congvu.platform.events.models import JournalEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_calendar")]


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def opened(world: World, **given: str) -> Any:
    return world.client(world.admin).get(reverse("deadlines:calendar"), given)


def to_come() -> date:
    """Return a weekday a few weeks from now that is worked: only days to come are published."""
    calendar = queries.work_calendar()
    return calendar.working_day_from(date.fromordinal(local_date(now()).toordinal() + 30))


def sent(world: World, act: str = "publish_day", /, **given: str) -> Any:
    day = to_come()
    usual = {
        "co_quan": str(world.a.committee.id),
        "nam": str(day.year),
        "day": day.isoformat(),
        "kind": "off",
        "name": "Nghỉ bão số 9",
        "legal_basis": "Quyết định 12/QĐ-UBND",
    }
    return world.client(world.admin).post(reverse(f"deadlines:{act}"), {**usual, **given})


def test_the_year_tells_each_day_and_its_basis(world: World) -> None:
    page = text(opened(world, nam="2026", co_quan=""))
    assert "Lịch làm việc năm 2026" in page
    assert "Thứ Ba 24/11/2026".lower() in page.lower()
    assert "Nghị quyết 28/2026/QH16" in page
    assert "07:30 đến 11:30" in page
    assert re.search(r"Tháng 2</span>[^0-9]{0,90}15<", page)  # 20 weekdays less the five of Tet


def test_an_estimated_year_says_so(world: World) -> None:
    assert "dự kiến, chưa có thông báo" in text(opened(world, nam="2027"))


def test_publishing_a_day_shows_whose_it_is(world: World) -> None:
    answer = sent(world)
    assert answer.status_code == 302
    row = CalendarDay.objects.get(agency=world.a.committee)
    assert (row.date, row.is_working, row.name) == (to_come(), False, "Nghỉ bão số 9")
    assert JournalEntry.objects.filter(event_type="CalendarPublished").count() == 1
    own = text(world.client(world.admin).get(answer["Location"]))
    assert "Nghỉ bão số 9" in own
    assert "riêng" in own
    below = text(opened(world, nam=str(to_come().year), co_quan=str(world.b.committee.id)))
    assert "Nghỉ bão số 9" not in below


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"legal_basis": ""}, "Hãy nhập căn cứ."),
        ({"legal_basis": "  "}, "Hãy nhập căn cứ."),
        ({"day": "2026-02-30"}, "Ngày này không có thật"),
        ({"day": "2020-02-29"}, "đã qua"),
        ({"kind": "maybe"}, "Hãy chọn ngày ấy là"),
        ({"kind": "worked"}, "vốn đã là ngày làm việc"),
        ({"name": "x" * 200}, "tối đa 120 ký tự"),
    ],
)
def test_a_bad_day_is_said_and_keeps_what_was_typed(
    given: dict[str, str], said: str, world: World
) -> None:
    before = CalendarDay.objects.count()
    answer = sent(world, **given)
    assert answer.status_code == 422
    assert said in text(answer)
    assert given.get("name", "Nghỉ bão số 9") in text(answer)
    assert CalendarDay.objects.count() == before


@pytest.mark.parametrize("agency", ["nothing", "00000000-0000-0000-0000-000000000007"])
def test_a_calendar_out_of_reach_is_missing(agency: str, world: World) -> None:
    assert sent(world, co_quan=agency).status_code == 404
    assert "trong danh sách" in text(opened(world, co_quan=agency))


def test_a_wrong_year_is_said(world: World) -> None:
    for year in ("abc", "1", "99999"):
        answer = opened(world, nam=year)
        assert answer.status_code == 200
        assert "Năm" in text(answer)


def test_a_published_day_is_taken_back(world: World) -> None:
    sent(world)
    given = {"withdrawn": to_come().isoformat(), "withdrawn_basis": ""}
    assert sent(world, "withdraw_day", **given).status_code == 422
    assert sent(world, "withdraw_day", **{**given, "withdrawn_basis": "QĐ 13"}).status_code == 302
    assert not CalendarDay.objects.filter(agency=world.a.committee).exists()


HOURS = {
    "morning_opens": "07:30",
    "morning_closes": "11:30",
    "afternoon_opens": "13:00",
    "afternoon_closes": "16:30",
    "saturday_morning": "on",
    "hours_basis": "QĐ 14",
}


def test_saturday_mornings_are_published(world: World) -> None:
    assert sent(world, "publish_hours", **HOURS).status_code == 302
    week, _ = OfficeSession.objects.filter(agency=world.a.committee).order_by("opens")
    assert week.weekdays == [1, 2, 3, 4, 5, 6]
    page = text(opened(world, co_quan=str(world.a.committee.id)))
    assert "Hai, Ba, Tư, Năm, Sáu, Bảy" in page
    assert 'value="16:30"' in page


@pytest.mark.parametrize(
    "given", [{"morning_opens": "7h30"}, {"afternoon_closes": "12:00"}, {"hours_basis": ""}]
)
def test_bad_hours_are_refused(given: dict[str, str], world: World) -> None:
    assert sent(world, "publish_hours", **{**HOURS, **given}).status_code == 422
    assert not OfficeSession.objects.filter(agency=world.a.committee).exists()


def test_the_country_has_no_form_for_hours(world: World) -> None:
    assert sent(world, "publish_hours", **{**HOURS, "co_quan": ""}).status_code == 404
    assert "Công bố giờ làm việc riêng" not in text(opened(world, co_quan=""))


@pytest.mark.parametrize("who", ["citizen", "counter_a", "leader"])
@pytest.mark.parametrize("name", ["calendar", "publish_day", "withdraw_day", "publish_hours"])
def test_strangers_find_nothing(name: str, who: str, world: World) -> None:
    client = world.client(getattr(world, who))
    url = reverse(f"deadlines:{name}")
    answer = client.get(url) if name == "calendar" else client.post(url, {})
    assert answer.status_code == 404


def test_a_post_address_refuses_a_get(world: World) -> None:
    answer = world.client(world.admin).get(reverse("deadlines:publish_day"))
    assert answer.status_code == 405


def test_days_that_passed_are_not_offered_for_withdrawal(world: World) -> None:
    CalendarDay.objects.create(
        agency=world.a.committee,
        date=date(2024, 3, 5),
        is_working=False,
        name="Đã qua",
        legal_basis="QĐ",
        published_at=datetime(2024, 3, 1, tzinfo=VIETNAM),
    )
    assert queries.published_days(world.a.committee.id, since=date(2026, 1, 1)) == []
