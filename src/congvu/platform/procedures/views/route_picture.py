"""A route as an SVG picture: what the template draws, already measured and cut into lines."""

import textwrap
from collections.abc import Sequence
from typing import Any

from congvu.platform.procedures.definition import Step
from congvu.platform.procedures.flows import Arrow, Box, NodeKind, flow_of, picture

_LINE, _LINES = 20, 3  # characters of a line in a box, lines of a box


def drawn(steps: Sequence[Step]) -> dict[str, Any]:
    """Return the sizes, lanes, boxes and arrows of a route's picture, and the same in words."""
    whole = picture(flow_of(steps))
    return {
        "width": whole.width,
        "height": whole.height,
        "lanes": whole.lanes,
        "boxes": [_box(box) for box in whole.boxes],
        "arrows": [_arrow(arrow) for arrow in whole.arrows],
    }


def _box(box: Box) -> dict[str, Any]:
    x, y = box.middle
    lines = _lines(box.node.label)
    top = y - (len(lines) - 1) * 8 + 4
    return {
        "kind": box.node.kind.value,
        "is_task": box.node.kind is NodeKind.TASK,
        "is_round": box.node.kind in {NodeKind.START, NodeKind.END},
        "is_end": box.node.kind is NodeKind.END,
        "mark": {NodeKind.CHOICE: "×", NodeKind.FORK: "+", NodeKind.JOIN: "+"}.get(
            box.node.kind, ""
        ),
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "middle_x": x,
        "middle_y": y,
        "mark_y": y + 8,
        "radius": box.width // 2,
        "corners": f"{x},{box.y} {box.x + box.width},{y} {x},{box.y + box.height} {box.x},{y}",
        "lines": [(line, top + 16 * i) for i, line in enumerate(lines)],
    }


def _lines(label: str) -> list[str]:
    lines = textwrap.wrap(label, _LINE)
    return (
        lines
        if len(lines) <= _LINES
        else [*lines[: _LINES - 1], lines[_LINES - 1][: _LINE - 1] + "…"]
    )


def _arrow(arrow: Arrow) -> dict[str, Any]:
    first, second = arrow.points[0], arrow.points[1]
    return {
        "points": " ".join(f"{x},{y}" for x, y in arrow.points),
        "label": textwrap.shorten(arrow.edge.label, 24, placeholder="…"),
        "x": min(first[0], second[0]) + 6,
        "y": arrow.points[-1][1] - 6
        if len(arrow.points) > 2 and first[1] == second[1]
        else second[1] - 6,
    }
