"""Which agency decides a dossier: the rule, its reason and legal basis, or what must be asked.

Pure, and never a guess: a place that is not known to be one commune becomes a Question.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from congvu.platform.procedures.definition import Competence, CompetenceRule, Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The agency, by what the rule says of it. `reason` is shown to the person."""

    rule: CompetenceRule
    reason: str
    legal_basis: str
    commune_code: str = ""
    department_key: str = ""
    unit_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What must be known before the competent agency is."""

    question_key: str
    text: str


def resolve(
    *,
    definition: Definition,
    situation: str,
    answers: Mapping[str, Any],
    chosen_commune: str,
) -> Ruling | Question:
    """Return the competent agency's description, or the question that would decide.

    `chosen_commune` is the commune of the counter the person chose, or "".
    """
    del situation  # no rule of today depends on it; callers pass it so that one may
    rule = definition.competence
    if rule is None:
        return Question(
            question_key="",
            text="Thủ tục này chưa có quy định về cơ quan giải quyết trên nền tảng."
            " Hãy hỏi tại quầy một cửa gần nhất.",
        )
    match rule.rule:
        case CompetenceRule.COMMUNE_OF_PLACE | CompetenceRule.POLICE_OF_PLACE:
            return _by_place(definition, rule, answers)
        case CompetenceRule.ANY_COMMUNE_IN_PROVINCE:
            return _by_choice(definition, rule, answers, chosen_commune)
        case CompetenceRule.DEPARTMENT_OF_PROVINCE:
            return _ruling(
                rule,
                reason="Thủ tục thuộc thẩm quyền cơ quan chuyên môn của tỉnh.",
                department_key=rule.department,
            )
        case CompetenceRule.PROVINCE_COMMITTEE:
            return _ruling(rule, reason="Thủ tục thuộc thẩm quyền Ủy ban nhân dân tỉnh.")
        case CompetenceRule.MINISTRY:
            return _ruling(rule, reason="Thủ tục thuộc thẩm quyền bộ, cơ quan ở trung ương.")


def _by_place(
    definition: Definition, rule: Competence, answers: Mapping[str, Any]
) -> Ruling | Question:
    label = _label_of(definition, rule.place_question)
    code, text = _place(answers.get(rule.place_question))
    if not code:
        return Question(
            question_key=rule.place_question,
            text=f"Hãy cho biết xã, phường ở mục “{label}”: nơi đó quyết định cơ quan giải quyết.",
        )
    return _ruling(
        rule,
        reason=f"Theo nơi khai ở mục “{label}”: {text}." if text else f"Theo mục “{label}”.",
        commune_code=code,
    )


def _by_choice(
    definition: Definition, rule: Competence, answers: Mapping[str, Any], chosen_commune: str
) -> Ruling | Question:
    if chosen_commune:
        return _ruling(
            rule,
            reason="Nơi anh/chị chọn nộp: thủ tục làm được ở bất kỳ xã, phường nào trong tỉnh.",
            commune_code=chosen_commune,
        )
    if rule.place_question:
        return _by_place(definition, rule, answers)
    return Question(
        question_key="",
        text="Thủ tục này làm được ở bất kỳ xã, phường nào trong tỉnh. Hãy chọn nơi nộp.",
    )


def _ruling(
    rule: Competence, *, reason: str, commune_code: str = "", department_key: str = ""
) -> Ruling:
    return Ruling(
        rule=rule.rule,
        reason=reason,
        legal_basis=rule.legal_basis,
        commune_code=commune_code,
        department_key=department_key,
        unit_key=rule.unit,
    )


def _label_of(definition: Definition, key: str) -> str:
    found = (q.label for page in definition.form for q in page.questions if q.key == key)
    return next(found, "Nơi cư trú")


def _place(value: Any) -> tuple[str, str]:
    if not isinstance(value, Mapping):
        return "", ""
    code, text = value.get("code"), value.get("text")
    is_code = isinstance(code, str) and len(code) == 5 and code.isascii() and code.isdigit()
    return (str(code) if is_code else "", text.strip() if isinstance(text, str) else "")
