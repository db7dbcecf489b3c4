"""Branches of a route: they start together, each in its unit, and meet before the signature."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from tests.world import AT, DEFINITION, World, add_post

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.complete_step import OutcomeNeeded, complete_step
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.stop import stop
from congvu.platform.cases.actions.undo import NothingToUndo, undo
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, Outcome, Task, WaitingFor
from congvu.platform.cases.replaying import rebuilt, row_facts
from congvu.platform.cases.tests.situations import at_a_council
from congvu.platform.events.queries import history_of
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.definition import Step, StepKind, StepPlace
from congvu.platform.procedures.models import Origin

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def work(key: str, *, kind: StepKind = StepKind.APPRAISE, **facts: object) -> Step:
    known = {
        "key": key, "label": key.capitalize(), "kind": kind, "done_by": PostKind.HANDLER,
        "at": StepPlace.COMPETENT, **facts,
    }  # fmt: skip
    return Step(**known)  # type: ignore[arg-type]


def forked(world: World) -> Case:
    """Return a claimed case at the step before two branches, one of them in another unit."""
    receive, _, sign, last = DEFINITION.route
    add_post(world.b.committee, "dia_chinh", PostKind.HANDLER)
    route = (
        msgspec.structs.replace(receive, share_percent=0, hours=1, next="xem"),
        work("xem", hours=1, next="dat"),
        work("dat", hours=4, group="song_song", unit="dia_chinh", next="tong_hop"),
        work("nha", hours=2, group="song_song", next="khao_sat"),
        work("khao_sat", kind=StepKind.FIELD_CHECK, hours=2, group="song_song", next="tong_hop"),
        work("tong_hop", hours=2, next=sign.key),
        msgspec.structs.replace(sign, share_percent=0, hours=2),
        msgspec.structs.replace(last, share_percent=0),
    )
    definition = msgspec.structs.replace(DEFINITION, route=route)
    version = publish_version(definition=definition, origin=Origin.OURS, at=AT)
    object.__setattr__(world, "version", version)
    return world.claimed()


def fresh(case: Case) -> Case:
    return Case.objects.get(id=case.id)


def end(case: Case, *, by: Actor, outcome: str = "") -> Case:
    case = fresh(case)
    if case.assignee_id is None:
        case = claim(case_id=case.id, revision=case.revision, actor=by, at=AT)
    return complete_step(
        case_id=case.id, revision=case.revision, outcome=outcome, actor=by, at=AT
    )  # fmt: skip


def clerk_of(world: World) -> Actor:
    """Return an officer of the other unit."""
    return replace(world.handler_b, unit_id=Task.objects.get(step_key="dat").unit_id)


def branches(case: Case) -> list[Case]:
    return list(Case.objects.filter(parent=case).order_by("code"))


def test_both_branches_open_each_in_its_unit(world: World) -> None:
    case = end(forked(world), by=world.handler_b)
    land, house = branches(case)
    assert (land.step_key, house.step_key) == ("dat", "nha")
    assert land.holder_unit_id != house.holder_unit_id == world.b.handling_unit.id
    assert case.waiting_for == WaitingFor.OTHERS
    due_at = land.tasks.get().due_at
    assert due_at is not None
    assert case.due_at is not None
    assert due_at < case.due_at


def test_the_case_goes_on_after_the_last_branch(world: World) -> None:
    case = end(forked(world), by=world.handler_b)
    land, house = branches(case)
    end(land, by=clerk_of(world))
    assert fresh(case).waiting_for == WaitingFor.OTHERS
    end(house, by=world.handler_b)
    assert fresh(house).step_key == "khao_sat"
    end(house, by=world.handler_b)
    case = fresh(case)
    assert (case.step_key, case.waiting_for) == ("tong_hop", WaitingFor.OFFICER)
    assert {one.status for one in branches(case)} == {CaseStatus.DECIDED}
    for row in (case, *branches(case)):
        assert rebuilt(history_of(row.id)) == row_facts(row)


def test_the_whole_way_to_the_result(world: World) -> None:
    case = end(forked(world), by=world.handler_b)
    land, house = branches(case)
    end(land, by=clerk_of(world))
    end(house, by=world.handler_b)
    end(house, by=world.handler_b)
    case = claim(case_id=case.id, revision=fresh(case).revision, actor=world.handler_b, at=AT)
    for step_back in (True, False):
        case = fresh(case)
        propose(case_id=case.id, revision=case.revision, outcome=Outcome.GRANTED, reason="Đủ",
                actor=world.handler_b, at=AT)  # fmt: skip
        if step_back:
            case = send_back(case_id=case.id, revision=fresh(case).revision, remark="Xem lại",
                             actor=world.signer_b, at=AT)  # fmt: skip
            assert case.step_key == "tong_hop"
    case = approve(case_id=case.id, revision=fresh(case).revision, actor=world.signer_b, at=AT)
    case = return_result(case_id=case.id, revision=case.revision, actor=world.counter_b, at=AT)
    assert case.status == CaseStatus.RETURNED


def test_opening_branches_is_not_undone(world: World) -> None:
    case = end(forked(world), by=world.handler_b)
    with pytest.raises(NothingToUndo):
        undo(case_id=case.id, revision=case.revision, actor=world.handler_b, at=AT)


def test_branches_end_with_the_case(world: World) -> None:
    case = end(forked(world), by=world.handler_b)
    stop(case_id=case.id, revision=case.revision, reason="Chết", legal_basis="Điều 1",
         actor=world.signer_b, at=AT)  # fmt: skip
    assert {one.status for one in branches(case)} == {CaseStatus.STOPPED}
    assert not Task.objects.filter(done_at=None).exists()


def test_a_step_of_several_ends_needs_the_one_named(world: World) -> None:
    case = at_a_council(world, at=AT)
    for outcome in ("", "khong_co"):
        with pytest.raises(OutcomeNeeded, match="“Thông qua”, “Họp lại”"):
            end(case, by=world.handler_b, outcome=outcome)
    again = end(case, by=world.handler_b, outcome="lam_lai")
    assert again.step_key == "hoi_dong"
    passed = end(again, by=world.handler_b, outcome="dat")
    assert passed.step_key == "tham_dinh"
    assert history_of(case.id)[-1].facts["outcome"] == "dat"


def test_pages_show_what_is_done_side_by_side(world: World) -> None:
    case = end(forked(world), by=world.handler_b)
    page = world.client(world.handler_b).get(f"/viec/{case.code}/").content.decode()
    assert "Các phần việc làm song song" in page
    assert f"/viec/{case.code}-2/" in page
    part = world.client(world.handler_b).get(f"/viec/{case.code}-2/").content.decode()
    assert "Thuộc hồ sơ" in part
    assert "Rút hồ sơ" not in part
