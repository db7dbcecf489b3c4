"""An administrator changes the route of a procedure: a draft, its steps, its publication."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec
from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.vietnamese import tidy
from congvu.platform.procedures import bpmn_reading, policy, route_editing
from congvu.platform.procedures.actions.publishing import publish_from
from congvu.platform.procedures.checking import route_flaws
from congvu.platform.procedures.definition import Definition, Step
from congvu.platform.procedures.models import Origin, ProcedureVersion, RouteDraft
from congvu.platform.procedures.queries import NoSuchProcedure, latest_version
from congvu.platform.procedures.route_editing import Route
from congvu.platform.procedures.routes import MOST_STEPS

LONGEST_DECISION = 100


class CannotEdit(Refusal):
    """This route is not changed here."""


class RouteStale(Conflict):
    """The draft was changed by somebody else since the page was read."""

    def __init__(self) -> None:
        super().__init__(
            "Quy trình đang sửa vừa được người khác thay đổi nên thao tác chưa được ghi."
            " Hãy tải lại trang rồi làm lại nếu còn cần."
        )


class RouteFlawed(Refusal):
    """The route cannot be published; `problems` maps a field of the form, or "", to what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("Chưa công bố được quy trình: " + " ".join(problems.values()))


@transaction.atomic
def open_route(*, code: str, actor: Actor, at: datetime) -> RouteDraft:
    """Begin to change the route in force, or go on with what was begun. Times become hours."""
    _require(actor)
    version = latest_version(code)
    if version.origin != Origin.OURS or not version.definition.route:
        raise CannotEdit(
            "Thủ tục này chưa có quy trình trên nền tảng nên chưa sửa được."
            " Hãy biên soạn thủ tục trước."
        )
    draft = RouteDraft.objects.filter(procedure=version.procedure_id).first()
    if draft is not None:
        return draft
    definition = version.definition
    return _kept(
        RouteDraft(procedure=version.procedure, base=version),
        route_editing.in_hours(definition.route, definition.allowances),
        actor=actor,
        at=at,
    )


@transaction.atomic
def change_route(
    *, code: str, revision: int, change: Callable[[Route], Route], actor: Actor, at: datetime
) -> RouteDraft:
    """Apply one change to the draft as it was read. Raises RouteStale, CannotEdit."""
    draft = _taken(code, revision=revision, actor=actor)
    steps = change(draft.steps)
    if len(steps) > MOST_STEPS:
        raise CannotEdit(f"Một quy trình có nhiều nhất {MOST_STEPS} bước.")
    if not steps:
        raise CannotEdit("Quy trình phải còn ít nhất một bước.")
    return _kept(draft, steps, actor=actor, at=at)


def import_route(
    *, code: str, revision: int, content: bytes, actor: Actor, at: datetime
) -> RouteDraft:
    """Let a BPMN file stand in place of the draft's steps. Raises NotReadable naming an element."""
    steps = bpmn_reading.read(content)
    return change_route(code=code, revision=revision, change=lambda _: steps, actor=actor, at=at)


@transaction.atomic
def discard_route(*, code: str, revision: int, actor: Actor, at: datetime) -> None:
    """Drop the draft; the route in force is not touched."""
    del at
    _taken(code, revision=revision, actor=actor).delete()


@transaction.atomic
def publish_route(
    *,
    code: str,
    revision: int,
    decision_number: str,
    decision_date: date,
    valid_from: date,
    actor: Actor,
    at: datetime,
) -> ProcedureVersion:
    """Publish the draft as the next version, for dossiers filed from that day on.

    Raises RouteFlawed naming fields and steps; nothing is published then.
    """
    draft = _taken(code, revision=revision, actor=actor)
    standing = latest_version(code)
    definition = msgspec.structs.replace(
        standing.definition,
        route=draft.steps,
        route_decision=tidy(decision_number),
        route_decision_date=decision_date,
    )
    problems = _problems(definition, standing, valid_from=valid_from, today=local_date(at))
    if problems:
        raise RouteFlawed(problems)
    version = publish_from(definition=definition, valid_from=valid_from, at=at, actor=actor)
    draft.delete()
    return version


def _problems(
    definition: Definition, standing: ProcedureVersion, *, valid_from: date, today: date
) -> dict[str, str]:
    flaws = route_flaws(definition)
    found = {"": flaws[0][1]} if flaws else {}
    if definition.route == standing.definition.route:
        found[""] = "quy trình không khác bản đang dùng; không có gì để công bố"
    if not definition.route_decision:
        found["decision_number"] = "Hãy ghi số quyết định ban hành quy trình."
    if len(definition.route_decision) > LONGEST_DECISION:
        found["decision_number"] = f"Số quyết định dài nhất {LONGEST_DECISION} chữ."
    issued = definition.route_decision_date
    if issued is not None and issued > valid_from:
        found["decision_date"] = "Ngày quyết định không sau ngày có hiệu lực."
    if valid_from < today:
        found["valid_from"] = "Ngày có hiệu lực không được ở trong quá khứ."
    elif valid_from < standing.valid_from:
        found["valid_from"] = (
            f"Đã có bản có hiệu lực từ {standing.valid_from:%d/%m/%Y}; hãy chọn từ ngày đó trở đi."
        )
    return found


def _require(actor: Actor) -> None:
    if not policy.may_change_routes(actor):
        raise CannotEdit("Chỉ quản trị của nền tảng sửa được quy trình của thủ tục.")


def _taken(code: str, *, revision: int, actor: Actor) -> RouteDraft:
    _require(actor)
    drafts = RouteDraft.objects.select_for_update(of=("self",)).select_related("procedure")
    draft = drafts.filter(procedure__code=code).first()
    if draft is None:
        raise NoSuchProcedure
    if draft.revision != revision:
        raise RouteStale
    return draft


def _kept(draft: RouteDraft, steps: tuple[Step, ...], *, actor: Actor, at: datetime) -> RouteDraft:
    draft.content = msgspec.to_builtins(steps)
    draft.revision = (draft.revision or 0) + 1
    draft.updated_at, draft.updated_by_id = at, actor.person_id
    draft.save()
    return draft
