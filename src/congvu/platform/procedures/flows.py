"""A route as a picture: boxes, forks and arrows, with a place for each. Pure.

The page draws it as SVG, the export writes it as BPMN; both show the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from congvu.kernel.actor import POST_KIND_LABELS, PostKind
from congvu.platform.procedures import routes
from congvu.platform.procedures.definition import Step

COLUMN, ROW = 190, 110  # pixels from one column, one row of a lane, to the next
LANE_HEAD = 40
_SIZES = {"TASK": (140, 70), "START": (36, 36), "END": (36, 36)}
_DIAMOND = (44, 44)
Point = tuple[int, int]


class NodeKind(StrEnum):
    START = "START"
    END = "END"
    TASK = "TASK"
    CHOICE = "CHOICE"  # exclusive: the person who did the step says which way
    FORK = "FORK"  # parallel: all branches start
    JOIN = "JOIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    key: str  # unique in the flow: the step's, or made from a step's or a group's
    kind: NodeKind
    label: str = ""
    lane: str = ""  # the post that does it, in words
    step: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    nodes: Sequence[Node]
    edges: Sequence[Edge]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A node with its place, in pixels from the top left."""

    node: Node
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    edge: Edge
    points: Sequence[Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    label: str
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    lanes: Sequence[Lane]
    width: int
    height: int


def flow_of(route: Sequence[Step]) -> Flow:
    """Return the boxes and arrows of a route, also of one that is not finished yet."""
    known = {step.key for step in route}
    nodes, edges = [Node(key="start", kind=NodeKind.START, lane=_lane(route[0]))], []
    edges.append(Edge(source="start", target=_entry(route, "", route[0].key)))
    for group in dict.fromkeys(step.group for step in route if step.group):
        starting = routes.roots(route, group)
        lane = _lane(starting[0]) if starting else ""
        nodes += [Node(key=f"{kind}_{group}", kind=kind, lane=lane)
                  for kind in (NodeKind.FORK, NodeKind.JOIN)]  # fmt: skip
        edges += [Edge(source=f"FORK_{group}", target=step.key) for step in starting]
        edges += _after_join(route, group, known)
    for step in route:
        nodes.append(Node(key=step.key, kind=NodeKind.TASK, label=step.label, lane=_lane(step),
                          step=step))  # fmt: skip
        source = step.key
        if step.outcomes:
            source = f"CHOICE_{step.key}"
            nodes.append(Node(key=source, kind=NodeKind.CHOICE, lane=_lane(step)))
            edges.append(Edge(source=step.key, target=source))
        edges += [
            Edge(source=source, target=_exit(route, step, way.next), label=way.label)
            for way in routes.ways(step)
            if not way.next or way.next in known
        ]
    nodes.append(Node(key="end", kind=NodeKind.END, lane=_lane(route[-1])))
    return Flow(nodes=nodes, edges=edges)


def _lane(step: Step) -> str:
    if step.done_by not in set(PostKind):
        return "Chưa chọn người làm"
    return POST_KIND_LABELS[PostKind(step.done_by)]


def _entry(route: Sequence[Step], group: str, to: str) -> str:
    """Return the node by which the flow comes to a step from a step of that group."""
    (target,) = [step for step in route if step.key == to]
    return f"FORK_{target.group}" if target.group and target.group != group else to


def _exit(route: Sequence[Step], step: Step, to: str) -> str:
    if step.group and routes.leaves_group(route, step, to):
        return f"JOIN_{step.group}"
    return _entry(route, step.group, to) if to else "end"


def _after_join(route: Sequence[Step], group: str, known: set[str]) -> list[Edge]:
    leads = {
        way.next
        for step in route
        if step.group == group
        for way in routes.ways(step)
        if routes.leaves_group(route, step, way.next) and (way.next in known or not way.next)
    }
    return [
        Edge(source=f"JOIN_{group}", target=_entry(route, group, to) if to else "end")
        for to in sorted(leads)
    ]


def picture(flow: Flow) -> Picture:
    """Give every node a place: columns by how far it is from the start, rows by who does it."""
    columns = _columns(flow)
    ordered = sorted(flow.nodes, key=lambda node: columns[node.key])
    lanes = list(dict.fromkeys(node.lane for node in ordered))
    places: dict[str, tuple[int, int]] = {}  # node -> column, row in its lane
    taken: dict[tuple[str, int], int] = {}
    for node in ordered:
        spot = (node.lane, columns[node.key])
        places[node.key] = (columns[node.key], taken.get(spot, 0))
        taken[spot] = taken.get(spot, 0) + 1
    rows = {lane: max(n for (one, _), n in taken.items() if one == lane) for lane in lanes}
    tops, top = {}, 0
    for lane in lanes:
        tops[lane], top = top, top + rows[lane] * ROW
    boxes = {node.key: _box(node, places[node.key], tops[node.lane]) for node in flow.nodes}
    arrows = [_arrow(edge, boxes, below=top) for edge in flow.edges]
    heights = {lane: rows[lane] * ROW for lane in lanes}
    heights[lanes[-1]] += ROW // 4  # for the arrows that lead back
    return Picture(
        boxes=list(boxes.values()),
        arrows=arrows,
        lanes=[Lane(label=lane, y=tops[lane], height=heights[lane]) for lane in lanes],
        width=LANE_HEAD + (max(columns.values()) + 1) * COLUMN,
        height=top + ROW // 4,
    )


def _box(node: Node, place: tuple[int, int], top: int) -> Box:
    width, height = _SIZES.get(node.kind, _DIAMOND)
    column, row = place
    return Box(
        node=node,
        x=LANE_HEAD + column * COLUMN + (COLUMN - width) // 2,
        y=top + row * ROW + (ROW - height) // 2,
        width=width,
        height=height,
    )


def _arrow(edge: Edge, boxes: Mapping[str, Box], *, below: int) -> Arrow:
    source, target = boxes[edge.source], boxes[edge.target]
    (x1, y1), (x2, y2) = source.middle, target.middle
    start, end = (source.x + source.width, y1), (target.x, y2)
    if source is target or end[0] <= start[0]:  # back: down, along below everything, up again
        along = below + ROW // 8
        down, up = (x1, source.y + source.height), (x2, target.y + target.height)
        return Arrow(edge=edge, points=[down, (x1, along), (x2, along), up])
    if y1 == y2:
        return Arrow(edge=edge, points=[start, end])
    turn = end[0] - (COLUMN - 140) // 3
    return Arrow(edge=edge, points=[start, (turn, y1), (turn, y2), end])


def _columns(flow: Flow) -> dict[str, int]:
    """Return each node's longest distance from the start; arrows that lead back do not count."""
    onward: dict[str, list[str]] = {node.key: [] for node in flow.nodes}
    for edge in flow.edges:
        onward[edge.source].append(edge.target)
    back = _leading_back(onward)
    columns = dict.fromkeys(onward, 0)
    for _ in onward:  # as many rounds as nodes are enough for the longest way
        for source, targets in onward.items():
            for target in targets:
                if (source, target) not in back:
                    columns[target] = max(columns[target], columns[source] + 1)
    return columns


def _leading_back(onward: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    back: set[tuple[str, str]] = set()
    done: set[str] = set()

    def visit(key: str, passed: frozenset[str]) -> None:
        if key in done:
            return
        for target in onward[key]:
            if target in passed | {key}:
                back.add((key, target))
            else:
                visit(target, passed | {key})
        done.add(key)

    for key in onward:
        visit(key, frozenset())
    return back
