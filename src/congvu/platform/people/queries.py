"""Finding people, their accounts and posts."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from congvu.kernel.actor import Actor, Capacity, PostKind
from congvu.kernel.clock import local_date
from congvu.kernel.compiled import OneRow
from congvu.kernel.refusal import Missing
from congvu.kernel.vietnamese import fold
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Post
from congvu.platform.agencies.queries import named_on
from congvu.platform.people.models import Account, Appointment, Delegation, Person

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
    if is_full_number(text):
        return list(Person.objects.filter(personal_id=_digits(text)))
    words = fold(text)
    if len(words) < 2:
        return []
    found = Person.objects.filter(folded_name__contains=words)
    return list(found.order_by("folded_name", "id")[:most])


def is_full_number(text: str) -> bool:
    """True when it is a whole personal identification number, however it is spaced."""
    return len(_digits(text)) == 12


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


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
    return _at_post(held.person, held.post, on=on)


def deputy(account_id: UUID, *, delegation_id: UUID, at: datetime) -> Actor | None:
    """Return the account's person acting in the post of another, at this very instant.

    None from the instant the delegation ends, is revoked, or either of the two leaves the post.
    """
    found = (
        Delegation.objects.in_force(at)
        .filter(id=delegation_id, receiver__accounts=account_id, receiver__accounts__is_active=True)
        .select_related("receiver", "post__unit__agency", "own_post")
        .first()
    )
    today = local_date(at)
    if found is None or not _both_hold(found, on=today):
        return None
    actor = _at_post(found.receiver, found.post, on=today)
    return replace(actor, capacity=Capacity(found.capacity), own_title=found.own_post.title)


def _both_hold(delegation: Delegation, *, on: date) -> bool:
    pairs = {
        (delegation.giver_id, delegation.post_id),
        (delegation.receiver_id, delegation.own_post_id),
    }
    held = Appointment.objects.in_force(on).filter(
        person_id__in=[person for person, _ in pairs], post_id__in=[post for _, post in pairs]
    )
    return pairs <= set(held.values_list("person_id", "post_id"))


def _at_post(person: Person, post: Post, *, on: date) -> Actor:
    unit, agency = post.unit, named_on(post.unit.agency, on=on)
    return Actor(
        person_id=person.id,
        name=person.full_name,
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


def delegations_to(person_id: UUID, *, at: datetime) -> Sequence[Delegation]:
    """Return in whose posts a person may act now."""
    found = Delegation.objects.in_force(at).filter(receiver_id=person_id)
    rows = found.select_related("giver", "post__unit__agency").order_by("valid_until", "id")
    return [one for one in rows if _both_hold(one, on=local_date(at))]


def delegations_given(actor: Actor) -> Sequence[Delegation]:
    """Return what an officer delegated of their post, the latest first."""
    given = Delegation.objects.filter(giver_id=actor.person_id, post=actor.post_id)
    return list(given.select_related("receiver", "own_post").order_by("-valid_until", "-id")[:100])


def colleagues(actor: Actor, *, on: date) -> Sequence[Appointment]:
    """Return who else holds a post in the actor's agency, for choosing a deputy."""
    held = Appointment.objects.in_force(on).exclude(person_id=actor.person_id)
    own = agencies.same_agency(actor.agency_id) if actor.agency_id else ()
    of_agency = held.filter(post__unit__agency__in=own).select_related("person", "post__unit")
    return list(of_agency.order_by("person__folded_name", "id"))


def appointments(*, text: str, on: date) -> QuerySet[Appointment]:
    """Return who holds which post, for the administrator's directory."""
    held = Appointment.objects.in_force(on).select_related("person", "post__unit__agency")
    words = fold(text)
    return held.filter(person__folded_name__contains=words) if words else held


def holders_of(*, unit_id: UUID, post_kind: str, on: date) -> Sequence[UUID]:
    """Return the persons who hold a post of that kind in that unit on that day."""
    held = Appointment.objects.in_force(on).filter(post__unit_id=unit_id, post__kind=post_kind)
    return list(held.values_list("person_id", flat=True).distinct())


def count_holders(*, agency_code: str, on: date) -> int:
    """Return how many persons hold a post of that agency on that day."""
    held = Appointment.objects.in_force(on).filter(post__unit__agency__code=agency_code)
    return held.values("person_id").distinct().count()


def names_of(ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(Person.objects.filter(id__in=ids).values_list("id", "full_name"))


def claims_text(claims: Any, key: str) -> str:
    """Return a claim as text; a provider may leave it out or send another type."""
    value = claims.get(key)
    return value.strip() if isinstance(value, str) else ""
