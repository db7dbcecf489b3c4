"""The OpenID Connect client: code flow with PKCE, state, nonce; any provider by configuration."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from congvu.platform.people import queries
from congvu.platform.people.models import Account


class FromIdentityProvider(BaseBackend):
    """An account is whoever the provider vouched for; there are no passwords of ours."""

    def authenticate(
        self, request: HttpRequest | None, account: Account | None = None, **more: Any
    ) -> Account | None:
        return account if account is not None and account.is_active else None

    def get_user(self, user_id: UUID) -> Account | None:
        return queries.active_account(user_id)


@lru_cache(maxsize=1)
def provider() -> Any:
    """Return the client of the one configured provider; its metadata is read at first use."""
    client = OAuth()
    return client.register(
        name="identity",
        client_id=settings.OIDC["client_id"],
        client_secret=settings.OIDC["client_secret"],
        server_metadata_url=f"{settings.OIDC['issuer']}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile phone address",
            "code_challenge_method": "S256",
            "timeout": 10,
        },
    )


def claims_of(token: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the verified claims of a token answer; empty when there was no ID token."""
    return token.get("userinfo") or {}
