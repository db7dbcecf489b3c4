"""What is going to happen to each made-up case: drawn by lot, the same lot every time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from congvu.config.demo_world.offices import Crew, Office
from congvu.kernel.actor import PostKind
from congvu.kernel.clock import VIETNAM, local_date
from congvu.platform.deadlines.queries import work_calendar
from congvu.platform.people.models import Person
from congvu.platform.procedures.definition import Channel, Definition

HOME_SHARE = 0.35  # of all cases lie in the commune whose officers sign in
ELSEWHERE_SHARE = 0.45  # of those filed at a counter are filed at another commune's
STUCK_WITHIN = timedelta(days=20)  # older cases went on
BUSY_LATELY = 1.7  # more cases lie near today than three months ago
CHANNELS = {Channel.ONLINE: 55, Channel.COUNTER: 40, Channel.POST: 5}


class Act(StrEnum):
    """What the next one to act would do."""

    ACCEPT = "ACCEPT"
    CLAIM = "CLAIM"
    WORK = "WORK"
    DECIDE = "DECIDE"
    RETURN = "RETURN"
    ASK = "ASK"
    ANSWER = "ANSWER"
    REFUSE = "REFUSE"
    WITHDRAW = "WITHDRAW"
    EXTEND = "EXTEND"
    STOP = "STOP"
    RATE = "RATE"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A procedure that the demo's offices can carry out."""

    version_id: UUID
    definition: Definition


@dataclass(kw_only=True)
class Plan:
    """One case: who, what, where, and how it is going to go."""

    offer: Offer
    situation: str
    applicant: Person
    office: Office  # where the matter lies
    counter: Office | None  # where the person goes; None: online
    channel: Channel
    filed_at: datetime
    pace: float = 0.6  # of the allowance that the officers use
    stops_before: Act | None = None
    asked_by: str = ""  # the post kind that asks for a supplement
    is_answered: bool = True
    is_sent_back: bool = False
    is_refused: bool = False
    ending: Act | None = None  # turned away at the counter, or withdrawn while at work
    is_extended: bool = False
    stars: int = 0  # none: the person does not rate
    done: set[Act] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Planner:
    dice: Random
    crew: Crew
    offers: Sequence[Offer]
    persons: Sequence[Person]
    at: datetime  # today
    days: int

    def plans(self, wanted: int) -> list[Plan]:
        return sorted((self.plan() for _ in range(wanted)), key=lambda plan: plan.filed_at)

    def plan(self) -> Plan:
        dice, offer = self.dice, self.dice.choice(self.offers)
        channel, office = self._channel(offer.definition), self._office()
        filed_at = self.filed_at(channel)
        is_recent = self.at - filed_at < STUCK_WITHIN
        return Plan(
            offer=offer,
            situation=self.situation(offer.definition),
            applicant=dice.choice(self.persons),
            office=office,
            counter=None if channel is Channel.ONLINE else self._counter(office),
            channel=channel,
            filed_at=filed_at,
            pace=dice.uniform(1.3, 2.4) if dice.random() < 0.09 else dice.uniform(0.3, 0.95),
            stops_before=self._stop() if is_recent and dice.random() < 0.25 else None,
            asked_by=self._asker() if dice.random() < 0.16 else "",
            is_answered=dice.random() < (0.35 if is_recent else 0.95),
            is_sent_back=dice.random() < 0.05,
            is_refused=dice.random() < 0.06,
            ending=dice.choice((Act.REFUSE, Act.WITHDRAW)) if dice.random() < 0.06 else None,
            is_extended=dice.random() < 0.08,
            stars=dice.choices((5, 4, 3, 2), weights=(50, 30, 12, 8))[0]
            if dice.random() < 0.4
            else 0,
        )

    def situation(self, definition: Definition) -> str:
        """Return one of the situations; the first is the usual one."""
        keys = [situation.key for situation in definition.situations]
        if not keys:
            return ""
        return keys[0] if self.dice.random() < 0.6 else self.dice.choice(keys)

    def filed_at(self, channel: Channel) -> datetime:
        """Return a working moment for a counter; people send from home in the evening too."""
        back = timedelta(days=self.days * self.dice.random() ** BUSY_LATELY)
        day = local_date(self.at - back)
        if channel is Channel.ONLINE:
            clock = time(self.dice.randint(6, 21), self.dice.randint(0, 59))
        else:
            day = work_calendar().working_day_from(day)
            clock = time(self.dice.choice((8, 9, 10, 14, 15, 16)), self.dice.randint(0, 59))
        moment = datetime.combine(day, clock, VIETNAM)
        if moment < self.at:
            return moment
        yesterday = moment - timedelta(days=1)
        while channel is not Channel.ONLINE and not work_calendar().is_working(yesterday.date()):
            yesterday -= timedelta(days=1)
        return yesterday if yesterday < self.at else yesterday - timedelta(days=7)

    def _channel(self, definition: Definition) -> Channel:
        known = [channel for channel in CHANNELS if channel in definition.channels]
        return self.dice.choices(known, weights=[CHANNELS[channel] for channel in known])[0]

    def _office(self) -> Office:
        home, *others = self.crew.offices
        return home if self.dice.random() < HOME_SHARE else self.dice.choice(others)

    def _counter(self, office: Office) -> Office:
        if self.dice.random() < ELSEWHERE_SHARE:
            return self.dice.choice([o for o in self.crew.offices if o is not office])
        return office

    def _stop(self) -> Act:
        return self.dice.choice((Act.ACCEPT, Act.CLAIM, Act.WORK, Act.DECIDE, Act.RETURN))

    def _asker(self) -> str:
        return self.dice.choice((PostKind.COUNTER.value, PostKind.HANDLER.value))
