"""An administrator publishes a rule of competence by a decision, or closes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Missing, Refusal
from congvu.kernel.transactions import atomic, reference_changed
from congvu.kernel.vietnamese import tidy
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.competence import coverage
from congvu.platform.competence.events import RuleClosed, RulePublished
from congvu.platform.competence.models import CoverageReport, PublishedRule
from congvu.platform.competence.policy import may_publish
from congvu.platform.events.actions import publish
from congvu.platform.procedures.definition import CompetenceRule, Definition, QuestionKind
from congvu.platform.procedures.queries import (
    NoSuchProcedure,
    definition_of,
    our_definitions,
    published_version,
)

_LOCK = 0x636D7074  # one decision at a time
_YEARS_AHEAD = 5
_OF_PLACE = frozenset({CompetenceRule.COMMUNE_OF_PLACE, CompetenceRule.POLICE_OF_PLACE})
Problems = dict[str, str]


class RuleRefused(Refusal):
    """The rule cannot be published so. `problems` maps fields to what is wrong and what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class NoSuchRule(Missing):
    def __init__(self) -> None:
        super().__init__("Không tìm thấy quy tắc này. Hãy xem lại danh sách quy tắc thẩm quyền.")


class NotYourRules(Missing):
    def __init__(self) -> None:
        super().__init__("Quy tắc thẩm quyền do quản trị của Ủy ban nhân dân tỉnh hoặc bộ công bố.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """A rule to publish. Keys and codes as in the catalogue and the directory; "" says all."""

    procedure_code: str
    kind: CompetenceRule
    decision_number: str
    legal_basis: str
    valid_from: date
    valid_until: date | None = None
    situation: str = ""
    place_code: str = ""
    department: str = ""
    agency_code: str = ""
    unit: str = ""
    delegated_by: str = ""


@atomic
def publish_rule(*, new: NewRule, actor: Actor, at: datetime) -> PublishedRule:
    """Let a decision say who is competent from a day on. What was filed before is not touched.

    Raises RuleRefused with every field that is wrong, NotYourRules.
    """
    _require(actor)
    _alone()
    definition = _definition(new, on=max(new.valid_from, local_date(at)))
    row = _row(new, definition, at=at)
    problems = _problems(new, definition, today=local_date(at)) or _disagreement(row)
    if problems:
        raise RuleRefused(problems)
    row.save(force_insert=True)
    event = RulePublished(
        subject_id=row.id,
        procedure_code=row.procedure_code,
        place_code=row.place_code,
        kind=row.kind,
        valid_from=row.valid_from,
    )
    _record(event, row, actor=actor, at=at)
    return row


@atomic
def close_rule(
    *, rule_id: UUID, valid_until: date, decision_number: str, actor: Actor, at: datetime
) -> PublishedRule:
    """Let a rule end before a day: today or later. Raises RuleRefused, NoSuchRule."""
    _require(actor)
    _alone()
    row = PublishedRule.objects.select_for_update().filter(id=rule_id).first()
    if row is None:
        raise NoSuchRule
    problems = _closing_problems(row, valid_until, decision_number, today=local_date(at))
    if problems:
        raise RuleRefused(problems)
    row.valid_until = max(valid_until, row.valid_from)  # one that never began leaves no day
    row.save(update_fields=["valid_until"])
    event = RuleClosed(
        subject_id=row.id, procedure_code=row.procedure_code, valid_until=row.valid_until
    )
    _record(event, row, actor=actor, at=at, basis=tidy(decision_number))
    return row


@atomic
def check_coverage(*, on: date, at: datetime) -> CoverageReport:
    """Resolve every commune against every procedure written here, and keep the report.

    About 130,000 questions: some 20 s of one processor.
    """
    found = coverage.check([d for d in our_definitions(on=on) if not d.is_internal], on=on)
    return CoverageReport.objects.create(
        on=on,
        made_at=at,
        communes=found.communes,
        resolved=found.resolved,
        asks=found.asks,
        gaps=found.missing,
        rows=[row.facts() for row in found.rows],
        first_gaps=[msgspec.to_builtins(gap) for gap in found.gaps],
    )


def _require(actor: Actor) -> None:
    if not may_publish(actor):
        raise NotYourRules


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _record(
    event: RulePublished | RuleClosed,
    row: PublishedRule,
    *,
    actor: Actor,
    at: datetime,
    basis: str = "",
) -> None:
    legal_basis = basis or f"{row.decision_number}; {row.legal_basis}"
    publish(event=event, actor=actor, agency_id=actor.agency_id, at=at, legal_basis=legal_basis)
    reference_changed()


def _definition(new: NewRule, *, on: date) -> Definition:
    try:
        version = published_version(code=new.procedure_code.strip(), on=on)
    except NoSuchProcedure as missing:
        raise RuleRefused(
            {
                "procedure_code": f"Không có thủ tục mã “{new.procedure_code}” áp dụng vào ngày"
                f" {on:%d/%m/%Y}. Hãy xem mã ở danh mục thủ tục."
            }
        ) from missing
    return definition_of(version)


def _row(new: NewRule, definition: Definition, *, at: datetime) -> PublishedRule:
    own = definition.competence
    return PublishedRule(
        procedure_code=definition.code,
        situation=new.situation,
        place_code=new.place_code,
        kind=new.kind.value,
        place_question=own.place_question if own else "",
        department=new.department if new.kind is CompetenceRule.DEPARTMENT_OF_PROVINCE else "",
        agency_code=new.agency_code if new.kind is CompetenceRule.FIXED else "",
        unit=new.unit,
        delegated_by=new.delegated_by,
        decision_number=tidy(new.decision_number),
        legal_basis=tidy(new.legal_basis),
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        published_at=at,
    )


def _problems(new: NewRule, definition: Definition, *, today: date) -> Problems:
    return {
        **_span_problems(new, today=today),
        **_reach_problems(new, definition),
        **_agency_problems(new, definition),
        **_ground_problems(new),
    }


def _span_problems(new: NewRule, *, today: date) -> Problems:
    if new.valid_from < today:
        return {
            "valid_from": f"Ngày {new.valid_from:%d/%m/%Y} đã qua: hồ sơ nộp ngày ấy đã có cơ quan"
            f" giải quyết. Hãy chọn từ ngày {today:%d/%m/%Y} trở đi."
        }
    if new.valid_from.year > today.year + _YEARS_AHEAD:
        return {"valid_from": f"Ngày {new.valid_from:%d/%m/%Y} quá xa. Hãy kiểm tra lại năm."}
    if new.valid_until is not None and new.valid_until <= new.valid_from:
        return {"valid_until": "Ngày hết hiệu lực phải sau ngày có hiệu lực. Hãy sửa lại ngày."}
    return {}


def _reach_problems(new: NewRule, definition: Definition) -> Problems:
    found: Problems = {}
    if new.situation and new.situation not in {one.key for one in definition.situations}:
        found["situation"] = (
            f"Thủ tục {definition.code} không có trường hợp “{new.situation}”."
            " Hãy chọn trường hợp trong danh mục, hoặc để trống cho mọi trường hợp."
        )
    if new.place_code and not _is_place(new.place_code, on=new.valid_from):
        found["place_code"] = (
            f"Không có tỉnh, xã nào mang mã “{new.place_code}” vào ngày"
            f" {new.valid_from:%d/%m/%Y}. Hãy ghi mã tỉnh hai số hoặc mã xã năm số."
        )
    elif len(new.place_code) == 5 and not _asks_for_place(definition):
        found["place_code"] = (
            f"Mẫu đơn của thủ tục {definition.code} không hỏi nơi nào nên không phân biệt được"
            " theo xã. Hãy ghi mã tỉnh, hoặc để trống."
        )
    return found


def _is_place(code: str, *, on: date) -> bool:
    if len(code) == 2:
        return agencies.province_committee(code, on=on) is not None
    return agencies.agency_of_commune(code, kind=AgencyKind.COMMUNE_COMMITTEE, on=on) is not None


def _agency_problems(new: NewRule, definition: Definition) -> Problems:
    if new.kind is CompetenceRule.FIXED:
        return _life_problem("agency_code", new.agency_code, new)
    if new.delegated_by and agencies.agency_on(new.delegated_by, new.valid_from) is None:
        return {"delegated_by": _unknown_agency(new.delegated_by, on=new.valid_from)}
    if new.kind is CompetenceRule.DEPARTMENT_OF_PROVINCE:
        return _department_problem(new)
    if new.kind in _OF_PLACE and not _asks_for_place(definition):
        return {
            "kind": f"Mẫu đơn của thủ tục {definition.code} không hỏi nơi nào nên không xác định"
            " được cơ quan theo nơi khai. Hãy chọn cách xác định khác."
        }
    return {}


def _department_problem(new: NewRule) -> Problems:
    province = new.place_code if len(new.place_code) == 2 else settings.PROVINCE_CODE
    if agencies.department(province, key=new.department, on=new.valid_from) is None:
        return {"department": "Hãy chọn cơ quan chuyên môn của tỉnh trong danh sách."}
    return {}


def _asks_for_place(definition: Definition) -> bool:
    own = definition.competence
    kinds = {q.key: q.kind for page in definition.form for q in page.questions}
    return own is not None and kinds.get(own.place_question) is QuestionKind.PLACE


def _life_problem(field: str, code: str, new: NewRule) -> Problems:
    """Refuse an agency that is not there for all the days the rule would last."""
    agency = agencies.agency_on(code, new.valid_from)
    if agency is None:
        return {field: _unknown_agency(code, on=new.valid_from)}
    last = agencies.last_day(code)
    if last is not None and (new.valid_until is None or last < new.valid_until):
        return {
            field: f"{agency.name} chỉ hoạt động đến trước ngày {last:%d/%m/%Y}."
            " Hãy cho quy tắc hết hiệu lực trước ngày đó, hoặc chọn cơ quan khác."
        }
    return {}


def _unknown_agency(code: str, *, on: date) -> str:
    return (
        f"Không có cơ quan mang mã “{code}” vào ngày {on:%d/%m/%Y}. Hãy xem mã ở danh bạ cơ quan."
    )


def _ground_problems(new: NewRule) -> Problems:
    found: Problems = {}
    if not tidy(new.decision_number):
        found["decision_number"] = "Hãy ghi số của quyết định công bố quy tắc này."
    if not tidy(new.legal_basis):
        found["legal_basis"] = "Hãy ghi căn cứ pháp lý: điều, khoản và tên văn bản."
    return found


def _disagreement(row: PublishedRule) -> Problems:
    other = PublishedRule.objects.overlapping(row).order_by("valid_from").first()
    if other is None:
        return {}
    until = f" đến trước {other.valid_until:%d/%m/%Y}" if other.valid_until else ""
    return {
        "valid_from": f"Quyết định {other.decision_number} đã công bố một quy tắc ngang hàng cho"
        f" cùng thủ tục, trường hợp và nơi áp dụng, từ {other.valid_from:%d/%m/%Y}{until}:"
        f" “{other.get_kind_display()}”. Hãy kết thúc quy tắc ấy trước, hoặc thu hẹp quy tắc này"
        " theo trường hợp hay nơi áp dụng."
    }


def _closing_problems(
    row: PublishedRule, valid_until: date, decision_number: str, *, today: date
) -> Problems:
    found: Problems = {}
    if not tidy(decision_number):
        found["decision_number"] = "Hãy ghi số của quyết định kết thúc quy tắc."
    if row.valid_until is not None and row.valid_until <= max(today, row.valid_from):
        found["valid_until"] = "Quy tắc này đã hết hiệu lực nên không cần kết thúc nữa."
    elif valid_until < today:
        found["valid_until"] = (
            f"Ngày {valid_until:%d/%m/%Y} đã qua. Hãy chọn từ ngày {today:%d/%m/%Y} trở đi."
        )
    elif row.valid_until is not None and valid_until > row.valid_until:
        found["valid_until"] = (
            f"Quy tắc vốn hết hiệu lực ngày {row.valid_until:%d/%m/%Y}. Hãy chọn ngày sớm hơn."
        )
    return found
