"""One act on many dossiers: look at them first, then each is its own legal act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Missing, Refusal
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import queries
from congvu.platform.cases.acts import MANY_ACTS, OFFICER_ACTS, Act
from congvu.platform.cases.models import Case
from congvu.platform.cases.performing import form_of, key_of, perform

MOST = 100
COLUMNS = [
    {"label": "Mã hồ sơ"},
    {"label": "Người đề nghị"},
    {"label": "Thủ tục"},
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """One dossier as it was ticked: with the revision that the list showed."""

    case: Case
    revision: str


@require_POST
def show(request: ActorRequest) -> HttpResponse:
    """Show what was ticked and what would become of each; do it when it comes back confirmed."""
    actor, at = officer(request), clock.now()
    name = request.POST.get("viec", "")
    if name not in MANY_ACTS:
        raise Missing("Không có thao tác này cho nhiều hồ sơ. Hãy mở từng hồ sơ.")
    act, chosen = OFFICER_ACTS[name], _chosen(request, actor)
    confirmed = request.POST.get("xac-nhan") == "1"
    told = [
        _do(name, act, one, actor=actor, at=at, key=key_of(request.POST))
        if confirmed
        else _foresee(act, one, actor=actor)
        for one in chosen
    ]
    context = {
        "act": act,
        "name": name,
        "confirmed": confirmed,
        "columns": [*COLUMNS, {"label": "Kết quả" if confirmed else "Sẽ thế nào"}],
        "rows": [_row(one, text, tone) for one, (text, tone) in zip(chosen, told, strict=True)],
        "ticked": [f"{one.case.code}:{one.revision}" for one in chosen],
        "act_key": new_id(),
        "done": sum(tone == "success" for _, tone in told),
        "possible": sum(tone != "danger" for _, tone in told),
    }
    return render(request, "cases/many.html", context)


def _chosen(request: ActorRequest, actor: Actor) -> Sequence[_Chosen]:
    """Return what was ticked and is seen by this officer, in the order of the list."""
    ticked = [value.partition(":") for value in request.POST.getlist("chon")[:MOST]]
    found = queries.visible_by_codes(actor, [code for code, _, _ in ticked])
    return [
        _Chosen(case=found[code], revision=revision)
        for code, _, revision in dict.fromkeys(ticked)
        if code in found
    ]


def _foresee(act: Act, one: _Chosen, *, actor: Actor) -> tuple[str, str]:
    if not act.may(actor, one.case):
        return "Hiện không làm được với hồ sơ này", "danger"
    if one.revision != str(one.case.revision):
        return "Vừa có người cập nhật, hãy mở xem lại", "danger"
    return act.label, "info"


def _do(
    name: str, act: Act, one: _Chosen, *, actor: Actor, at: datetime, key: UUID
) -> tuple[str, str]:
    """Do it to one dossier, in its own transaction, under its own key."""
    form = form_of(act, case=one.case, actor=actor, at=at, data={})
    own_key = uuid5(key, str(one.case.id))
    try:
        form.is_valid()
        perform(name, act, form=form, posted={"revision": one.revision, "act_key": str(own_key)})
    except Refusal as refusal:
        return str(refusal), "danger"
    return act.done, "success"


def _row(one: _Chosen, text: str, tone: str) -> dict[str, Any]:
    case = one.case
    told = {"danger": "Không làm được", "success": "Đã làm"}.get(tone)
    return {
        "id": f"hs-{case.id}",
        "cells": [
            {"text": case.code, "url": reverse("cases:case", args=[case.code])},
            case.applicant_name,
            {"text": case.version.procedure.name, "note": queries.proposed_words(case)},
            {"text": told, "tone": tone, "note": text} if told else {"text": text, "tone": tone},
        ],
    }
