"""The shape of routes: every way ends, branches meet, times fit, and faults name their place."""

import msgspec
import pytest

from congvu.platform.procedures import routes
from congvu.platform.procedures.definition import (
    Allowance,
    Step,
    StepKind,
    StepPlace,
    TimeUnit,
    Turn,
)

_DONE_BY = {StepKind.RECEIVE: "COUNTER", StepKind.SIGN: "SIGNER", StepKind.RETURN: "COUNTER"}


def step(key: str, kind: StepKind = StepKind.APPRAISE, **facts: object) -> Step:
    known = {
        "key": key,
        "label": key,
        "kind": kind,
        "done_by": _DONE_BY.get(kind, "HANDLER"),
        "at": StepPlace.COMPETENT,
        **facts,
    }
    return Step(**known)  # type: ignore[arg-type]


def ordinary(*middle: Step, first: str = "appraise") -> list[Step]:
    return [
        step("receive", StepKind.RECEIVE, hours=1, next=first),
        *middle,
        step("sign", StepKind.SIGN, hours=1, next="return"),
        step("return", StepKind.RETURN),
    ]


APPRAISE = step("appraise", hours=4, next="sign")
COUNCIL = step(
    "council",
    StepKind.COUNCIL,
    hours=8,
    outcomes=(
        Turn(key="passed", label="Thông qua", next="sign"),
        Turn(key="again", label="Thẩm định lại", next="appraise"),
    ),
)
FORKED = ordinary(
    step("appraise", hours=2, next="land"),
    step("land", group="g", hours=8, next="report"),
    step("fire", group="g", hours=4, next="smoke"),
    step("smoke", group="g", hours=2, next="report"),
    step("report", hours=1, next="sign"),
)


def said(route: list[Step], *allowances: Allowance) -> str:
    return "\n".join(f"{where}: {text}" for where, text in routes.flaws(route, allowances))


def days(quantity: int, unit: TimeUnit = TimeUnit.WORKING_DAY) -> Allowance:
    return Allowance(quantity=quantity, unit=unit)


@pytest.mark.parametrize(
    "route",
    [
        ordinary(APPRAISE),
        ordinary(msgspec.structs.replace(APPRAISE, next="council"), COUNCIL),
        FORKED,
    ],
)
def test_a_sound_route_has_no_flaws(route: list[Step]) -> None:
    assert said(route, days(5)) == ""


def test_a_group_opens_all_its_branches_and_meets_again() -> None:
    assert [one.key for one in routes.starts(FORKED, "land")] == ["land", "fire"]
    fire, smoke = FORKED[3], FORKED[4]
    assert not routes.leaves_group(FORKED, fire, "smoke")
    assert routes.leaves_group(FORKED, smoke, "report")
    assert routes.followers(FORKED, FORKED[1]) == ["land", "fire"]


def test_the_longest_way_counts_the_slower_branch_and_rework_once() -> None:
    weights = {one.key: one.hours for one in FORKED}
    assert routes.longest(FORKED, weights) == 1 + 2 + 8 + 1 + 1
    again = ordinary(msgspec.structs.replace(APPRAISE, next="council"), COUNCIL)
    assert routes.longest(again, {one.key: one.hours for one in again}) == 1 + 4 + 8 + 1


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (ordinary(APPRAISE, step("lost", next="sign")), "không đường nào đi tới bước “lost”"),
        (
            ordinary(step("appraise", next="again"), step("again", next="appraise")),
            "từ bước “appraise” đi vòng mãi",
        ),
        (ordinary(step("appraise", next="nowhere")), "bước “nowhere” không có"),
        (ordinary(step("appraise", done_by="", next="sign")), "chưa chọn người làm ở bước"),
        (ordinary(step("appraise", done_by="SIGNER", next="sign")), "chỉ bước ký"),
        (ordinary(step("appraise")), "kết thúc mà chưa qua bước ký"),
        ([step("receive", StepKind.RECEIVE)], "phải có một bước ký duyệt"),
        (ordinary(first="sign"), "phải là một bước của người thụ lý"),
        (
            ordinary(
                step("appraise", next="land"),
                step("land", group="g", next="sign"),
                step("fire", group="g", next="sign"),
            ),
            "trước bước ký phải là một bước của người thụ lý",
        ),
        (
            ordinary(
                step("appraise", next="land"),
                step("land", group="g", next="report"),
                step("fire", group="g", next="sign"),
                step("report", next="sign"),
            ),
            "phải cùng dẫn tới một bước sau nhóm",
        ),
        (
            ordinary(step("appraise", next="land"), step("land", group="g", next="sign")),
            "cần ít nhất hai nhánh",
        ),
        (
            ordinary(
                step("appraise", outcomes=(Turn(key="only", label="Xong", next="sign"),)),
            ),
            "cần ít nhất hai kết quả",
        ),
    ],
)
def test_a_fault_is_named_with_its_step(route: list[Step], words: str) -> None:
    assert words in said(route)


def test_steps_longer_than_the_law_allows_are_refused() -> None:
    route = ordinary(step("appraise", hours=24, next="sign"))
    assert "quá thời hạn 24 giờ làm việc" in said(route, days(3))
    assert said(route, days(4)) == ""
    assert "quá thời hạn 24 giờ" in said(route, days(5, TimeUnit.DAY))  # 5 days hold 3 at work
    assert said(route, Allowance(quantity=None, unit=TimeUnit.UNKNOWN)) == ""


def test_hours_and_shares_do_not_mix() -> None:
    route = ordinary(step("appraise", share_percent=50, next="sign"))
    assert "không lẫn nhau" in said(route)


def test_shares_make_the_whole_along_the_longest_way() -> None:
    shared = [
        msgspec.structs.replace(one, hours=0, share_percent=share)
        for one, share in zip(ordinary(APPRAISE), (10, 60, 25, 5), strict=True)
    ]
    assert said(shared) == ""
    shared[1] = msgspec.structs.replace(shared[1], share_percent=61)
    assert "phải bằng 100" in said(shared)


def test_a_tangled_route_is_judged_at_once() -> None:
    """Many diamonds in a row: as many ways as grains of sand, still one quick answer."""
    middle = [
        step(
            f"s{i}",
            hours=1,
            outcomes=tuple(
                Turn(key=k, label=k, next=f"s{i + 1}" if i < 40 else "sign") for k in ("a", "b")
            ),
        )
        for i in range(41)
    ]
    route = ordinary(*middle, first="s0")
    assert said(route, days(30)) == ""
    assert routes.longest(route, {one.key: one.hours for one in route}) == 43
