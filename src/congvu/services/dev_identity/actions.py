"""Registering test identities."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from congvu.services.dev_identity.models import TestIdentity


@transaction.atomic
def register(
    *, username: str, password: str, claims: Mapping[str, Any], at: datetime
) -> TestIdentity:
    """Keep a test identity; registering it again renews its password and claims."""
    del at  # a stranger's register keeps no journal of ours
    identity, _ = TestIdentity.objects.update_or_create(
        username=username,
        defaults={"password": make_password(password), "claims": dict(claims)},
    )
    return identity
