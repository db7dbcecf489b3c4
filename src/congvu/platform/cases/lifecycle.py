"""The ten national dossier states and the lawful moves between them."""

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
_ONE_STOP = "Nghị định 118/2025/NĐ-CP"
_FORMS = "Thông tư 03/2025/TT-VPCP, Phụ lục I"
_ONCE = f"{_ONE_STOP}: chỉ yêu cầu bổ sung một lần, thời gian chờ không tính; mẫu số 02, {_FORMS}"
_OWN_WISH = f"{_ONE_STOP}: người nộp được rút hồ sơ khi chưa có kết quả"
_STOP = f"{_ONE_STOP}: dừng giải quyết phải có thông báo; mẫu số 05, {_FORMS}"
_PAYING = f"{_ONE_STOP}: thời gian thực hiện nghĩa vụ tài chính không tính vào thời hạn"

# Every lawful move with its basis. 5 → 1 is ours: a supplement asked before acceptance brings the
# dossier back to the counter.
MOVES: Mapping[CaseStatus, Mapping[CaseStatus, str]] = {
    _S.SUBMITTED: {
        _S.ACCEPTED: f"{_ONE_STOP}; mẫu số 01, {_FORMS}",
        _S.NOT_ACCEPTED: f"{_ONE_STOP}; mẫu số 03, {_FORMS}",
        _S.AWAITING_SUPPLEMENT: _ONCE,
        _S.WITHDRAWN: _OWN_WISH,
    },
    _S.ACCEPTED: {
        _S.IN_PROGRESS: _ONE_STOP,
        _S.AWAITING_SUPPLEMENT: _ONCE,
        _S.WITHDRAWN: _OWN_WISH,
    },
    _S.NOT_ACCEPTED: {},
    _S.IN_PROGRESS: {
        _S.AWAITING_SUPPLEMENT: _ONCE,
        _S.AWAITING_PAYMENT: _PAYING,
        _S.WITHDRAWN: _OWN_WISH,
        _S.STOPPED: _STOP,
        _S.DECIDED: _ONE_STOP,
    },
    _S.AWAITING_SUPPLEMENT: {
        _S.SUBMITTED: _ONCE,
        _S.IN_PROGRESS: _ONCE,
        _S.STOPPED: _STOP,
        _S.WITHDRAWN: _OWN_WISH,
    },
    _S.AWAITING_PAYMENT: {
        _S.IN_PROGRESS: _PAYING,
        _S.WITHDRAWN: _OWN_WISH,
        _S.STOPPED: _STOP,
    },
    _S.WITHDRAWN: {},
    _S.STOPPED: {},
    _S.DECIDED: {_S.RETURNED: _ONE_STOP},
    _S.RETURNED: {},
}

FINAL = frozenset({_S.NOT_ACCEPTED, _S.WITHDRAWN, _S.STOPPED, _S.RETURNED})
OPEN = frozenset(_S) - FINAL - {_S.DECIDED}  # the agency still owes an answer
RUNNING = frozenset({_S.SUBMITTED, _S.ACCEPTED, _S.IN_PROGRESS})  # a clock counts
AWAITING = frozenset({_S.AWAITING_SUPPLEMENT, _S.AWAITING_PAYMENT})


class MoveNotAllowed(Conflict):
    """The case is no longer in a state from which this act is possible."""


def basis_of(old: int, new: CaseStatus) -> str:
    """Return the legal basis of a move. Raises MoveNotAllowed unless the table has it."""
    try:
        return MOVES[CaseStatus(old)][new]
    except KeyError:
        raise MoveNotAllowed(
            f"Hồ sơ đang ở trạng thái “{CaseStatus(old).label}” nên không thể chuyển sang"
            f" “{new.label}” ({_ONE_STOP}). Hãy tải lại trang để xem tình trạng mới nhất."
        ) from None


def check_move(old: int, new: CaseStatus) -> None:
    """Raise MoveNotAllowed unless the national table has this move."""
    basis_of(old, new)
