"""Resolving competence: one agency with its rule and legal basis, or the question that decides."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from congvu.kernel import keeping
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import HEAD_TITLES, Agency, AgencyKind
from congvu.platform.competence import rules
from congvu.platform.competence.facts import (
    COUNTER,
    SITUATION,
    Candidate,
    Facts,
    Question,
    Ruling,
    Signer,
    Spot,
)
from congvu.platform.competence.models import CoverageReport, PublishedRule
from congvu.platform.competence.rules import Rule, RuleSource
from congvu.platform.places import queries as places
from congvu.platform.procedures.definition import Competence, CompetenceRule, Definition

KEPT = 8192
NO_RULE = (
    "Thủ tục này chưa có quy định về cơ quan giải quyết trên nền tảng."
    " Hãy hỏi tại quầy một cửa gần nhất."
)
NO_AGENCY = (
    "Chưa xác định được cơ quan giải quyết cho nơi đã chọn."
    " Hãy kiểm tra lại xã, phường trong đơn, hoặc nộp tại quầy gần nhất để được hướng dẫn."
)
Outcome = Ruling | Question


def resolve(*, definition: Definition, facts: Facts, on: date) -> Outcome:
    """Return the competent agency on a day, or what must be asked. Never a guess.

    A place that may mean several communes, or a situation not told, is followed every way: when
    all ways lead to one agency it is the answer, else each is a candidate of the question.
    """
    known = rules.ranked(rules_of(definition), on=on)
    if not known:
        return Question(key="", text=NO_RULE, is_gap=True)
    doubtful = facts.doubtful()
    if doubtful is not None:
        return _one_of_places(definition, facts, doubtful, on=on)
    if not facts.situation and any(rule.situation for rule in known):
        return _one_of_situations(definition, facts, on=on)
    return _decide(definition, known, facts, on=on)


def signer(agency: Agency) -> Signer:
    """Return who signs first; for an agency outside this installation only the title is known."""
    post = agencies.signer_post(agency)
    if post is not None:
        return Signer(title=post.title, post_id=str(post.id))
    return Signer(title=HEAD_TITLES[AgencyKind(agency.kind)])


def spot_of(text: str, *, on: date) -> Spot:
    """Return what an address names on a day, old and new names alike; a five-digit code too."""
    written = text.strip()
    if is_commune_code(written):
        return Spot(text=places.written_name(written, on=on), codes=(written,))
    candidates = places.resolve(written, on=on).candidates
    return Spot(text=written, codes=tuple(candidate.code for candidate in candidates))


def is_commune_code(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()


def rules_of(definition: Definition) -> Sequence[Rule]:
    """Return the procedure's own rule and what decisions say beside it, of every day."""
    published = _published(keeping.slot(settings.REFERENCE_KEPT_SECONDS), definition.code)
    own = definition.competence
    return (*published, Rule(competence=own, source=RuleSource.VERSION)) if own else published


@lru_cache(maxsize=KEPT)
def _published(slot: Hashable, procedure_code: str) -> tuple[Rule, ...]:
    del slot  # only tells one span of time from the next
    return tuple(row.rule() for row in PublishedRule.objects.filter(procedure_code=procedure_code))


def published(*, procedure_code: str = "") -> QuerySet[PublishedRule]:
    """Return the published rules for a list, to be paged by (procedure_code, -valid_from, id)."""
    found = PublishedRule.objects.all()
    return found.filter(procedure_code=procedure_code) if procedure_code else found


def rule(rule_id: UUID) -> PublishedRule | None:
    return PublishedRule.objects.filter(id=rule_id).first()


def count_naming(agency_code: str, *, on: date) -> int:
    """Return how many published rules in force or to come name an agency."""
    ahead = PublishedRule.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on))
    return ahead.filter(Q(agency_code=agency_code) | Q(delegated_by=agency_code)).count()


def latest_coverage() -> CoverageReport | None:
    return CoverageReport.objects.order_by("-made_at").first()


def _one_of_places(definition: Definition, facts: Facts, spot: Spot, *, on: date) -> Outcome:
    outcomes = {
        code: resolve(definition=definition, facts=facts.settled(spot, code), on=on)
        for code in spot.codes
    }
    return _same_agency(outcomes) or Question(
        key="place" if spot is facts.place else "residence",
        text=f"“{spot.text}” ứng với {len(spot.codes)} xã, phường hiện nay."
        " Nơi đó nay thuộc xã, phường nào?",
        candidates=_candidates(outcomes, because=lambda code: places.written_name(code, on=on)),
    )


def _one_of_situations(definition: Definition, facts: Facts, *, on: date) -> Outcome:
    outcomes = {
        one.key: resolve(definition=definition, facts=facts.of_situation(one.key), on=on)
        for one in definition.situations
    }
    labels = {one.key: one.label for one in definition.situations}
    return _same_agency(outcomes) or Question(
        key=SITUATION,
        text="Cơ quan giải quyết khác nhau theo trường hợp. Hồ sơ thuộc trường hợp nào?",
        candidates=_candidates(outcomes, because=lambda key: labels[key]),
    )


def _same_agency(outcomes: Mapping[str, Outcome]) -> Outcome | None:
    """Return the answer that every way leads to, if there is one."""
    rulings = [outcome for outcome in outcomes.values() if isinstance(outcome, Ruling)]
    if rulings and len(rulings) == len(outcomes):
        return rulings[0] if len({ruling.agency.code for ruling in rulings}) == 1 else None
    questions = {o.text: o for o in outcomes.values() if isinstance(o, Question)}
    return next(iter(questions.values())) if not rulings and len(questions) == 1 else None


def _candidates(
    outcomes: Mapping[str, Outcome], *, because: Callable[[str], str]
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(agency=outcome.agency, answer=answer, because=because(answer))
        for answer, outcome in outcomes.items()
        if isinstance(outcome, Ruling)
    )


def _decide(definition: Definition, known: Sequence[Rule], facts: Facts, *, on: date) -> Outcome:
    for rule in known:
        if rule.situation not in ("", facts.situation):
            continue
        commune, province = _reach(rule, facts, on=on)
        if len(rule.place_code) == 5 and not commune:
            return _ask_for_place(definition, rule.competence)
        if rule.reaches(commune=commune, province=province):
            return _apply(definition, rule, facts, on=on)
    return Question(key="", text=NO_RULE, is_gap=True)


def _reach(rule: Rule, facts: Facts, *, on: date) -> tuple[str, str]:
    """Return the commune (or "") and the province a rule is asked about."""
    commune = _spot(rule.competence, facts).code or facts.counter_commune
    return commune, _province_of(commune, on=on) or facts.home


def _province_of(commune: str, *, on: date) -> str:
    if not commune:
        return ""
    found = agencies.agency_of_commune(commune, kind=AgencyKind.COMMUNE_COMMITTEE, on=on)
    return found.province_code if found else ""


def _spot(competence: Competence, facts: Facts) -> Spot:
    """Return the place a rule looks at: the form's answer, else what was told beside the form."""
    answered = _answered(facts.answers.get(competence.place_question))
    if answered.text or answered.codes:
        return answered
    return facts.residence if competence.by_residence and facts.residence.codes else facts.place


def _answered(value: Any) -> Spot:
    if not isinstance(value, Mapping):
        return Spot()
    code, text = value.get("code"), value.get("text")
    return Spot(
        text=text.strip() if isinstance(text, str) else "",
        codes=(code,) if isinstance(code, str) and is_commune_code(code) else (),
    )


def _apply(definition: Definition, rule: Rule, facts: Facts, *, on: date) -> Outcome:
    return _BY_KIND[rule.competence.rule](definition, rule, facts, on)


def _committee_of_place(definition: Definition, rule: Rule, facts: Facts, on: date) -> Outcome:
    return _of_place(definition, rule, facts, on, kind=AgencyKind.COMMUNE_COMMITTEE)


def _police_of_place(definition: Definition, rule: Rule, facts: Facts, on: date) -> Outcome:
    return _of_place(definition, rule, facts, on, kind=AgencyKind.POLICE)


def _of_place(
    definition: Definition, rule: Rule, facts: Facts, on: date, *, kind: AgencyKind
) -> Outcome:
    spot = _spot(rule.competence, facts)
    if not spot.code:
        return _ask_for_place(definition, rule.competence)
    label = _label(definition, rule.competence)
    where = spot.text or places.written_name(spot.code, on=on)
    agency = agencies.agency_of_commune(spot.code, kind=kind, on=on)
    return _ruled(rule, agency, reason=f"Theo nơi khai ở mục “{label}”: {where}.")


def _by_choice(definition: Definition, rule: Rule, facts: Facts, on: date) -> Outcome:
    spot, chosen = _spot(rule.competence, facts), facts.counter_commune
    if not chosen and spot.code:
        return _committee_of_place(definition, rule, facts, on)
    anywhere = _may_be_anywhere(rule.competence)
    where = "cả nước" if anywhere else "tỉnh"
    if not chosen:
        return Question(
            key=COUNTER,
            text=f"Thủ tục này làm được ở bất kỳ xã, phường nào trong {where}. Hãy chọn nơi nộp.",
        )
    province = _province_of(spot.code, on=on)
    if province and not anywhere and province != _province_of(chosen, on=on):
        return Question(
            key=COUNTER,
            text="Nơi nộp phải ở cùng tỉnh với nơi đã khai. Hãy chọn một xã, phường của tỉnh đó.",
        )
    agency = agencies.agency_of_commune(chosen, kind=AgencyKind.COMMUNE_COMMITTEE, on=on)
    reason = f"Nơi anh/chị chọn nộp: thủ tục làm được ở bất kỳ xã, phường nào trong {where}."
    return _ruled(rule, agency, reason=reason)


def _may_be_anywhere(competence: Competence) -> bool:
    anywhere = competence.rule is CompetenceRule.ANY_COMMUNE_IN_COUNTRY
    return anywhere or competence.anywhere_in_country


def _department(definition: Definition, rule: Rule, facts: Facts, on: date) -> Outcome:
    _, province = _reach(rule, facts, on=on)
    return _ruled(
        rule,
        agencies.department(province, key=rule.competence.department, on=on),
        reason="Thủ tục thuộc thẩm quyền cơ quan chuyên môn của tỉnh.",
    )


def _province_committee(definition: Definition, rule: Rule, facts: Facts, on: date) -> Outcome:
    _, province = _reach(rule, facts, on=on)
    return _ruled(
        rule,
        agencies.province_committee(province, on=on),
        reason="Thủ tục thuộc thẩm quyền Ủy ban nhân dân tỉnh.",
    )


def _ministry(definition: Definition, rule: Rule, facts: Facts, on: date) -> Outcome:
    return _ruled(
        rule,
        agencies.ministry(definition.promulgator, on=on),
        reason="Thủ tục thuộc thẩm quyền bộ, cơ quan ở trung ương.",
    )


def _fixed(definition: Definition, rule: Rule, facts: Facts, on: date) -> Outcome:
    agency = agencies.standing(rule.competence.agency, on=on)
    return _ruled(rule, agency, reason="Cơ quan này được chỉ định giải quyết thủ tục.")


_BY_KIND: Mapping[CompetenceRule, Callable[[Definition, Rule, Facts, date], Outcome]] = {
    CompetenceRule.COMMUNE_OF_PLACE: _committee_of_place,
    CompetenceRule.POLICE_OF_PLACE: _police_of_place,
    CompetenceRule.ANY_COMMUNE_IN_PROVINCE: _by_choice,
    CompetenceRule.ANY_COMMUNE_IN_COUNTRY: _by_choice,
    CompetenceRule.DEPARTMENT_OF_PROVINCE: _department,
    CompetenceRule.PROVINCE_COMMITTEE: _province_committee,
    CompetenceRule.MINISTRY: _ministry,
    CompetenceRule.FIXED: _fixed,
}


def _ruled(rule: Rule, agency: Agency | None, *, reason: str) -> Outcome:
    if agency is None:
        return Question(key="", text=NO_AGENCY, is_gap=True)
    given = f" {agency.name} làm theo ủy quyền." if rule.delegated_by else ""
    return Ruling(agency=agency, rule=rule, reason=reason + given)


def _ask_for_place(definition: Definition, competence: Competence) -> Question:
    label = _label(definition, competence)
    return Question(
        key=competence.place_question or "place",
        text=f"Hãy cho biết xã, phường ở mục “{label}”: nơi đó quyết định cơ quan giải quyết.",
    )


def _label(definition: Definition, competence: Competence) -> str:
    key = competence.place_question
    found = (q.label for page in definition.form for q in page.questions if q.key == key)
    return next(found, "Nơi cư trú")
