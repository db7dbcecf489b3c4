"""An administrator rearranges communes from a day on."""

from datetime import date, datetime, timedelta

from congvu.kernel.actor import Actor, PostKind
from congvu.kernel.clock import local_date
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Missing, Refusal
from congvu.kernel.transactions import atomic
from congvu.platform.agencies.actions import load_agencies
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.events.actions import publish
from congvu.platform.places import queries as places
from congvu.platform.places.actions import decide_changes
from congvu.services.reorganisation.events import CommunesRearranged
from congvu.services.reorganisation.plans import Plan

DAYS_AHEAD = 730


class PlanRefused(Refusal):
    """The rearrangement cannot be so; `field` says where, nothing changed."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


class NotYours(Missing):
    def __init__(self) -> None:
        super().__init__("Sắp xếp đơn vị do quản trị của Ủy ban nhân dân tỉnh ghi.")


@atomic
def rearrange(*, plan: Plan, actor: Actor, at: datetime) -> None:
    """Write the decision: units, agencies and names change on its day, dossiers pass on then.

    Raises PlanRefused, places.ChangeRefused, NotYours.
    """
    check(plan=plan, actor=actor, at=at)
    decide_changes(changes=plan.changes(), at=at)
    load_agencies(at=at, actor=actor)
    publish(
        event=CommunesRearranged(
            subject_id=new_id(), codes=plan.merged, into=plan.into, on=plan.on
        ),
        actor=actor,
        agency_id=actor.agency_id,
        at=at,
        legal_basis=plan.basis,
    )


def check(*, plan: Plan, actor: Actor, at: datetime) -> None:
    """Refuse what cannot be, for the rehearsal as for the act itself."""
    if not may_rearrange(actor):
        raise NotYours
    if not plan.merged and not plan.new_name:
        raise PlanRefused("merged", "Hãy chọn xã, phường được nhập, hoặc ghi tên mới.")
    if plan.into in plan.merged:
        raise PlanRefused("merged", "Một xã, phường không thể nhập vào chính nó. Hãy bỏ chọn.")
    _check_day(plan, today=local_date(at))
    _check_communes(plan, province_code=actor.province_code)


def _check_day(plan: Plan, *, today: date) -> None:
    first = today + timedelta(days=1)
    if plan.on < first:
        raise PlanRefused(
            "on",
            f"Việc sắp xếp có hiệu lực sớm nhất từ ngày mai, {first:%d/%m/%Y}, để hồ sơ của hôm"
            " nay giữ đúng tên cơ quan.",
        )
    if plan.on > first + timedelta(days=DAYS_AHEAD):
        raise PlanRefused("on", f"Ngày {plan.on:%d/%m/%Y} quá xa. Hãy kiểm tra lại năm.")


def _check_communes(plan: Plan, *, province_code: str) -> None:
    for code in (plan.into, *plan.merged):
        unit = places.unit(code=code, on=plan.on)
        if unit is None:
            raise PlanRefused(
                "into" if code == plan.into else "merged",
                f"Vào ngày {plan.on:%d/%m/%Y} không có xã, phường mã {code}: đã được sắp xếp theo"
                " quyết định khác. Hãy xem mục “Đã quyết định”.",
            )
        if unit.province_code != province_code:
            raise PlanRefused("into", "Chỉ sắp xếp được xã, phường của tỉnh mình.")


def may_rearrange(actor: Actor) -> bool:
    return actor.has_post(PostKind.ADMIN) and actor.agency_kind == AgencyKind.PROVINCE_COMMITTEE
