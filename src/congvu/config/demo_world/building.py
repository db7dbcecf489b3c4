"""Making the whole demo, once: persons, officers, cases, sign-ins, figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from congvu.config.demo_world import citizen_story, desk_story, logins
from congvu.config.demo_world.acts import Acts, citizen
from congvu.config.demo_world.life import World
from congvu.config.demo_world.offices import DEPARTMENTS, Crew, ReferenceMissing, staff
from congvu.config.demo_world.papers import Papers, photograph, scan
from congvu.config.demo_world.persons import Registry, is_somebody_there, keep, registry_of
from congvu.config.demo_world.plans import Offer, Planner
from congvu.config.subscriptions import SUBSCRIPTIONS
from congvu.kernel.clock import local_date
from congvu.platform.documents import actions as documents
from congvu.platform.events.actions import dispatch
from congvu.platform.people.models import Person
from congvu.platform.procedures import queries as procedures
from congvu.platform.procedures.definition import CompetenceRule

SEED = 2026
PERSONS_PER_CASE = 0.6
APPOINTED_BEFORE = timedelta(days=30)  # before the first case
MOST_PROCEDURES = 200

Said = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    persons: int
    officers: int
    cases: int
    is_new: bool = True


def build(*, wanted: int, days: int, at: datetime, said: Said) -> Report:
    """Make the demo in one transaction, so that a stop leaves nothing and a second run does all.

    Does nothing but fold what is not folded yet when made-up persons are there already.
    """
    report = Report(persons=0, officers=0, cases=0, is_new=False)
    if not is_somebody_there():
        report = _build(wanted=wanted, days=days, at=at, said=said)
    fold(at=at)
    return report


def fold(*, at: datetime) -> None:
    """Bring the figures up to the last journal row."""
    while dispatch(subscriptions=SUBSCRIPTIONS, at=at):
        pass


@transaction.atomic
def _build(*, wanted: int, days: int, at: datetime, said: Said) -> Report:
    registry = registry_of(SEED)
    dice = registry.dice
    since = local_date(at - timedelta(days=days) - APPOINTED_BEFORE)
    crew = staff(registry=registry, since=since, at=at)
    persons = _inhabitants(registry, crew, wanted=wanted, at=at)
    hero = persons[0]
    acts = Acts(registry=registry, crew=crew, papers=_papers(hero, at=at))
    planner = Planner(
        dice=dice, crew=crew, offers=offers(at=at), persons=persons[1:], at=at, days=days
    )
    plans = [
        *planner.plans(wanted),
        *desk_story.plans(planner),
        *citizen_story.plans(planner, hero=hero),
    ]
    World(dice=dice, acts=acts).live(plans, until=at, filed=said)
    citizen_story.leave_draft(planner, hero=hero, registry=registry)
    logins.register_all(crew, hero=hero, at=at)
    return Report(persons=len(persons), officers=len(crew.officers), cases=len(plans))


def _inhabitants(registry: Registry, crew: Crew, *, wanted: int, at: datetime) -> list[Person]:
    """Return the people who apply; the first of them signs in as the citizen."""
    today = local_date(at)
    hero = registry.person(commune=crew.offices[0].commune, on=today)
    others = [
        registry.person(commune=registry.dice.choice(crew.offices).commune, on=today)
        for _ in range(max(1, int(wanted * PERSONS_PER_CASE)))
    ]
    return list(keep([hero, *others]).values())


def _papers(owner: Person, *, at: datetime) -> Papers:
    """Take in one photograph and one PDF through the ordinary door; the rest are rows on them."""
    files = (("anh-thu-nghiem.jpg", photograph()), ("ban-quet-thu-nghiem.pdf", scan()))
    return Papers(
        models=tuple(
            documents.receive(upload=ContentFile(body), name=name, actor=citizen(owner), at=at)
            for name, body in files
        )
    )


def offers(*, at: datetime) -> list[Offer]:
    """Return the procedures that the demo's officers can carry out, in code order."""
    found = []
    for procedure in procedures.applyable(on=local_date(at), most=MOST_PROCEDURES):
        version = procedures.published_version(code=procedure.code, on=local_date(at))
        definition = procedures.definition_by_id(version.id)
        competence = definition.competence
        if competence is None or competence.rule is CompetenceRule.MINISTRY:
            continue
        if competence.department and competence.department not in DEPARTMENTS:
            continue
        found.append(Offer(version_id=version.id, definition=definition))
    if not found:
        raise ReferenceMissing("thủ tục nào nộp được trên nền tảng")
    return sorted(found, key=lambda offer: offer.definition.code)
