"""Finding test identities."""

from django.contrib.auth.hashers import check_password, make_password

from congvu.services.dev_identity.models import TestIdentity


def identity_of(*, username: str, password: str) -> TestIdentity | None:
    """Return the identity whose password this is. Unknown names cost the same time."""
    found = TestIdentity.objects.filter(username=username).first()
    if found is None:
        make_password(password)
        return None
    return found if check_password(password, found.password) else None
