"""Whether a definition of ours holds together: every key it points to exists. Pure.

Types are checked where the file is decoded; this finds what a type cannot say. Records of the
national catalogue are not held to it: what they lack is a doubt.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from congvu.kernel.actor import PostKind
from congvu.platform.procedures import routes
from congvu.platform.procedures.definition import (
    Competence,
    CompetenceRule,
    Condition,
    Definition,
    Page,
    Question,
    QuestionKind,
    Step,
)

Flaw = tuple[str, str]  # field, what is wrong and what to do
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_OF_PLACE = frozenset({CompetenceRule.COMMUNE_OF_PLACE, CompetenceRule.POLICE_OF_PLACE})
_RESERVED_PAGES = frozenset({"truong-hop", "giay-to", "kiem-tra"})
_PREFILLS = frozenset(
    f"applicant.{fact}"
    for fact in ("full_name", "birth_date", "personal_id", "phone", "email", "address")
)


def flaws(definition: Definition) -> list[Flaw]:
    """Return what must be mended, field by field; nothing when it may be published."""
    return [
        *_keys("situations", (s.key for s in definition.situations)),
        *_keys("fees", (fee.key for fee in definition.fees)),
        *_keys("evidence", (paper.key for paper in definition.evidence)),
        *_keys("form", (page.key for page in definition.form)),
        *_keys("form.questions", (q.key for page in definition.form for q in page.questions)),
        *_situations(definition),
        *_times(definition),
        *_route(definition),
        *_form(definition),
        *_competence(definition),
    ]


def _keys(where: str, keys: Iterable[str]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for key in keys:
        if not _KEY.fullmatch(key):
            yield where, f"khóa “{key}” chỉ được gồm chữ thường không dấu, số và dấu gạch dưới"
        if key in seen:
            yield where, f"khóa “{key}” bị trùng"
        seen.add(key)


def _situations(definition: Definition) -> Iterator[Flaw]:
    known = {s.key for s in definition.situations}
    named = [
        *((f"allowances[{i}]", a.situation) for i, a in enumerate(definition.allowances)),
        *((f"fees[{i}]", fee.situation) for i, fee in enumerate(definition.fees)),
        *((f"evidence[{i}]", s) for i, e in enumerate(definition.evidence) for s in e.situations),
        *((f"form[{i}]", s) for i, page in enumerate(definition.form) for s in page.situations),
    ]
    for where, situation in named:
        if situation and situation not in known:
            yield where, f"trường hợp “{situation}” không có trong situations"


def _times(definition: Definition) -> Iterator[Flaw]:
    for i, allowance in enumerate(definition.allowances):
        if allowance.quantity is not None and allowance.quantity < 0:
            yield f"allowances[{i}].quantity", "không được âm; chưa biết thì ghi -1"
    for i, fee in enumerate(definition.fees):
        if fee.amount_vnd is not None and fee.amount_vnd < 0:
            yield f"fees[{i}].amount_vnd", "không được âm; chưa biết thì ghi -1"


def route_flaws(definition: Definition) -> list[Flaw]:
    """Return what must be mended in the route alone."""
    return list(_route(definition))


def _route(definition: Definition) -> Iterator[Flaw]:
    yield from _keys("route", (step.key for step in definition.route))
    yield from _keys("route.group", {step.group for step in definition.route if step.group})
    yield from routes.flaws(definition.route, definition.allowances)
    first = definition.route[0] if definition.route else None
    if first and definition.form and (first.done_by != PostKind.COUNTER or first.outcomes):
        yield "route[0]", "bước đầu là tiếp nhận: do cán bộ tiếp nhận làm và chỉ dẫn tới một bước"


def _form(definition: Definition) -> Iterator[Flaw]:
    earlier: dict[str, Question] = {}
    for i, page in enumerate(definition.form):
        yield from _page(f"form[{i}]", page, earlier)


def _page(where: str, page: Page, earlier: dict[str, Question]) -> Iterator[Flaw]:
    if page.key in _RESERVED_PAGES:
        yield where, f"khóa “{page.key}” dành riêng cho trang của nền tảng"
    if not page.questions:
        yield where, "trang phải có ít nhất một câu hỏi"
    yield from _condition(where, page.show_when, earlier)
    for i, question in enumerate(page.questions):
        here = f"{where}.questions[{i}]"
        yield from _condition(here, question.show_when, earlier)
        yield from _question(here, question)
        earlier[question.key] = question


def _condition(
    where: str, condition: Condition | None, earlier: dict[str, Question]
) -> Iterator[Flaw]:
    if condition is None:
        return
    asked = earlier.get(condition.question)
    if asked is None:
        yield f"{where}.show_when", f"câu hỏi “{condition.question}” phải đứng trước"
    elif asked.kind is QuestionKind.CHOICE:
        values = {option.value for option in asked.options}
        for value in condition.is_one_of:
            if value not in values:
                yield f"{where}.show_when", f"“{value}” không phải lựa chọn của “{asked.key}”"


def _question(where: str, question: Question) -> Iterator[Flaw]:
    if question.kind is QuestionKind.CHOICE and not question.options:
        yield where, "câu hỏi CHOICE phải có options"
    if question.kind is not QuestionKind.CHOICE and question.options:
        yield where, "chỉ câu hỏi CHOICE mới có options"
    if question.prefill and question.prefill not in _PREFILLS:
        yield f"{where}.prefill", f"“{question.prefill}” không phải thông tin điền sẵn được"


def _competence(definition: Definition) -> Iterator[Flaw]:
    rule = definition.competence
    if rule is None:
        return
    yield from _deciding_place(definition, rule)
    if rule.rule is CompetenceRule.DEPARTMENT_OF_PROVINCE and not rule.department:
        yield "competence.department", "phải ghi khóa của cơ quan chuyên môn"
    if (rule.rule is CompetenceRule.FIXED) != bool(rule.agency):
        yield "competence.agency", "ghi mã cơ quan khi và chỉ khi rule là FIXED"


def _deciding_place(definition: Definition, rule: Competence) -> Iterator[Flaw]:
    where = "competence.place_question"
    kinds = {q.key: q.kind for page in definition.form for q in page.questions}
    if rule.place_question:
        if definition.form and kinds.get(rule.place_question) is not QuestionKind.PLACE:
            yield where, f"“{rule.place_question}” phải là một câu hỏi PLACE của form"
    elif rule.rule in _OF_PLACE:
        yield where, "phải ghi câu hỏi quyết định nơi giải quyết"


def with_route(definition: Definition, route: tuple[Step, ...]) -> Definition:
    """Return the definition as it would be with that route."""
    return msgspec.structs.replace(definition, route=route)
