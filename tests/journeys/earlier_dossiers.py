"""Dossiers that were filed some days ago, in the database of a running demo.

A browser cannot go back in time, so what has to wait for weeks is made here through the platform's
own actions, each at its instant. Run by `demo_run.DemoRun.earlier` inside the demo's environment:
reads wishes as JSON lines, writes one line each: the code, good answers to a form, or the number
of the citizen.
"""

import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import django

django.setup()  # this file is a program of its own: models load from here on

from django.db import transaction

from congvu.config.demo_world.acts import Acts
from congvu.config.demo_world.answering import FormFiller
from congvu.config.demo_world.building import offers
from congvu.config.demo_world.offices import crew_at_work
from congvu.config.demo_world.papers import Papers
from congvu.config.demo_world.persons import registry_of
from congvu.config.demo_world.plans import Act, Plan
from congvu.kernel import clock
from congvu.kernel.clock import local_date
from congvu.platform.cases.actions.consult import consult
from congvu.platform.cases.models import Case
from congvu.platform.documents.models import Document
from congvu.platform.people.models import Person
from congvu.platform.procedures.definition import Channel
from congvu.services.dev_identity.models import TestIdentity

MINUTE = timedelta(minutes=1)
WAYS = {
    "submitted": (),
    "claimed": (Act.ACCEPT, Act.CLAIM),
    "waiting": (Act.ACCEPT, Act.CLAIM, Act.ASK),
    "consulted": (Act.ACCEPT, Act.CLAIM),
}


class First(Random):
    """Lots that always fall on the first: the officer who signs in to the demo."""

    def choices(self, population: Any, *_: Any, **__: Any) -> list[Any]:
        return [population[0]]


class Maker:
    """Makes what is wished for, as the citizen who signs in to the demo."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        claims = TestIdentity.objects.get(username="congdan").claims
        self.hero = Person.objects.get(personal_id=claims["personal_id_number"])
        self.acts = Acts(
            registry=registry_of(57),
            crew=crew_at_work(dice=First(), on=local_date(at)),
            papers=Papers(models=tuple(Document.objects.filter(owner_id=self.hero.id)[:1])),
        )

    def answers(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """Return a good answer to every question of the form, by field name."""
        plan = self._plan(wish["procedure"], filed_at=self.at)
        filler = FormFiller(
            registry=self.acts.registry,
            applicant=self.hero,
            commune=plan.office.commune,
            on=local_date(self.at),
        )
        given = filler.fill(plan.offer.definition, situation=plan.situation)
        return {"situation": plan.situation, **given}

    @transaction.atomic
    def dossier(self, wish: Mapping[str, Any]) -> str:
        """File a dossier so many days ago and bring it as far as `asked`; return its code."""
        at = self.at - timedelta(days=wish["days"]) - 10 * MINUTE
        plan = self._plan(wish["procedure"], filed_at=at)
        case = self.acts.file(plan, at=at)
        for number, act in enumerate(WAYS[wish["asked"]], 1):
            case = self.acts.do(act, plan=plan, case=case, at=at + number * MINUTE)
        if wish["asked"] == "consulted":
            self._consult(case, at=at + 9 * MINUTE)
        return case.code

    def _consult(self, case: Case, *, at: datetime) -> None:
        """Let the handler ask another unit of the house, which has two working days."""
        consult(
            case_id=case.id,
            revision=case.revision,
            to=("unit:phong_kinh_te",),
            question="Người đề nghị có đăng ký kinh doanh tại địa phương không?",
            days=2,
            actor=self.acts.crew.holder(case),
            at=at,
        )

    def _plan(self, code: str, *, filed_at: datetime) -> Plan:
        offer = next(o for o in offers(at=self.at) if o.definition.code == code)
        situations = offer.definition.situations
        return Plan(
            offer=offer,
            situation=situations[0].key if situations else "",
            applicant=self.hero,
            office=self.acts.crew.offices[0],
            counter=None,
            channel=Channel.ONLINE,
            filed_at=filed_at,
        )


if __name__ == "__main__":
    maker = Maker(at=clock.now())
    for wish in map(json.loads, sys.stdin):
        made: Any
        match wish["asked"]:
            case "answers":
                made = maker.answers(wish)
            case "number":
                made = maker.hero.personal_id
            case _:
                made = maker.dossier(wish)
        print(json.dumps(made))
