"""The citizen's pages: finding a procedure, following a dossier, looking one up without a name."""

from typing import Any

import pytest
from django.test import Client
from tests.world import World

from congvu.kernel.clock import now
from congvu.platform.cases.actions.extend import extend
from congvu.platform.cases.actions.notices import keep_notices
from congvu.platform.cases.models import Case, Notice
from congvu.platform.cases.tests.situations import ACTS, supplemented, unpaid
from congvu.platform.documents.tests.reading_pdf import words_of
from congvu.platform.events.models import JournalEntry


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def citizen(world: World) -> Client:
    return world.client(world.citizen)


def page_of(case: Case, browser: Client) -> str:
    return text(browser.get(f"/ho-so/{case.code}/"))


@pytest.mark.parametrize("words", ["Xác nhận thử", "xac nhan thu nghiem", "9.000001"])
def test_procedure_is_found_with_or_without_accents_or_by_code(world: World, words: str) -> None:
    found = text(Client().get("/thu-tuc/", {"q": words}))
    assert "Xác nhận thử nghiệm" in found
    assert "/thu-tuc/9.000001/" in found


def test_search_without_a_match_says_what_to_do(world: World) -> None:
    found = Client().get("/thu-tuc/", {"q": "zzz qqq"})
    assert found.status_code == 200
    assert "Xác nhận thử nghiệm" not in text(found)


def test_procedure_page_tells_time_fee_and_papers(world: World) -> None:
    shown = text(Client().get("/thu-tuc/9.000001/"))
    for said in ("3 ngày làm việc", "10.000", "Giấy chứng"):
        assert said in shown


def test_unknown_procedure_is_a_page_that_helps(world: World) -> None:
    answer = Client().get("/thu-tuc/9.999999/")
    assert answer.status_code == 404
    assert "thủ tục" in text(answer).lower()


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("submitted", "Trung tâm Phục vụ hành chính công xã Bình Yên"),
        ("accepted", "không phải làm gì"),
        ("awaiting", "Cần anh/chị bổ sung"),
        ("decided", "kết quả"),
        ("returned", "Đánh giá"),
    ],
)
def test_dossier_page_says_who_has_it_and_what_to_do(
    world: World, citizen: Client, stage: str, said: str
) -> None:
    case = world.at_stage(stage, at=now())
    assert said in page_of(case, citizen)


def test_dossier_page_explains_the_date_line_by_line(world: World, citizen: Client) -> None:
    case = world.claimed(at=now())
    assert case.clock is not None
    shown = page_of(case, citizen)
    assert "Vì sao" in shown
    assert "ngày làm việc" in shown


def test_new_date_shows_the_old_one_and_the_apology(world: World, citizen: Client) -> None:
    at = now()
    case = world.claimed(at=at)
    given = ACTS["extend"].given(world, case, at)
    extend(case_id=case.id, revision=case.revision, actor=world.signer_b, at=at, **given)
    shown = page_of(case, citizen)
    form = case.forms.get(form="04")
    assert f"/ho-so/{case.code}/phieu/{form.id}/" in shown
    sheet = text(citizen.get(f"/ho-so/{case.code}/phieu/{form.id}/"))
    assert "Cần xác minh thêm" in sheet
    printed = citizen.get(f"/ho-so/{case.code}/phieu/{form.id}.pdf")
    words = " ".join(words_of(b"".join(printed)).split()).casefold()
    assert "xin lỗi" in words


def test_demand_tells_the_amount_and_how_to_answer(world: World, citizen: Client) -> None:
    shown = page_of(unpaid(world, at=now()), citizen)
    assert "50.000" in shown
    assert "da-nop-tien" in shown


def test_strangers_and_officers_do_not_find_it_among_their_own(world: World) -> None:
    case = world.claimed(at=now())
    for who in ("stranger", "handler_b", "signer_b", "admin"):
        browser = world.client(getattr(world, who))
        assert browser.get(f"/ho-so/{case.code}/").status_code == 404
        assert case.code not in text(browser.get("/ho-so/"))


def test_my_dossiers_newest_first(world: World, citizen: Client) -> None:
    older, newer = world.submitted(at=now()), supplemented(world, at=now())
    listed = text(citizen.get("/ho-so/"))
    assert listed.index(newer.code) < listed.index(older.code)


def test_result_is_there_once_it_is_decided(world: World, citizen: Client) -> None:
    open_case, decided = world.proposed(at=now()), world.decided(at=now())
    assert citizen.get(f"/ho-so/{open_case.code}/ket-qua.pdf").status_code == 404
    assert citizen.get(f"/ho-so/{decided.code}/ket-qua.pdf").status_code == 200


def test_anybody_with_both_codes_sees_the_status_and_no_name(world: World) -> None:
    case = world.awaiting(at=now())
    both = {"code": case.code.lower(), "key": case.follow_key.lower()}
    shown = text(Client().get("/tra-cuu/", both))
    assert "Yêu cầu bổ sung giấy tờ" in shown
    for secret in (case.applicant_name, "Chụp lại", str(case.applicant.personal_id)):
        assert secret not in shown
    opened = text(Client().get(f"/theo-doi/{case.code}/{case.follow_key}/"))
    assert case.applicant_name not in opened


@pytest.mark.parametrize("key", ["AAAAAAAAAA", "", "'; --", "x" * 200])
def test_one_code_alone_opens_nothing(world: World, key: str) -> None:
    case = world.submitted(at=now())
    answer = Client().get("/tra-cuu/", {"code": case.code, "key": key})
    assert answer.status_code == 422
    assert "Mới đăng ký" not in text(answer)


def test_what_is_typed_comes_back_as_text_not_as_markup(world: World) -> None:
    script = "<script>alert(1)</script>"
    for path, name in (("/tra-cuu/", "code"), ("/thu-tuc/", "q")):
        assert script not in text(Client().get(path, {name: script, "key": script}))


def test_looking_at_a_dossier_reads_its_notices(world: World, citizen: Client) -> None:
    case = world.accepted(at=now())
    keep_notices(entries=list(JournalEntry.objects.filter(subject_id=case.id)))
    assert Notice.objects.filter(read_at=None).count() == 1
    news = text(citizen.get("/thong-bao/"))
    assert case.code in news
    page_of(case, citizen)
    assert Notice.objects.filter(read_at=None).count() == 0


def test_all_news_is_read_by_one_press(world: World, citizen: Client) -> None:
    for case in (world.accepted(at=now()), world.awaiting(at=now())):
        keep_notices(entries=list(JournalEntry.objects.filter(subject_id=case.id)))
    assert citizen.post("/thong-bao/da-doc/").status_code == 302
    assert Notice.objects.filter(read_at=None).count() == 0
    assert world.client(world.stranger).post("/thong-bao/da-doc/").status_code == 302
