"""The shape of a route: which steps open when, and whether the whole holds together. Pure.

A step leads on by `next`, or by one of its `outcomes`. Steps of one `group` make branches that
start together; after the last branch has ended, the flow goes on where they all lead.
"""

from collections.abc import Iterator, Mapping, Sequence

from congvu.kernel.actor import PostKind
from congvu.platform.procedures.definition import Allowance, Step, StepKind, TimeUnit, Turn

Flaw = tuple[str, str]  # where in the route, what is wrong and what to do
Route = Sequence[Step]

MOST_STEPS = 60
WHOLE = 100  # percent of the allowance
DAY_HOURS = 8  # working hours of a working day (Labour Code, article 105)
_WEEK, _WEEK_WORKS, _MONTH_WORKS = 7, 5, 21
_AFTER_SIGNATURE = frozenset({StepKind.ISSUE, StepKind.RETURN})
_WORKERS = frozenset({PostKind.HANDLER.value, PostKind.UNIT_HEAD.value})


def ways(step: Step) -> tuple[Turn, ...]:
    """Return how the step may end; a step without outcomes ends in one way, without a name."""
    return step.outcomes or (Turn(key="", label="", next=step.next),)


def ways_on(route: Route, step: Step, *, to_signature: bool) -> list[Turn]:
    """Return the ways that lead to the signature, or those that lead anywhere else."""
    return [way for way in ways(step) if _is_signature(route, way.next) == to_signature]


def _is_signature(route: Route, key: str) -> bool:
    return any(step.key == key and step.kind is StepKind.SIGN for step in route)


def starts(route: Route, key: str) -> list[Step]:
    """Return the steps that open when the flow comes to that step: it, or its whole group."""
    (found,) = [step for step in route if step.key == key]
    return roots(route, found.group) if found.group else [found]


def roots(route: Route, group: str) -> list[Step]:
    """Return the first steps of the branches of a group: no other member leads to them."""
    members = [step for step in route if step.group == group]
    entered = {way.next for step in members for way in ways(step) if way.next != step.key}
    return [step for step in members if step.key not in entered]


def leaves_group(route: Route, step: Step, key: str) -> bool:
    """True when going to `key` ends the branch in which that step is."""
    return bool(step.group) and not any(s.key == key and s.group == step.group for s in route)


def flaws(route: Route, allowances: Sequence[Allowance] = ()) -> list[Flaw]:
    """Return what keeps the route from being published; nothing when it holds together."""
    if not route:
        return []
    if len(route) > MOST_STEPS:
        return [("route", f"một quy trình có nhiều nhất {MOST_STEPS} bước")]
    found = [*_pointers(route), *_posts(route)]
    if found:
        return found  # the rest reads a route whose steps exist
    return [*_reaching(route), *_signing(route), *_groups(route), *_times(route, allowances)]


def flow_flaws(route: Route) -> list[Flaw]:
    """Return what is wrong with the ways alone, whoever does the steps and however long."""
    return [*_pointers(route), *_reaching(route)] if route else []


def _pointers(route: Route) -> Iterator[Flaw]:
    known = {step.key for step in route}
    for i, step in enumerate(route):
        where = f"route[{i}]"
        if step.outcomes and step.next:
            yield f"{where}.next", f"bước “{step.label}” đã có outcomes thì để trống next"
        if len(step.outcomes) == 1:
            yield f"{where}.outcomes", f"bước “{step.label}” cần ít nhất hai kết quả, hoặc không có"
        keys = [way.key for way in step.outcomes]
        for key in {key for key in keys if keys.count(key) > 1}:
            yield f"{where}.outcomes", f"kết quả “{key}” của bước “{step.label}” bị trùng"
        for way in ways(step):
            if way.next and way.next not in known:
                yield f"{where}.next", f"bước “{way.next}” không có"


def _posts(route: Route) -> Iterator[Flaw]:
    for i, step in enumerate(route):
        where = f"route[{i}].done_by"
        if step.done_by not in set(PostKind):
            named = f"vị trí “{step.done_by}” không có" if step.done_by else "chưa chọn người làm"
            yield where, f"{named} ở bước “{step.label}”"
        elif (step.kind is StepKind.SIGN) != (step.done_by == PostKind.SIGNER):
            yield where, f"chỉ lãnh đạo ký làm bước ký, và chỉ bước ký: xem lại bước “{step.label}”"


def _reaching(route: Route) -> Iterator[Flaw]:
    """Every step is reached from the first, and from every step the end is reached."""
    seen = reached(route, route[0].key)
    ends = _ending(route)
    for i, step in enumerate(route):
        if step.key not in seen:
            yield f"route[{i}]", f"không đường nào đi tới bước “{step.label}”; hãy nối hoặc bỏ bước"
        elif step.key not in ends:
            yield f"route[{i}]", f"từ bước “{step.label}” đi vòng mãi, không tới được chỗ kết thúc"


def reached(route: Route, key: str) -> set[str]:
    """Return the steps that can come to pass from that one on, itself among them."""
    steps = {step.key: step for step in route}
    seen: set[str] = set()
    waiting = [one.key for one in starts(route, key)]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += followers(route, steps[here])
    return seen


def opened(route: Route, step: Step, to: str) -> list[Step]:
    """Return the steps that open when that step leads to `to`: inside a branch only the one."""
    (target,) = [one for one in route if one.key == to]
    return [target] if target.group and target.group == step.group else starts(route, to)


def _ending(route: Route) -> set[str]:
    ends = {step.key for step in route if any(not way.next for way in ways(step))}
    while True:
        more = {s.key for s in route if any(way.next in ends for way in ways(s))} - ends
        if not more:
            return ends
        ends |= more


def _signing(route: Route) -> Iterator[Flaw]:
    """Nothing ends without a signature; who proposes stands before it, who returns after it."""
    signatures = [step for step in route if step.kind is StepKind.SIGN]
    if not signatures:
        yield "route", "phải có một bước ký duyệt"
        return
    after = {
        key for s in signatures for way in ways(s) if way.next for key in reached(route, way.next)
    }
    for i, step in enumerate(route):
        where = f"route[{i}]"
        if step.kind is StepKind.SIGN and step.outcomes:
            yield (
                where,
                f"bước ký “{step.label}” chỉ dẫn tới một bước; trả lại là quyền của người ký",
            )
        if step.key in after and step.kind not in _AFTER_SIGNATURE:
            yield where, f"bước “{step.label}” đứng sau bước ký; sau khi ký chỉ còn phát hành, trả"
        elif step.key not in after and step.kind in _AFTER_SIGNATURE:
            yield where, f"bước “{step.label}” phải đứng sau bước ký"
        elif step.kind is not StepKind.SIGN and step.key not in after:
            yield from _before_signature(where, route, step)


def _before_signature(where: str, route: Route, step: Step) -> Iterator[Flaw]:
    if any(not way.next for way in ways(step)) and not step.group:
        yield where, f"bước “{step.label}” kết thúc mà chưa qua bước ký"
    if ways_on(route, step, to_signature=True) and (step.group or step.done_by not in _WORKERS):
        yield (
            where,
            (
                f"trước bước ký phải là một bước của người thụ lý, để có đề xuất: “{step.label}”"
                " không phải bước như thế"
            ),
        )


def _groups(route: Route) -> Iterator[Flaw]:
    for group in dict.fromkeys(step.group for step in route if step.group):
        members = [step for step in route if step.group == group]
        where, named = f"route.{group}", f"nhóm song song “{group}”"
        starting = roots(route, group)
        if len(starting) < 2:
            yield where, f"{named} cần ít nhất hai nhánh bắt đầu cùng lúc"
        leads = {w.next for s in members for w in ways(s) if leaves_group(route, s, w.next)}
        if len(leads) != 1 or "" in leads:
            yield where, f"mọi nhánh của {named} phải cùng dẫn tới một bước sau nhóm"
        first = {step.key for step in starting}
        for step in route:
            inside = {way.next for way in ways(step)} & {member.key for member in members}
            if step.group != group and inside - first:
                yield where, f"từ bước “{step.label}” chỉ vào được đầu {named}"
        if route[0].group == group:
            yield where, "bước đầu tiên không nằm trong nhóm song song"
        if any(step.kind in {StepKind.SIGN, *_AFTER_SIGNATURE} for step in members):
            yield where, f"{named} không chứa bước ký, phát hành, trả kết quả"


def _times(route: Route, allowances: Sequence[Allowance]) -> Iterator[Flaw]:
    in_hours = [step for step in route if step.hours]
    if any(step.hours < 0 or step.share_percent < 0 for step in route):
        yield "route", "thời gian của một bước không được âm"
    elif in_hours and any(step.share_percent for step in route):
        yield "route", "ghi thời gian các bước bằng giờ, hoặc bằng share_percent, không lẫn nhau"
    elif in_hours:
        yield from _hours(longest(route, {s.key: s.hours for s in route}), allowances)
    elif longest(route, {s.key: s.share_percent for s in route}) != WHOLE:
        yield "route", "tổng share_percent của các bước, theo đường dài nhất, phải bằng 100"


def _hours(needed: int, allowances: Sequence[Allowance]) -> Iterator[Flaw]:
    for allowance in allowances:
        lawful = working_hours(allowance)
        if lawful is not None and needed > lawful:
            yield (
                "route",
                (
                    f"các bước cần {needed} giờ làm việc theo đường dài nhất, quá thời hạn"
                    f" {lawful} giờ làm việc của thủ tục; hãy rút ngắn các bước"
                ),
            )
            return


def working_hours(allowance: Allowance) -> int | None:
    """Return what an allowance surely holds of working hours; None when it cannot be told.

    Days of the calendar count as five working days in seven, a month as 21.
    """
    if allowance.quantity is None:
        return None
    days = {
        TimeUnit.WORKING_DAY: allowance.quantity,
        TimeUnit.DAY: allowance.quantity * _WEEK_WORKS // _WEEK,
        TimeUnit.MONTH: allowance.quantity * _MONTH_WORKS,
    }.get(allowance.unit)
    if days is not None:
        return max(days, 1) * DAY_HOURS
    return allowance.quantity if allowance.unit is TimeUnit.WORKING_HOUR else None


def longest(route: Route, weights: Mapping[str, int]) -> int:
    """Return the heaviest way from the first step to the end; work done again counts once."""
    steps = {step.key: step for step in route}
    heaviest: dict[str, int] = {}
    under_way: set[str] = set()

    def weigh(key: str) -> int:
        if key not in heaviest:
            under_way.add(key)
            ahead = [weigh(one) for one in followers(route, steps[key]) if one not in under_way]
            under_way.discard(key)
            heaviest[key] = weights[key] + max(ahead, default=0)
        return heaviest[key]

    return weigh(route[0].key)


def followers(route: Route, step: Step) -> list[str]:
    """Return the keys of the steps that may open when this one ends."""
    goes = [way.next for way in ways(step) if way.next]
    return list(dict.fromkeys(one.key for to in goes for one in opened(route, step, to)))
