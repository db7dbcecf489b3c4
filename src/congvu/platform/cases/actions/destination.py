"""Where a dossier goes: who receives it, who is competent, which unit handles it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from congvu.kernel.refusal import Refusal
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency, Unit
from congvu.platform.competence import queries as competence
from congvu.platform.competence.facts import Facts, Question
from congvu.platform.procedures.definition import Definition


class CompetenceUndecided(Refusal):
    """The facts do not decide which agency is competent; the message asks what would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    receiving_agency: Agency
    receiving_unit: Unit
    competent_agency: Agency
    handling_unit: Unit
    reason: str
    legal_basis: str


def destination(
    *,
    definition: Definition,
    situation: str,
    answers: Mapping[str, Any],
    chosen_commune: str,
    counter: Agency | None,
    on: date,
) -> Destination:
    """Resolve competence; raise CompetenceUndecided rather than guess.

    `counter` is the one-stop centre where the person stands; without it the competent agency's
    own centre receives the dossier.
    """
    ruling = competence.resolve(
        definition=definition,
        facts=Facts(
            home=settings.PROVINCE_CODE,
            situation=situation,
            answers=answers,
            counter_commune=chosen_commune,
        ),
        on=on,
    )
    if isinstance(ruling, Question):
        raise CompetenceUndecided(ruling.text)
    centre = counter or agencies.centre_of(ruling.agency)
    return Destination(
        receiving_agency=centre,
        receiving_unit=agencies.counter_unit(centre),
        competent_agency=ruling.agency,
        handling_unit=agencies.handling_unit(ruling.agency, ruling.unit_key),
        reason=ruling.reason,
        legal_basis=ruling.legal_basis,
    )
