"""An opinion is given, or its time has passed: the dossier that waits for it goes on."""

from datetime import datetime

from congvu.kernel.actor import Actor
from congvu.platform.cases import standing
from congvu.platform.cases.actions import children, steps
from congvu.platform.cases.events import AnswerGiven, ConsultationAnswered
from congvu.platform.cases.models import Answer, Case, Consultation, Decision, Outcome

_ANSWERS = {Outcome.GRANTED: Answer.AGREED, Outcome.REFUSED: Answer.OBJECTED}


def give_answer(case: Case, decision: Decision, *, actor: Actor, at: datetime) -> Case:
    """What was signed becomes the answer of the consulted agency. The caller signed it."""
    _answer(
        case,
        answer=_ANSWERS[Outcome(decision.outcome)],
        opinion=decision.reason,
        actor=actor,
        at=at,
    )
    return case


def deem_agreed(case: Case, *, at: datetime) -> bool:
    """Take silence until the due instant as agreement, where the question said so.

    Who kept silent stays answerable for it: the case counts late (Decree 191/2026).
    """
    asked = Consultation.objects.filter(child_id=case.id, ended_at=None, is_deemed=True).first()
    if asked is None:
        return False
    case.counts_late, case.overdue_at = True, case.due_at
    case.decisions.filter(is_approved=None).update(
        is_approved=False, decided_at=at, remark="Hết thời hạn trả lời"
    )
    _answer(case, answer=Answer.DEEMED, opinion="", actor=None, at=at, basis=asked.legal_basis)
    return True


def _answer(
    case: Case,
    *,
    answer: Answer,
    opinion: str,
    actor: Actor | None,
    at: datetime,
    basis: str = "",
) -> None:
    asking = children.parent_of(case)
    asked = case.consultation
    asked.answer, asked.opinion, asked.ended_at = answer, opinion, at
    asked.save(update_fields=["answer", "opinion", "ended_at"])
    children.close(case, outcome=answer.value, actor=actor, at=at)
    steps.write(case, AnswerGiven, actor=actor, at=at, basis=basis, answer=answer.value)
    if children.are_over(asking):
        steps.hand_to(asking, step=standing.step_of(asking), at=at, assignee_id=asked.asked_by_id)
    steps.write(
        asking,
        ConsultationAnswered,
        actor=actor,
        at=at,
        basis=basis,
        child_id=case.id,
        answer=answer.value,
    )
