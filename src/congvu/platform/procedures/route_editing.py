"""Changing a route step by step: what pointed to a step goes on pointing somewhere. Pure."""

from collections.abc import Sequence

import msgspec

from congvu.kernel.vietnamese import fold
from congvu.platform.procedures import routes
from congvu.platform.procedures.definition import Allowance, Step, Turn

Route = tuple[Step, ...]
_LONGEST_KEY = 50


def new_key(route: Sequence[Step], label: str) -> str:
    """Return a key for a step of that name which no step of the route has."""
    words = "".join(c for c in fold(label).replace(" ", "_") if c == "_" or c.isalnum())
    base = words[:_LONGEST_KEY].strip("_")
    base = base if base[:1].isalpha() else f"buoc_{base}".rstrip("_")
    taken, key, n = {step.key for step in route}, base, 2
    while key in taken:
        key, n = f"{base}_{n}", n + 1
    return key


def added(route: Route, step: Step, *, after: str) -> Route:
    """Put a step behind another: it leads where that one led. Empty `after`: at the very end."""
    place = next((i for i, one in enumerate(route) if one.key == after), len(route) - 1)
    if not route:
        return (step,)
    former = route[place]
    onward = former.next
    if former.outcomes or former.key == step.key:
        return (*route[: place + 1], step, *route[place + 1 :])
    leads = step if step.next or step.outcomes else msgspec.structs.replace(step, next=onward)
    changed = msgspec.structs.replace(former, next=step.key)
    return (*route[:place], changed, leads, *route[place + 1 :])


def replaced(route: Route, step: Step) -> Route:
    return tuple(step if one.key == step.key else one for one in route)


def removed(route: Route, key: str) -> Route:
    """Take a step out; what led to it leads to where it led first."""
    gone = next(step for step in route if step.key == key)
    onward = next((way.next for way in routes.ways(gone) if way.next != key), "")
    return tuple(_led(step, old=key, new=onward) for step in route if step.key != key)


def _led(step: Step, *, old: str, new: str) -> Step:
    if step.outcomes:
        ways = tuple(
            Turn(key=way.key, label=way.label, next=new if way.next == old else way.next)
            for way in step.outcomes
        )
        return msgspec.structs.replace(step, outcomes=ways)
    return msgspec.structs.replace(step, next=new) if step.next == old else step


def moved(route: Route, key: str, *, by: int) -> Route:
    """Let a step change places with its neighbour (`by` -1 or 1), in the list and in the flow."""
    place = next(i for i, step in enumerate(route) if step.key == key)
    other = place + by
    if not 0 <= other < len(route):
        return route
    first, second = (route[place], route[other]) if by > 0 else (route[other], route[place])
    swapped = list(route)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    if first.next != second.key or second.outcomes:
        return tuple(swapped)  # they do not follow one another: only the order of the list
    order = {
        first.key: msgspec.structs.replace(first, next=second.next),
        second.key: msgspec.structs.replace(second, next=first.key),
    }
    return tuple(order.get(step.key, _led(step, old=first.key, new=second.key)) for step in swapped)


def in_hours(route: Route, allowances: Sequence[Allowance]) -> Route:
    """Return the route with hours for shares, when the allowance can be told in working hours."""
    lawful = [h for a in allowances if (h := routes.working_hours(a)) is not None]
    if not lawful or not any(step.share_percent for step in route):
        return route
    return tuple(
        msgspec.structs.replace(
            step, share_percent=0, hours=min(lawful) * step.share_percent // routes.WHOLE
        )
        for step in route
    )
