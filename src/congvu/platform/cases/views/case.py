"""The page of one case: facts, papers, timeline, and the acts that are open to this officer."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.platform.access.actions import record_read
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import policy, queries, routing
from congvu.platform.cases.models import Case
from congvu.platform.cases.timeline import timeline
from congvu.platform.cases.views.papers import paper_rows
from congvu.platform.procedures.answers import written_answers
from congvu.platform.procedures.definition import Definition, StepKind, evidence_for
from congvu.platform.procedures.queries import definition_of


def show(request: ActorRequest, code: str) -> HttpResponse:
    """Show the case. Each look at a person's data is recorded with its purpose, the case."""
    actor, at = officer(request), clock.now()
    case = queries.visible_by_code(actor, code)
    record_read(
        actor=actor, subject_id=case.applicant_id, purpose=case.code, page="cases:case", at=at
    )
    return render(request, "cases/case.html", context(case, actor=actor))


def context(case: Case, *, actor: Actor) -> dict[str, Any]:
    at = clock.now()
    definition = definition_of(case.version)
    files = queries.files_of(case)
    return {
        "case": case,
        "definition": definition,
        "situation": _situation(definition, case.situation),
        "standing": queries.stand(case, at=at),
        "at": at,
        "facts": _facts(case),
        "answers": written_answers(definition, situation=case.situation, answers=case.answers),
        "papers": paper_rows(
            evidence_for(definition, situation=case.situation), files, code=case.code
        ),
        "timeline": timeline(case, is_for_officer=True),
        "supplement": queries.open_supplement(case),
        "decision": queries.latest_decision(case),
        "acts": acts(actor, case, definition),
    }


def acts(actor: Actor, case: Case, definition: Definition) -> dict[str, bool]:
    """Return which acts to offer. The actions check again."""
    works = policy.may_work(actor, case) and not policy.may_decide(actor, case)
    following = routing.step_after(definition.route, case.step_key)
    to_sign = following is not None and following.kind is StepKind.SIGN
    return {
        "accept": policy.may_accept(actor, case),
        "claim": policy.may_claim(actor, case),
        "request_supplement": policy.may_request_supplement(actor, case)
        and not case.supplements.exists(),
        "complete_step": works and not to_sign,
        "propose": works and to_sign,
        "decide": policy.may_decide(actor, case),
        "return_result": policy.may_return(actor, case),
        "supplement_at_counter": policy.may_supplement(actor, case),
    }


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
        {
            "label": "Phiếu tiếp nhận",
            "value": "Giấy tiếp nhận và hẹn trả (PDF)",
            "url": reverse("cases:receipt", args=[case.code]),
        },
    ]
