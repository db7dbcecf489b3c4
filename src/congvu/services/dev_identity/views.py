"""The provider's pages and machine addresses."""

import os

from authlib.oauth2 import OAuth2Error
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.services.dev_identity.keys import public_keys
from congvu.services.dev_identity.provider import server
from congvu.services.dev_identity.queries import identity_of

if settings.IS_DEMO:
    os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")  # a demo on one machine has no TLS


class SignInForm(forms.Form):
    username = forms.CharField(
        label="Tên đăng nhập thử",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": "Hãy nhập tên đăng nhập thử, ví dụ congdan."},
    )
    password = forms.CharField(
        label="Mật khẩu",
        max_length=100,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Hãy nhập mật khẩu do lệnh demo in ra."},
    )


@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    issuer = settings.OIDC["issuer"]
    # The browser may know this machine by another name than the server does.
    shown = request.build_absolute_uri("/dinh-danh-thu-nghiem")
    return JsonResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{shown}/dang-nhap",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/khoa",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "phone", "address"],
            "claims_supported": ["sub", "name", "personal_id_number", "birthdate", "gender", "acr"],
        }
    )


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    return JsonResponse(public_keys())


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Ask for a test name and password, then send the code to the registered address."""
    try:
        server().get_consent_grant(request, end_user=None)
    except OAuth2Error as error:
        return _refused(request, error)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        identity = identity_of(**form.cleaned_data)
        if identity is not None:
            answer: HttpResponse = server().create_authorization_response(
                request, grant_user=identity
            )
            return answer
        form.add_error("password", "Tên đăng nhập hoặc mật khẩu thử không đúng.")
    status = 422 if form.is_bound else 200
    return render(request, "dev_identity/sign_in.html", {"form": form}, status=status)


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = server().create_token_response(request)
    return answer


def _refused(request: HttpRequest, error: OAuth2Error) -> HttpResponse:
    context = {"reason": error.description or error.error}
    return render(request, "dev_identity/refused.html", context, status=400)
