"""Refusal pages that Django calls by name, and the gallery of components."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_safe

from congvu.web import gallery as examples
from congvu.web.refusals import WORDS, refusal


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer with no request context: the database or the session may be what failed."""
    page = loader.get_template("web/server_error.html").render({"words": WORDS[500]})
    return HttpResponseServerError(page)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refusal(
        request,
        403,
        heading="Trang đã mở quá lâu",
        happened="Vì an toàn, biểu mẫu này không còn nhận được nữa và chưa có gì được ghi lại.",
        next_step="Hãy quay lại trang trước, tải lại trang rồi gửi lần nữa. "
        "Nếu vẫn gặp, hãy bật cookie cho trang này trong trình duyệt.",
    )


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, or one whole page as they come together."""
    name = request.GET.get("trang", "citizen")
    shown = name if name in examples.PAGES else "citizen"
    return render(request, f"web/gallery/{shown}.html", examples.context(shown))
