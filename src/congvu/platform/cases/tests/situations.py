"""Dossiers brought to where a rarer act is due, and the words with which each act is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from tests.world import World, council_definition, two_step_definition

from congvu.kernel.clock import local_date
from congvu.platform.cases.actions.change_procedure import change_procedure
from congvu.platform.cases.actions.consult import consult
from congvu.platform.cases.actions.opinions import complain
from congvu.platform.cases.actions.payment import demand_payment
from congvu.platform.cases.actions.provide_supplement import provide_supplement
from congvu.platform.cases.actions.ring import ring
from congvu.platform.cases.acts import OFFICER_ACTS, PARTY_ACTS
from congvu.platform.cases.models import Case
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.definition import Definition
from congvu.platform.procedures.models import Origin
from congvu.platform.procedures.toml_files import read_file

DAY = timedelta(days=1)
MANY_DAYS = timedelta(days=60)  # longer than any allowance or term of these tests


def unpaid(world: World, *, at: datetime) -> Case:
    case = world.claimed(at=at)
    return demand_payment(
        case_id=case.id, revision=case.revision, amount_vnd=50_000, reason="Lệ phí",
        actor=world.handler_b, at=at,
    )  # fmt: skip


def supplemented(world: World, *, at: datetime) -> Case:
    """Return a case under appraisal whose applicant was asked once and has answered."""
    case = world.awaiting(at=at)
    paper = world.document(owner=world.citizen, at=at)
    return provide_supplement(
        case_id=case.id, revision=case.revision, documents={"giay_chung": (paper.id,)},
        corrected={}, actor=world.citizen, at=at,
    )  # fmt: skip


def unanswered(world: World, *, at: datetime) -> Case:
    """Return a case that came back: the applicant let the time to answer pass."""
    return rung(world.awaiting(at=at - MANY_DAYS), at=at)


def late(world: World, *, at: datetime) -> Case:
    return rung(world.claimed(at=at - MANY_DAYS), at=at)


def complained(world: World, *, at: datetime) -> Case:
    case = world.claimed(at=at)
    return complain(
        case_id=case.id, revision=case.revision, text="Chậm trả lời", actor=world.citizen, at=at
    )


def misfiled(world: World, *, at: datetime) -> Case:
    """Return a new dossier beside which another procedure can be applied for."""
    publish_version(definition=two_step_definition(), origin=Origin.OURS, at=at - MANY_DAYS)
    return world.submitted(at=at)


def at_a_check(world: World, *, at: datetime) -> Case:
    """Return a claimed case at a step that no signature follows, after a change of procedure."""
    case = misfiled(world, at=at)
    for name, who in (("change_procedure", "counter_b"), ("accept", "counter_b"),
                      ("claim", "handler_b")):  # fmt: skip
        case = done(name, world, case, who=who, at=at)
    return case


def consulting_version(*, at: datetime) -> None:
    """Publish the procedure by which whoever is asked for an opinion works."""
    definition = read_file(settings.REFERENCE_DIR / "procedures" / "NB.01.toml")
    assert isinstance(definition, Definition)
    publish_version(definition=definition, origin=Origin.OURS, at=at)


def consulted(world: World, *, at: datetime) -> Case:
    """Return a case that waits for the opinion of another commune."""
    consulting_version(at=at)
    case = world.claimed(at=at)
    return consult(
        case_id=case.id, revision=case.revision, to=(world.a.committee.code,),
        question="Đất có vướng quy hoạch không?", days=2, actor=world.handler_b, at=at,
    )  # fmt: skip


def askable(world: World, *, at: datetime) -> Case:
    consulting_version(at=at)
    return world.claimed(at=at)


def at_a_council(world: World, *, at: datetime) -> Case:
    """Return a claimed case at a step that may end in two ways."""
    publish_version(definition=council_definition(), origin=Origin.OURS, at=at - MANY_DAYS)
    case = world.submitted(at=at)
    change_procedure(
        case_id=case.id, revision=case.revision, procedure_code="9.000003", situation="lan_dau",
        actor=world.counter_b, at=at,
    )  # fmt: skip
    for name, who in (("accept", "counter_b"), ("claim", "handler_b")):
        case = done(name, world, Case.objects.get(id=case.id), who=who, at=at)
    return case


def done(name: str, world: World, case: Case, *, who: str, at: datetime) -> Case:
    """Do an act of the table on the case as it stands, with its usual words."""
    actor = getattr(world, who)
    table = OFFICER_ACTS if actor.is_officer else PARTY_ACTS
    words = ACTS[name].given(world, case, at)
    table[name].do(case_id=case.id, revision=case.revision, actor=actor, at=at, **words)
    return Case.objects.get(id=case.id)


def rung(case: Case, *, at: datetime) -> Case:
    """Let every alarm ring whose instant has come."""
    while ring(case_id=case.id, at=at):
        pass
    return Case.objects.get(id=case.id)


Words = Mapping[str, Any]
Given = Callable[[World, Case, datetime], Words]


@dataclass(frozen=True, kw_only=True)
class Usual:
    """Where a case stands for the act, who does it, what they say: to the action, on the page."""

    case: Callable[..., Case]
    who: str
    given: Given = lambda _world, _case, _at: {}
    posted: Given | None = None  # when the page asks for it in another shape

    def typed(self, world: World, case: Case, at: datetime) -> Words:
        if self.posted is not None:
            return self.posted(world, case, at)
        return {name: str(value) for name, value in self.given(world, case, at).items()}


def stage(name: str) -> Callable[..., Case]:
    return lambda world, *, at: world.at_stage(name, at=at)


def _always(**words: Any) -> Given:
    return lambda _world, _case, _at: words


def _until(days: int, **words: Any) -> tuple[Given, Given]:
    """Return a date that many days after, as the action takes it and as it is typed."""

    def given(_world: World, _case: Case, at: datetime) -> Words:
        return {**words, "until": working_day(local_date(at + days * DAY))}

    def posted(world: World, case: Case, at: datetime) -> Words:
        until = given(world, case, at)["until"]
        typed = {"until_day": until.day, "until_month": until.month, "until_year": until.year}
        return {**words, **{name: str(part) for name, part in typed.items()}}

    return given, posted


def working_day(day: Any) -> Any:
    """Return that day, or the Monday after it."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)


_promised = _until(9, reason="Cần xác minh thêm")
_apology = _until(3, reason="Cần xác minh thêm")
_more_time = _until(9)

ACTS: dict[str, Usual] = {
    "accept": Usual(case=stage("submitted"), who="counter_b"),
    "claim": Usual(case=stage("accepted"), who="handler_b"),
    "complete_step": Usual(case=at_a_check, who="handler_b"),
    "choose_outcome": Usual(
        case=at_a_council, who="handler_b", given=_always(outcome="dat")
    ),
    "consult": Usual(
        case=askable, who="handler_b",
        given=lambda world, _case, _at: {
            "to": (world.a.committee.code,), "question": "Ý kiến?", "days": 3,
        },
        posted=lambda world, _case, _at: {
            "to": world.a.committee.code, "question": "Ý kiến?", "days": "3",
        },
    ),
    "recall_consultation": Usual(
        case=consulted, who="handler_b", given=_always(reason="Đã đủ căn cứ")
    ),
    "propose": Usual(
        case=stage("claimed"), who="handler_b", given=_always(outcome="GRANTED", reason="Đủ")
    ),
    "approve": Usual(case=stage("proposed"), who="signer_b"),
    "send_back": Usual(
        case=stage("proposed"), who="signer_b", given=_always(remark="Xem lại ngày sinh")
    ),
    "return_result": Usual(case=stage("decided"), who="counter_b"),
    "confirm_payment": Usual(
        case=unpaid, who="counter_b", given=_always(receipt_number="BL-0001")
    ),
    "provide_supplement": Usual(
        case=stage("awaiting"), who="citizen",
        given=lambda world, _case, at: {
            "documents": {"giay_chung": (world.document(owner=world.citizen, at=at).id,)},
            "corrected": {},
        },
    ),
    "give_time": Usual(
        case=unanswered, who="handler_b", given=_more_time[0], posted=_more_time[1]
    ),
    "request_supplement": Usual(
        case=stage("claimed"), who="handler_b",
        given=_always(items={"giay_chung": "Chụp lại"}, explanation="Mờ"),
        posted=_always(explanation="Mờ", on_giay_chung="on", remark_giay_chung="Chụp lại"),
    ),
    "refuse": Usual(
        case=stage("submitted"), who="counter_b",
        given=_always(reason="Sai nơi nộp", legal_basis="Điều 1", instead="Nộp tại xã An Bình"),
    ),
    "change_procedure": Usual(
        case=misfiled, who="counter_b",
        given=_always(procedure_code="9.000002", situation="lan_dau"),
    ),
    "transfer": Usual(
        case=stage("claimed"), who="handler_b",
        given=lambda world, _case, _at: {"to": world.a.committee.code, "reason": "Nhầm xã"},
    ),
    "demand_payment": Usual(
        case=stage("claimed"), who="handler_b", given=_always(amount_vnd=50_000, reason="Lệ phí")
    ),
    "release": Usual(case=stage("claimed"), who="handler_b"),
    "assign": Usual(
        case=stage("claimed"), who="head_b",
        given=lambda world, _case, _at: {"assignee_id": world.second_handler_b.person_id},
    ),
    "permit_supplement": Usual(
        case=supplemented, who="signer_b", given=_always(reason="Phát sinh tình tiết mới")
    ),
    "extend": Usual(
        case=stage("claimed"), who="signer_b", given=_promised[0], posted=_promised[1]
    ),
    "apologise": Usual(case=late, who="signer_b", given=_apology[0], posted=_apology[1]),
    "stop": Usual(
        case=stage("awaiting"), who="signer_b",
        given=_always(reason="Không bổ sung", legal_basis="Điều 2"),
    ),
    "withdraw": Usual(case=stage("claimed"), who="counter_b"),
    "answer_complaint": Usual(
        case=complained, who="signer_b", given=_always(answer="Đã nhắc người thụ lý.")
    ),
    "void_form": Usual(
        case=stage("awaiting"), who="signer_b",
        given=lambda _world, case, _at: {
            "form_id": case.forms.exclude(number=None).get().id, "reason": "Ghi nhầm",
        },
    ),
    "declare_payment": Usual(
        case=unpaid, who="citizen", given=_always(reference="FT26327001")
    ),
    "rate": Usual(case=stage("returned"), who="citizen", given=_always(stars=5, text="Nhanh")),
    "complain": Usual(case=stage("claimed"), who="citizen", given=_always(text="Chậm quá")),
}  # fmt: skip
