"""The figures equal a recount from the cases, after any acts, and after a replay."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from congvu.config.subscriptions import SUBSCRIPTIONS
from congvu.kernel.clock import VIETNAM
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.provide_supplement import TooLate, provide_supplement
from congvu.platform.cases.actions.refuse_to_receive import refuse_to_receive
from congvu.platform.cases.actions.request_supplement import AskedBefore, request_supplement
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.stop import stop
from congvu.platform.cases.actions.withdraw import withdraw
from congvu.platform.cases.lifecycle import FINAL, CaseStatus
from congvu.platform.cases.models import Case, Outcome
from congvu.platform.cases.queries import Slice, sliced
from congvu.platform.events.actions import dispatch
from congvu.platform.events.models import JournalEntry, SetAside
from congvu.platform.indicators import queries
from congvu.platform.indicators.models import MonthFigure, OpenFigure
from congvu.platform.indicators.reactions import fold, replay
from tests.world import AT, World, wait_until_readable

pytestmark = pytest.mark.django_db(transaction=True)
SINCE, UNTIL = date(2026, 11, 1), date(2027, 12, 1)


def read_on(at: datetime) -> None:
    wait_until_readable()
    while dispatch(subscriptions=SUBSCRIPTIONS, at=at):
        pass


class Life:
    """Random lawful acts on random cases, hours and days apart."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice, self.at = world, random.Random(seed), AT  # noqa: S311 - a test's dice

    def live(self, acts: int) -> None:
        for _ in range(acts):
            self.at += timedelta(minutes=self.dice.choice([1, 3, 10, 30, 30, 2_900]))
            if self.dice.random() < 0.25:
                commune = self.dice.choice([self.world.a, self.world.b])
                self.world.submitted(at=self.at, commune=commune)
            else:
                self._act()

    def _act(self) -> None:
        cases = list(Case.objects.exclude(status__in=FINAL).order_by("submitted_at"))
        if not cases:
            return
        newest = self.dice.random() < 0.5  # so that some are finished in time
        case = self.dice.choice(cases[-3:] if newest else cases)
        act = self.dice.choice(self._acts(case))
        act(case, case.competent_agency_id == self.world.a.committee.id)

    def _acts(self, case: Case) -> Sequence[Callable[[Case, bool], object]]:
        match case.status:
            case CaseStatus.SUBMITTED:
                return [self._accept] * 6 + [self._ask] * 3 + [self._refuse]
            case CaseStatus.ACCEPTED:
                return [self._claim] * 4 + [self._propose] * 4 + [self._ask] * 4 + [self._withdraw]
            case CaseStatus.AWAITING_SUPPLEMENT:
                return [self._provide]
            case CaseStatus.DECIDED:
                return [self._return]
            case _ if case.step_key == "ky":
                return [self._approve, self._approve, self._send_back]
            case _:
                return [self._propose] * 4 + [self._ask] * 4 + [self._stop]

    def _accept(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        actor = self.world.counter_a if is_a else self.world.counter_b
        accept(case_id=case.id, revision=case.revision, actor=actor, at=self.at)

    def _claim(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        actor = self.world.handler_a if is_a else self.world.handler_b
        claim(case_id=case.id, revision=case.revision, actor=actor, at=self.at)

    def _ask(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        counter = self.world.counter_a if is_a else self.world.counter_b
        handler = self.world.handler_a if is_a else self.world.handler_b
        try:
            request_supplement(
                case_id=case.id,
                revision=case.revision,
                items={"ho_ten": "Ghi rõ"},
                explanation="Chưa rõ",
                actor=counter if case.status == CaseStatus.SUBMITTED else handler,
                at=self.at,
            )
        except AskedBefore:
            return

    def _provide(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        try:
            provide_supplement(
                case_id=case.id,
                revision=case.revision,
                documents={},
                corrected={"ho_ten": "Trần Thị Mừng"},
                actor=self.world.citizen,
                at=self.at,
            )
        except TooLate:
            self._withdraw(case, is_a)

    def _withdraw(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        withdraw(case_id=case.id, revision=case.revision, actor=self.world.citizen, at=self.at)

    def _refuse(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        refuse_to_receive(
            case_id=case.id,
            revision=case.revision,
            reason="Không thuộc thẩm quyền",
            legal_basis="Điều 1",
            instead="",
            actor=self.world.counter_a if is_a else self.world.counter_b,
            at=self.at,
        )

    def _stop(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        stop(
            case_id=case.id,
            revision=case.revision,
            reason="Đối tượng không còn",
            legal_basis="Điều 2",
            actor=self.world.signer_a if is_a else self.world.signer_b,
            at=self.at,
        )

    def _propose(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        propose(
            case_id=case.id,
            revision=case.revision,
            outcome=Outcome.GRANTED,
            reason="",
            actor=self.world.handler_a if is_a else self.world.handler_b,
            at=self.at,
        )

    def _approve(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        actor = self.world.signer_a if is_a else self.world.signer_b
        approve(case_id=case.id, revision=case.revision, actor=actor, at=self.at)

    def _send_back(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        actor = self.world.signer_a if is_a else self.world.signer_b
        send_back(
            case_id=case.id, revision=case.revision, remark="Xem lại", actor=actor, at=self.at
        )

    def _return(self, case: Case, is_a: bool) -> None:  # noqa: FBT001 - which commune
        actor = self.world.counter_a if is_a else self.world.counter_b
        return_result(case_id=case.id, revision=case.revision, actor=actor, at=self.at)


FIGURE_OF = {
    Slice.RECEIVED: "received",
    Slice.FINISHED: "finished",
    Slice.FINISHED_IN_TIME: "finished_in_time",
    Slice.TO_RECEIVE: "to_receive",
    Slice.AT_WORK: "at_work",
    Slice.AWAITING_CITIZEN: "awaiting_citizen",
    Slice.LATE: "late",
    Slice.DUE_SOON: "due_soon",
}


def figures(agency: UUID | None, *, since: date, until: date, at: datetime) -> dict[Slice, int]:
    agencies = None if agency is None else [agency]
    total = queries.total(agencies=agencies, since=since, until=until, at=at)
    found = {which: getattr(total, name) for which, name in FIGURE_OF.items()}
    return found | {Slice.FINISHED_LATE: total.finished - total.finished_in_time}


def recount(
    world: World, agency: UUID | None, *, since: date, until: date, at: datetime
) -> dict[Slice, int]:
    return {
        which: sliced(
            world.leader,
            which,
            at=at,
            since=since,
            until=until,
            agency_id=agency,
            field_code="",
        ).count()
        for which in Slice
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_equal_the_lists_behind_them(world: World, seed: int) -> None:
    life = Life(world, seed)
    for _ in range(4):  # read on between, as the worker does
        life.live(60)
        read_on(life.at)
    assert not SetAside.objects.exists()
    spans = [(SINCE, UNTIL), (SINCE, SINCE), (date(2026, 12, 1), date(2027, 1, 1))]
    instants = [life.at, life.at - timedelta(days=3), life.at + timedelta(days=4)]
    seen: set[Slice] = set()
    for agency in (None, world.a.committee.id, world.b.committee.id):
        for since, until in spans:
            for at in instants:
                told = figures(agency, since=since, until=until, at=at)
                assert told == recount(world, agency, since=since, until=until, at=at)
                seen |= {which for which, count in told.items() if count}
    assert seen == set(Slice)  # the random story met every figure
    assert replay(at=life.at) == 0


def test_month_is_the_month_in_vietnam(world: World) -> None:
    last_evening = datetime(2026, 11, 30, 23, 30, tzinfo=VIETNAM)
    world.accepted(at=last_evening)
    world.accepted(at=last_evening + timedelta(hours=1))
    read_on(last_evening)
    months = dict(MonthFigure.objects.order_by("month").values_list("month", "received"))
    assert months == {date(2026, 11, 1): 1, date(2026, 12, 1): 1}


def test_replay_mends_spoilt_figures_and_counts_them(world: World) -> None:
    for _ in range(3):
        world.returned()
    world.submitted()
    read_on(AT)
    true = queries.all_cells()
    assert replay(at=AT) == 0
    MonthFigure.objects.update(received=99)
    OpenFigure.objects.all().delete()
    assert replay(at=AT) == 3  # one cell was wrong, its true one missing, one lost
    assert queries.all_cells() == true


def test_rows_in_any_order_give_the_same_figures(world: World) -> None:
    life = Life(world, 7)
    life.live(60)
    rows = list(JournalEntry.objects.order_by("seq"))
    read_on(life.at)
    true = queries.all_cells()
    MonthFigure.objects.all().delete()
    OpenFigure.objects.all().delete()
    life.dice.shuffle(rows)
    for start in range(0, len(rows), 7):
        fold(rows[start : start + 7])
    assert queries.all_cells() == true


def test_nothing_is_open_when_all_is_returned(world: World) -> None:
    world.returned()
    read_on(AT)
    assert not OpenFigure.objects.exists()
    total = queries.total(agencies=None, since=SINCE, until=UNTIL, at=AT)
    assert (total.received, total.finished, total.in_time_percent) == (1, 1, 100.0)


def test_unread_journal_shows_nothing_yet(world: World) -> None:
    world.submitted()
    assert queries.total(agencies=None, since=SINCE, until=UNTIL, at=AT).to_receive == 0
    read_on(AT)
    assert queries.total(agencies=None, since=SINCE, until=UNTIL, at=AT).to_receive == 1


def test_malformed_figures_are_set_aside(world: World) -> None:
    case = world.submitted()
    row = JournalEntry.objects.get(subject_id=case.id)
    JournalEntry.objects.create(
        event_type="Lạ",
        facts={"figures": {**row.facts["figures"], "month": "hôm nay"}},
        capacity="",
        at=AT,
    )
    read_on(AT)
    assert SetAside.objects.get().entry.event_type == "Lạ"
    assert queries.total(agencies=None, since=SINCE, until=UNTIL, at=AT).to_receive == 1
