"""Forms 06 and 07: who held a dossier from when to when, and the register of a period."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.clock import VIETNAM, local_date
from congvu.platform.cases.models import Case, Task
from congvu.platform.documents.sheets import Line, Sheet, Signature, Size, Table
from congvu.platform.people import queries as people
from congvu.platform.procedures.queries import definition_by_id

_ENDED = {
    "ACCEPTED": "đã tiếp nhận",
    "COMPLETED": "xong bước",
    "PROPOSED": "trình ký",
    "APPROVED": "đã ký",
    "SENT_BACK": "trả lại",
    "RETURNED": "đã trả kết quả",
    "SUPPLEMENT": "chờ bổ sung",
    "PAYMENT": "chờ nộp tiền",
    "PAID": "đã thu tiền",
    "NOT_ACCEPTED": "từ chối tiếp nhận",
    "STOPPED": "dừng giải quyết",
    "WITHDRAWN": "người nộp rút",
    "MORE_TIME": "cho thêm thời gian",
    "CONSULTING": "xin ý kiến",
    "AGREED": "đồng ý",
    "OBJECTED": "không đồng ý",
    "DEEMED": "coi là đồng ý do quá hạn",
    "RECALLED": "không cần trả lời nữa",
    "UNDONE": "hoàn tác",
    "PROCEDURE_CHANGED": "đổi thủ tục",
    "TRANSFERRED": "chuyển cơ quan có thẩm quyền",
}
REGISTER = (
    "STT", "Mã hồ sơ", "Tên thủ tục", "Số bộ", "Tên, địa chỉ, số điện thoại", "Cơ quan giải quyết",
    "Ngày nhận", "Ngày hẹn trả", "Ngày trả", "Phương thức nhận", "Ký nhận",
)  # fmt: skip


def control_sheet(case: Case, *, at: datetime) -> Sheet:
    """Return form 06: a row per hand-over, from the steps as they were done."""
    tasks = list(case.tasks.select_related("unit__agency").order_by("opened_at", "id"))
    names = people.names_of({task.done_by_id for task in tasks if task.done_by_id})
    definition = definition_by_id(case.version_id)
    labels = {step.key: step.label for step in definition.route}
    givers = [case.applicant_name, *(_holder(task, names) for task in tasks)]
    return Sheet(
        form="06",
        size=Size.A4,
        code=case.code,
        agency_parent="",
        agency=case.competent_agency.name,
        is_test=case.is_test,
        made_at=at,
        number=case.code,
        title="Phiếu kiểm soát quá trình giải quyết hồ sơ",
        lines=(
            Line(label="Hồ sơ của", value=case.applicant_name),
            Line(label="Nội dung yêu cầu giải quyết", value=definition.name),
            Line(label="Nơi tiếp nhận", value=case.receiving_agency.name),
            Line(label="Nộp lúc", value=_written(case.submitted_at)),
            Line(label="Hẹn trả", value=_written(case.clock.due_at) if case.clock else ""),
        ),
        table=Table(
            heading="Các lần giao, nhận:",
            columns=("Bên giao", "Bên nhận", "Nhận lúc", "Xong lúc", "Kết quả", "Ghi chú"),
            widths=(7, 9, 5, 5, 4, 5),
            rows=tuple(
                (
                    giver,
                    f"{_holder(task, names)} ({labels.get(task.step_key, task.step_key)})",
                    _written(task.opened_at),
                    _written(task.done_at) if task.done_at else "",
                    _result(task, at=at),
                    _ENDED.get(task.outcome, task.outcome),
                )
                for giver, task in zip(givers, tasks, strict=False)
            ),
        ),
    )


def register_rows(cases: Iterable[Case]) -> tuple[tuple[str, ...], ...]:
    """Return the columns of REGISTER for each dossier, numbered from 1; the last one is signed."""
    return tuple(_row(number, case) for number, case in enumerate(cases, start=1))


def register(
    cases: Iterable[Case], *, actor: Actor, since: date, until: date, at: datetime
) -> Sheet:
    """Return form 07 of the actor's agency for those days."""
    found = list(cases)
    return Sheet(
        form="07",
        size=Size.WIDE,
        code=f"{since:%d/%m/%Y} – {until:%d/%m/%Y}",
        agency_parent="",
        agency=actor.agency_name,
        is_test=any(case.is_test for case in found),
        made_at=at,
        number="",
        title="Sổ theo dõi hồ sơ",
        lines=(
            Line(label="Kỳ", value=f"từ {since:%d/%m/%Y} đến {until:%d/%m/%Y}"),
            Line(label="Số hồ sơ", value=str(len(found))),
        ),
        table=Table(
            heading="",
            columns=REGISTER,
            widths=(2, 8, 8, 2, 9, 7, 4, 4, 4, 4, 3),
            rows=register_rows(found),
            empty="không có hồ sơ nào trong kỳ",
        ),
        signatures=(Signature(heading="NGƯỜI LẬP SỔ", name=actor.name),),
    )


def _row(number: int, case: Case) -> tuple[str, ...]:
    person = case.applicant
    reach = ", ".join(part for part in (case.applicant_name, person.address, person.phone) if part)
    return (
        str(number),
        case.code,
        case.version.procedure.name,
        "01",
        reach,
        case.competent_agency.name,
        _day(case.accepted_at),
        _day(case.clock.original_due_at) if case.clock else "",
        _day(case.returned_at),
        case.get_channel_display(),
        "",
    )


def _holder(task: Task, names: Mapping[UUID, str]) -> str:
    person = names.get(task.done_by_id, "") if task.done_by_id else ""
    place = f"{task.unit.name}, {task.unit.agency.name}"
    return f"{person}, {place}" if person else place


def _result(task: Task, *, at: datetime) -> str:
    """Return trước hạn, đúng hạn (on the very day) or quá hạn; nothing without a date."""
    if task.due_at is None:
        return ""
    done_at = task.done_at or at
    if done_at > task.due_at:
        return "quá hạn"
    if task.done_at is None:
        return "đang giữ"
    return "đúng hạn" if local_date(done_at) == local_date(task.due_at) else "trước hạn"


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y}" if at else ""


def _written(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
