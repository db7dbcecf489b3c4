"""The three shapes in which the national catalogue's records come, read into one. Pure.

Only what we use is named; a wrong type is refused with its place. Everything may be absent, as in
the source, but code and name.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from congvu.kernel.clock import local_date
from congvu.platform.procedures.merging import Rank

Number = int | float | str | None


class NotAProcedure(ValueError):
    """Readable, but not a record of a procedure; the text says what it is instead."""


class Named(msgspec.Struct, kw_only=True, frozen=True):
    code: str | None = None
    name: str | None = None


class FeeSaid(msgspec.Struct, kw_only=True, frozen=True):
    type: str | None = None
    value: Number = None
    note: str | None = None
    currency: str | None = None


class MethodSaid(msgspec.Struct, kw_only=True, frozen=True):
    method: str | None = None
    time: Number = None
    unit: str | None = None
    note: str | None = None
    fees: list[FeeSaid] | None = None


class ServiceSaid(msgspec.Struct, kw_only=True, frozen=True):
    code: str | None = None
    name: str | None = None
    time: Number = None
    unit: str | None = None


class PaperSaid(msgspec.Struct, kw_only=True, frozen=True):
    code: str | None = None
    name: str | None = None
    original: int | None = None
    copy: int | None = None


class GroupSaid(msgspec.Struct, kw_only=True, frozen=True):
    case: str | None = None
    papers: list[PaperSaid] | None = None


class StepSaid(msgspec.Struct, kw_only=True, frozen=True):
    name: str | None = None
    text: str | None = None


class Detail(msgspec.Struct, kw_only=True, frozen=True):
    """A trimmed detail record: the shape into which the others are brought."""

    code: str
    name: str
    type: str | None = None
    state: str | None = None
    promulgator: Named | None = None
    categories: list[Named] | None = None
    executing: list[Named] | None = None
    executing_text: str | None = None
    levels: dict[str, bool | None] | None = None
    non_territorial: bool | None = None
    full_online: bool | None = None
    subjects: list[Named] | None = None
    methods: list[MethodSaid] | None = None
    services: list[ServiceSaid] | None = None
    dossier: list[GroupSaid] | None = None
    results: list[Named] | None = None
    legal_basis: list[Named] | None = None
    life_events: list[Named | str] | None = None
    decision: str | None = None
    conditions: str | None = None
    steps: list[StepSaid] | None = None
    updated_at: str | None = None
    keywords: str | None = None
    decided_on: date | None = None


class _Row(msgspec.Struct, kw_only=True, frozen=True):
    code: str
    name: str
    type: str | None = None
    state: str | None = None
    promulgator: str | None = None
    categories: list[str] | None = None
    departments: list[str] | None = None
    targets: list[str] | None = None


class _Fee(msgspec.Struct, kw_only=True, frozen=True):
    type: str | None = None
    value: Number = None
    description: str | None = None
    currencyName: str | None = None  # noqa: N815 - the portal's own name


class _Method(msgspec.Struct, kw_only=True, frozen=True, rename="camel"):
    submission_method: str | None = None
    processing_time: Number = None
    processing_time_unit: str | None = None
    description: str | None = None
    fees: list[_Fee] | None = None


class _Days(msgspec.Struct, kw_only=True, frozen=True):
    qty: Number = None
    type: str | None = None


class _ServiceTime(msgspec.Struct, kw_only=True, frozen=True, rename="camel"):
    code: str | None = None
    name: str | None = None
    processing_day: _Days | None = None


class _Paper(msgspec.Struct, kw_only=True, frozen=True, rename="camel"):
    code: str | None = None
    name: str | None = None
    original_qty: int | None = None
    copy_qty: int | None = None


class _Case(msgspec.Struct, kw_only=True, frozen=True, rename="camel"):
    name: str | None = None
    profile_components: list[_Paper] | None = None


class _Step(msgspec.Struct, kw_only=True, frozen=True):
    name: str | None = None
    description: str | None = None


class _Proposal(msgspec.Struct, kw_only=True, frozen=True, rename="camel"):
    proposal_number: str | None = None
    decision_number: str | None = None
    decision_date: int | float | None = None


class _Answer(msgspec.Struct, kw_only=True, frozen=True, rename="camel"):
    code: str
    name: str
    type: str | None = None
    state: str | None = None
    is_internal: bool | None = None
    is_ministry: bool | None = None
    is_province: bool | None = None
    is_ward: bool | None = None
    is_vertical: bool | None = None
    is_other_agency: bool | None = None
    is_full_process: bool | None = None
    is_non_territorial: bool | None = None
    department_promulgate_code: str | None = None
    department_promulgate_name: str | None = None
    categories_details: list[Named] | None = None
    departments_executing: list[Named] | None = None
    unit_groups_executing: list[Named] | None = None
    executing_agencies: str | None = None
    subject_types_details: list[Named] | None = None
    execution_methods: list[_Method] | None = None
    execution_steps: list[_Step] | None = None
    execution_cases: list[_Case] | None = None
    cases: list[_ServiceTime] | None = None
    results_details: list[Named] | None = None
    legal_basises_details: list[Named] | None = None
    decision_no: str | None = None
    procedure_proposal: _Proposal | None = None
    requirements_and_conditions: str | None = None
    keywords: str | None = None
    updated_at: int | float | None = None


def read_shape(document: Any) -> tuple[Detail, Rank]:
    """Return the record and how much it says. Raises NotAProcedure, msgspec.ValidationError."""
    if not isinstance(document, Mapping):
        raise NotAProcedure("không phải một bản ghi (cần một đối tượng JSON)")
    if "data" in document and "code" in document:
        return _of_answer(_data_of(document)), Rank.ANSWER
    if "executionMethods" in document:
        return _of_answer(document), Rank.ANSWER
    if {"methods", "dossier", "services"} & set(document):
        return msgspec.convert(document, Detail), Rank.DETAIL
    if {"departments", "categories", "targets"} & set(document):
        return _of_row(msgspec.convert(document, _Row)), Rank.ROW
    raise NotAProcedure("không nhận ra khuôn bản ghi: không có mục nào của một thủ tục")


def _data_of(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    if answer["code"] != "OK":
        told = str(answer.get("message") or "")[:100]
        raise NotAProcedure(f"cổng trả lời “{str(answer['code'])[:40]}” thay vì OK. {told}".strip())
    data = answer["data"]
    if isinstance(data, Mapping) and "rows" in data:
        raise NotAProcedure("là một danh sách tra cứu (ví dụ tỉnh, thành phố), không phải thủ tục")
    if not isinstance(data, Mapping) or "executionMethods" not in data:
        raise NotAProcedure("câu trả lời không chứa nội dung một thủ tục")
    return data


def _of_row(row: _Row) -> Detail:
    return Detail(
        code=row.code,
        name=row.name,
        type=row.type,
        state=row.state,
        promulgator=Named(name=row.promulgator),
        categories=[Named(name=name) for name in row.categories or ()],
        executing=[Named(name=name) for name in row.departments or ()],
        subjects=[Named(name=name) for name in row.targets or ()],
    )


def _of_answer(data: Mapping[str, Any]) -> Detail:
    said = msgspec.convert(data, _Answer)
    proposal = said.procedure_proposal or _Proposal()
    return Detail(
        code=said.code,
        name=said.name,
        type="STANDARD_INTERNAL" if said.is_internal else said.type,
        state=said.state,
        promulgator=Named(
            code=said.department_promulgate_code, name=said.department_promulgate_name
        ),
        categories=said.categories_details,
        executing=[*(said.departments_executing or ()), *(said.unit_groups_executing or ())],
        executing_text=said.executing_agencies,
        levels={
            "ministry": said.is_ministry,
            "province": said.is_province,
            "commune": said.is_ward,
            "vertical": said.is_vertical,
            "other": said.is_other_agency,
        },
        non_territorial=said.is_non_territorial,
        full_online=said.is_full_process,
        subjects=said.subject_types_details,
        methods=[_method(method) for method in said.execution_methods or ()],
        services=[_service(case) for case in said.cases or ()],
        dossier=[_group(case) for case in said.execution_cases or ()],
        results=said.results_details,
        legal_basis=said.legal_basises_details,
        decision=said.decision_no or proposal.decision_number or proposal.proposal_number,
        decided_on=_day(proposal.decision_date),
        conditions=said.requirements_and_conditions,
        steps=[StepSaid(name=s.name, text=s.description) for s in said.execution_steps or ()],
        keywords=said.keywords,
        updated_at=_stamp(said.updated_at),
    )


def _method(said: _Method) -> MethodSaid:
    return MethodSaid(
        method=said.submission_method,
        time=said.processing_time,
        unit=said.processing_time_unit,
        note=said.description,
        fees=[
            FeeSaid(type=f.type, value=f.value, note=f.description, currency=f.currencyName)
            for f in said.fees or ()
        ],
    )


def _service(said: _ServiceTime) -> ServiceSaid:
    days = said.processing_day or _Days()
    return ServiceSaid(code=said.code, name=said.name, time=days.qty, unit=days.type)


def _group(said: _Case) -> GroupSaid:
    return GroupSaid(
        case=said.name,
        papers=[
            PaperSaid(code=p.code, name=p.name, original=p.original_qty, copy=p.copy_qty)
            for p in said.profile_components or ()
        ],
    )


def _instant(milliseconds: float | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
    except (OverflowError, ValueError, OSError):
        return None


def _stamp(milliseconds: float | None) -> str | None:
    instant = _instant(milliseconds)
    return instant.isoformat() if instant else None


def _day(milliseconds: float | None) -> date | None:
    instant = _instant(milliseconds)
    return local_date(instant) if instant else None
