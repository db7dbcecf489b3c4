"""The citizen who signs in: one case running, one to complete, one finished, one draft."""

from datetime import datetime, timedelta

from congvu.config.demo_world.acts import citizen
from congvu.config.demo_world.answering import FormFiller
from congvu.config.demo_world.persons import Registry
from congvu.config.demo_world.plans import Act, Offer, Plan, Planner
from congvu.kernel.actor import PostKind
from congvu.kernel.clock import local_date
from congvu.platform.cases.actions import drafts
from congvu.platform.people.models import Person
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.models import ProcedureVersion

# Procedure codes; where one is not published here, the first that is takes its place.
RUNNING, TO_COMPLETE, FINISHED, DRAFT = "1.004873", "1.001612", "2.000635", "1.001193"
PAGES_FILLED = 3
HOUR = timedelta(hours=1)


def plans(planner: Planner, *, hero: Person) -> list[Plan]:
    running = _plan(planner, hero, RUNNING, filed_at=planner.at - timedelta(days=4))
    running.stops_before = Act.WORK
    waiting = _plan(planner, hero, TO_COMPLETE, filed_at=planner.at - timedelta(days=8))
    waiting.asked_by, waiting.is_answered = PostKind.COUNTER.value, False
    finished = _plan(planner, hero, FINISHED, filed_at=planner.at - timedelta(days=30))
    return [running, waiting, finished]


def _plan(planner: Planner, hero: Person, code: str, *, filed_at: datetime) -> Plan:
    offer = _offer(planner, code)
    situations = offer.definition.situations
    return Plan(
        offer=offer,
        situation=situations[0].key if situations else "",
        applicant=hero,
        office=planner.crew.offices[0],
        counter=None,
        channel=Channel.ONLINE,
        filed_at=filed_at,
    )


def _offer(planner: Planner, code: str) -> Offer:
    found = (offer for offer in planner.offers if offer.definition.code == code)
    return next(found, planner.offers[0])


def leave_draft(planner: Planner, *, hero: Person, registry: Registry) -> None:
    """Begin a form an hour ago and leave it after a few pages."""
    offer, actor, at = _offer(planner, DRAFT), citizen(hero), planner.at - HOUR
    draft = drafts.start_draft(
        version=ProcedureVersion.objects.get(id=offer.version_id),
        applicant=hero,
        channel=Channel.ONLINE,
        receiving_agency=None,
        actor=actor,
        at=at,
    )
    situation = draft.situation
    if offer.definition.situations:
        situation = offer.definition.situations[0].key
        drafts.choose_situation(draft_id=draft.id, situation=situation, actor=actor, at=at)
    filler = FormFiller(
        registry=registry,
        applicant=hero,
        commune=planner.crew.offices[0].commune,
        on=local_date(at),
    )
    given = filler.fill(offer.definition, situation=situation)
    pages = answers.shown_pages(offer.definition, situation=situation, answers=given)
    for page in pages[:PAGES_FILLED]:
        asked = {q.key: given[q.key] for q in page.questions if q.key in given}
        drafts.save_page(draft_id=draft.id, page_key=page.key, given=asked, actor=actor, at=at)
