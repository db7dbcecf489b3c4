"""What each act does: the platform's own action, by the officer or person whose turn it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from congvu.config.demo_world import phrases
from congvu.config.demo_world.answering import FormFiller
from congvu.config.demo_world.offices import Crew
from congvu.config.demo_world.papers import Papers
from congvu.config.demo_world.persons import Registry
from congvu.config.demo_world.plans import Act, Plan
from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.platform.cases import routing
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.complete_step import complete_step
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.extend import extend
from congvu.platform.cases.actions.opinions import rate
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.provide_supplement import provide_supplement
from congvu.platform.cases.actions.refuse_to_receive import refuse_to_receive
from congvu.platform.cases.actions.request_supplement import request_supplement
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.ring import ring
from congvu.platform.cases.actions.stop import stop
from congvu.platform.cases.actions.submit import Applicant, Application, submit
from congvu.platform.cases.actions.withdraw import withdraw
from congvu.platform.cases.models import Case, Outcome
from congvu.platform.deadlines.queries import work_calendar
from congvu.platform.people.models import Person
from congvu.platform.procedures.definition import (
    Definition,
    Evidence,
    EvidenceKind,
    QuestionKind,
    StepKind,
    evidence_for,
)

LEAST_TO_EXTEND = timedelta(days=4)  # a new date is lawful while the old one is not near


def citizen(person: Person) -> Actor:
    return Actor(person_id=person.id, name=person.full_name)


@dataclass(frozen=True, kw_only=True)
class Acts:
    """Everybody and everything that acts are made of."""

    registry: Registry
    crew: Crew
    papers: Papers

    def do(self, act: Act, *, plan: Plan, case: Case, at: datetime) -> Case:
        """Carry out the act and return the case as it stands after it."""
        return _DOING[act](self, plan, case, at)

    def file(self, plan: Plan, *, at: datetime) -> Case:
        actor = self.crew.counter(plan.counter) if plan.counter else citizen(plan.applicant)
        sent = submit(application=self._application(plan, actor=actor, at=at), actor=actor, at=at)
        if plan.counter:  # filed and accepted at the counter: one legal act
            return accept(case_id=sent.case_id, revision=1, actor=actor, at=at)
        return Case.objects.get(id=sent.case_id)

    def _application(self, plan: Plan, *, actor: Actor, at: datetime) -> Application:
        definition, person = plan.offer.definition, plan.applicant
        filler = self._filler(plan, at=at)
        brought = [p for p in _papers_to_bring(definition, plan.situation) if p.required]
        seen = brought[1:] if plan.counter else []  # one is scanned, the others are seen
        given = [paper for paper in brought if paper not in seen]
        return Application(
            version_id=plan.offer.version_id,
            definition=definition,
            situation=plan.situation,
            answers=filler.fill(definition, situation=plan.situation),
            evidence={p.key: (self._paper(p, owner=actor, at=at),) for p in given},
            seen_evidence={p.key: "Đã xem bản giấy tại quầy" for p in seen},
            applicant=Applicant(person_id=person.id, full_name=person.full_name, is_test=True),
            channel=plan.channel,
            chosen_commune=(plan.counter or plan.office).commune.code,
            counter=plan.counter.centre if plan.counter else None,
            submit_key=new_id(),
        )

    def _filler(self, plan: Plan, *, at: datetime) -> FormFiller:
        return FormFiller(
            registry=self.registry,
            applicant=plan.applicant,
            commune=plan.office.commune,
            on=local_date(at),
        )

    def _paper(self, paper: Evidence, *, owner: Actor, at: datetime) -> UUID:
        return self.papers.brought_by(owner.person_id, label=paper.label, at=at)

    def accept(self, plan: Plan, case: Case, at: datetime) -> Case:
        actor = self.crew.holder(case)
        return accept(case_id=case.id, revision=case.revision, actor=actor, at=at)

    def claim(self, plan: Plan, case: Case, at: datetime) -> Case:
        actor = self.crew.holder(case)
        return claim(case_id=case.id, revision=case.revision, actor=actor, at=at)

    def work(self, plan: Plan, case: Case, at: datetime) -> Case:
        actor = self.crew.holder(case)
        following = routing.step_after(plan.offer.definition.route, case.step_key)
        if following is None or following.kind is not StepKind.SIGN:
            return complete_step(case_id=case.id, revision=case.revision, actor=actor, at=at)
        refused = self.registry.dice.choice(phrases.REFUSALS)
        return propose(
            case_id=case.id,
            revision=case.revision,
            outcome=Outcome.REFUSED if plan.is_refused else Outcome.GRANTED,
            reason=refused if plan.is_refused else phrases.GRANTED,
            actor=actor,
            at=at,
        ).case

    def decide(self, plan: Plan, case: Case, at: datetime) -> Case:
        actor = self.crew.holder(case)
        if plan.is_sent_back and Act.DECIDE not in plan.done:
            plan.done.add(Act.DECIDE)
            return send_back(
                case_id=case.id,
                revision=case.revision,
                remark=phrases.SENT_BACK,
                actor=actor,
                at=at,
            )
        return approve(case_id=case.id, revision=case.revision, actor=actor, at=at)

    def give_back(self, plan: Plan, case: Case, at: datetime) -> Case:
        actor = self.crew.holder(case)
        return return_result(case_id=case.id, revision=case.revision, actor=actor, at=at)

    def ask(self, plan: Plan, case: Case, at: datetime) -> Case:
        plan.done.add(Act.ASK)
        return request_supplement(
            case_id=case.id,
            revision=case.revision,
            items=self._items(plan, case),
            explanation=phrases.ASKED,
            actor=self.crew.holder(case),
            at=at,
        ).case

    def _items(self, plan: Plan, case: Case) -> dict[str, str]:
        """Return what is to be completed: a paper where the situation has one, else a name."""
        dice = self.registry.dice
        papers = _papers_to_bring(plan.offer.definition, plan.situation)
        if papers:
            return {dice.choice(papers).key: dice.choice(phrases.MISSING_PAPER)}
        return {_first_text(plan.offer.definition, case): dice.choice(phrases.MISSING_ANSWER)}

    def answer(self, plan: Plan, case: Case, at: datetime) -> Case:
        actor = citizen(plan.applicant)
        supplement = case.supplements.get(answered_at=None)
        papers = {paper.key: paper for paper in plan.offer.definition.evidence}
        asked = [item["key"] for item in supplement.items]
        return provide_supplement(
            case_id=case.id,
            revision=case.revision,
            documents={
                key: (self._paper(papers[key], owner=actor, at=at),)
                for key in asked
                if key in papers
            },
            corrected={key: case.answers[key] for key in asked if key not in papers},
            actor=actor,
            at=at,
        )

    def refuse(self, plan: Plan, case: Case, at: datetime) -> Case:
        return refuse_to_receive(
            case_id=case.id,
            revision=case.revision,
            reason=phrases.NOT_RECEIVED,
            legal_basis=phrases.ONE_STOP,
            instead=phrases.INSTEAD,
            actor=self.crew.holder(case),
            at=at,
        )

    def withdraw(self, plan: Plan, case: Case, at: datetime) -> Case:
        return withdraw(
            case_id=case.id, revision=case.revision, actor=citizen(plan.applicant), at=at
        )

    def extend(self, plan: Plan, case: Case, at: datetime) -> Case:
        """Ask for more time where the law still lets the agency; else go on without."""
        plan.done.add(Act.EXTEND)
        if case.due_at is None or case.due_at - at < LEAST_TO_EXTEND:
            return case
        later = local_date(case.due_at) + timedelta(days=self.registry.dice.randint(3, 8))
        return extend(
            case_id=case.id,
            revision=case.revision,
            until=work_calendar(case.competent_agency_id).working_day_from(later),
            reason=phrases.SLOW,
            actor=self.crew.signer(case),
            at=at,
        )

    def stop(self, plan: Plan, case: Case, at: datetime) -> Case:
        while ring(case_id=case.id, at=at):
            case = Case.objects.get(id=case.id)
        return stop(
            case_id=case.id,
            revision=case.revision,
            reason=phrases.UNANSWERED,
            legal_basis=phrases.ONE_STOP,
            actor=self.crew.holder(case),
            at=at,
        )

    def rate(self, plan: Plan, case: Case, at: datetime) -> Case:
        plan.done.add(Act.RATE)
        return rate(
            case_id=case.id,
            revision=case.revision,
            stars=plan.stars,
            text=phrases.RATINGS[plan.stars],
            actor=citizen(plan.applicant),
            at=at,
        )


def _papers_to_bring(definition: Definition, situation: str) -> list[Evidence]:
    papers = evidence_for(definition, situation=situation)
    return [paper for paper in papers if paper.kind is EvidenceKind.UPLOAD]


def _first_text(definition: Definition, case: Case) -> str:
    return next(
        question.key
        for page in definition.form
        for question in page.questions
        if question.kind is QuestionKind.TEXT and case.answers.get(question.key)
    )


_DOING: dict[Act, Callable[[Acts, Plan, Case, datetime], Case]] = {
    Act.ACCEPT: Acts.accept,
    Act.CLAIM: Acts.claim,
    Act.WORK: Acts.work,
    Act.DECIDE: Acts.decide,
    Act.RETURN: Acts.give_back,
    Act.ASK: Acts.ask,
    Act.ANSWER: Acts.answer,
    Act.REFUSE: Acts.refuse,
    Act.WITHDRAW: Acts.withdraw,
    Act.EXTEND: Acts.extend,
    Act.STOP: Acts.stop,
    Act.RATE: Acts.rate,
}
