"""Every commune of the country against every procedure: each resolves, or asks, or is a gap."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.competence import queries
from congvu.platform.competence.facts import Facts, Question, Ruling, Spot
from congvu.platform.procedures.definition import Definition

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A commune and a procedure for which nobody is competent, or that lacks a signer or basis."""

    procedure_code: str
    commune_code: str
    problem: str


@dataclass(slots=True, kw_only=True)
class Row:
    """What became of one procedure over all communes."""

    procedure_code: str
    procedure_name: str
    resolved: int = 0
    asks: int = 0
    gaps: int = 0
    question: str = ""  # the first one asked
    agency_codes: set[str] = field(default_factory=set)

    def facts(self) -> dict[str, Any]:
        """Return what a report keeps of it."""
        return {
            "code": self.procedure_code,
            "name": self.procedure_name,
            "resolved": self.resolved,
            "asks": self.asks,
            "gaps": self.gaps,
            "agencies": len(self.agency_codes),
            "question": self.question,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    on: date
    communes: int
    rows: Sequence[Row]
    gaps: Sequence[Gap]  # the first SHOWN of each procedure

    @property
    def resolved(self) -> int:
        return sum(row.resolved for row in self.rows)

    @property
    def asks(self) -> int:
        return sum(row.asks for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.gaps for row in self.rows)


def check(definitions: Iterable[Definition], *, on: date) -> Coverage:
    """Resolve every pair on a day. The thing and the counter are both in the commune.

    A procedure that some situation tells apart is tried in each of its situations.
    """
    communes = agencies.communes_with(AgencyKind.COMMUNE_COMMITTEE, on=on)
    rows: list[Row] = []
    gaps: list[Gap] = []
    for definition in definitions:
        row = Row(procedure_code=definition.code, procedure_name=definition.name)
        found = list(_gaps(definition, communes, row, on=on))
        rows.append(row)
        gaps += found[:SHOWN]
    return Coverage(on=on, communes=len(communes), rows=rows, gaps=gaps)


def _gaps(definition: Definition, communes: Sequence[str], row: Row, *, on: date) -> Iterator[Gap]:
    for commune in communes:
        problem = ""
        for situation in _situations(definition):
            problem = problem or _tried(definition, commune, situation, row, on=on)
        if problem:
            row.gaps += 1
            yield Gap(procedure_code=definition.code, commune_code=commune, problem=problem)


def _situations(definition: Definition) -> Sequence[str]:
    if any(rule.situation for rule in queries.rules_of(definition)):
        return [one.key for one in definition.situations]
    return [""]


def _tried(definition: Definition, commune: str, situation: str, row: Row, *, on: date) -> str:
    """Count one attempt in `row`; return what is wrong with it, or ""."""
    spot = Spot(text=commune, codes=(commune,))
    facts = Facts(
        home=settings.PROVINCE_CODE,
        situation=situation,
        answers={},
        place=spot,
        residence=spot,
        counter_commune=commune,
    )
    outcome = queries.resolve(definition=definition, facts=facts, on=on)
    if isinstance(outcome, Ruling):
        lacking = _lacking(outcome)
        row.resolved += not lacking
        row.agency_codes.add(outcome.agency.code)
        return lacking
    if not outcome.is_gap:
        row.asks += 1
        row.question = row.question or outcome.text
    return _gap_words(outcome)


def _gap_words(question: Question) -> str:
    return question.text if question.is_gap else ""


def _lacking(ruling: Ruling) -> str:
    if not ruling.legal_basis:
        return "Quy tắc không ghi căn cứ pháp lý."
    if not queries.signer(ruling.agency).title:
        return f"Không biết ai ký ở {ruling.agency.name}."
    return ""
