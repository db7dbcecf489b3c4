"""Signing in and out, choosing a hat, my details, the directory of posts."""

from typing import Any

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from joserfc.errors import JoseError

from congvu.kernel import clock
from congvu.kernel.refusal import Refusal
from congvu.platform.people import actions, queries
from congvu.platform.people.models import Account
from congvu.platform.people.session import POST_KEY
from congvu.platform.people.signing_in import claims_of, provider
from congvu.web.paging import page_of

log = structlog.get_logger()

NEXT_KEY = "after_sign_in"
BACKEND = "congvu.platform.people.signing_in.FromIdentityProvider"
PAGE = 50


@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the person to the identity provider, remembering where they wanted to go."""
    request.session[NEXT_KEY] = _local(request, request.GET.get("next", ""))
    try:
        callback_url = request.build_absolute_uri(reverse("people:callback"))
        answer: HttpResponse = provider().authorize_redirect(request, callback_url)
    except (requests.RequestException, AuthlibBaseError, ValueError) as error:
        log.warning("identity_provider_unreachable", reason=str(error)[:200])
        return _failed(request, "Nơi định danh đang không trả lời.", status=503)
    return answer


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer. Anything wrong has its own page; there is no loop."""
    try:
        token = provider().authorize_access_token(request)
        account = actions.account_from_claims(
            issuer=settings.OIDC["issuer"], claims=claims_of(token), at=clock.now()
        )
    except requests.RequestException as error:
        log.warning("identity_provider_unreachable", reason=str(error)[:200])
        return _failed(request, "Nơi định danh đang không trả lời.", status=503)
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        log.warning("sign_in_refused", reason=type(error).__name__)
        return _failed(request, "Lần đăng nhập này không khớp hoặc đã hết hạn.", status=400)
    except Refusal as refusal:
        return _failed(request, str(refusal), status=403)
    after = request.session.get(NEXT_KEY, "")
    login(request, account, backend=BACKEND)
    return _put_on_hat(request, account, after)


@require_http_methods(["GET", "POST"])
def choose_post(request: HttpRequest) -> HttpResponse:
    """Choose in which post, or as a citizen, the person goes on."""
    account = _account(request)
    posts = queries.posts_of(account.person_id, on=clock.local_date(clock.now()))
    if request.method == "POST":
        wanted = request.POST.get("post", "")
        if wanted == "":
            request.session.pop(POST_KEY, None)
            return redirect("public_services:mine")
        if wanted in {str(held.post_id) for held in posts}:
            request.session[POST_KEY] = wanted
            return redirect(_home_of(wanted, posts))
    return render(
        request,
        "people/choose_post.html",
        {"posts": posts, "current": request.session.get(POST_KEY, "")},
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("public_services:home")


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    posts = queries.posts_of(account.person_id, on=clock.local_date(clock.now()))
    return render(
        request,
        "people/me.html",
        {"account": account, "person": account.person, "posts": posts},
    )


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Show who holds which post."""
    text = request.GET.get("q", "")[:100]
    page = page_of(
        queries.appointments(text=text, on=clock.local_date(clock.now())),
        order=("person__folded_name", "id"),
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
    )
    rows = [
        {
            "cells": [
                held.person.full_name,
                held.post.title,
                held.post.unit.name,
                held.post.unit.agency.name,
            ]
        }
        for held in page.rows
    ]
    labels = ["Họ tên", "Chức danh", "Đơn vị", "Cơ quan"]
    context = {
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "page": page,
        "text": text,
    }
    return render(request, "people/directory.html", context)


def _put_on_hat(request: HttpRequest, account: Account, after: str) -> HttpResponse:
    posts = queries.posts_of(account.person_id, on=clock.local_date(clock.now()))
    if len(posts) == 1:
        request.session[POST_KEY] = str(posts[0].post_id)
        return redirect(after or _home_of(str(posts[0].post_id), posts))
    if posts:
        return redirect("people:choose_post")
    return redirect(after or "public_services:mine")


def _home_of(post_id: str, posts: Any) -> str:
    kinds = {str(held.post_id): held.post.kind for held in posts}
    return "agencies:directory" if kinds.get(post_id) == "ADMIN" else "cases:inbox"


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Refusal("Hãy đăng nhập để xem trang này.")
    return request.user


def _local(request: HttpRequest, target: str) -> str:
    """Return the address to go on to only when it is one of ours."""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return target if safe else ""


def _failed(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    return render(request, "people/sign_in_failed.html", {"reason": reason}, status=status)
