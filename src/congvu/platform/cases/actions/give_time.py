"""The applicant did not answer in time; the officer who asked waits longer instead of stopping."""

from datetime import date, datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.refusal import Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.cases import policy, standing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import AnswerTimeGiven
from congvu.platform.cases.models import Case, WaitingFor
from congvu.platform.deadlines.queries import work_calendar


class DayRefused(Refusal):
    """The new day to answer by lies behind us or too far ahead."""


MOST_DAYS = 366


@atomic
def give_time(*, case_id: UUID, revision: int, until: date, actor: Actor, at: datetime) -> Case:
    """Let the applicant answer until the close of that day. The clock stands still meanwhile."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    policy.require(
        policy.may_give_time(actor, case),
        "Chỉ người đang giữ hồ sơ đã hết thời gian chờ mới cho thêm thời gian được.",
    )
    if not 0 < (until - local_date(at)).days <= MOST_DAYS:
        raise DayRefused("Hãy chọn một ngày sau hôm nay, trong vòng một năm.")
    calendar = work_calendar(case.competent_agency_id)
    answer_by = calendar.closing(calendar.working_day_from(until))
    asked = standing.open_supplement(case) or standing.open_demand(case)
    if asked is not None:
        asked.answer_by = answer_by
        asked.save(update_fields=["answer_by"])
    steps.finish_task(case, actor=actor, at=at, outcome="MORE_TIME")
    steps.rest(case, waiting_for=WaitingFor.CITIZEN)
    case.answer_by = answer_by
    steps.write(case, AnswerTimeGiven, actor=actor, at=at, answer_by=answer_by)
    return case
