"""A form issued by mistake is recalled; its number stays in the book."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import FormVoided
from congvu.platform.cases.models import IssuedForm


class NothingToVoid(Refusal):
    """The form is not this case's, was recalled before, or the recall gives no reason."""


@atomic
def void_form(
    *, case_id: UUID, revision: int, form_id: UUID, reason: str, actor: Actor, at: datetime
) -> IssuedForm:
    """Recall a form issued by mistake. Its number stays in the book, visibly void."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_void(actor, case),
        "Chỉ lãnh đạo của cơ quan giải quyết hồ sơ được hủy số phiếu đã cấp.",
    )
    found = case.forms.filter(id=form_id, voided_at=None).exclude(number=None).first()
    if found is None or not tidy(reason):
        raise NothingToVoid("Hãy chọn một phiếu còn hiệu lực của hồ sơ này và ghi lý do hủy số.")
    found.voided_at, found.void_reason = at, tidy(reason)
    found.save(update_fields=["voided_at", "void_reason"])
    steps.write(case, FormVoided, actor=actor, at=at, form_id=found.id)
    return found
