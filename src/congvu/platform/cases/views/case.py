"""The page of one case: facts, papers, timeline, and the acts that are open to this officer."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.platform.access.actions import record_read
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import policy, queries, spent, standing
from congvu.platform.cases.actions.presence import note_presence
from congvu.platform.cases.acts import OFFICER_ACTS, Act
from congvu.platform.cases.models import Case, ChildKind
from congvu.platform.cases.papers import asked_items
from congvu.platform.cases.timeline import timeline
from congvu.platform.cases.views.papers import paper_rows
from congvu.platform.deadlines import queries as deadlines
from congvu.platform.procedures.answers import written_answers
from congvu.platform.procedures.definition import Definition, evidence_for
from congvu.platform.procedures.queries import definition_by_id


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """Show the case. Each look at a person's data is recorded with its purpose, the case."""
    actor, at = officer(request), clock.now()
    case = queries.visible_by_code(actor, code)
    record_read(
        actor=actor, subject_id=case.applicant_id, purpose=case.code, page="cases:case", at=at
    )
    note_presence(case=case, actor=actor, at=at)
    return render(request, "cases/case.html", context(case, actor=actor, at=at))


@require_POST
def present(request: ActorRequest, code: str) -> HttpResponse:
    """Say that the page is still open; answer who else has it open and whether it is stale."""
    actor, at = officer(request), clock.now()
    case = queries.visible_by_code(actor, code)
    note_presence(case=case, actor=actor, at=at)
    return render(request, "cases/present.html", _company(case, actor=actor, at=at))


def _company(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    return {"case": case, "others": standing.others_present(case, actor=actor, at=at)}


def context(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    dossier = case.dossier
    definition = definition_by_id(dossier.version_id)
    files = queries.files_of(dossier)
    supplement = standing.open_supplement(case)
    return {
        **_company(case, actor=actor, at=at),
        "definition": definition,
        "title": definition_by_id(case.version_id).name,
        "situation": _situation(definition, dossier.situation),
        **_together(case, actor=actor),
        "standing": queries.stand(case, at=at),
        "at": at,
        "facts": _facts(case),
        "answers": written_answers(
            definition, situation=dossier.situation, answers=dossier.answers
        ),
        "papers": paper_rows(
            evidence_for(definition, situation=dossier.situation), files, code=case.code
        ),
        "timeline": timeline(case, is_for_officer=True),
        "supplement": supplement,
        "asked": asked_items(definition, supplement.items) if supplement else [],
        "demand": standing.open_demand(case),
        "complaint": standing.open_complaint(case),
        "decision": queries.latest_decision(case),
        "forms": standing.forms_of(case),
        "time_spent": spent.time_rows(spent.split(case, at=at)),
        "explanation": deadlines.explanation(case.clock) if case.clock else [],
        "act_key": new_id(),
        "undoable": standing.undoable(case, actor=actor, at=at),
        **offered(case, actor=actor),
    }


def _together(case: Case, *, actor: Actor) -> dict[str, Any]:
    """Return who else works on it: what hangs on the case, and what the case hangs on."""
    labels = {step.key: step.label for step in definition_by_id(case.version_id).route}
    branches = [(one, labels.get(one.step_key, "")) for one in standing.branches_of(case)]
    found: dict[str, Any] = {"opinions": standing.consultations_of(case), "branches": branches}
    if case.parent is None:
        return found
    is_asked = case.child_kind == ChildKind.CONSULTATION
    return {
        **found,
        "asking": case.consultation if is_asked else None,
        "parent": case.parent,
        "sees_parent": policy.sees(actor, case.parent),
    }


def offered(case: Case, *, actor: Actor) -> dict[str, Any]:
    """Return the one main act, those at hand beside it, and the rare ones."""
    may = {
        name: {"act": act, "url": reverse(f"cases:{name}", args=[case.code])}
        for name, act in OFFICER_ACTS.items()
        if act.may(actor, case)
    }
    main = next((row for name, row in may.items() if OFFICER_ACTS[name].is_main), None)
    rest = {name: row for name, row in may.items() if row is not main}
    return {
        "main": main,
        "common": [row for name, row in rest.items() if _is_at_hand(OFFICER_ACTS[name])],
        "rare": [row for name, row in rest.items() if not _is_at_hand(OFFICER_ACTS[name])],
    }


def _is_at_hand(act: Act) -> bool:
    return act.is_common or act.is_main


def _situation(definition: Definition, key: str) -> str:
    return next((s.label for s in definition.situations if s.key == key), "")


def _facts(case: Case) -> list[dict[str, Any]]:
    return [
        {"label": "Người đề nghị", "value": case.applicant_name},
        {"label": "Số định danh", "value": f"********{case.applicant.personal_id[-4:]}"},
        {"label": "Điện thoại", "value": case.applicant.phone},
        {"label": "Kênh nộp", "value": case.get_channel_display()},
        {"label": "Nơi nhận hồ sơ", "value": case.receiving_agency.name},
        {
            "label": "Cơ quan giải quyết",
            "value": case.competent_agency.name,
            "note": case.competence_reason,
        },
        {"label": "Đơn vị thụ lý", "value": case.handling_unit.name},
        {"label": "Thanh toán", "value": case.get_payment_display()},
        {"label": "Trả kết quả", "value": case.get_delivery_display()},
        {"label": "Đồng bộ", "value": case.get_sync_display()},
        {
            "label": "Phiếu tiếp nhận",
            "value": "Giấy tiếp nhận và hẹn trả (PDF)",
            "url": reverse("cases:receipt", args=[case.code]),
        },
        {
            "label": "Phiếu kiểm soát quá trình",
            "value": "Mẫu 06: ai giữ hồ sơ, từ lúc nào đến lúc nào",
            "url": reverse("cases:control_sheet", args=[case.code]),
        },
    ]
