"""One case told to a machine: axes, turn, dates with their explanation, time, acts."""

from datetime import datetime
from typing import Any

from congvu.kernel.actor import Actor
from congvu.platform.cases import spent
from congvu.platform.cases.acts import OFFICER_ACTS, PARTY_ACTS
from congvu.platform.cases.models import Case
from congvu.platform.deadlines import queries as deadlines


def told(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    table = OFFICER_ACTS if actor.is_officer else PARTY_ACTS
    split = spent.split(case, at=at)
    return {
        "code": case.code,
        "procedure_code": case.procedure_code,
        "revision": case.revision,
        "business": {"status": case.status, "label": case.get_status_display()},
        "payment": {"status": case.payment, "label": case.get_payment_display()},
        "delivery": {"status": case.delivery, "label": case.get_delivery_display()},
        "synchronisation": {"status": case.sync, "label": case.get_sync_display()},
        "step": case.step_key,
        "waiting_for": case.waiting_for,
        "receiving_agency": case.receiving_agency.name,
        "competent_agency": case.competent_agency.name,
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
        "finished_at": case.finished_at,
        "returned_at": case.returned_at,
        "due_at": case.due_at,
        "original_due_at": case.clock.original_due_at if case.clock else None,
        "answer_by": case.answer_by,
        "is_overdue": case.overdue_at is not None,
        "counts_late": case.counts_late,
        "explanation": deadlines.explanation_json(case.clock) if case.clock else [],
        "seconds": {
            "us": round(split.us.total_seconds()),
            "you": round(split.you.total_seconds()),
            "others": round(split.others.total_seconds()),
        },
        "acts": [name for name, act in table.items() if act.may(actor, case)],
    }
