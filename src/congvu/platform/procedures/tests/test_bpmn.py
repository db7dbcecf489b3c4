"""Routes as BPMN files: ours come back as they were, others' load or are refused by name."""

import re
from pathlib import Path

import msgspec
import pytest
from django.conf import settings

from congvu.platform.procedures import bpmn, bpmn_reading, routes
from congvu.platform.procedures.bpmn_reading import NotReadable
from congvu.platform.procedures.definition import Definition, Step
from congvu.platform.procedures.flows import flow_of, picture
from congvu.platform.procedures.tests.test_routes import (
    APPRAISE,
    COUNCIL,
    FORKED,
    ordinary,
)
from congvu.platform.procedures.toml_files import read_folder

SHARED = settings.ROOT.parent / "shared" / "data" / "exchange" / "bpmn"
WITH_COUNCIL = ordinary(msgspec.structs.replace(APPRAISE, next="council"), COUNCIL)


def ours() -> list[Definition]:
    return [d for d in read_folder(settings.REFERENCE_DIR / "procedures") if d.route]


def there_and_back(route: list[Step]) -> tuple[Step, ...]:
    return bpmn_reading.read(bpmn.written(tuple(route), code="1", name="Thủ tục"))


@pytest.mark.parametrize("definition", ours(), ids=lambda d: d.code)
def test_every_shipped_route_comes_back_as_it_was(definition: Definition) -> None:
    assert there_and_back(list(definition.route)) == definition.route


def test_branches_and_outcomes_come_back() -> None:
    renamed = [
        msgspec.structs.replace(step, group="nhom_1" if step.group else "") for step in FORKED
    ]
    back = {step.key: step for step in there_and_back(renamed)}
    assert back == {step.key: step for step in renamed}
    assert there_and_back(WITH_COUNCIL) == tuple(WITH_COUNCIL)


def test_a_picture_puts_no_box_upon_another() -> None:
    for route in (ordinary(APPRAISE), WITH_COUNCIL, FORKED):
        drawn = picture(flow_of(route))
        for i, one in enumerate(drawn.boxes):
            assert one.x >= 0
            assert one.x + one.width <= drawn.width
            assert one.y + one.height <= drawn.height
            for other in drawn.boxes[i + 1 :]:
                apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
                apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
                assert apart_x or apart_y


def models() -> list[Path]:
    if not SHARED.is_dir():
        return []
    return sorted(SHARED.glob("*.bpmn"))


@pytest.mark.parametrize("path", models() or [None], ids=lambda p: p.name if p else "none")
def test_models_of_others_load_or_are_refused_by_name(path: Path | None) -> None:
    if path is None:
        pytest.skip("needs ../shared/data/exchange/bpmn beside the checkout")
    refusal = ""
    steps: tuple[Step, ...] = ()
    try:
        steps = bpmn_reading.read(path.read_bytes())
    except NotReadable as refused:
        refusal = str(refused)
    if refusal:
        assert re.search(r"“[^”]+”: ", refusal)
    else:
        tasks = len(re.findall(rb"<(?:\w+:)?(?:userT|t)ask[ >]", path.read_bytes()))
        assert len(steps) == tasks
        assert routes.flow_flaws(steps) == []


HEAD = (
    f'<definitions xmlns="{bpmn.BPMN}" targetNamespace="x">'
    '<process id="p"><startEvent id="s"/><endEvent id="e"/>'
)
TAIL = "</process></definitions>"


def drawn(*parts: str) -> bytes:
    flows = "".join(
        f'<sequenceFlow id="f{i}" sourceRef="{part.split()[0]}" targetRef="{part.split()[1]}"/>'
        if not part.startswith("<")
        else part
        for i, part in enumerate(parts)
    )
    return f"{HEAD}{flows}{TAIL}".encode()


def task(key: str) -> str:
    return f'<userTask id="{key}" name="Việc {key}"/>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không phải XML"),
        (b"<a/>", "không phải BPMN 2.0"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "không phải XML hợp lệ"),
        (drawn("s e"), "không có bước công việc"),
        (
            drawn(task("a"), '<exclusiveGateway id="x"/>', task("b"), "s a", "a x", "x e", "x b"),
            "“Việc b”: không dẫn tới đâu",
        ),
        (drawn(task("a"), task("b"), "s a", "a e"), "“Việc b”: không đường nào đi tới"),
        (drawn(task("a"), task("b"), "s a", "a b", "a e", "b e"), "nhiều mũi tên đi ra"),
        (drawn(task("a"), '<subProcess id="z" name="Kho"/>', "s a", "a e"), "Quy trình con “Kho”"),
        (drawn(task("a"), '<startEvent id="t" name="Hai"/>', "s a", "t a", "a e"), "“Hai”: quy"),
        (
            drawn('<exclusiveGateway id="x" name="Chọn"/>', task("a"), "s x", "x a", "x e", "a e"),
            "“Chọn”: phải đứng sau một bước",
        ),
        (
            drawn(
                task("a"), task("b"), task("c"), '<parallelGateway id="x" name="Tách"/>',
                "s a", "a x", "x b", "x c", "b e", "c e",
            ),
            "kết thúc giữa nhánh song song",
        ),
        (
            drawn('<userTask id="a" name="Lặp"><standardLoopCharacteristics/></userTask>',
                  "s a", "a e"),
            "“Lặp”: phần “standardLoopCharacteristics”",
        ),
        (drawn(task("a"), "s a", "a q"), "không nối hai phần tử"),
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_refused_with_its_name(content: bytes, words: str) -> None:
    with pytest.raises(NotReadable, match=words):
        bpmn_reading.read(content)


def test_an_unknown_lane_leaves_the_post_to_be_chosen() -> None:
    content = drawn(
        '<laneSet id="l">'
        '<lane id="l1" name="chuyên viên THỤ LÝ"><flowNodeRef>a</flowNodeRef></lane>'
        '<lane id="l2" name="Phòng lạ"><flowNodeRef>b</flowNodeRef></lane></laneSet>',
        task("a"), task("b"), "s a", "a b", "b e",
    )  # fmt: skip
    first, second = bpmn_reading.read(content)
    assert (first.done_by, second.done_by) == ("HANDLER", "")
    assert (first.key, first.label) == ("viec_a", "Việc a")
