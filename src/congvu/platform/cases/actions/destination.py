"""Where a dossier goes: who receives it, who is competent, which unit handles it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from congvu.kernel.refusal import Refusal
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency, AgencyKind, Unit
from congvu.platform.procedures import competence
from congvu.platform.procedures.definition import CompetenceRule, Definition


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
        situation=situation,
        answers=answers,
        chosen_commune=chosen_commune,
    )
    if isinstance(ruling, competence.Question):
        raise CompetenceUndecided(ruling.text)
    competent = _agency(ruling, on=on)
    if competent is None:
        raise CompetenceUndecided(
            "Chưa xác định được cơ quan giải quyết cho nơi đã chọn."
            " Hãy kiểm tra lại xã, phường trong đơn, hoặc nộp tại quầy gần nhất để được hướng dẫn."
        )
    centre = counter or agencies.centre_of(competent)
    return Destination(
        receiving_agency=centre,
        receiving_unit=agencies.counter_unit(centre),
        competent_agency=competent,
        handling_unit=agencies.handling_unit(competent, ruling.unit_key),
        reason=ruling.reason,
        legal_basis=ruling.legal_basis,
    )


def _agency(ruling: competence.Ruling, *, on: date) -> Agency | None:
    match ruling.rule:
        case CompetenceRule.COMMUNE_OF_PLACE | CompetenceRule.ANY_COMMUNE_IN_PROVINCE:
            return agencies.agency_of_commune(
                ruling.commune_code, kind=AgencyKind.COMMUNE_COMMITTEE, on=on
            )
        case CompetenceRule.POLICE_OF_PLACE:
            return agencies.agency_of_commune(ruling.commune_code, kind=AgencyKind.POLICE, on=on)
        case CompetenceRule.DEPARTMENT_OF_PROVINCE:
            return agencies.department(settings.PROVINCE_CODE, key=ruling.department_key, on=on)
        case CompetenceRule.PROVINCE_COMMITTEE:
            return agencies.province_committee(settings.PROVINCE_CODE, on=on)
        case _:
            return None
