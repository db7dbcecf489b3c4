"""Drafts: a form filled in page by page, kept, resumed, sent once, or thrown away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.world import AT, DEFINITION, HOUR, World, fields_of

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Conflict
from congvu.platform.cases import policy
from congvu.platform.cases.actions import drafts
from congvu.platform.cases.actions.submit import IncompleteDossier
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, Draft, DraftFile
from congvu.platform.cases.tests.seeing import nothing_changes
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.models import Origin

LATER = AT + timedelta(days=30)  # when a draft of AT is kept no longer
Act = Callable[[Draft, Actor, World], Any]


def started(world: World, *, actor: Actor | None = None) -> Draft:
    return drafts.start_draft(
        version=world.version,
        applicant=world.person(world.citizen),
        channel=Channel.COUNTER if actor else Channel.ONLINE,
        receiving_agency=world.a.centre if actor else None,
        actor=actor or world.citizen,
        at=AT,
    )


def filled(world: World, *, actor: Actor | None = None) -> Draft:
    """Return a draft that lacks nothing but its paper."""
    who = actor or world.citizen
    draft = started(world, actor=actor)
    drafts.choose_situation(draft_id=draft.id, situation="lan_dau", actor=who, at=AT)
    for page in DEFINITION.form:
        given = {q.key: world.answers().get(q.key) for q in page.questions}
        drafts.save_page(draft_id=draft.id, page_key=page.key, given=given, actor=who, at=AT)
    return Draft.objects.get(id=draft.id)


def complete(world: World) -> Draft:
    draft = filled(world)
    attach(draft, world.citizen, world)
    return draft


def attach(draft: Draft, actor: Actor, world: World) -> DraftFile:
    return drafts.attach_file(
        draft_id=draft.id,
        evidence_key="giay_chung",
        document=world.document(owner=actor),
        actor=actor,
        at=AT,
    )


def send(draft: Draft, actor: Actor, world: World) -> Any:
    return drafts.submit_draft(
        draft_id=draft.id, submit_key=draft.submit_key, actor=actor, at=AT + HOUR
    )


def save(draft: Draft, actor: Actor, world: World) -> Draft:
    given = {"ho_ten": "Lê Văn Ý", "ngay_sinh": "1980-01-01"}
    return drafts.save_page(draft_id=draft.id, page_key="ban_than", given=given, actor=actor, at=AT)


def choose(draft: Draft, actor: Actor, world: World) -> Draft:
    return drafts.choose_situation(draft_id=draft.id, situation="cap_lai", actor=actor, at=AT)


def detach(draft: Draft, actor: Actor, world: World) -> None:
    file = DraftFile.objects.filter(draft=draft).first()
    file_id = file.id if file else 0
    drafts.detach_file(draft_id=draft.id, file_id=file_id, actor=actor, at=AT)


def discard(draft: Draft, actor: Actor, world: World) -> None:
    drafts.discard_draft(draft_id=draft.id, actor=actor, at=AT)


def renew(draft: Draft, actor: Actor, world: World) -> Draft:
    return drafts.renew_draft(draft_id=draft.id, actor=actor, at=AT)


ACTS = [save, choose, attach, detach, discard, renew]


def test_draft_starts_empty_and_is_kept_thirty_days(world: World) -> None:
    draft = started(world)
    draft.refresh_from_db()
    assert (draft.owner_id, draft.applicant_id) == (world.citizen.person_id,) * 2
    assert (draft.answers, draft.situation, draft.case) == ({}, "", None)
    assert (draft.created_at, draft.expires_at) == (AT, LATER)


def test_procedure_without_a_form_cannot_be_started(world: World) -> None:
    shown_only = replace_definition(form=())
    version = publish_version(definition=shown_only, origin=Origin.OURS, at=AT)
    with nothing_changes(), pytest.raises(drafts.CannotApplyHere):
        started(replace(world, version=version))


def replace_definition(**changed: Any) -> Any:
    return type(DEFINITION)(**{**fields_of(DEFINITION), "code": "9.000009", **changed})


def test_page_is_kept_and_another_page_added(world: World) -> None:
    draft = filled(world)
    assert draft.answers == world.answers()
    save(draft, world.citizen, world)
    draft.refresh_from_db()
    assert draft.answers == {**world.answers(), "ho_ten": "Lê Văn Ý", "ngay_sinh": "1980-01-01"}


def test_page_saved_twice_reads_the_same(world: World) -> None:
    draft = filled(world)
    save(draft, world.citizen, world)
    with nothing_changes():
        save(draft, world.citizen, world)


@pytest.mark.parametrize(
    "given", [{"ho_ten": "Lê Văn Ý", "ngay_sinh": "31/02/1980"}, {"ho_ten": " "}, {"ngay_sinh": 5}]
)
def test_wrong_page_is_refused_whole(world: World, given: dict[str, Any]) -> None:
    draft = started(world)
    with nothing_changes(), pytest.raises(drafts.WrongAnswers) as refused:
        drafts.save_page(
            draft_id=draft.id, page_key="ban_than", given=given, actor=world.citizen, at=AT
        )
    assert refused.value.problems


def test_unknown_situation_is_refused(world: World) -> None:
    draft = started(world)
    with nothing_changes(), pytest.raises(drafts.WrongAnswers):
        drafts.choose_situation(draft_id=draft.id, situation="la", actor=world.citizen, at=AT)


def test_paper_is_attached_and_taken_out(world: World) -> None:
    draft = filled(world)
    file = attach(draft, world.citizen, world)
    assert draft.files.get().evidence_key == "giay_chung"
    for _ in range(2):  # taking it out twice is harmless
        drafts.detach_file(draft_id=draft.id, file_id=file.id, actor=world.citizen, at=AT)
    assert not draft.files.exists()


def test_paper_of_another_draft_stays(world: World) -> None:
    mine, other = filled(world), filled(world)
    file = attach(other, world.citizen, world)
    drafts.detach_file(draft_id=mine.id, file_id=file.id, actor=world.citizen, at=AT)
    assert other.files.get().id == file.id


def test_unknown_paper_and_eleventh_file_are_refused(world: World) -> None:
    draft = filled(world)
    document = world.document(owner=world.citizen)
    with nothing_changes(), pytest.raises(drafts.WrongAnswers):
        drafts.attach_file(
            draft_id=draft.id, evidence_key="la", document=document, actor=world.citizen, at=AT
        )
    for _ in range(drafts.FILES_PER_PAPER):
        attach(draft, world.citizen, world)
    with nothing_changes(), pytest.raises(drafts.TooManyFiles):
        attach(draft, world.citizen, world)


def test_document_of_another_person_is_not_attached(world: World) -> None:
    draft = filled(world)
    theirs = world.document(owner=world.stranger)
    with nothing_changes(), pytest.raises(policy.NoSuchDraft):
        drafts.attach_file(
            draft_id=draft.id,
            evidence_key="giay_chung",
            document=theirs,
            actor=world.citizen,
            at=AT,
        )


def test_discarded_draft_is_gone(world: World) -> None:
    draft = complete(world)
    discard(draft, world.citizen, world)
    assert not Draft.objects.filter(id=draft.id).exists()
    with pytest.raises(policy.NoSuchDraft):
        discard(draft, world.citizen, world)


@pytest.mark.parametrize("act", [*ACTS, send])
@pytest.mark.parametrize("who", ["stranger", "counter_b", "admin"])
def test_draft_of_another_person_looks_missing(world: World, act: Act, who: str) -> None:
    draft = complete(world)
    with nothing_changes(), pytest.raises(policy.NoSuchDraft):
        act(draft, getattr(world, who), world)


@pytest.mark.parametrize("act", ACTS)
def test_sent_draft_is_closed(world: World, act: Act) -> None:
    draft = complete(world)
    send(draft, world.citizen, world)
    with nothing_changes(), pytest.raises(policy.NoSuchDraft):
        act(draft, world.citizen, world)


@pytest.mark.parametrize("act", [save, choose, attach, detach, discard, send])
def test_expired_draft_says_so(world: World, act: Act) -> None:
    draft = complete(world)
    Draft.objects.filter(id=draft.id).update(expires_at=AT)
    with nothing_changes(), pytest.raises(drafts.DraftExpired):
        act(draft, world.citizen, world)


def test_expired_draft_is_renewed_with_what_was_typed(world: World) -> None:
    draft = complete(world)
    renewed = drafts.renew_draft(draft_id=draft.id, actor=world.citizen, at=LATER)
    assert renewed.answers == world.answers()
    assert renewed.expires_at == LATER + timedelta(days=30)
    assert draft.files.count() == 1
    case = drafts.submit_draft(
        draft_id=draft.id, submit_key=draft.submit_key, actor=world.citizen, at=LATER
    )
    assert not case.is_repeat


def test_renewal_drops_what_the_new_version_does_not_ask(world: World) -> None:
    draft = complete(world)
    shorter = type(DEFINITION)(
        **{**fields_of(DEFINITION), "form": DEFINITION.form[1:], "evidence": ()}
    )
    version = publish_version(definition=shorter, origin=Origin.OURS, at=LATER)
    renewed = drafts.renew_draft(draft_id=draft.id, actor=world.citizen, at=LATER)
    assert renewed.version_id == version.id
    assert set(renewed.answers) == {"noi_cu_tru", "muc_dich"}
    assert not draft.files.exists()
    sent = drafts.submit_draft(
        draft_id=draft.id, submit_key=draft.submit_key, actor=world.citizen, at=LATER
    )
    assert Case.objects.get(id=sent.case_id).version_id == version.id


def test_renewal_asks_again_for_a_situation_that_is_gone(world: World) -> None:
    draft = complete(world)
    others = tuple(type(s)(key=f"{s.key}_moi", label=s.label) for s in DEFINITION.situations)
    changed = type(DEFINITION)(**{**fields_of(DEFINITION), "situations": others})
    publish_version(definition=changed, origin=Origin.OURS, at=LATER)
    renewed = drafts.renew_draft(draft_id=draft.id, actor=world.citizen, at=LATER)
    assert (renewed.situation, renewed.answers) == ("", world.answers())


def test_sent_draft_becomes_the_case(world: World) -> None:
    draft = complete(world)
    sent = send(draft, world.citizen, world)
    draft.refresh_from_db()
    assert draft.case_id == sent.case_id
    case = Case.objects.get(id=sent.case_id)
    assert (case.answers, case.situation) == (world.answers(), "lan_dau")
    assert case.files.get().document_id == draft.files.get().document_id
    assert case.version_id == draft.version_id


def test_draft_sent_twice_gives_the_first_answer(world: World) -> None:
    draft = complete(world)
    first = send(draft, world.citizen, world)
    with nothing_changes():
        again = send(draft, world.citizen, world)
    assert again == replace(first, is_repeat=True)


def test_incomplete_draft_is_not_sent(world: World) -> None:
    draft = filled(world)
    with nothing_changes(), pytest.raises(IncompleteDossier):
        send(draft, world.citizen, world)


def test_draft_page_of_another_sending_is_old(world: World) -> None:
    draft = complete(world)
    draft.submit_key = new_id()
    with nothing_changes(), pytest.raises(Conflict):
        send(draft, world.citizen, world)


def at_counter(draft: Draft, actor: Actor) -> Case:
    return drafts.submit_at_counter(
        draft_id=draft.id,
        submit_key=draft.submit_key,
        seen_evidence={"giay_chung": "giữ bản giấy"},
        actor=actor,
        at=AT,
    )


def test_counter_files_and_accepts_in_one_act(world: World) -> None:
    draft = filled(world, actor=world.counter_a)
    case = at_counter(draft, world.counter_a)
    assert (case.status, case.receiving_agency_id) == (CaseStatus.ACCEPTED, world.a.centre.id)
    assert case.competent_agency_id == world.b.committee.id
    assert case.holder_unit_id == world.b.handling_unit.id
    with nothing_changes():
        assert at_counter(draft, world.counter_a).id == case.id


@pytest.mark.parametrize("who", ["citizen", "stranger"])
def test_citizen_does_not_file_at_a_counter(world: World, who: str) -> None:
    draft = filled(world)
    with nothing_changes(), pytest.raises(policy.NotAllowed):
        at_counter(draft, getattr(world, who))


def test_draft_of_another_counter_looks_missing(world: World) -> None:
    draft = filled(world, actor=world.counter_a)
    with nothing_changes(), pytest.raises(policy.NoSuchDraft):
        at_counter(draft, world.counter_b)


def test_counter_draft_belongs_to_the_counter_and_not_to_its_author(world: World) -> None:
    draft = filled(world, actor=world.counter_a)
    moved_away = replace(world.counter_a, post_id=None, post_kind=None, agency_id=None)
    with nothing_changes(), pytest.raises(policy.NoSuchDraft):
        discard(draft, moved_away, world)
    colleague = replace(world.counter_a, person_id=world.handler_a.person_id)
    assert at_counter(draft, colleague).receiving_agency_id == world.a.centre.id
