"""One act repeated a thousand times: every time the same few rows, never more than the last."""

from collections import Counter
from datetime import timedelta

from tests.world import AT, World

from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.hands import release
from congvu.platform.cases.models import Case
from congvu.platform.cases.tests.seeing import every_row, replayed
from congvu.platform.events.queries import history_of

TIMES = 1_000
SECOND = timedelta(seconds=1)


def rows() -> Counter[str]:
    return Counter({table: len(found) for table, found in every_row().items()})


def test_rows_and_journal_grow_by_a_constant_per_act(world: World) -> None:
    case, at = world.claimed(), AT
    grown: list[Counter[str]] = []
    for _ in range(TIMES // 2):
        for act in (release, claim):
            at += SECOND
            case = act(case_id=case.id, revision=case.revision, actor=world.handler_b, at=at)
            if len(grown) < 2 or case.revision > TIMES:
                grown.append(rows())
    first = grown[1] - grown[0]
    last = grown[-1] - grown[-2]
    assert first == last == Counter({"events_journalentry": 1})
    sizes = [len(str(entry.facts)) for entry in history_of(case.id)[-TIMES:]]
    assert max(sizes) - min(sizes) < 120, "an entry tells its act, not the case's whole past"
    assert Case.objects.get(id=case.id).revision == 3 + TIMES
    assert case.tasks.count() == 2
    assert replayed(case)
