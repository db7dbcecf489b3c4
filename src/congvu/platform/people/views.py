"""Signing in and out, choosing a hat, my details, the directory of posts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from joserfc.errors import JoseError

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Missing, Refusal
from congvu.platform.people import actions, queries
from congvu.platform.people.forms import DelegationForm
from congvu.platform.people.models import Account, Appointment, Delegation
from congvu.platform.people.session import DELEGATION_KEY, POST_KEY
from congvu.platform.people.signing_in import claims_of, provider
from congvu.web.formatting import written_instant
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
    delegations = queries.delegations_to(account.person_id, at=clock.now())
    if request.method == "POST":
        chosen = _chosen(request, posts, delegations)
        if chosen is not None:
            return chosen
    return render(request, "people/choose_post.html", {"posts": posts, "delegations": delegations})


def _chosen(
    request: HttpRequest, posts: Sequence[Appointment], delegations: Sequence[Delegation]
) -> HttpResponse | None:
    """Put on the hat that was chosen: an own post, one by delegation, or none."""
    post, by = request.POST.get("post", ""), request.POST.get("delegation", "")
    for one in delegations:
        if str(one.id) == by:
            request.session[POST_KEY] = str(one.post_id)
            request.session[DELEGATION_KEY] = by
            return redirect("cases:inbox")
    if by or (post and post not in {str(held.post_id) for held in posts}):
        return None
    request.session.pop(DELEGATION_KEY, None)
    if post == "":
        request.session.pop(POST_KEY, None)
        return redirect("public_services:mine")
    request.session[POST_KEY] = post
    return redirect(_home_of(post, posts))


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """Let a colleague sign in the actor's post for a while; below, what was delegated."""
    actor, at = _officer(request), clock.now()
    colleagues = queries.colleagues(actor, on=clock.local_date(at))
    if request.method != "POST":
        start = {"from_day": clock.local_date(at)}
        return _delegations_page(request, DelegationForm(colleagues=colleagues, initial=start))
    form = DelegationForm(request.POST, colleagues=colleagues)
    if form.is_valid():
        try:
            made = actions.delegate(actor=actor, at=at, **form.arguments())
        except actions.DelegationRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            until = written_instant(made.valid_until)
            messages.success(request, f"Đã ủy quyền đến {until}. Sau lúc ấy quyền tự hết.")
            return redirect("people:delegations")
    return _delegations_page(request, form, status=422)


@require_POST
def revoke_delegation(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    actions.revoke_delegation(delegation_id=delegation_id, actor=_officer(request), at=clock.now())
    messages.success(request, "Đã thu hồi ủy quyền.")
    return redirect("people:delegations")


def _delegations_page(
    request: HttpRequest, form: DelegationForm, *, status: int = 200
) -> HttpResponse:
    actor, at = _officer(request), clock.now()
    given = [
        {
            "id": one.id,
            "who": f"{one.receiver.full_name}, {one.own_post.title}",
            "how": one.get_capacity_display(),
            "span": f"{written_instant(one.valid_from)} đến {written_instant(one.valid_until)}",
            "number": one.decision_number,
            "is_open": one.revoked_at is None and one.valid_until > at,
            "is_revoked": one.revoked_at is not None,
        }
        for one in queries.delegations_given(actor)
    ]
    context = {"form": form, "given": given, "post_title": actor.post_title}
    return render(request, "people/delegations.html", context, status=status)


def _officer(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.post_id is None:
        raise Missing("Không tìm thấy trang này.")
    return actor


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
    delegated = queries.delegations_to(account.person_id, at=clock.now())
    if len(posts) == 1 and not delegated:
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
