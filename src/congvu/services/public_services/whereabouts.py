"""Which office is competent for an address as people write it, or what must still be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.places import queries as places
from congvu.platform.procedures.definition import CompetenceRule, Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune in force that an address may mean, and why."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The competent office, or the places to choose between. Never a guess."""

    name: str = ""
    reason: str = ""
    choices: Sequence[Place] = ()
    problem: str = ""


NOT_FOUND = (
    "Không tìm thấy địa chỉ này. Hãy ghi tên xã, phường và tỉnh, ví dụ “Xã Vĩnh Linh, Quảng Trị”;"
    " ghi tên cũ cũng được."
)


def read_place(text: str, *, on: date) -> tuple[Place | None, Sequence[Place], str]:
    """Return (the one place, [], "") or (None, choices, what to do)."""
    resolution = places.resolve(text, on=on)
    found = [
        Place(code=c.code, name=places.written_name(c.code, on=on), reason=c.reason)
        for c in resolution.candidates
    ]
    if resolution.status == "single":
        return found[0], (), ""
    if not found:
        return None, (), NOT_FOUND
    return (
        None,
        found,
        "Địa chỉ này ứng với nhiều xã, phường hiện nay. Hãy chọn đúng nơi của anh/chị.",
    )


def office_for(definition: Definition, *, text: str, on: date) -> Office:
    place, choices, problem = read_place(text, on=on)
    if place is None:
        return Office(choices=choices, problem=problem)
    rule = definition.competence.rule if definition.competence else None
    if rule not in {CompetenceRule.COMMUNE_OF_PLACE, CompetenceRule.ANY_COMMUNE_IN_PROVINCE}:
        return Office(problem="Thủ tục này không do cấp xã giải quyết; xem mục Nơi giải quyết.")
    agency = agencies.agency_of_commune(place.code, kind=AgencyKind.COMMUNE_COMMITTEE, on=on)
    if agency is None:
        return Office(problem="Chưa có thông tin về cơ quan của nơi này.")
    return Office(name=agency.name, reason=place.reason)
