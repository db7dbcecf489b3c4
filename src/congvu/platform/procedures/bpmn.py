"""A route as a BPMN 2.0 file and back: the part of BPMN that a route of an agency needs.

Start, end, task and user task, exclusive and parallel gateway, lanes. What else a file holds is
refused by a sentence that names it: a route must not silently be less than its drawing. What BPMN
has no word for (kind of step, post, hours) travels as attributes of our own namespace.
"""

from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from congvu.platform.procedures.definition import Step
from congvu.platform.procedures.flows import (
    LANE_HEAD,
    Box,
    Node,
    NodeKind,
    Picture,
    flow_of,
    picture,
)

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:congvu:route:1"
_TAGS = {
    NodeKind.START: "startEvent",
    NodeKind.END: "endEvent",
    NodeKind.TASK: "userTask",
    NodeKind.CHOICE: "exclusiveGateway",
    NodeKind.FORK: "parallelGateway",
    NodeKind.JOIN: "parallelGateway",
}
for _prefix, _space in (("bpmn", BPMN), ("bpmndi", BPMNDI), ("dc", DC), ("di", DI), ("cv", OURS)):
    register_namespace(_prefix, _space)


def written(route: tuple[Step, ...], *, code: str, name: str) -> bytes:
    """Return the route as a BPMN file with its picture."""
    flow = flow_of(route)
    drawn = picture(flow)
    root = Element(f"{{{BPMN}}}definitions", {"id": "Definitions", "targetNamespace": OURS})
    pool = SubElement(root, f"{{{BPMN}}}collaboration", {"id": "Collaboration"})
    facts = {"id": "Pool", "name": name, "processRef": "Process"}
    SubElement(pool, f"{{{BPMN}}}participant", facts)
    process = SubElement(
        root,
        f"{{{BPMN}}}process",
        {"id": "Process", "isExecutable": "false", "name": name, f"{{{OURS}}}procedure": code},
    )
    _write_lanes(process, drawn)
    for node in flow.nodes:
        _write_node(process, node)
    for i, edge in enumerate(flow.edges):
        facts = {"id": f"Flow_{i}", "sourceRef": _id(edge.source), "targetRef": _id(edge.target)}
        SubElement(process, f"{{{BPMN}}}sequenceFlow", facts | _named(edge.label))
    _write_picture(root, drawn)
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _id(key: str) -> str:
    return f"Node_{key}"


def _named(label: str) -> dict[str, str]:
    return {"name": label} if label else {}


def _write_lanes(process: Element, drawn: Picture) -> None:
    lanes = SubElement(process, f"{{{BPMN}}}laneSet", {"id": "Lanes"})
    for i, lane in enumerate(drawn.lanes):
        facts = {"id": f"Lane_{i}", "name": lane.label}
        element = SubElement(lanes, f"{{{BPMN}}}lane", facts)
        for box in drawn.boxes:
            if box.node.lane == lane.label:
                SubElement(element, f"{{{BPMN}}}flowNodeRef").text = _id(box.node.key)


def _write_node(process: Element, node: Node) -> None:
    facts = {"id": _id(node.key)} | _named(node.label)
    if node.step is not None:
        facts |= {f"{{{OURS}}}{name}": value for name, value in own_facts(node.step).items()}
    SubElement(process, f"{{{BPMN}}}{_TAGS[node.kind]}", facts)


def own_facts(step: Step) -> dict[str, str]:
    """Return what BPMN has no word for, as texts; what is empty is left out."""
    facts = {
        "key": step.key,
        "kind": step.kind.value,
        "doneBy": step.done_by,
        "at": step.at.value,
        "sharePercent": str(step.share_percent or ""),
        "hours": str(step.hours or ""),
        "unit": step.unit,
        "consults": " ".join(step.consults),
        "isDeemed": "true" if step.is_deemed else "",
        "legalBasis": step.legal_basis,
        "outcomes": " ".join(way.key for way in step.outcomes),
    }
    return {name: value for name, value in facts.items() if value}


def _write_picture(root: Element, drawn: Picture) -> None:
    diagram = SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "Diagram"})
    facts = {"id": "Plane", "bpmnElement": "Collaboration"}
    plane = SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", facts)
    whole = (0, 0, drawn.width, drawn.lanes[-1].y + drawn.lanes[-1].height)
    _write_shape(plane, "Pool", whole, is_horizontal=True)
    for i, lane in enumerate(drawn.lanes):
        bounds = (LANE_HEAD - 10, lane.y, drawn.width - LANE_HEAD + 10, lane.height)
        _write_shape(plane, f"Lane_{i}", bounds, is_horizontal=True)
    for box in drawn.boxes:
        _write_shape(plane, _id(box.node.key), _bounds(box))
    for i, arrow in enumerate(drawn.arrows):
        facts = {"id": f"Flow_{i}_di", "bpmnElement": f"Flow_{i}"}
        element = SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", facts)
        for x, y in arrow.points:
            SubElement(element, f"{{{DI}}}waypoint", {"x": str(x), "y": str(y)})


def _bounds(box: Box) -> tuple[int, int, int, int]:
    return box.x, box.y, box.width, box.height


def _write_shape(
    plane: Element, key: str, bounds: tuple[int, int, int, int], *, is_horizontal: bool = False
) -> None:
    facts = {"id": f"{key}_di", "bpmnElement": key}
    shape = SubElement(
        plane, f"{{{BPMNDI}}}BPMNShape", facts | ({"isHorizontal": "true"} if is_horizontal else {})
    )
    names = ("x", "y", "width", "height")
    sizes = {name: str(size) for name, size in zip(names, bounds, strict=True)}
    SubElement(shape, f"{{{DC}}}Bounds", sizes)
