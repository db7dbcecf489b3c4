"""The desks of the officers who sign in: something to do for each of them on the first day."""

from datetime import timedelta

from congvu.config.demo_world.plans import Act, Plan, Planner
from congvu.platform.procedures.definition import Channel

UNIT = "van_phong"  # where the handling officer who signs in works
# What the case waits for, and how many days ago it was filed: the oldest are late.
DESK = (
    (Act.ACCEPT, 0.1),
    (Act.ACCEPT, 0.2),
    (Act.ACCEPT, 4.0),
    (Act.CLAIM, 1.1),
    (Act.CLAIM, 2.2),
    (Act.CLAIM, 5.0),
    (Act.WORK, 1.2),
    (Act.WORK, 2.1),
    (Act.WORK, 3.2),
    (Act.WORK, 4.1),
    (Act.WORK, 7.1),
    (Act.WORK, 8.3),
    (Act.DECIDE, 3.1),
    (Act.DECIDE, 4.2),
    (Act.DECIDE, 9.2),
    (Act.RETURN, 5.1),
    (Act.RETURN, 6.2),
)


def plans(planner: Planner) -> list[Plan]:
    """Return one plan for each line of the desk, all of them in the first office."""
    offers = [
        offer
        for offer in planner.offers
        if offer.definition.competence
        and offer.definition.competence.unit == UNIT
        and Channel.ONLINE in offer.definition.channels
    ] or planner.offers
    made = []
    for number, (act, days) in enumerate(DESK):
        offer = offers[number % len(offers)]
        made.append(
            Plan(
                offer=offer,
                situation=planner.situation(offer.definition),
                applicant=planner.dice.choice(planner.persons),
                office=planner.crew.offices[0],
                counter=None,
                channel=Channel.ONLINE,
                filed_at=planner.at - timedelta(days=days),
                pace=0.3,
                stops_before=act,
            )
        )
    return made
