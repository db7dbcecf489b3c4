"""Which step follows which. Pure."""

from collections.abc import Callable, Sequence

from congvu.platform.procedures.definition import Step, StepKind

Find = Callable[[Sequence[Step], str], Step | None]


class StepMissing(LookupError):
    """The pinned version has no such step: the case and its version do not belong together."""


def first_step(route: Sequence[Step]) -> Step:
    return route[0]


def step(route: Sequence[Step], key: str) -> Step:
    for candidate in route:
        if candidate.key == key:
            return candidate
    raise StepMissing(key)


def step_after(route: Sequence[Step], key: str) -> Step | None:
    """Return the next step, or None at the end of the route."""
    following = step(route, key).next
    return step(route, following) if following else None


def step_of_kind(route: Sequence[Step], kind: StepKind) -> Step | None:
    return next((s for s in route if s.kind is kind), None)


def step_before(route: Sequence[Step], key: str) -> Step | None:
    """Return the step that leads to this one: where a proposal is sent back to."""
    return next((s for s in route if s.next == key), None)
