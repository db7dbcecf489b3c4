"""What every address for machines shares: JSON in, JSON out, the name of the act in a header."""

from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from congvu.kernel.refusal import Refusal

T = TypeVar("T")


class BadRequest(Refusal):
    """The body or the Idempotency-Key cannot be read."""

    status = 400


def read_json(request: HttpRequest, decoder: msgspec.json.Decoder[T]) -> T:
    """Return the body as the decoder's type. Raises BadRequest, also for a bottomless body."""
    try:
        return decoder.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"Nội dung gửi lên không đọc được: {error}") from error
    except RecursionError as error:
        raise BadRequest("Nội dung gửi lên lồng quá nhiều tầng nên không đọc được.") from error


def idempotency_key(request: HttpRequest) -> UUID:
    """Return the act's name: whoever sends the same one again gets the first answer."""
    try:
        return UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError as error:
        raise BadRequest("Thiếu hoặc sai Idempotency-Key: hãy gửi một UUID.") from error


def json_answer(body: Any, *, status: int) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(body), status=status, content_type="application/json; charset=utf-8"
    )
