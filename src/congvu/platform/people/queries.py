"""Finding people, their accounts and posts."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.compiled import OneRow
from congvu.kernel.refusal import Missing
from congvu.kernel.vietnamese import fold
from congvu.platform.people.models import Account, Appointment, Person

# What every request asks.
_PERSON = OneRow(lambda person_id: Person.objects.filter(id=person_id), UUID)
_ACCOUNT = OneRow(
    lambda id_: Account.objects.select_related("person").filter(id=id_, is_active=True), UUID
)
_HELD = OneRow(
    lambda account_id, post_id, on: Appointment.objects.in_force(on)
    .filter(person__accounts=account_id, person__accounts__is_active=True, post_id=post_id)
    .select_related("person", "post__unit__agency"),
    UUID, UUID, date,
)  # fmt: skip


class NoSuchPerson(Missing):
    def __init__(self) -> None:
        super().__init__("Không tìm thấy người này. Hãy tìm lại bằng số định danh hoặc họ tên.")


def active_account(account_id: UUID) -> Account | None:
    """Return the account with its person."""
    return _ACCOUNT.get(account_id)


def person(person_id: UUID) -> Person:
    found = _PERSON.get(person_id)
    if found is None:
        raise NoSuchPerson
    return found


def person_by_personal_id(personal_id: str) -> Person | None:
    return Person.objects.filter(personal_id=personal_id).first()


def search_people(text: str, *, most: int) -> Sequence[Person]:
    """Return the person of that 12-digit number, or people by name, with or without accents."""
    digits = "".join(c for c in text if c.isdecimal())
    if len(digits) == 12:
        return list(Person.objects.filter(personal_id=digits))
    words = fold(text)
    if len(words) < 2:
        return []
    found = Person.objects.filter(folded_name__contains=words)
    return list(found.order_by("folded_name", "id")[:most])


def posts_of(person_id: UUID, *, on: date) -> Sequence[Appointment]:
    """Return the posts a person holds that day."""
    return list(
        Appointment.objects.in_force(on)
        .filter(person_id=person_id)
        .select_related("post__unit__agency")
        .order_by("since", "id")
    )


def citizen(account: Account) -> Actor:
    """Return the account's person acting for themself."""
    return Actor(person_id=account.person_id, name=account.person.full_name)


def as_citizen(actor: Actor | None) -> Actor:
    """Return the same person acting for themself: a post gives no rights over one's own dossier."""
    if actor is None:
        raise NoSuchPerson
    return Actor(person_id=actor.person_id, name=actor.name)


def officer(account_id: UUID, *, post_id: UUID, on: date) -> Actor | None:
    """Return the account's person at their post: one question for account and appointment.

    None when the account is closed or the appointment does not stand that day.
    """
    held = _HELD.get(account_id, post_id, on)
    if held is None:
        return None
    post, unit, agency = held.post, held.post.unit, held.post.unit.agency
    return Actor(
        person_id=held.person_id,
        name=held.person.full_name,
        post_id=post.id,
        post_kind=PostKind(post.kind),
        post_title=post.title,
        unit_id=unit.id,
        agency_id=agency.id,
        agency_name=agency.name,
        parent_agency_id=agency.parent_id,
        agency_kind=agency.kind,
        province_code=agency.province_code,
    )


def appointments(*, text: str, on: date) -> QuerySet[Appointment]:
    """Return who holds which post, for the administrator's directory."""
    held = Appointment.objects.in_force(on).select_related("person", "post__unit__agency")
    words = fold(text)
    return held.filter(person__folded_name__contains=words) if words else held


def holders_of(*, unit_id: UUID, post_kind: str, on: date) -> Sequence[UUID]:
    """Return the persons who hold a post of that kind in that unit on that day."""
    held = Appointment.objects.in_force(on).filter(post__unit_id=unit_id, post__kind=post_kind)
    return list(held.values_list("person_id", flat=True).distinct())


def names_of(ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(Person.objects.filter(id__in=ids).values_list("id", "full_name"))


def claims_text(claims: Any, key: str) -> str:
    """Return a claim as text; a provider may leave it out or send another type."""
    value = claims.get(key)
    return value.strip() if isinstance(value, str) else ""
