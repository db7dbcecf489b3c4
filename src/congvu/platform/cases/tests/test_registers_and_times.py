"""Form 07 and 06, the lists behind figures, and where a unit's time went."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.world import AT, HOUR, World

from congvu.kernel.clock import VIETNAM, local_date, now
from congvu.platform.cases import spent
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.situations import supplemented
from congvu.platform.cases.views import registers
from congvu.platform.documents.tests.reading_pdf import words_of

REGISTER, PDF, TIMES = "/viec/so-theo-doi/", "/viec/so-theo-doi.pdf", "/viec/thoi-gian/"
NOVEMBER = {"tu": "2026-11-01", "den": "2026-11-30"}


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def signer(world: World) -> Client:
    return world.client(world.signer_b)


def test_register_shows_what_was_accepted_in_the_period(world: World, signer: Client) -> None:
    case, waiting = world.returned(), world.submitted()
    shown = text(signer.get(REGISTER, NOVEMBER))
    assert case.code in shown
    assert "27/11/2026" in shown, "the promised day"
    assert waiting.code not in shown, "it was not received yet"
    empty = text(signer.get(REGISTER, {"tu": "2026-10-01", "den": "2026-10-31"}))
    assert "Không có hồ sơ nào" in empty


def test_register_is_of_the_own_agency(world: World) -> None:
    case = world.returned()
    shown = text(world.client(world.signer_a).get(REGISTER, NOVEMBER))
    assert case.code not in shown


def test_last_day_of_the_period_is_included(world: World, signer: Client) -> None:
    late = datetime(2026, 11, 30, 23, 59, tzinfo=VIETNAM)
    case = world.accepted(at=late)
    assert case.code in text(signer.get(REGISTER, NOVEMBER))
    assert case.code not in text(signer.get(REGISTER, {"tu": "2026-12-01", "den": "2026-12-01"}))


def test_register_is_printed_as_form_07(world: World, signer: Client) -> None:
    case = world.returned()
    answer = signer.get(PDF, NOVEMBER)
    assert answer.headers["Content-Type"] == "application/pdf"
    words = " ".join(words_of(b"".join(answer)).split())
    for said in ("Sổ theo dõi hồ sơ", case.code, "Trần Thị Mừng", "Ký nhận", "01/11/2026"):
        assert said.casefold() in words.casefold()


@pytest.mark.parametrize(
    "period",
    [
        {"tu": "2026-11-30", "den": "2026-11-01"},
        {"tu": "2020-01-01", "den": "2026-11-01"},
        {"tu": "31/02/2026", "den": "2026-11-01"},
        {"tu": "2026-11-01"},
    ],
)
def test_senseless_period_is_named_and_nothing_else_is_printed(
    world: World, signer: Client, period: dict[str, str]
) -> None:
    world.returned()
    answer = signer.get(REGISTER, period)
    assert answer.status_code == 422
    assert "error-summary" in text(answer)
    printed = signer.get(PDF, period)
    assert printed.status_code == 302
    assert signer.get(printed.headers["Location"]).status_code == 422


def test_register_too_long_for_one_print_is_not_cut(
    world: World, signer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "MOST_ROWS", 1)
    assert world.returned()
    assert world.returned()
    answer = signer.get(PDF, NOVEMBER)
    assert answer.status_code == 422
    assert "kỳ ngắn hơn" in text(answer)


def test_control_sheet_tells_who_held_it_from_when_to_when(world: World, signer: Client) -> None:
    case = world.returned()
    shown = text(signer.get(f"/viec/{case.code}/phieu-kiem-soat/"))
    for name in ("Cán bộ quầy B", "Chuyên viên B", "Chủ tịch B", "trước hạn"):
        assert name in shown


def test_list_behind_a_figure_holds_exactly_its_cases(world: World) -> None:
    at = now()
    done, open_case = world.returned(at=at), world.claimed(at=at)
    browser = world.client(world.leader)
    span = {"tu": f"{local_date(at):%Y-%m}", "den": f"{local_date(at):%Y-%m}"}
    finished = text(browser.get("/viec/danh-sach/", {"loai": "da-xong", **span}))
    assert (done.code in finished, open_case.code in finished) == (True, False)
    at_work = text(browser.get("/viec/danh-sach/", {"loai": "dang-giai-quyet", **span}))
    assert (done.code in at_work, open_case.code in at_work) == (False, True)
    other = {"loai": "da-xong", "co-quan": str(world.a.committee.id)}
    assert done.code not in text(browser.get("/viec/danh-sach/", other))


def test_time_is_split_by_who_had_it(world: World) -> None:
    case = world.awaiting(at=AT)
    split = spent.split(Case.objects.get(id=case.id), at=AT + 5 * HOUR)
    assert (split.you, split.us, split.total) == (5 * HOUR, timedelta(0), 5 * HOUR)
    claimed = world.claimed(at=AT)
    split = spent.split(claimed, at=AT + 3 * HOUR)
    assert (split.us, split.you) == (3 * HOUR, timedelta(0))


def test_time_stands_still_once_it_is_finished(world: World) -> None:
    case = world.returned(at=AT)
    assert spent.split(case, at=AT + 900 * HOUR).total == timedelta(0)


def test_unit_sees_its_month_and_turns_the_pages(world: World) -> None:
    case = supplemented(world, at=now())
    browser = world.client(world.head_b)
    shown = text(browser.get(TIMES))
    assert case.procedure_code in shown
    assert "Thẩm định" in shown
    quiet = text(browser.get(TIMES, {"thang": "2025-08"}))
    assert case.procedure_code not in quiet


@pytest.mark.parametrize("stage", ["awaiting", "decided"])
def test_officers_read_of_the_applicant_as_of_another(
    world: World, signer: Client, stage: str
) -> None:
    case = world.at_stage(stage, at=now())
    own = text(world.client(world.citizen).get(f"/ho-so/{case.code}/"))
    desk = text(signer.get(f"/viec/{case.code}/"))
    assert "chờ anh/chị" in own
    assert "chờ anh/chị" not in desk
    assert "chờ người dân" in desk
