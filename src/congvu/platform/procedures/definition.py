"""What a published procedure says: one immutable document, stored as JSON and written as TOML.

A fact that is unknown is None or UNKNOWN and carries a Doubt; it is shown, never guessed.
Keys are lower_snake ASCII and never change once published: cases refer to them.
"""

from datetime import date
from enum import StrEnum

import msgspec


class Channel(StrEnum):
    COUNTER = "COUNTER"
    ONLINE = "ONLINE"
    POST = "POST"


class TimeUnit(StrEnum):
    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    WORKING_HOUR = "WORKING_HOUR"
    HOUR = "HOUR"
    MONTH = "MONTH"
    UNKNOWN = "UNKNOWN"


class FeeKind(StrEnum):
    CHARGE = "CHARGE"  # lệ phí
    FEE = "FEE"  # phí
    PRICE = "PRICE"  # giá dịch vụ


class EvidenceKind(StrEnum):
    UPLOAD = "UPLOAD"  # phải nộp
    PRESENT = "PRESENT"  # xuất trình, không nộp
    FROM_REGISTER = "FROM_REGISTER"  # cơ quan tự khai thác, không hỏi người dân


class QuestionKind(StrEnum):
    TEXT = "TEXT"
    LONG_TEXT = "LONG_TEXT"
    DATE = "DATE"
    NUMBER = "NUMBER"
    MONEY = "MONEY"
    CHOICE = "CHOICE"
    YES_NO = "YES_NO"
    PLACE = "PLACE"  # a commune as people write it; answer {"text","code"}
    PERSONAL_ID = "PERSONAL_ID"  # 12 digits
    PHONE = "PHONE"
    EMAIL = "EMAIL"


class StepKind(StrEnum):
    RECEIVE = "RECEIVE"
    CHECK = "CHECK"
    APPRAISE = "APPRAISE"
    CONSULT = "CONSULT"
    FIELD_CHECK = "FIELD_CHECK"
    COUNCIL = "COUNCIL"
    POST_PUBLICLY = "POST_PUBLICLY"
    PAY = "PAY"
    DRAFT = "DRAFT"
    SIGN = "SIGN"
    ISSUE = "ISSUE"
    RETURN = "RETURN"


class StepPlace(StrEnum):
    RECEIVING = "RECEIVING"
    COMPETENT = "COMPETENT"
    CONSULTED = "CONSULTED"


class CompetenceRule(StrEnum):
    COMMUNE_OF_PLACE = "COMMUNE_OF_PLACE"  # the commune's People's Committee where the place is
    POLICE_OF_PLACE = "POLICE_OF_PLACE"  # the commune police where the place is
    ANY_COMMUNE_IN_PROVINCE = "ANY_COMMUNE_IN_PROVINCE"  # whichever counter the person chose
    ANY_COMMUNE_IN_COUNTRY = "ANY_COMMUNE_IN_COUNTRY"  # the same, of any province
    DEPARTMENT_OF_PROVINCE = "DEPARTMENT_OF_PROVINCE"  # a department (sở) of the province
    PROVINCE_COMMITTEE = "PROVINCE_COMMITTEE"  # the province's People's Committee
    MINISTRY = "MINISTRY"  # the one that promulgated the procedure
    FIXED = "FIXED"  # one agency, by its code


RULE_LABELS = {
    CompetenceRule.COMMUNE_OF_PLACE: "Ủy ban nhân dân cấp xã nơi khai",
    CompetenceRule.POLICE_OF_PLACE: "Công an cấp xã nơi khai",
    CompetenceRule.ANY_COMMUNE_IN_PROVINCE: "Ủy ban nhân dân cấp xã bất kỳ trong tỉnh",
    CompetenceRule.ANY_COMMUNE_IN_COUNTRY: "Ủy ban nhân dân cấp xã bất kỳ trong cả nước",
    CompetenceRule.DEPARTMENT_OF_PROVINCE: "Cơ quan chuyên môn của tỉnh",
    CompetenceRule.PROVINCE_COMMITTEE: "Ủy ban nhân dân tỉnh",
    CompetenceRule.MINISTRY: "Bộ, cơ quan ở trung ương",
    CompetenceRule.FIXED: "Một cơ quan được chỉ định",
}


class DoubtKind(StrEnum):
    UNIT_MISSING = "UNIT_MISSING"
    TIMES_DISAGREE = "TIMES_DISAGREE"
    TIME_MISSING = "TIME_MISSING"
    TIME_NOT_A_NUMBER = "TIME_NOT_A_NUMBER"  # in words, or a fraction: cannot be counted
    HOURS_UNCLEAR = "HOURS_UNCLEAR"  # hours, without a word whether working hours
    FEE_ZERO_WITH_NOTE = "FEE_ZERO_WITH_NOTE"
    FEE_UNCLEAR = "FEE_UNCLEAR"  # no amount, another currency, or thousands left out
    AGENCY_MISSING = "AGENCY_MISSING"
    FIELD_MISSING = "FIELD_MISSING"
    PAPERS_MISSING = "PAPERS_MISSING"
    DISTRICT_WORDING = "DISTRICT_WORDING"
    TEXT_NOT_NFC = "TEXT_NOT_NFC"
    CODE_CHANGED = "CODE_CHANGED"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    LEGAL_BASIS_MISSING = "LEGAL_BASIS_MISSING"
    DETAILS_MISSING = "DETAILS_MISSING"  # only the catalogue's row is known: no papers, time, fee
    STATE_UNKNOWN = "STATE_UNKNOWN"  # the source's own state of the procedure is not one we know


class Part(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A piece of a definition: immutable, keyword-only, unknown keys refused."""


class Doubt(Part, frozen=True):
    kind: DoubtKind
    where: str  # path inside the definition, e.g. "allowances[0].unit"
    said: str = ""  # the source's own words or value, shortened


class Situation(Part, frozen=True):
    key: str
    label: str
    hint: str = ""


class Allowance(Part, frozen=True):
    """How long the agency has. The first entry matching situation and channel counts."""

    quantity: int | None
    unit: TimeUnit
    situation: str = ""  # empty: every situation
    channel: Channel | None = None  # None: every channel
    same_day_until: str = ""  # "15:00": received before it, due the same day
    legal_basis: str = ""
    note: str = ""


class Fee(Part, frozen=True):
    key: str
    label: str
    kind: FeeKind
    amount_vnd: int | None  # None: not known here (set by the provincial council, see note)
    situation: str = ""
    channel: Channel | None = None
    province_code: str = ""  # empty: everywhere
    valid_from: date | None = None
    valid_until: date | None = None  # exclusive
    legal_basis: str = ""
    note: str = ""


class Evidence(Part, frozen=True):
    key: str
    label: str
    kind: EvidenceKind
    situations: tuple[str, ...] = ()  # empty: every situation
    required: bool = True
    original: int = 0
    copies: int = 0
    code: str = ""  # code in the national catalogue of papers
    group: str = ""  # heading under which the source lists it
    note: str = ""


class Turn(Part, frozen=True):
    """One way in which a step may end, and the step it leads to."""

    key: str
    label: str
    next: str = ""  # empty: the end


class Step(Part, frozen=True):
    """One step of a route. Its time is a share of the allowance, or working hours."""

    key: str
    label: str
    kind: StepKind
    done_by: str  # a PostKind
    at: StepPlace
    share_percent: int = 0  # of the allowance; the longest way sums to 100
    hours: int = 0  # working hours; the longest way stays within the allowance
    next: str = ""  # key of the next step; empty: the end
    outcomes: tuple[Turn, ...] = ()  # the ways it may end, when there are several
    group: str = ""  # steps of one group make branches that start together
    unit: str = ""  # key of the unit inside the agency; empty: the one that handles the case
    consults: tuple[str, ...] = ()  # CONSULT: codes of the agencies to ask, or "department:key"
    is_deemed: bool = False  # CONSULT: who does not answer in time has agreed
    legal_basis: str = ""


class Condition(Part, frozen=True):
    """Shown only when an earlier answer is one of these values."""

    question: str
    is_one_of: tuple[str, ...]


class Option(Part, frozen=True):
    value: str
    label: str
    hint: str = ""


class Question(Part, frozen=True):
    key: str
    label: str
    kind: QuestionKind
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()  # CHOICE only
    max_length: int = 200
    least: int | None = None  # NUMBER, MONEY
    most: int | None = None
    not_after_today: bool = False  # DATE
    show_when: Condition | None = None
    prefill: str = ""  # "applicant.full_name|birth_date|personal_id|phone|email|address"


class Page(Part, frozen=True):
    """One page of the form: one thing, or what people think of as one thing."""

    key: str
    title: str  # the question of the page, its h1
    questions: tuple[Question, ...]
    hint: str = ""
    situations: tuple[str, ...] = ()  # empty: every situation
    show_when: Condition | None = None


class Competence(Part, frozen=True):
    rule: CompetenceRule
    legal_basis: str
    place_question: str = ""  # key of the PLACE question that decides; COMMUNE_OF_PLACE
    by_residence: bool = False  # that place is where the applicant lives, not where a thing is
    department: str = ""  # key of the department in data/agencies; DEPARTMENT_OF_PROVINCE
    agency: str = ""  # code of the agency; FIXED
    unit: str = ""  # key of the unit inside the agency that handles it
    anywhere_in_country: bool = False  # nationwide counter (isNonTerritorial)


class LegalBasis(Part, frozen=True):
    code: str
    name: str = ""


class Result(Part, frozen=True):
    label: str
    code: str = ""


class Definition(Part, frozen=True):
    code: str
    name: str
    field_code: str
    field_name: str
    promulgator: str  # name of the agency that published it
    levels: tuple[str, ...]  # of MINISTRY, PROVINCE, COMMUNE, VERTICAL, OTHER
    subjects: tuple[str, ...]
    channels: tuple[Channel, ...]
    executing: tuple[str, ...] = ()  # names of the agencies that carry it out, as published
    is_internal: bool = False  # between agencies only: not for the public
    is_non_territorial: bool | None = None  # may be filed at any counter of the country
    summary: str = ""  # one or two plain sentences: what it is for
    who: str = ""  # who may ask for it
    conditions: str = ""
    instructions: tuple[str, ...] = ()  # the steps as the citizen meets them
    life_events: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()  # words people use for it
    situations: tuple[Situation, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    fees: tuple[Fee, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    results: tuple[Result, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    competence: Competence | None = None
    route: tuple[Step, ...] = ()
    form: tuple[Page, ...] = ()
    full_online: bool | None = None
    decision_number: str = ""  # of the decision that published it
    decision_date: date | None = None
    effective_from: date | None = None  # of the first version, when it was already law
    route_decision: str = ""  # the decision by which this route stands in place of the file's
    route_decision_date: date | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def can_apply_online(self) -> bool:
        """True when the form, the route and the competence are all described here."""
        return bool(self.form and self.route and self.competence)


def allowance_for(definition: Definition, *, situation: str, channel: Channel) -> Allowance | None:
    """Return the first allowance that fits, or None when the procedure states none."""
    for allowance in definition.allowances:
        if allowance.situation in ("", situation) and allowance.channel in (None, channel):
            return allowance
    return None


def evidence_for(definition: Definition, *, situation: str) -> tuple[Evidence, ...]:
    """Return the papers of one situation, in catalogue order."""
    return tuple(e for e in definition.evidence if not e.situations or situation in e.situations)


def fees_for(
    definition: Definition, *, situation: str, channel: Channel, province_code: str, on: date
) -> tuple[Fee, ...]:
    """Return the fees in force on that day for that situation, channel and province."""
    return tuple(
        fee
        for fee in definition.fees
        if fee.situation in ("", situation)
        and fee.channel in (None, channel)
        and fee.province_code in ("", province_code)
        and (fee.valid_from is None or fee.valid_from <= on)
        and (fee.valid_until is None or on < fee.valid_until)
    )
