"""The ten national dossier states and the lawful moves between them (law.md §2 code list)."""

from collections.abc import Mapping

from django.db import models

from congvu.kernel.refusal import Conflict


class CaseStatus(models.IntegerChoices):
    SUBMITTED = 1, "Mới đăng ký"
    ACCEPTED = 2, "Được tiếp nhận"
    NOT_ACCEPTED = 3, "Không được tiếp nhận"
    IN_PROGRESS = 4, "Đang xử lý"
    AWAITING_SUPPLEMENT = 5, "Yêu cầu bổ sung giấy tờ"
    AWAITING_PAYMENT = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    DECIDED = 9, "Đã xử lý xong"
    RETURNED = 10, "Đã trả kết quả"


_S = CaseStatus

# 5 → 1 is ours: a supplement asked before acceptance brings the dossier back to the counter.
MOVES: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    _S.SUBMITTED: frozenset({_S.ACCEPTED, _S.NOT_ACCEPTED, _S.AWAITING_SUPPLEMENT, _S.WITHDRAWN}),
    _S.ACCEPTED: frozenset({_S.IN_PROGRESS, _S.AWAITING_SUPPLEMENT, _S.WITHDRAWN}),
    _S.NOT_ACCEPTED: frozenset(),
    _S.IN_PROGRESS: frozenset(
        {_S.AWAITING_SUPPLEMENT, _S.AWAITING_PAYMENT, _S.WITHDRAWN, _S.STOPPED, _S.DECIDED}
    ),
    _S.AWAITING_SUPPLEMENT: frozenset({_S.SUBMITTED, _S.IN_PROGRESS, _S.STOPPED, _S.WITHDRAWN}),
    _S.AWAITING_PAYMENT: frozenset({_S.IN_PROGRESS, _S.WITHDRAWN, _S.STOPPED}),
    _S.WITHDRAWN: frozenset(),
    _S.STOPPED: frozenset(),
    _S.DECIDED: frozenset({_S.RETURNED}),
    _S.RETURNED: frozenset(),
}

FINAL = frozenset({_S.NOT_ACCEPTED, _S.WITHDRAWN, _S.STOPPED, _S.RETURNED})
OPEN = frozenset(_S) - FINAL - {_S.DECIDED}  # the agency still owes an answer


class MoveNotAllowed(Conflict):
    """The case is no longer in a state from which this act is possible."""


def check_move(old: int, new: CaseStatus) -> None:
    """Raise MoveNotAllowed unless the national table has this move."""
    if new not in MOVES[CaseStatus(old)]:
        raise MoveNotAllowed(
            f"Hồ sơ đang ở trạng thái “{CaseStatus(old).label}” nên không thể chuyển sang"
            f" “{new.label}”. Hãy tải lại trang để xem tình trạng mới nhất."
        )
