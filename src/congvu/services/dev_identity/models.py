"""Test identities and the codes handed out for them."""

import time
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin
from django.db import models

CODE_SECONDS = 60


class TestIdentity(models.Model):
    """Somebody who does not exist, with a password that is printed for everybody to read."""

    username = models.TextField(primary_key=True)
    password = models.TextField()  # hashed
    claims = models.JSONField()

    __test__ = False  # not a test class

    def __str__(self) -> str:
        return self.username


class AuthorizationCode(AuthorizationCodeMixin, models.Model):  # type: ignore[misc] # untyped library
    """One code: used once, within a minute, by the client and redirect it was made for."""

    code = models.TextField(primary_key=True)
    client_id = models.TextField()
    redirect_uri = models.TextField()
    scope = models.TextField()
    nonce = models.TextField()
    code_challenge = models.TextField()
    code_challenge_method = models.TextField()
    identity = models.ForeignKey(TestIdentity, on_delete=models.CASCADE)
    issued_at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.client_id} {self.issued_at}"

    def is_expired(self) -> bool:
        return self.issued_at + CODE_SECONDS < time.time()

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.issued_at

    def get_acr(self) -> Any:
        return self.identity.claims.get("acr")

    def get_amr(self) -> None:
        return None
