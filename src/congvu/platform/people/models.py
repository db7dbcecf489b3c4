"""Persons, their accounts and the posts they hold."""

from datetime import date, datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q

from congvu.kernel.actor import CAPACITY_LABELS
from congvu.kernel.ids import new_id
from congvu.platform.agencies.models import Post


class Sex(models.TextChoices):
    MALE = "MALE", "Nam"
    FEMALE = "FEMALE", "Nữ"


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    personal_id = models.TextField(unique=True)  # 12 digits; residence is never derived from it
    full_name = models.TextField()
    folded_name = models.TextField()
    birth_date = models.DateField(null=True)
    sex = models.TextField(choices=Sex.choices, blank=True, default="")
    phone = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    commune_code = models.TextField(blank=True, default="")
    is_test = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["folded_name"], name="person_folded_name")]

    def __str__(self) -> str:
        return self.full_name


class AccountQuerySet(models.QuerySet["Account"]):
    pass


class Account(AbstractBaseUser):
    """How a person signs in: subject at one identity provider. Never a password of ours."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    issuer = models.TextField()
    subject = models.TextField()
    level = models.IntegerField(default=1)  # 1 or 2 (Decree 69/2024)
    is_active = models.BooleanField(default=True)

    objects = AccountQuerySet.as_manager()

    USERNAME_FIELD = "id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="account_subject_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


class Appointment(models.Model):
    """A person holds a post from a day until (exclusive) another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    since = models.DateField()
    until = models.DateField(null=True)
    legal_basis = models.TextField(blank=True, default="")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                name="appointment_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.post}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(
            Q(revoked_at=None) | Q(revoked_at__gt=at), valid_from__lte=at, valid_until__gt=at
        )


class Delegation(models.Model):
    """Who holds a post lets somebody act in it, in a capacity, from an instant until another.

    It lapses with the giver's appointment and with the receiver's own post (Decree 30/2020).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="given")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    receiver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="received")
    own_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    capacity = models.TextField(choices=[(c.value, label) for c, label in CAPACITY_LABELS.items()])
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()  # exclusive
    decision_number = models.TextField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("valid_from")),
                name="delegation_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "-valid_until"], name="delegation_of_receiver"),
            models.Index(fields=["giver", "-valid_until"], name="delegation_of_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.post} → {self.receiver} ({self.decision_number})"
