"""What is known when competence is asked for, and what the answer may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from congvu.platform.agencies.models import Agency
from congvu.platform.competence.rules import Rule

SITUATION, COUNTER = "situation", "counter"  # what a Question may ask beside a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as written, and the communes in force it may mean: none, one, or several."""

    text: str = ""
    codes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.codes[0] if len(self.codes) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a rule may ask for. `home` is the province of the installation."""

    home: str
    situation: str = ""
    answers: Mapping[str, Any]  # of the form; a PLACE answer is {"text", "code"}
    place: Spot = Spot()  # where the thing is that the dossier is about
    residence: Spot = Spot()  # where the applicant lives
    counter_commune: str = ""  # of the counter the person chose

    def of_situation(self, key: str) -> "Facts":
        return replace(self, situation=key)

    def doubtful(self) -> Spot | None:
        """Return the first place told that may mean several communes."""
        return next((s for s in (self.place, self.residence) if len(s.codes) > 1), None)

    def settled(self, spot: Spot, code: str) -> "Facts":
        """Return the same facts with `spot` read as one of the communes it may mean."""
        meant = Spot(text=spot.text, codes=(code,))
        return replace(
            self,
            place=meant if self.place is spot else self.place,
            residence=meant if self.residence is spot else self.residence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The competent agency under its name of that day, the rule used, and why, in words."""

    agency: Agency
    rule: Rule
    reason: str

    @property
    def legal_basis(self) -> str:
        return self.rule.legal_basis

    @property
    def unit_key(self) -> str:
        return self.rule.competence.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agency that may be competent, and the answer that would make it so."""

    agency: Agency
    answer: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What must be known before the competent agency is.

    `key` is a question of the form, "place", "residence", SITUATION or COUNTER; empty: nobody the
    platform could ask knows, the text says what to do.
    """

    key: str
    text: str
    candidates: Sequence[Candidate] = ()
    is_gap: bool = False  # no answer would help: a rule or an agency is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs for the agency: a title, and the post where it is known here."""

    title: str
    post_id: str = ""
