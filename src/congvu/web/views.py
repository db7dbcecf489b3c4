"""Refusal pages that Django calls by name, and the gallery of components."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_safe

from congvu.web import gallery as examples
from congvu.web.refusals import WORDS, refusal


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with no request context: the database or the session may be what failed."""
    page = loader.get_template("web/server_error.html").render({"words": WORDS[500]})
    return HttpResponseServerError(page)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refusal(
        request,
        403,
        heading="Trang đã mở quá lâu",
        happened="Vì an toàn, biểu mẫu này không còn nhận được nữa và chưa có gì được ghi lại.",
        next_step="Hãy quay lại trang trước, tải lại trang rồi gửi lần nữa. "
        "Nếu vẫn gặp, hãy bật cookie cho trang này trong trình duyệt.",
    )


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, in the citizen's or the officer's shell."""
    shell = "office" if request.GET.get("shell") == "office" else "citizen"
    return render(request, f"web/gallery/{shell}.html", examples.context(shell))
