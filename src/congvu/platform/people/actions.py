"""Recording people, accounts and appointments."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from congvu.kernel.actor import Actor, Capacity
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Missing, Refusal
from congvu.kernel.vietnamese import fold, tidy
from congvu.platform.agencies.models import Post
from congvu.platform.events.actions import publish
from congvu.platform.people import queries
from congvu.platform.people.events import (
    AppointmentEnded,
    AppointmentMade,
    DelegationMade,
    DelegationRevoked,
    PersonRecorded,
)
from congvu.platform.people.models import Account, Appointment, Delegation, Person, Sex
from congvu.platform.people.queries import claims_text

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
_DIGITS = re.compile(r"\d{12}", re.ASCII)


class WrongPersonalId(Refusal):
    """The number does not have the shape of a personal identification number."""


class IdentityIncomplete(Refusal):
    """The provider vouched for somebody but left out what an account needs."""


class AccountClosed(Refusal):
    status = 403


def checked_personal_id(text: str) -> str:
    """Return the 12 digits, or raise WrongPersonalId. Nothing about residence is derived."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not _DIGITS.fullmatch(digits):
        raise WrongPersonalId("Số định danh cá nhân gồm 12 chữ số, ghi trên thẻ căn cước.")
    return digits


@transaction.atomic
def record_person(
    *,
    full_name: str,
    personal_id: str,
    birth_date: date | None,
    sex: str,
    phone: str = "",
    address: str = "",
    actor: Actor,
    at: datetime,
) -> Person:
    """Record a citizen who stands at a counter. A known number returns that person unchanged."""
    digits = checked_personal_id(personal_id)
    if birth_date and birth_date > local_date(at):
        raise Refusal("Ngày sinh không được sau ngày hôm nay.")
    person, is_new = Person.objects.get_or_create(
        personal_id=digits,
        defaults=_described(full_name)
        | {
            "id": new_id(),
            "birth_date": birth_date,
            "sex": sex,
            "phone": tidy(phone),
            "address": tidy(address),
        },
    )
    if is_new:
        _publish(PersonRecorded(subject_id=person.id), actor=actor, at=at)
    return person


@transaction.atomic
def account_from_claims(
    *, issuer: str, claims: Mapping[str, Any], actor: Actor | None = None, at: datetime
) -> Account:
    """Return the account of verified claims, made at the first sign-in.

    `actor` is None: nobody acts yet. Raises IdentityIncomplete, AccountClosed, WrongPersonalId.
    """
    subject = claims_text(claims, "sub")
    name = claims_text(claims, "name")
    if not subject or not name:
        raise IdentityIncomplete("Nơi định danh không gửi đủ họ tên và mã tài khoản.")
    known = Account.objects.select_related("person").filter(issuer=issuer, subject=subject).first()
    if known is not None:
        if not known.is_active:
            raise AccountClosed("Tài khoản này đã bị khóa. Hãy liên hệ quầy một cửa gần nhất.")
        return known
    digits = checked_personal_id(claims_text(claims, "personal_id_number"))
    person, is_new = Person.objects.get_or_create(
        personal_id=digits,
        defaults=_described(name)
        | {
            "id": new_id(),
            "birth_date": _date(claims_text(claims, "birthdate")),
            "sex": _SEXES.get(claims_text(claims, "gender"), ""),
            "phone": claims_text(claims, "phone_number"),
            "address": claims_text(claims.get("address") or {}, "formatted"),
            "is_test": claims.get("is_test") is True,
        },
    )
    if is_new:
        _publish(PersonRecorded(subject_id=person.id), actor=actor, at=at)
    level = 2 if claims_text(claims, "acr") == "2" else 1
    return Account.objects.create(
        id=new_id(), person=person, issuer=issuer, subject=subject, level=level
    )


@transaction.atomic
def appoint(
    *, person: Person, post: Post, since: date, legal_basis: str, actor: Actor | None, at: datetime
) -> Appointment:
    """Give a person a post from a day on. Appointing the same person again changes nothing."""
    standing = Appointment.objects.filter(person=person, post=post, until=None).first()
    if standing is not None:
        return standing
    made = Appointment.objects.create(
        id=new_id(), person=person, post=post, since=since, legal_basis=tidy(legal_basis)
    )
    event = AppointmentMade(subject_id=made.id, person_id=person.id, post_id=post.id)
    _publish(event, actor=actor, at=at)
    return made


@transaction.atomic
def end_appointment(
    *, appointment_id: UUID, until: date, actor: Actor | None, at: datetime
) -> None:
    """End an appointment. From that day the very next request is no longer an officer's."""
    held = Appointment.objects.select_for_update().get(id=appointment_id)
    if held.until is not None:
        return
    if until <= held.since:
        raise Refusal("Ngày thôi giữ chức danh phải sau ngày bắt đầu.")
    held.until = until
    held.save(update_fields=["until"])
    event = AppointmentEnded(subject_id=held.id, person_id=held.person_id, post_id=held.post_id)
    _publish(event, actor=actor, at=at)


class DelegationRefused(Refusal):
    """The delegation cannot be so. `field` says where; nothing changed."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@transaction.atomic
def delegate(
    *,
    receiver_appointment_id: UUID,
    capacity: Capacity,
    valid_from: datetime,
    valid_until: datetime,
    decision_number: str,
    actor: Actor,
    at: datetime,
) -> Delegation:
    """Let a colleague act in the actor's post for a while. Raises DelegationRefused.

    What was delegated is not delegated on, and ends no later than the giver's own appointment.
    """
    if actor.post_id is None or actor.capacity is not Capacity.OWN:
        raise DelegationRefused("", "Chỉ người giữ chức danh được ủy quyền chức danh của mình.")
    own = Appointment.objects.in_force(local_date(at)).get(
        person_id=actor.person_id, post_id=actor.post_id
    )
    theirs = {held.id: held for held in queries.colleagues(actor, on=local_date(at))}
    chosen = theirs.get(receiver_appointment_id)
    if chosen is None:
        raise DelegationRefused("receiver", "Hãy chọn một người đang làm việc trong cơ quan mình.")
    _check_span(own, chosen, valid_from=valid_from, valid_until=valid_until, at=at)
    if not tidy(decision_number):
        raise DelegationRefused("decision_number", "Hãy ghi số của văn bản ủy quyền.")
    made = Delegation.objects.create(
        giver_id=actor.person_id,
        post_id=actor.post_id,
        receiver_id=chosen.person_id,
        own_post_id=chosen.post_id,
        capacity=capacity.value,
        valid_from=valid_from,
        valid_until=valid_until,
        decision_number=tidy(decision_number),
        made_at=at,
    )
    event = DelegationMade(
        subject_id=made.id,
        giver_id=made.giver_id,
        receiver_id=made.receiver_id,
        post_id=made.post_id,
        capacity=made.capacity,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _publish(event, actor=actor, at=at, legal_basis=made.decision_number)
    return made


def _check_span(
    own: Appointment,
    theirs: Appointment,
    *,
    valid_from: datetime,
    valid_until: datetime,
    at: datetime,
) -> None:
    if valid_until <= max(valid_from, at):
        raise DelegationRefused(
            "until", "Lúc kết thúc phải sau lúc bắt đầu và sau lúc này. Hãy sửa ngày, giờ."
        )
    for held, whose in ((own, "Anh/chị"), (theirs, theirs.person.full_name)):
        if held.until is not None and local_date(valid_until - SECOND) >= held.until:
            raise DelegationRefused(
                "until",
                f"{whose} chỉ giữ chức danh đến hết ngày {held.until - DAY:%d/%m/%Y}."
                " Ủy quyền phải kết thúc trước đó.",
            )


@transaction.atomic
def revoke_delegation(*, delegation_id: UUID, actor: Actor, at: datetime) -> None:
    """End a delegation now. Whoever acts by it is out on the very next request."""
    found = Delegation.objects.select_for_update().filter(
        id=delegation_id, giver_id=actor.person_id, post=actor.post_id
    )
    made = found.first()
    if made is None:
        raise Missing("Không tìm thấy ủy quyền này trong các ủy quyền của anh/chị.")
    if made.revoked_at is not None or made.valid_until <= at:
        return
    made.revoked_at = at
    made.save(update_fields=["revoked_at"])
    event = DelegationRevoked(
        subject_id=made.id,
        giver_id=made.giver_id,
        receiver_id=made.receiver_id,
        post_id=made.post_id,
    )
    _publish(event, actor=actor, at=at)


_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}


def _described(name: str) -> dict[str, Any]:
    return {"full_name": tidy(name), "folded_name": fold(name)}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _publish(event: Any, *, actor: Actor | None, at: datetime, legal_basis: str = "") -> None:
    agency_id = actor.agency_id if actor else None
    publish(event=event, actor=actor, agency_id=agency_id, at=at, legal_basis=legal_basis)
