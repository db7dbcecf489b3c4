"""Taking back a slip of the hand within seconds. What is a legal act cannot be taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict
from congvu.kernel.transactions import atomic
from congvu.platform.cases import standing
from congvu.platform.cases.actions import steps
from congvu.platform.cases.events import ActUndone
from congvu.platform.cases.models import Case, Task


class NothingToUndo(Conflict):
    """Too late, somebody else's act, an act of law, or something happened since."""

    def __init__(self) -> None:
        super().__init__(
            "Không hoàn tác được nữa: chỉ hoàn tác được thao tác vừa làm của chính mình trong vài"
            " giây, khi chưa ai làm tiếp và thao tác đó không phải là một văn bản đã ban hành."
        )


@atomic
def undo(*, case_id: UUID, revision: int, actor: Actor, at: datetime) -> Case:
    """Put the case back as it was before the actor's last act on it. Raises NothingToUndo."""
    case = steps.take(case_id=case_id, revision=revision, actor=actor)
    last = standing.undoable(case, actor=actor, at=at)
    if last is None:
        raise NothingToUndo
    _restore(case, last.facts["changes"])
    _give_task_back(case, at=at, actor=actor)
    steps.write(case, ActUndone, actor=actor, at=at, undone_seq=last.seq)
    return case


_KEPT = {"revision", "content_sha256", "status"}  # work that began has begun: a move of the law


def _restore(case: Case, changed: Mapping[str, Sequence[Any]]) -> None:
    for column, (old, _) in changed.items():
        if column not in _KEPT:
            case.put_back(column, old)


def _give_task_back(case: Case, *, actor: Actor, at: datetime) -> None:
    """Let the open task be the one that was open before."""
    task = case.tasks.get(done_at=None)
    if task.step_key == case.step_key:
        task.assignee_id = case.assignee_id
        task.save(update_fields=["assignee_id"])
        return
    steps.finish_task(case, actor=actor, at=at, outcome="UNDONE")
    Task.objects.create(
        id=new_id(),
        case=case,
        step_key=case.step_key,
        unit_id=case.holder_unit_id or case.handling_unit_id,
        post_kind=case.holder_post_kind,
        assignee_id=case.assignee_id,
        opened_at=at,
        due_at=case.due_at,
    )
