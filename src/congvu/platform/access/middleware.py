"""Deny unless listed; turn refusals into pages that say what to do."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.platform.access.rules import Rule
from congvu.platform.people import queries
from congvu.platform.people.models import Account
from congvu.platform.people.session import account_of, delegation_of, post_of
from congvu.web.refusals import refusal as refusal_page

Next = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger()


class ListedAccess:
    """Set `request.actor` and let through only what the policy table lists for them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.policy: Mapping[str, Rule] = import_string(settings.ACCESS_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        rule = self.policy.get(name)
        if rule is None:
            raise Http404
        if rule.is_public:
            request.actor = actor_of(request)  # type: ignore[attr-defined]
            return None
        actor = actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        if rule.admits(actor):
            return None
        if actor is None:
            return _ask_to_sign_in(request)
        raise Http404  # forbidden looks like missing


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who acts in this session: at most one query beyond session and account."""
    post_id, account_id = post_of(request), account_of(request)
    if post_id is not None and account_id is not None:
        at, delegation_id = clock.now(), delegation_of(request)
        found = (
            queries.deputy(account_id, delegation_id=delegation_id, at=at)
            if delegation_id
            else queries.officer(account_id, post_id=post_id, on=clock.local_date(at))
        )
        if found is not None:
            return found
    # A post or delegation that ended since makes its holder a citizen on the very next request.
    account = request.user
    return queries.citizen(account) if isinstance(account, Account) else None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return _json({"error": "Hãy đăng nhập."}, status=401)
    if request.method == "GET":
        return redirect_to_login(request.get_full_path(), reverse("people:sign_in"))
    return refusal_page(
        request,
        403,
        heading="Phiên làm việc đã hết",
        happened="Anh/chị chưa đăng nhập hoặc đã đăng nhập quá lâu, nên thao tác chưa được ghi.",
        next_step="Hãy đăng nhập lại rồi quay lại trang trước; những trang đã lưu vẫn còn.",
        action_label="Đăng nhập",
        action_url=reverse("people:sign_in"),
    )


class RefusalPages:
    """Answer refusals and known trouble of the database with a page or JSON, never a bare 500."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return _refused(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            log.warning("database_trouble", reason=str(error)[:200])
            answer = (
                _json({"error": "Hệ thống đang bận, hãy thử lại."}, status=503)
                if _wants_json(request)
                else refusal_page(request, 503)
            )
            answer["Retry-After"] = "5"
            return answer
        return None


def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    if _wants_json(request):
        return _json({"error": str(error)}, status=error.status)
    return refusal_page(request, error.status, happened=str(error))


def _wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _json(body: Any, *, status: int) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(body), status=status, content_type="application/json; charset=utf-8"
    )
