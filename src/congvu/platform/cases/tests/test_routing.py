"""Which step follows which."""

import pytest
from tests.world import DEFINITION

from congvu.platform.cases import routing
from congvu.platform.procedures.definition import Step, StepKind

ROUTE = DEFINITION.route


def test_route_is_walked_from_its_first_step_to_its_end() -> None:
    walked: list[str] = []
    step: Step | None = routing.first_step(ROUTE)
    while step is not None:
        walked.append(step.key)
        step = routing.step_after(ROUTE, step.key)
    assert walked == [step.key for step in ROUTE]


def test_every_step_but_the_first_has_one_before_it() -> None:
    before = [routing.step_before(ROUTE, step.key) for step in ROUTE]
    assert before == [None, *ROUTE[:-1]]


def test_step_is_found_by_its_kind() -> None:
    found = routing.step_of_kind(ROUTE, StepKind.SIGN)
    assert found is not None
    assert found.key == "ky"
    assert routing.step_of_kind(ROUTE, StepKind.COUNCIL) is None


@pytest.mark.parametrize("find", [routing.step, routing.step_after])
def test_unknown_step_is_missing(find: routing.Find) -> None:
    with pytest.raises(routing.StepMissing):
        find(ROUTE, "khong_co")
