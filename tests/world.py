"""A small country for tests: province 44 with communes A and B, their people and one procedure.

Made straight through the models, without reference data. Time is passed: the story begins at AT,
a Monday morning; Wednesday of that week is a holiday, so three working days end on Friday.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from congvu.kernel import keeping
from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.clock import VIETNAM
from congvu.kernel.ids import new_id
from congvu.kernel.vietnamese import fold, sort_key
from congvu.platform.agencies.models import Agency, AgencyKind, Bloc, Post, Unit
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.decide import approve
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.request_supplement import request_supplement
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.submit import Applicant, Application, submit
from congvu.platform.cases.models import Case, Outcome
from congvu.platform.deadlines.models import CalendarDay
from congvu.platform.documents.actions import keep_made
from congvu.platform.documents.models import Document
from congvu.platform.people.models import Account, Appointment, Person
from congvu.platform.people.queries import officer
from congvu.platform.people.session import POST_KEY
from congvu.platform.places.models import AdministrativeUnit, Level, UnitKind
from congvu.platform.procedures.actions import publish_version
from congvu.platform.procedures.definition import (
    Allowance,
    Channel,
    Competence,
    CompetenceRule,
    Condition,
    Definition,
    Evidence,
    EvidenceKind,
    Fee,
    FeeKind,
    Option,
    Page,
    Question,
    QuestionKind,
    Situation,
    Step,
    StepKind,
    StepPlace,
    TimeUnit,
    Turn,
)
from congvu.platform.procedures.models import Origin, ProcedureVersion

AT = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
HOLIDAY = date(2026, 11, 25)
DUE = datetime(2026, 11, 27, 17, 0, tzinfo=VIETNAM)  # three working days after AT
SINCE = date(2025, 7, 1)
PROVINCE = "44"
COMMUNE_A, COMMUNE_B = "19900", "19901"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

DEFINITION = Definition(
    code="9.000001",
    name="Xác nhận thử nghiệm",
    field_code="THU",
    field_name="Lĩnh vực thử nghiệm",
    promulgator="Bộ Thử nghiệm",
    levels=("COMMUNE",),
    subjects=("Công dân",),
    channels=(Channel.ONLINE, Channel.COUNTER),
    situations=(
        Situation(key="lan_dau", label="Xác nhận lần đầu"),
        Situation(key="cap_lai", label="Cấp lại"),
    ),
    allowances=(
        Allowance(quantity=3, unit=TimeUnit.WORKING_DAY, legal_basis="Quyết định thử nghiệm"),
    ),
    fees=(Fee(key="le_phi", label="Lệ phí", kind=FeeKind.CHARGE, amount_vnd=10_000),),
    evidence=(
        Evidence(key="giay_chung", label="Giấy chứng", kind=EvidenceKind.UPLOAD, original=1),
        Evidence(
            key="ban_cu",
            label="Bản đã cấp",
            kind=EvidenceKind.UPLOAD,
            situations=("cap_lai",),
            required=False,
        ),
    ),
    competence=Competence(
        rule=CompetenceRule.COMMUNE_OF_PLACE,
        legal_basis="Điều 1 Quyết định thử nghiệm",
        place_question="noi_cu_tru",
        unit="phong_viec",
    ),
    form=(
        Page(
            key="ban_than",
            title="Anh/chị là ai?",
            questions=(
                Question(key="ho_ten", label="Họ và tên", kind=QuestionKind.TEXT),
                Question(
                    key="ngay_sinh",
                    label="Ngày sinh",
                    kind=QuestionKind.DATE,
                    not_after_today=True,
                ),
            ),
        ),
        Page(
            key="noi_o",
            title="Anh/chị cư trú ở đâu?",
            questions=(
                Question(key="noi_cu_tru", label="Nơi cư trú", kind=QuestionKind.PLACE),
            ),
        ),
        Page(
            key="muc_dich",
            title="Xác nhận để làm gì?",
            questions=(
                Question(
                    key="muc_dich",
                    label="Mục đích",
                    kind=QuestionKind.CHOICE,
                    options=(
                        Option(value="hoc", label="Đi học"),
                        Option(value="khac", label="Việc khác"),
                    ),
                ),
                Question(
                    key="viec_khac",
                    label="Việc gì",
                    kind=QuestionKind.TEXT,
                    show_when=Condition(question="muc_dich", is_one_of=("khac",)),
                ),
            ),
        ),
    ),
    route=(
        Step(
            key="tiep_nhan", label="Tiếp nhận", kind=StepKind.RECEIVE, next="tham_dinh",
            done_by=PostKind.COUNTER, at=StepPlace.RECEIVING, share_percent=10,
        ),
        Step(
            key="tham_dinh", label="Thẩm định", kind=StepKind.APPRAISE, next="ky",
            done_by=PostKind.HANDLER, at=StepPlace.COMPETENT, share_percent=60,
        ),
        Step(
            key="ky", label="Ký duyệt", kind=StepKind.SIGN, next="tra",
            done_by=PostKind.SIGNER, at=StepPlace.COMPETENT, share_percent=20,
        ),
        Step(
            key="tra", label="Trả kết quả", kind=StepKind.RETURN,
            done_by=PostKind.COUNTER, at=StepPlace.RECEIVING, share_percent=10,
        ),
    ),
)  # fmt: skip


def two_step_definition() -> Definition:
    """The same procedure under another code, with a check before the appraisal."""
    first, *rest = DEFINITION.route
    check = Step(
        key="kiem_tra", label="Kiểm tra", kind=StepKind.CHECK, next="tham_dinh",
        done_by=PostKind.HANDLER, at=StepPlace.COMPETENT, share_percent=0,
    )  # fmt: skip
    route = (Step(**{**fields_of(first), "next": "kiem_tra"}), check, *rest)
    return Definition(**{**fields_of(DEFINITION), "code": "9.000002", "route": route})


def council_definition() -> Definition:
    """The same procedure under a third code, with a council that passes it or meets again."""
    first, *rest = DEFINITION.route
    council = Step(
        key="hoi_dong", label="Hội đồng thẩm định", kind=StepKind.COUNCIL,
        done_by=PostKind.HANDLER, at=StepPlace.COMPETENT,
        outcomes=(
            Turn(key="dat", label="Thông qua", next=first.next),
            Turn(key="lam_lai", label="Họp lại", next="hoi_dong"),
        ),
    )  # fmt: skip
    route = (Step(**{**fields_of(first), "next": "hoi_dong"}), council, *rest)
    return Definition(**{**fields_of(DEFINITION), "code": "9.000003", "route": route})


def fields_of(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__struct_fields__}


def add_place(level: Level, code: str, kind: UnitKind, full_name: str) -> None:
    name = full_name.split(" ", 1)[1]
    AdministrativeUnit.objects.create(
        level=level,
        code=code,
        kind=kind,
        name=name,
        full_name=full_name,
        folded_name=fold(name),
        sort_key=sort_key(name),
        province_code=PROVINCE,
        validity=DateRange(SINCE, None),
        source="test",
    )


def add_agency(
    kind: AgencyKind, *, code: str, name: str, commune: str = "", parent: Agency | None = None
) -> Agency:
    return Agency.objects.create(
        code=code,
        name=name,
        folded_name=fold(name),
        sort_key=sort_key(name),
        bloc=Bloc.STATE,
        kind=kind,
        parent=parent,
        province_code=PROVINCE,
        commune_code=commune,
        valid_from=SINCE,
    )


def add_post(agency: Agency, unit_key: str, kind: PostKind) -> Post:
    unit, _ = Unit.objects.get_or_create(agency=agency, key=unit_key, defaults={"name": unit_key})
    return Post.objects.create(unit=unit, kind=kind, title=kind.value.title())


@dataclass(frozen=True, kw_only=True)
class Commune:
    """One commune: its committee with a handling unit and leaders, and its one-stop centre."""

    code: str
    committee: Agency
    centre: Agency
    counter_post: Post
    handler_post: Post
    signer_post: Post

    @property
    def handling_unit(self) -> Unit:
        return self.handler_post.unit

    @property
    def counter_unit(self) -> Unit:
        return self.counter_post.unit


def add_commune(code: str, name: str, province: Agency) -> Commune:
    add_place(Level.COMMUNE, code, UnitKind.COMMUNE, f"Xã {name}")
    committee = add_agency(
        AgencyKind.COMMUNE_COMMITTEE,
        code=f"H50.{code[-2:]}",
        name=f"Ủy ban nhân dân xã {name}",
        commune=code,
        parent=province,
    )
    centre = add_agency(
        AgencyKind.SERVICE_CENTRE,
        code=f"H50.{code[-2:]}.MC",
        name=f"Trung tâm Phục vụ hành chính công xã {name}",
        commune=code,
        parent=committee,
    )
    return Commune(
        code=code,
        committee=committee,
        centre=centre,
        counter_post=add_post(centre, "quay", PostKind.COUNTER),
        handler_post=add_post(committee, "phong_viec", PostKind.HANDLER),
        signer_post=add_post(committee, "lanh_dao", PostKind.SIGNER),
    )


@dataclass(frozen=True, kw_only=True)
class World:
    """Everybody and everything. Officers are actors at their posts; citizens act for themselves."""

    a: Commune
    b: Commune
    province: Agency
    version: ProcedureVersion
    citizen: Actor
    stranger: Actor
    counter_a: Actor
    counter_b: Actor
    handler_a: Actor
    handler_b: Actor
    second_handler_b: Actor
    head_b: Actor  # leads the unit of the handlers
    signer_a: Actor
    signer_b: Actor
    second_signer_b: Actor
    leader: Actor
    admin: Actor
    accounts: Mapping[UUID, Account] = field(default_factory=dict)

    def person(self, actor: Actor) -> Person:
        return Person.objects.get(id=actor.person_id)

    def client(self, actor: Actor) -> Client:
        """Return a browser in which that person is signed in, at their post if they have one."""
        client = Client()
        client.force_login(self.accounts[actor.person_id])
        if actor.post_id:
            session = client.session
            session[POST_KEY] = str(actor.post_id)
            session.save()
        return client

    def document(
        self, *, owner: Actor, content: bytes = b"%PDF-1.4 test", at: datetime = AT
    ) -> Document:
        return keep_made(
            content=content,
            name="giay.pdf",
            media_type="application/pdf",
            owner_id=owner.person_id,
            actor=owner,
            at=at,
        )

    def answers(self, commune: Commune | None = None) -> dict[str, Any]:
        """Return answers without a fault, of someone who lives in commune B unless told."""
        place = commune or self.b
        return {
            "ho_ten": "Trần Thị Mừng",
            "ngay_sinh": "1990-05-02",
            "noi_cu_tru": {"text": place.committee.name, "code": place.code},
            "muc_dich": "hoc",
        }

    def application(self, *, commune: Commune | None = None, **changed: Any) -> Application:
        """Return a complete online application of the citizen; `changed` replaces parts of it."""
        whole = Application(
            version_id=self.version.id,
            definition=self.version.definition,
            situation="lan_dau",
            answers=self.answers(commune),
            evidence={},
            seen_evidence={"giay_chung": "đã xem bản chính"},
            applicant=Applicant(person_id=self.citizen.person_id, full_name=self.citizen.name),
            channel=Channel.ONLINE,
            submit_key=new_id(),
        )
        return replace(whole, **changed)

    def submitted(self, *, at: datetime = AT, commune: Commune | None = None) -> Case:
        sent = submit(application=self.application(commune=commune), actor=self.citizen, at=at)
        return Case.objects.get(id=sent.case_id)

    def accepted(self, *, at: datetime = AT) -> Case:
        case = self.submitted(at=at)
        return accept(case_id=case.id, revision=1, actor=self.counter_b, at=at)

    def claimed(self, *, at: datetime = AT) -> Case:
        case = self.accepted(at=at)
        return claim(case_id=case.id, revision=case.revision, actor=self.handler_b, at=at)

    def awaiting(self, *, at: datetime = AT, items: Mapping[str, str] | None = None) -> Case:
        """Return a case under appraisal whose applicant was asked for the paper again."""
        case = self.claimed(at=at)
        request_supplement(
            case_id=case.id,
            revision=case.revision,
            items=items or {"giay_chung": "Chụp lại cho rõ"},
            explanation="Bản chụp mờ, không đọc được",
            actor=self.handler_b,
            at=at,
        )
        return Case.objects.get(id=case.id)

    def proposed(self, *, at: datetime = AT) -> Case:
        case = self.claimed(at=at)
        propose(
            case_id=case.id,
            revision=case.revision,
            outcome=Outcome.GRANTED,
            reason="",
            actor=self.handler_b,
            at=at,
        )
        return Case.objects.get(id=case.id)

    def decided(self, *, at: datetime = AT) -> Case:
        case = self.proposed(at=at)
        return approve(case_id=case.id, revision=case.revision, actor=self.signer_b, at=at)

    def returned(self, *, at: datetime = AT) -> Case:
        case = self.decided(at=at)
        return return_result(case_id=case.id, revision=case.revision, actor=self.counter_b, at=at)

    def at_stage(self, stage: str, *, at: datetime = AT) -> Case:
        """Return a new case brought as far as one of STAGES."""
        makers: dict[str, Callable[..., Case]] = {name: getattr(self, name) for name in STAGES}
        return makers[stage](at=at)


STAGES = ("submitted", "accepted", "claimed", "awaiting", "proposed", "decided", "returned")


def build_world() -> World:
    """Write the rows of the world and return who is who."""
    province = add_agency(
        AgencyKind.PROVINCE_COMMITTEE, code="H50", name="Ủy ban nhân dân tỉnh Thử"
    )
    add_place(Level.PROVINCE, PROVINCE, UnitKind.PROVINCE, "Tỉnh Thử")
    a = add_commune(COMMUNE_A, "An Bình", province)
    b = add_commune(COMMUNE_B, "Bình Yên", province)
    CalendarDay.objects.create(
        date=HOLIDAY, is_working=False, name="Ngày nghỉ thử", legal_basis="Thông báo thử"
    )
    people = _People()
    return World(
        a=a,
        b=b,
        province=province,
        version=publish_version(definition=DEFINITION, origin=Origin.OURS, at=AT),
        citizen=people.citizen("Trần Thị Mừng"),
        stranger=people.citizen("Nguyễn Văn Lạ"),
        counter_a=people.officer("Cán bộ quầy A", a.counter_post),
        counter_b=people.officer("Cán bộ quầy B", b.counter_post),
        handler_a=people.officer("Chuyên viên A", a.handler_post),
        handler_b=people.officer("Chuyên viên B", b.handler_post),
        second_handler_b=people.officer("Chuyên viên B hai", b.handler_post),
        head_b=people.officer(
            "Trưởng phòng B", add_post(b.committee, "phong_viec", PostKind.UNIT_HEAD)
        ),
        signer_a=people.officer("Chủ tịch A", a.signer_post),
        signer_b=people.officer("Chủ tịch B", b.signer_post),
        second_signer_b=people.officer("Phó chủ tịch B", b.signer_post),
        leader=people.officer("Chủ tịch tỉnh", add_post(province, "lanh_dao", PostKind.SIGNER)),
        admin=people.officer("Quản trị", add_post(province, "van_phong", PostKind.ADMIN)),
        accounts=people.accounts,
    )


@dataclass
class _People:
    """Makes persons with an account each, and appoints officers."""

    accounts: dict[UUID, Account] = field(default_factory=dict)

    def citizen(self, name: str) -> Actor:
        return Actor(person_id=self._account(name).person_id, name=name)

    def officer(self, name: str, post: Post) -> Actor:
        account = self._account(name)
        Appointment.objects.create(person_id=account.person_id, post=post, since=SINCE)
        actor = officer(account.id, post_id=post.id, on=AT.date())
        assert actor is not None
        return actor

    def _account(self, name: str) -> Account:
        number = len(self.accounts) + 1
        person = Person.objects.create(
            personal_id=f"{44000000000 + number:012d}",
            full_name=name,
            folded_name=fold(name),
            birth_date=date(1990, 5, 2),
        )
        account = Account.objects.create(person=person, issuer="test", subject=f"nguoi-{number}")
        self.accounts[person.id] = account
        return account


def wait_until_readable() -> None:
    """Wait until no older act is in flight, also in other databases of a shared server."""
    for _ in range(2400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(xid), 0) < "
                "pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM events_journalentry"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise TimeoutError("a transaction elsewhere on this server stays open")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def kept_reference(settings: Any) -> Iterator[None]:
    """Keep reference data in the process, as a running server does; forget them afterwards."""
    settings.REFERENCE_KEPT_SECONDS = 3600
    keeping.forget()
    yield
    keeping.forget()
