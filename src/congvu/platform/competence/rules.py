"""Rules of competence: which of several counts for a place and a situation. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from congvu.platform.procedures.definition import Competence


class RuleSource(StrEnum):
    VERSION = "VERSION"  # the procedure's own, in the version
    PUBLISHED = "PUBLISHED"  # by a decision, beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule and how far it reaches. `place_code`: a province, a commune, or the country."""

    competence: Competence
    source: RuleSource
    situation: str = ""  # empty: every situation
    place_code: str = ""
    valid_from: date = date.min
    valid_until: date | None = None  # exclusive
    decision_number: str = ""
    delegated_by: str = ""  # code of the agency whose task it is by law; empty: nobody delegated

    @property
    def legal_basis(self) -> str:
        given = (self.decision_number, self.competence.legal_basis)
        return "; ".join(part for part in given if part)

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """A decision beats the version; a nearer place, then a named situation, beats the wider."""
        return self.source is RuleSource.PUBLISHED, len(self.place_code), bool(self.situation)

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)

    def reaches(self, *, commune: str, province: str) -> bool:
        return self.place_code in ("", commune, province)


def ranked(rules: Iterable[Rule], *, on: date) -> Sequence[Rule]:
    """Return the rules in force that day, the one that wins first."""
    return sorted((r for r in rules if r.is_in_force(on)), key=lambda r: r.rank, reverse=True)


def winner(rules: Iterable[Rule], *, situation: str, commune: str, province: str) -> Rule | None:
    """Return the first of ranked rules that speaks of the situation and reaches the place."""
    for rule in rules:
        if rule.situation in ("", situation) and rule.reaches(commune=commune, province=province):
            return rule
    return None
