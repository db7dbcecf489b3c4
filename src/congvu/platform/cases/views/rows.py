"""One case as a row of a list."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case
from congvu.platform.cases.queries import stand
from congvu.web.formatting import time_left, written_date

COLUMNS = [
    {"label": "Mã hồ sơ"},
    {"label": "Người đề nghị"},
    {"label": "Thủ tục"},
    {"label": "Tình trạng"},
    {"label": "Thời hạn"},
]

_TONES = {
    CaseStatus.SUBMITTED: "info",
    CaseStatus.AWAITING_SUPPLEMENT: "warning",
    CaseStatus.DECIDED: "success",
    CaseStatus.RETURNED: "neutral",
}


def row(case: Case, *, at: datetime, can_pick: bool = False) -> dict[str, Any]:
    """Return the row of `data_table` for one case; `can_pick`: with a box to tick."""
    standing = stand(case, at=at)
    url = reverse("cases:case", args=[case.code])
    pick = f"{case.code}:{case.revision}" if can_pick else ""
    return {
        "id": f"hs-{case.id}",
        "state": "late" if standing.is_late else "",
        "cells": [
            {"text": case.code, "url": url, "pick": pick},
            case.applicant_name,
            {"text": case.version.procedure.name, "note": case.competent_agency.name},
            {
                "text": standing.label,
                "tone": _TONES.get(CaseStatus(case.status), "accent"),
            },
            _time_cell(case, at=at),
        ],
    }


def _time_cell(case: Case, *, at: datetime) -> dict[str, Any] | str:
    if case.finished_at is not None:
        return f"Xong {written_date(case.finished_at)}"
    if case.due_at is None:
        waits = case.status == CaseStatus.AWAITING_SUPPLEMENT
        return "Tạm dừng, chờ người dân" if waits else "Chưa có thời hạn"
    late = case.due_at < at
    return {
        "text": time_left(case.due_at, at),
        "tone": "danger" if late else "neutral",
        "note": f"hạn {written_date(case.due_at)}",
    }
