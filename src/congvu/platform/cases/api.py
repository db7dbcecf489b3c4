"""Acting on cases by machine: the same acts, rules and forms as the pages, JSON in and out."""

from typing import Any

import msgspec
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from congvu.kernel import clock
from congvu.kernel.refusal import Missing
from congvu.platform.access.requests import ActorRequest, signed_in
from congvu.platform.cases import queries
from congvu.platform.cases.acts import OFFICER_ACTS, PARTY_ACTS, Act
from congvu.platform.cases.performing import form_of, perform
from congvu.platform.cases.told import told
from congvu.web.machine import BadRequest, idempotency_key, json_answer, read_json

MOST_BYTES = 200_000
_anything = msgspec.json.Decoder(Any)


class NoSuchAct(Missing):
    """No act has that name for this person."""


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Tell a case: its axes, whose turn it is, its dates with their explanation, its acts."""
    actor = signed_in(request)
    case = queries.visible_by_code(actor, code)
    return json_answer(told(case, actor=actor, at=clock.now()), status=200)


@require_POST
def act(request: ActorRequest, code: str, name: str) -> HttpResponse:
    """Do an act. Header `Idempotency-Key: <uuid>`; body `{"revision": n, …fields of the form}`.

    200 with the new state, the same for each repetition; 400 unreadable; 404; 403; 409 changed
    meanwhile or in flight; 422 with `problems` per field, or the key of another act.
    """
    actor = signed_in(request)
    key = idempotency_key(request)
    case = queries.act_on(actor, code, key=key)
    chosen = _act(name, is_officer=actor.is_officer)
    body = _body(request) | {"act_key": key}
    form = form_of(chosen, case=case, actor=actor, at=clock.now(), data=body)
    if not form.is_valid():
        problems = {field: " ".join(map(str, errors)) for field, errors in form.errors.items()}
        return json_answer({"error": "Nội dung chưa đúng.", "problems": problems}, status=422)
    answer = perform(name, chosen, form=form, posted=body)
    return json_answer(answer, status=200)


def _act(name: str, *, is_officer: bool) -> Act:
    found = (OFFICER_ACTS if is_officer else PARTY_ACTS).get(name)
    if found is None:
        raise NoSuchAct(f"Không có thao tác “{name[:60]}” cho vai trò này.")
    return found


def _body(request: ActorRequest) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise BadRequest("Nội dung gửi lên quá dài.")
    body = read_json(request, _anything)
    if not isinstance(body, dict):
        raise BadRequest('Hãy gửi một đối tượng JSON, ví dụ {"revision": 3}.')
    return body
