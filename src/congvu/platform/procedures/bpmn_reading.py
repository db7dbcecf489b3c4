"""Reading a BPMN 2.0 file as a route. What is not of the part we know is refused by its name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from congvu.kernel.actor import POST_KIND_LABELS
from congvu.kernel.refusal import Refusal
from congvu.kernel.vietnamese import fold, tidy
from congvu.platform.procedures.bpmn import BPMN, OURS
from congvu.platform.procedures.definition import Step, StepKind, StepPlace, Turn
from congvu.platform.procedures.routes import MOST_STEPS

MOST_BYTES = 2_000_000
LONGEST_LABEL = 200
_TASKS = frozenset({"task", "userTask", "manualTask"})
_GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway"})
_NODES = frozenset({"startEvent", "endEvent", *_TASKS, *_GATEWAYS})
_SILENT = frozenset(  # they say nothing about what is done
    {"documentation", "extensionElements", "textAnnotation", "association", "group", "auditing",
     "monitoring", "incoming", "outgoing"}
)  # fmt: skip
_NAMES = {
    "ioSpecification": "khai báo dữ liệu vào ra",
    "subProcess": "quy trình con",
    "callActivity": "hoạt động gọi quy trình khác",
    "serviceTask": "việc do máy làm",
    "scriptTask": "việc do máy làm",
    "sendTask": "việc gửi thông điệp",
    "receiveTask": "việc chờ thông điệp",
    "businessRuleTask": "việc theo bảng quy tắc",
    "boundaryEvent": "sự kiện gắn trên bước",
    "intermediateCatchEvent": "sự kiện giữa chừng",
    "intermediateThrowEvent": "sự kiện giữa chừng",
    "inclusiveGateway": "cổng bao hàm",
    "complexGateway": "cổng phức hợp",
    "eventBasedGateway": "cổng theo sự kiện",
    "messageFlow": "luồng thông điệp",
    "participant": "đơn vị tham gia",
    "dataObject": "đối tượng dữ liệu",
    "dataObjectReference": "đối tượng dữ liệu",
    "dataStoreReference": "kho dữ liệu",
    "exclusiveGateway": "cổng chọn đường",
    "parallelGateway": "cổng song song",
    "startEvent": "điểm bắt đầu",
    "endEvent": "điểm kết thúc",
    "sequenceFlow": "mũi tên",
    "process": "quy trình",
}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


class NotReadable(Refusal):
    """The file is not of the part of BPMN that a route can hold. The sentence names the element."""


@dataclass(slots=True)
class _Drawing:
    """The nodes of the one process, and its arrows by source."""

    nodes: dict[str, Element]
    onward: dict[str, list[Element]] = field(default_factory=dict)
    inward: dict[str, int] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)  # node -> kind of post, by its lane
    keys: dict[str, str] = field(default_factory=dict)  # task -> key of its step
    groups: dict[str, str] = field(default_factory=dict)  # task -> group of its step


def read(content: bytes) -> tuple[Step, ...]:
    """Return the steps of the route, in the order in which they are met. Raises NotReadable.

    Who does a step is known from our own attribute or from the name of the lane; otherwise it is
    left empty for the editor to choose.
    """
    root = _parsed(content)
    drawing = _drawing(root)
    (start,) = _start(drawing)
    order = [key for key in _walk(drawing, start) if _tag(drawing.nodes[key]) in _TASKS]
    if len(order) > MOST_STEPS:
        raise NotReadable(f"Quy trình có {len(order)} bước; nền tảng nhận nhiều nhất {MOST_STEPS}.")
    if not order:
        raise NotReadable("Tệp không có bước công việc nào (task, userTask).")
    _name_steps(drawing, order)
    _find_groups(drawing, order)
    _turns(drawing, drawing.onward[start][0], said="", passed=(start,))  # one first step
    return tuple(_step(drawing, key) for key in order)


def _parsed(content: bytes) -> Element:
    if len(content) > MOST_BYTES:
        raise NotReadable("Tệp quá lớn để là một quy trình. Hãy kiểm tra lại tệp.")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotReadable("Tệp không phải XML hợp lệ. Hãy xuất lại từ công cụ vẽ.") from error
    if root.tag != f"{{{BPMN}}}definitions":
        raise NotReadable("Tệp không phải BPMN 2.0 (thiếu phần tử definitions). Hãy chọn tệp khác.")
    return root


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _called(element: Element) -> str:
    """Return what people call the element: its kind and its name, or its id."""
    tag = _tag(element)
    name = tidy(element.get("name") or "") or element.get("id") or "không tên"
    return f"{_NAMES.get(tag, tag)} “{name[:LONGEST_LABEL]}”"


def _refuse(element: Element, why: str = "") -> NotReadable:
    reason = why or "chưa được hỗ trợ; hãy bỏ hoặc thay bằng bước, cổng chọn đường, cổng song song"
    called = _called(element)
    return NotReadable(f"{called[0].upper()}{called[1:]}: {reason}.")


def _drawing(root: Element) -> _Drawing:
    process = _process(root)
    drawing = _Drawing(nodes={})
    arrows = []
    for child in process:
        tag = _tag(child)
        if tag in _NODES:
            _check_inside(child)
            drawing.nodes[child.get("id") or ""] = child
        elif tag == "sequenceFlow":
            arrows.append(child)
        elif tag == "laneSet":
            drawing.posts |= dict(_posts(child))
        elif tag not in _SILENT:
            raise _refuse(child)
    for arrow in arrows:
        source, target = arrow.get("sourceRef") or "", arrow.get("targetRef") or ""
        if source not in drawing.nodes or target not in drawing.nodes:
            raise _refuse(arrow, "không nối hai phần tử của quy trình")
        drawing.onward.setdefault(source, []).append(arrow)
        drawing.inward[target] = drawing.inward.get(target, 0) + 1
    return drawing


def _process(root: Element) -> Element:
    for element in root.iter(f"{{{BPMN}}}messageFlow"):
        raise _refuse(element)
    processes = [one for one in root.findall(f"{{{BPMN}}}process") if len(one)]
    if not processes:
        raise NotReadable("Tệp không có quy trình nào (process). Hãy chọn tệp khác.")
    if len(processes) > 1:
        raise _refuse(processes[1], "tệp có nhiều quy trình; mỗi tệp chỉ nhận một")
    return processes[0]


def _check_inside(element: Element) -> None:
    """What hangs inside an element changes what it means: a timer, a loop, data."""
    for child in element:
        if _tag(child) not in _SILENT:
            raise _refuse(
                element, f"phần “{_tag(child)}” bên trong chưa được hỗ trợ; hãy bỏ phần này"
            )


def _posts(lanes: Element) -> Iterator[tuple[str, str]]:
    by_name = {fold(label): kind.value for kind, label in POST_KIND_LABELS.items()}
    for lane in lanes.iter(f"{{{BPMN}}}lane"):
        post = by_name.get(fold(lane.get("name") or ""), "")
        for ref in lane.findall(f"{{{BPMN}}}flowNodeRef"):
            yield (ref.text or "").strip(), post


def _start(drawing: _Drawing) -> list[str]:
    starts = [key for key, node in drawing.nodes.items() if _tag(node) == "startEvent"]
    if not starts:
        raise NotReadable("Quy trình không có điểm bắt đầu (startEvent).")
    if len(starts) > 1:
        raise _refuse(drawing.nodes[starts[1]], "quy trình chỉ được có một điểm bắt đầu")
    return starts


def _walk(drawing: _Drawing, start: str) -> list[str]:
    """Return the nodes in the order in which they are met; refuse what nobody meets or leaves."""
    order, waiting = [], [start]
    while waiting:
        key = waiting.pop(0)
        if key in order:
            continue
        order.append(key)
        waiting += [arrow.get("targetRef") or "" for arrow in drawing.onward.get(key, [])]
    for key, node in drawing.nodes.items():
        if key not in order:
            raise _refuse(node, "không đường nào đi tới")
        _check_arrows(drawing, key, node)
    return order


def _check_arrows(drawing: _Drawing, key: str, node: Element) -> None:
    outward, tag = len(drawing.onward.get(key, [])), _tag(node)
    if outward == 0 and tag != "endEvent":
        raise _refuse(node, "không dẫn tới đâu; hãy nối tới bước sau hoặc điểm kết thúc")
    if outward > 1 and tag not in _GATEWAYS:
        raise _refuse(node, "có nhiều mũi tên đi ra; hãy dùng cổng chọn đường hoặc cổng song song")
    if tag == "parallelGateway" and outward > 1 and drawing.inward.get(key, 0) > 1:
        raise _refuse(node, "vừa gộp vừa tách; hãy tách thành hai cổng")


def _name_steps(drawing: _Drawing, order: list[str]) -> None:
    used: set[str] = set()
    for key in order:
        node = drawing.nodes[key]
        wanted = node.get(f"{{{OURS}}}key") or fold(node.get("name") or key).replace(" ", "_")
        wanted = re.sub(r"[^a-z0-9_]", "", wanted)[:50].strip("_")
        base = wanted if _KEY.fullmatch(wanted) else "buoc"
        name, n = base, 2
        while name in used:
            name, n = f"{base}_{n}", n + 1
        used.add(name)
        drawing.keys[key] = name


def _find_groups(drawing: _Drawing, order: list[str]) -> None:
    """Mark the tasks between a parallel split and its join as one group."""
    splits = [
        key
        for key, node in drawing.nodes.items()
        if _tag(node) == "parallelGateway" and len(drawing.onward[key]) > 1
    ]
    for number, split in enumerate(splits, start=1):
        joins: set[str] = set()
        for arrow in drawing.onward[split]:
            joins |= _mark_branch(drawing, split, arrow.get("targetRef") or "", f"nhom_{number}")
        if len(joins) != 1:
            raise _refuse(
                drawing.nodes[split], "các nhánh phải gặp lại nhau ở cùng một cổng song song"
            )


def _mark_branch(drawing: _Drawing, split: str, start: str, group: str) -> set[str]:
    """Follow one branch to where it meets the others; return the gateways where it does."""
    joins: set[str] = set()
    waiting, seen = [start], set[str]()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        if _ends_branch(drawing.nodes[key], drawing.onward.get(key, [])):
            joins.add(key)
        else:
            _mark(drawing, key, group)
            waiting += [arrow.get("targetRef") or "" for arrow in drawing.onward[key]]
    if not any(key in drawing.groups for key in seen):
        raise _refuse(drawing.nodes[split], "có một nhánh không có bước nào")
    return joins


def _ends_branch(node: Element, onward: list[Element]) -> bool:
    if _tag(node) == "endEvent":
        raise _refuse(node, "kết thúc giữa nhánh song song; các nhánh phải gặp lại nhau trước")
    if _tag(node) == "parallelGateway" and len(onward) > 1:
        raise _refuse(node, "nằm trong một nhánh song song khác; chưa hỗ trợ lồng nhau")
    return _tag(node) == "parallelGateway"


def _mark(drawing: _Drawing, key: str, group: str) -> None:
    node = drawing.nodes[key]
    if _tag(node) in _TASKS and drawing.groups.setdefault(key, group) != group:
        raise _refuse(node, "thuộc hai nhóm song song")


def _step(drawing: _Drawing, key: str) -> Step:
    node = drawing.nodes[key]
    turns = _turns(drawing, drawing.onward[key][0], said="", passed=(key,))
    named = (node.get(f"{{{OURS}}}outcomes") or "").split()
    is_many = len(turns) > 1
    return Step(
        key=drawing.keys[key],
        label=tidy(node.get("name") or "")[:LONGEST_LABEL] or drawing.keys[key],
        group=drawing.groups.get(key, ""),
        next="" if is_many else turns[0][1],
        outcomes=tuple(_outcomes(turns, named, _labels(drawing))) if is_many else (),
        **_own(node, post=drawing.posts.get(key, "")),
    )


def _labels(drawing: _Drawing) -> dict[str, str]:
    return {
        step: tidy(drawing.nodes[key].get("name") or "")[:LONGEST_LABEL] or step
        for key, step in drawing.keys.items()
    }


def _outcomes(
    turns: list[tuple[str, str]], named: list[str], labels: dict[str, str]
) -> Iterator[Turn]:
    for i, (label, to) in enumerate(turns):
        key = named[i] if len(named) == len(turns) and _KEY.fullmatch(named[i]) else f"cach_{i + 1}"
        yield Turn(key=key, label=label or f"Sang “{labels.get(to, 'kết thúc')}”", next=to)


def _turns(
    drawing: _Drawing, arrow: Element, *, said: str, passed: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Return the ways along an arrow: (label, key of the step there; empty: the end)."""
    key = arrow.get("targetRef") or ""
    node, label = drawing.nodes[key], " – ".join(part for part in (said, _label(arrow)) if part)
    if key in passed and _tag(node) in _GATEWAYS:
        raise _refuse(node, "đi vòng mà không qua bước nào")
    if _tag(node) == "endEvent":
        return [(label, "")]
    if _tag(node) in _TASKS:
        return [(label, drawing.keys[key])]
    arrows = drawing.onward[key]
    if _tag(node) == "parallelGateway" and len(arrows) > 1:
        return [(label, _first_task(drawing, arrows[0], node))]
    if len(arrows) > 1 and not any(_tag(drawing.nodes[one]) in _TASKS for one in passed[:1]):
        raise _refuse(node, "phải đứng sau một bước, vì người làm bước đó chọn đường")
    if len(arrows) > 1 and any(_tag(drawing.nodes[one]) == "parallelGateway" for one in passed):
        raise _refuse(node, "phải đứng sau một bước, vì người làm bước đó chọn đường")
    said = label if len(arrows) > 1 or _tag(node) == "exclusiveGateway" else said
    return [
        turn for one in arrows for turn in _turns(drawing, one, said=said, passed=(*passed, key))
    ]


def _first_task(drawing: _Drawing, arrow: Element, split: Element) -> str:
    key = arrow.get("targetRef") or ""
    if _tag(drawing.nodes[key]) not in _TASKS:
        raise _refuse(split, "sau cổng này mỗi nhánh phải bắt đầu bằng một bước")
    return drawing.keys[key]


def _label(arrow: Element) -> str:
    condition = arrow.find(f"{{{BPMN}}}conditionExpression")
    said = arrow.get("name") or (condition.text if condition is not None else "") or ""
    return tidy(said)[:LONGEST_LABEL]


def _own(node: Element, *, post: str) -> dict[str, Any]:
    """Return what our own attributes say of a step; without them nothing is guessed."""

    def said(name: str) -> str:
        return (node.get(f"{{{OURS}}}{name}") or "").strip()

    kind, place = said("kind"), said("at")
    try:
        return {
            "kind": StepKind(kind) if kind else StepKind.CHECK,
            "done_by": said("doneBy") or post,
            "at": StepPlace(place) if place else StepPlace.COMPETENT,
            "share_percent": int(said("sharePercent") or 0),
            "hours": int(said("hours") or 0),
            "unit": said("unit"),
            "consults": tuple(said("consults").split()),
            "is_deemed": said("isDeemed") == "true",
            "legal_basis": said("legalBasis"),
        }
    except ValueError as error:
        raise _refuse(node, "thuộc tính riêng của Công Vụ ghi sai") from error
