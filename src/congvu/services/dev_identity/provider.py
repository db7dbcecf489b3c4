"""The provider's rules, on Authlib: code flow only, PKCE S256 required, nonce required."""

import time
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from django.conf import settings
from joserfc.jwk import RSAKey

from congvu.services.dev_identity.keys import signing_key
from congvu.services.dev_identity.models import AuthorizationCode, TestIdentity

CALLBACK_PATH = "/dang-nhap/xong/"


class Platform(ClientMixin):  # type: ignore[misc] # untyped library
    """The one registered client: the platform that runs this demo."""

    client_id: str = settings.OIDC["client_id"]

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        known = {"openid", "profile", "phone", "address"}
        return " ".join(word for word in scope.split() if word in known)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Admit the platform's own callback on the hosts that it answers to; nothing else."""
        url = urlsplit(redirect_uri)
        hosts = {host.strip("[]") for host in settings.ALLOWED_HOSTS}
        return (
            url.scheme in {"http", "https"}
            and url.path == CALLBACK_PATH
            and not (url.query or url.fragment or url.username or url.password)
            and (url.hostname or "") in hosts
        )

    def check_client_secret(self, client_secret: str) -> bool:
        return bool(client_secret == settings.OIDC["client_secret"])

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"

    @property
    def id_token_signed_response_alg(self) -> str:
        return "RS256"


class Server(AuthorizationServer):  # type: ignore[misc] # untyped library
    """Knows one client and keeps no tokens: the platform needs the ID token only."""

    def query_client(self, client_id: str) -> Platform | None:
        return Platform() if client_id == Platform.client_id else None

    def save_token(self, token: Any, request: Any) -> None:
        return None

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        return None


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc] # untyped library
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> None:
        data = request.payload.data
        AuthorizationCode.objects.create(
            code=code,
            client_id=request.client.get_client_id(),
            redirect_uri=request.payload.redirect_uri or "",
            scope=request.scope or "",
            nonce=data.get("nonce") or "",
            code_challenge=data.get("code_challenge") or "",
            code_challenge_method=data.get("code_challenge_method") or "",
            identity=request.user,
            issued_at=int(time.time()),
        )

    def query_authorization_code(self, code: str, client: Any) -> AuthorizationCode | None:
        """Take the code out at once: a second use of it finds nothing."""
        held = AuthorizationCode.objects.select_related("identity").filter(
            code=code, client_id=client.get_client_id()
        )
        found = held.first()
        if found is None or not held.delete()[0] or found.is_expired():
            return None
        return found

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        return None  # taken out when it was asked for

    def authenticate_user(self, authorization_code: AuthorizationCode) -> TestIdentity:
        return authorization_code.identity


class S256Only(CodeChallenge):  # type: ignore[misc] # untyped library
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)


class IdToken(OpenIDCode):  # type: ignore[misc] # untyped library
    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return AuthorizationCode.objects.filter(nonce=nonce).exists()

    def resolve_client_private_key(self, client: Any) -> RSAKey:
        return signing_key()

    def get_client_claims(self, client: Any) -> dict[str, Any]:
        return {"iss": settings.OIDC["issuer"], "aud": [client.get_client_id()]}

    def get_encode_header(self, client: Any) -> dict[str, str]:
        return {"alg": "RS256", "kid": "thu-nghiem"}

    def generate_user_info(self, user: TestIdentity, scope: str) -> UserInfo:
        return UserInfo(sub=user.username, is_test=True, **user.claims)


@lru_cache(maxsize=1)
def server() -> Server:
    made = Server(None, None)
    made.register_grant(CodeGrant, [S256Only(required=True), IdToken(require_nonce=True)])
    return made
