"""The lives of the cases: act after act, each at its hour, in the order of time."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from congvu.config.demo_world.acts import Acts
from congvu.config.demo_world.plans import Act, Plan
from congvu.kernel.actor import PostKind
from congvu.platform.cases import routing
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case
from congvu.platform.deadlines.queries import work_calendar
from congvu.platform.deadlines.rules import after_working_time
from congvu.platform.procedures.definition import TimeUnit, allowance_for

WORKING_DAY = timedelta(hours=7, minutes=30)
HOURS = {
    TimeUnit.WORKING_HOUR: timedelta(hours=1),
    TimeUnit.WORKING_DAY: WORKING_DAY,
    TimeUnit.HOUR: WORKING_DAY * 5 / (7 * 24),
    TimeUnit.DAY: WORKING_DAY * 5 / 7,
    TimeUnit.MONTH: WORKING_DAY * 21,
}
UNSTATED = WORKING_DAY * 5
WAITS = {  # working hours, least and most
    Act.ACCEPT: (0.3, 5.0),
    Act.CLAIM: (0.3, 6.0),
    Act.ASK: (0.5, 6.0),
    Act.ANSWER: (8.0, 40.0),
    Act.RETURN: (1.0, 20.0),
    Act.REFUSE: (0.3, 5.0),
    Act.WITHDRAW: (1.0, 8.0),
    Act.EXTEND: (0.2, 1.0),
    Act.RATE: (1.0, 30.0),
}


@dataclass(frozen=True, kw_only=True)
class World:
    """Where the lives go on."""

    dice: Random
    acts: Acts

    def live(self, plans: Sequence[Plan], *, until: datetime, filed: Callable[[int], None]) -> None:
        """Let everything happen that happens before `until`, the earliest act of all first."""
        queue: list[tuple[datetime, int, Iterator[datetime]]] = []
        for number, plan in enumerate(plans):
            life = self._life(plan)
            heapq.heappush(queue, (next(life), number, life))
        begun: set[int] = set()
        while queue and queue[0][0] < until:
            _, number, life = heapq.heappop(queue)
            following = next(life, None)
            if following is not None:
                heapq.heappush(queue, (following, number, life))
            if number not in begun:
                begun.add(number)
                filed(len(begun))

    def _life(self, plan: Plan) -> Iterator[datetime]:
        """Yield the instant of the next act, then do it when resumed."""
        at = plan.filed_at
        yield at
        case = self.acts.file(plan, at=at)
        while act := self._next(plan, case):
            at = self._moment(plan, case, act, after=at)
            yield at
            case = self.acts.do(act, plan=plan, case=case, at=at)

    def _next(self, plan: Plan, case: Case) -> Act | None:
        act = self._due(plan, case)
        return None if act is plan.stops_before else act

    def _due(self, plan: Plan, case: Case) -> Act | None:
        asks = plan.asked_by == case.holder_post_kind and Act.ASK not in plan.done
        match case.status:
            case CaseStatus.SUBMITTED if plan.ending is Act.REFUSE:
                return Act.REFUSE
            case CaseStatus.SUBMITTED:
                return Act.ASK if asks else Act.ACCEPT
            case CaseStatus.AWAITING_SUPPLEMENT:
                return Act.ANSWER if plan.is_answered else Act.STOP
            case CaseStatus.ACCEPTED | CaseStatus.IN_PROGRESS:
                return self._next_at_work(plan, case, asks=asks)
            case CaseStatus.DECIDED:
                return Act.RETURN if case.holder_unit_id else None
            case CaseStatus.RETURNED if plan.stars and Act.RATE not in plan.done:
                return Act.RATE
            case _:
                return None

    def _next_at_work(self, plan: Plan, case: Case, *, asks: bool) -> Act:
        if case.holder_post_kind == PostKind.SIGNER:
            return Act.DECIDE
        if case.assignee_id is None:
            return Act.CLAIM
        if plan.ending is Act.WITHDRAW:
            return Act.WITHDRAW
        if plan.is_extended and Act.EXTEND not in plan.done:
            return Act.EXTEND
        return Act.ASK if asks else Act.WORK

    def _moment(self, plan: Plan, case: Case, act: Act, *, after: datetime) -> datetime:
        if act is Act.STOP and case.answer_by is not None:  # nobody answered in time
            after, wait = case.answer_by, timedelta(hours=self.dice.uniform(1, 6))
            return after_working_time(start=after, wait=wait, calendar=work_calendar())
        if act in WAITS:
            wait = timedelta(hours=self.dice.uniform(*WAITS[act]))
        else:
            wait = self._share(plan, case) * plan.pace
        return after_working_time(start=after, wait=wait, calendar=work_calendar())

    def _share(self, plan: Plan, case: Case) -> timedelta:
        """Return the part of the allowance that the route gives to the step at hand."""
        definition = plan.offer.definition
        allowance = allowance_for(definition, situation=plan.situation, channel=plan.channel)
        whole = UNSTATED
        if allowance and allowance.quantity and allowance.unit in HOURS:
            whole = HOURS[allowance.unit] * allowance.quantity
        return whole * routing.step(definition.route, case.step_key).share_percent / 100
