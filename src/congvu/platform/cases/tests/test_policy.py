"""Who may do what in each state: the whole table, actor by act by state."""

from collections.abc import Callable

import pytest
from tests.world import STAGES, World

from congvu.kernel.actor import Actor
from congvu.platform.cases import policy
from congvu.platform.cases.models import Case

Predicate = Callable[[Actor, Case], bool]
ACTS: dict[str, Predicate] = {
    "accept": policy.may_accept,
    "claim": policy.may_claim,
    "work": policy.may_work,
    "request": policy.may_request_supplement,
    "supplement": policy.may_supplement,
    "decide": policy.may_decide,
    "return": policy.may_return,
}
WHO = (
    "citizen", "stranger", "counter_a", "counter_b", "handler_a", "handler_b",
    "second_handler_b", "head_b", "signer_a", "signer_b", "leader", "admin",
)  # fmt: skip

# Everything that is allowed; whatever is not written here must be refused.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "submitted": {"counter_b": {"accept", "request"}},
    "accepted": {
        "handler_b": {"claim", "work", "request"},
        "second_handler_b": {"claim", "work", "request"},
    },
    "claimed": {"handler_b": {"work", "request"}},
    "awaiting": {"citizen": {"supplement"}, "counter_b": {"supplement"}},
    "proposed": {"signer_b": {"work", "decide"}},
    "decided": {"counter_b": {"return"}},
    "returned": {},
}
SEEING = {"citizen", "counter_b", "handler_b", "second_handler_b", "head_b", "signer_b", "leader"}


@pytest.mark.parametrize("stage", STAGES)
def test_each_act_is_allowed_to_these_and_nobody_else(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    table = {
        who: {act for act, may in ACTS.items() if may(getattr(world, who), case)} for who in WHO
    }
    assert {who: acts for who, acts in table.items() if acts} == ALLOWED[stage]


@pytest.mark.parametrize("stage", STAGES)
def test_case_is_seen_by_these_and_nobody_else(world: World, stage: str) -> None:
    case = world.at_stage(stage)
    seen = {who for who in WHO if _sees(getattr(world, who), case)}
    assert seen == SEEING


def _sees(actor: Actor, case: Case) -> bool:
    try:
        return policy.visible_case(actor, case.id) == case
    except policy.NoSuchCase:
        return False


def test_officer_of_another_counter_sees_what_they_received(world: World) -> None:
    case = world.submitted(commune=world.a)
    assert _sees(world.counter_a, case)
    assert not _sees(world.counter_b, case)


def test_officer_does_not_see_their_own_dossier_from_the_desk(world: World) -> None:
    """At a post one sees the post's cases; as a person, one's own."""
    case = world.submitted()
    Case.objects.filter(id=case.id).update(applicant_id=world.handler_a.person_id)
    case.refresh_from_db()
    assert not policy.is_party(world.handler_a, case)
    assert policy.is_party(Actor(person_id=world.handler_a.person_id, name="Riêng"), case)
