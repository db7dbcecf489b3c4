"""What the applicant says about the handling: a rating once it is over, a complaint at any time."""

from datetime import datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict, Refusal
from congvu.kernel.transactions import atomic
from congvu.kernel.vietnamese import tidy
from congvu.platform.cases import policy
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import CaseRated, ComplaintAnswered, ComplaintMade
from congvu.platform.cases.models import Case, Opinion

MOST_STARS = 5
LONGEST = 2000


class OpinionRefused(Refusal):
    """The rating or the words are missing or do not fit."""


class SaidBefore(Conflict):
    """One rating a person, one open complaint a case."""


@atomic
def rate(
    *, case_id: UUID, revision: int, stars: int, text: str, actor: Actor, at: datetime
) -> Case:
    """Rate how the case was handled. Raises OpinionRefused, SaidBefore."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_rate(actor, case),
        "Chỉ người nộp hồ sơ đánh giá được, sau khi hồ sơ đã có kết quả hoặc đã kết thúc.",
    )
    if not 1 <= stars <= MOST_STARS or len(text) > LONGEST:
        raise OpinionRefused("Hãy chọn từ 1 đến 5 sao; lời nhận xét tối đa 2.000 chữ.")
    if case.opinions.filter(person_id=actor.person_id, stars__isnull=False).exists():
        raise SaidBefore("Anh/chị đã đánh giá hồ sơ này. Mỗi người đánh giá một lần.")
    opinion = _keep(case, stars=stars, text=text, actor=actor, at=at)
    steps.write(case, CaseRated, actor=actor, at=at, opinion_id=opinion.id, stars=stars)
    return case


@atomic
def complain(*, case_id: UUID, revision: int, text: str, actor: Actor, at: datetime) -> Case:
    """Tell the competent agency what is wrong with the handling. Raises OpinionRefused."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(policy.is_party(actor, case), "Chỉ người nộp hồ sơ phản ánh được ở đây.")
    if not tidy(text) or len(text) > LONGEST:
        raise OpinionRefused("Hãy viết điều anh/chị muốn phản ánh, tối đa 2.000 chữ.")
    if case.opinions.filter(stars=None, answered_at=None).exists():
        raise SaidBefore("Phản ánh trước của anh/chị về hồ sơ này đang chờ trả lời.")
    opinion = _keep(case, stars=None, text=text, actor=actor, at=at)
    steps.write(case, ComplaintMade, actor=actor, at=at, opinion_id=opinion.id)
    return case


@atomic
def answer_complaint(
    *, case_id: UUID, revision: int, answer: str, actor: Actor, at: datetime
) -> Case:
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.leads(actor, case), "Chỉ lãnh đạo cơ quan giải quyết trả lời được phản ánh này."
    )
    opinion = case.opinions.select_for_update().filter(stars=None, answered_at=None).first()
    if opinion is None or not tidy(answer):
        raise OpinionRefused("Hãy viết câu trả lời cho phản ánh đang chờ của hồ sơ này.")
    opinion.answer, opinion.answered_at = tidy(answer), at
    opinion.answered_by_id = actor.person_id
    opinion.save(update_fields=["answer", "answered_at", "answered_by_id"])
    steps.write(case, ComplaintAnswered, actor=actor, at=at, opinion_id=opinion.id)
    return case


def _keep(case: Case, *, stars: int | None, text: str, actor: Actor, at: datetime) -> Opinion:
    return Opinion.objects.create(
        id=new_id(),
        case=case,
        person_id=actor.person_id,
        stars=stars,
        text=tidy(text),
        at=at,
    )
