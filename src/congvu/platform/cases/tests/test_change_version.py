"""Running cases and a new version: they stay, or go on by it, and it is told beforehand."""

from datetime import timedelta

import msgspec
import pytest
from tests.world import AT, DEFINITION, World

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.cases import foreseeing
from congvu.platform.cases.actions.change_version import StaysAsItIs, change_version
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.models import Case
from congvu.platform.cases.policy import NotAllowed
from congvu.platform.cases.replaying import rebuilt, row_facts
from congvu.platform.events.queries import history_of
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.definition import Definition, Step, StepKind, StepPlace
from congvu.platform.procedures.models import Origin

LATER = AT + timedelta(hours=1)
pytestmark = pytest.mark.django_db


def with_council() -> Definition:
    """Return the world's procedure with a council between appraisal and signature."""
    receive, appraise, sign, last = DEFINITION.route
    council = Step(
        key="hoi_dong", label="Hội đồng", kind=StepKind.COUNCIL, done_by=PostKind.HANDLER,
        at=StepPlace.COMPETENT, next=sign.key,
    )  # fmt: skip
    return msgspec.structs.replace(
        DEFINITION,
        route=(receive, msgspec.structs.replace(appraise, next="hoi_dong"), council, sign, last),
        route_decision="12/QĐ-UBND",
    )


def published(definition: Definition) -> None:
    publish_version(definition=definition, origin=Origin.OURS, at=LATER)


def moved(case: Case, *, by: Actor) -> Case:
    return change_version(case_id=case.id, revision=case.revision, actor=by, at=LATER)


def test_a_running_case_stays_until_it_is_moved(world: World) -> None:
    case = world.claimed()
    published(with_council())
    case = Case.objects.get(id=case.id)
    assert case.version_id == world.version.id
    after = moved(case, by=world.admin)
    assert after.version_id != world.version.id
    assert (after.step_key, after.assignee_id) == (case.step_key, case.assignee_id)
    assert after.due_at == case.due_at
    row = history_of(case.id)[-1]
    assert (row.event_type, row.legal_basis) == ("VersionChanged", "12/QĐ-UBND")
    fresh = Case.objects.get(id=case.id)
    assert rebuilt(history_of(case.id)) == row_facts(fresh)


def test_a_longer_allowance_moves_the_date_from_the_same_start(world: World) -> None:
    case = world.claimed()
    longer = msgspec.structs.replace(DEFINITION.allowances[0], quantity=5)
    published(msgspec.structs.replace(with_council(), allowances=(longer,)))
    foretold = foreseeing.by_the_new_version(case, actor=world.admin, at=LATER)
    assert isinstance(foretold, Case)
    assert Case.objects.get(id=case.id).due_at == case.due_at
    after = moved(case, by=world.admin)
    assert after.due_at == foretold.due_at
    assert after.due_at is not None
    assert case.due_at is not None
    assert after.due_at > case.due_at
    assert after.clock is not None
    assert after.clock.original_due_at == case.due_at


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"route": tuple(
            msgspec.structs.replace(s, key="xem_xet") if s.kind is StepKind.APPRAISE
            else msgspec.structs.replace(s, next="xem_xet" if s.next == "tham_dinh" else s.next)
            for s in DEFINITION.route)}, "không còn ở quy trình mới"),
        ({"route": tuple(
            msgspec.structs.replace(s, unit="khac") if s.kind is StepKind.APPRAISE else s
            for s in DEFINITION.route)}, "do người khác làm"),
        ({"evidence": ()}, "hỏi người dân điều khác"),
    ],
)  # fmt: skip
def test_what_cannot_move_says_why(world: World, change: dict[str, object], why: str) -> None:
    case = world.claimed()
    published(msgspec.structs.replace(DEFINITION, **change))
    assert why in str(foreseeing.by_the_new_version(case, actor=world.admin, at=LATER))
    with pytest.raises(StaysAsItIs, match=why):
        moved(case, by=world.admin)
    assert Case.objects.get(id=case.id).revision == case.revision


def test_what_is_over_or_already_there_stays(world: World) -> None:
    done, here = world.decided(), world.claimed()
    with pytest.raises(StaysAsItIs, match="đang theo đúng bản này"):
        moved(here, by=world.admin)
    published(with_council())
    with pytest.raises(StaysAsItIs, match="đã có kết quả"):
        moved(done, by=world.admin)


def test_only_the_provinces_administrator_and_only_what_they_saw(world: World) -> None:
    case = world.claimed()
    published(with_council())
    with pytest.raises(NotAllowed):
        moved(case, by=world.signer_b)
    with pytest.raises(Stale):
        change_version(case_id=case.id, revision=case.revision - 1, actor=world.admin, at=LATER)
    assert world.admin.agency_kind == AgencyKind.PROVINCE_COMMITTEE


def test_the_page_foretells_and_moves_what_was_ticked(world: World) -> None:
    one, other = world.claimed(), world.claimed()
    published(with_council())
    address = f"/viec/ban-cu/{DEFINITION.code}/"
    browser = world.client(world.admin)
    page = browser.get(address).content.decode()
    assert "2 hồ sơ" in page
    assert page.count("Chuyển được") == 2
    browser.post(address, {"chon": [f"{one.code}:{one.revision}", f"{other.code}:99", "??:x"]})
    versions = dict(Case.objects.values_list("code", "version_id"))
    assert versions[one.code] != world.version.id
    assert versions[other.code] == world.version.id
    after = browser.get(address).content.decode()
    assert "1 hồ sơ" in after
    assert "Hồ sơ vừa được người khác cập nhật" in after
    assert world.client(world.handler_b).get(address).status_code == 404
