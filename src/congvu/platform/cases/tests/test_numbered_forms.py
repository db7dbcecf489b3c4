"""Forms 02 to 05 take numbers from their agency's book of the year: one by one, none twice."""

from datetime import datetime, timedelta

import pytest
from tests.world import AT, HOUR, World

from congvu.kernel.clock import VIETNAM
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions.refuse_to_receive import refuse_to_receive
from congvu.platform.cases.actions.request_supplement import AskedBefore, request_supplement
from congvu.platform.cases.actions.void_form import NothingToVoid, void_form
from congvu.platform.cases.models import Case, IssuedForm
from congvu.platform.cases.tests.seeing import nothing_changes
from congvu.platform.cases.tests.situations import supplemented

LATER = AT + HOUR
BOOK = {"mau": "02", "nam": "2026"}
NEW_YEAR = datetime(2027, 1, 4, 8, 0, tzinfo=VIETNAM)


def refuse(world: World, *, at: datetime = LATER) -> IssuedForm:
    case = world.submitted(at=at)
    refuse_to_receive(
        case_id=case.id, revision=case.revision, reason="Sai nơi", legal_basis="Điều 1",
        instead="", actor=world.counter_b, at=at,
    )  # fmt: skip
    return case.forms.get(form="03")


def void(case: Case, form: IssuedForm, *, actor: object, reason: str = "Ghi nhầm") -> IssuedForm:
    return void_form(
        case_id=case.id, revision=case.revision, form_id=form.id, reason=reason,
        actor=actor, at=LATER,  # type: ignore[arg-type]
    )  # fmt: skip


def test_numbers_follow_each_other_in_the_book_of_the_year(world: World) -> None:
    numbers = [refuse(world).number for _ in range(3)]
    assert numbers == [1, 2, 3]
    assert refuse(world, at=NEW_YEAR).number == 1
    assert refuse(world, at=NEW_YEAR + HOUR).written_number == "02/PTC"


def test_every_form_and_agency_has_its_own_book(world: World) -> None:
    refused, asked = refuse(world), world.awaiting()
    form = asked.forms.get(form="02")
    assert (refused.number, form.number) == (1, 1)
    assert refused.agency_id == world.b.centre.id
    assert form.agency_id == world.b.committee.id


def test_number_of_an_act_that_fails_goes_to_the_next(world: World) -> None:
    case = supplemented(world, at=AT)
    with pytest.raises(AskedBefore):
        request_supplement(
            case_id=case.id, revision=case.revision, items={"giay_chung": "x"},
            explanation="y", actor=world.handler_b, at=LATER,
        )  # fmt: skip
    assert world.awaiting().forms.get(form="02").number == 2, "no hole after the first"


def test_receipt_bears_the_dossier_code(world: World) -> None:
    case = world.accepted()
    form = case.forms.get(form="01")
    assert (form.number, form.written_number) == (None, case.code)


def test_void_number_stays_in_the_book_and_is_not_given_again(world: World) -> None:
    case = world.awaiting()
    form = case.forms.get(form="02")
    recalled = void(case, form, actor=world.signer_b)
    assert (recalled.voided_at, recalled.void_reason) == (LATER, "Ghi nhầm")
    assert world.awaiting().forms.get(form="02").number == 2
    assert IssuedForm.objects.filter(form="02", agency=form.agency, year=2026).count() == 2


def test_what_cannot_be_voided_changes_nothing(world: World) -> None:
    case, other = world.awaiting(), world.awaiting()
    form, receipt = case.forms.get(form="02"), case.forms.get(form="01")
    for bad, reason in ((form, "  "), (receipt, "Nhầm"), (other.forms.get(form="02"), "Nhầm")):
        with nothing_changes(), pytest.raises(NothingToVoid):
            void(case, bad, actor=world.signer_b, reason=reason)
    for who in ("handler_b", "counter_b", "citizen"):
        with nothing_changes(), pytest.raises(policy.NotAllowed):
            void(case, form, actor=getattr(world, who))
    void(case, form, actor=world.signer_b)
    case.refresh_from_db()
    with nothing_changes(), pytest.raises(NothingToVoid):
        void(case, form, actor=world.signer_b)


def test_form_says_for_ever_what_it_said_when_issued(world: World) -> None:
    case = world.awaiting()
    form = case.forms.get(form="02")
    before = standing.sheet_of(form)
    Case.objects.filter(id=case.id).update(applicant_name="Người Khác")
    world.b.committee.name = "Tên mới"
    world.b.committee.save()
    assert standing.sheet_of(IssuedForm.objects.get(id=form.id)) == before
    assert "Người Khác" not in str(before)


def test_issued_form_of_another_case_is_not_found(world: World) -> None:
    case, other = world.awaiting(), world.awaiting()
    with pytest.raises(policy.NoSuchCase):
        standing.issued_form(case, other.forms.get(form="02").id)


@pytest.mark.parametrize("days", [0, 1])
def test_book_page_shows_numbers_and_voids(world: World, days: int) -> None:
    case = world.awaiting(at=AT + timedelta(days=days))
    form = case.forms.get(form="02")
    void(case, form, actor=world.signer_b)
    page = world.client(world.signer_b).get("/viec/so-phieu/", BOOK).content.decode()
    assert form.written_number in page
    assert "Ghi nhầm" in page
    strange = world.client(world.signer_a).get("/viec/so-phieu/", BOOK).content.decode()
    assert form.written_number not in strange or "Ghi nhầm" not in strange
