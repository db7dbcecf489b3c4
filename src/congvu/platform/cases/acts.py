"""Every act on a case, on one page: its address, who may, what it asks, what it does.

Pages, the API and the case page's buttons are made from these rows; the actions check again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.cases import forms, policy, standing
from congvu.platform.cases.actions.accept import accept
from congvu.platform.cases.actions.change_procedure import change_procedure
from congvu.platform.cases.actions.claim import claim
from congvu.platform.cases.actions.complete_step import complete_step
from congvu.platform.cases.actions.consult import consult, recall_consultation
from congvu.platform.cases.actions.decide import approve, send_back
from congvu.platform.cases.actions.extend import apologise, extend
from congvu.platform.cases.actions.give_time import give_time
from congvu.platform.cases.actions.hands import assign, release
from congvu.platform.cases.actions.opinions import answer_complaint, complain, rate
from congvu.platform.cases.actions.payment import (
    confirm_payment,
    declare_payment,
    demand_payment,
)
from congvu.platform.cases.actions.permit_supplement import permit_supplement
from congvu.platform.cases.actions.propose import propose
from congvu.platform.cases.actions.provide_supplement import provide_supplement
from congvu.platform.cases.actions.refuse_to_receive import refuse_to_receive
from congvu.platform.cases.actions.request_supplement import request_supplement
from congvu.platform.cases.actions.return_result import return_result
from congvu.platform.cases.actions.stop import stop
from congvu.platform.cases.actions.transfer import transfer
from congvu.platform.cases.actions.void_form import void_form
from congvu.platform.cases.actions.withdraw import withdraw
from congvu.platform.cases.lifecycle import CaseStatus
from congvu.platform.cases.models import Case, WaitingFor

May = Callable[[Actor, Case], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`path` is the word in the address, `label` the button, `done` what the person reads after.

    `form` None: a button is enough. `told` stands above the form: what follows from the act;
    `send` is the button below it.
    """

    path: str
    label: str
    done: str
    may: May
    do: Callable[..., object]
    form: type[forms.ActForm] | None = None
    told: str = ""
    send: str = ""
    shortcut: str = ""
    has_own_page: bool = False  # it takes files, which the common page does not
    is_main: bool = False  # the one thing this person is expected to do now
    gives_away: bool = False  # whoever did it may not see the case any more
    is_common: bool = False  # at hand beside it; the others wait under “Thao tác khác”

    @property
    def asks(self) -> bool:
        """True when a page asks for words first. A template would call `form`, a class."""
        return self.form is not None


def _asks(actor: Actor, case: Case) -> bool:
    return policy.may_request_supplement(actor, case) and standing.may_still_ask(case)


def _permits(actor: Actor, case: Case) -> bool:
    asked = case.status in {CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, CaseStatus.IN_PROGRESS}
    return asked and policy.leads(actor, case) and standing.needs_permit(case)


def _completes(actor: Actor, case: Case) -> bool:
    return _ends(actor, case) and not standing.step_of(case).outcomes


def _chooses(actor: Actor, case: Case) -> bool:
    return _ends(actor, case) and bool(standing.step_of(case).outcomes)


def _ends(actor: Actor, case: Case) -> bool:
    may = standing.may_end_step(actor, case) and not actor.has_post(PostKind.SIGNER)
    return may and bool(standing.ways_to_go(case))


def _recalls(actor: Actor, case: Case) -> bool:
    return policy.may_recall(actor, case) and standing.waits_for_opinions(case)


def _proposes(actor: Actor, case: Case) -> bool:
    return _works(actor, case) and standing.signing_step(case) is not None


def _supplies(actor: Actor, case: Case) -> bool:
    in_time = case.waiting_for == WaitingFor.CITIZEN  # else the case came back to whoever asked
    return in_time and policy.may_supplement(actor, case)


def _works(actor: Actor, case: Case) -> bool:
    return policy.may_work(actor, case) and not actor.has_post(PostKind.SIGNER)


def _extends(actor: Actor, case: Case) -> bool:
    return policy.may_promise(actor, case) and case.overdue_at is None


def _apologises(actor: Actor, case: Case) -> bool:
    return policy.may_promise(actor, case) and case.overdue_at is not None


def _answers(actor: Actor, case: Case) -> bool:
    return policy.leads(actor, case) and standing.open_complaint(case) is not None


def _voids(actor: Actor, case: Case) -> bool:
    return policy.may_void(actor, case) and standing.has_numbered_form(case)


def _declares(actor: Actor, case: Case) -> bool:
    return case.status == CaseStatus.AWAITING_PAYMENT and policy.is_party(actor, case)


OFFICER_ACTS: Mapping[str, Act] = {
    "accept": Act(
        path="tiep-nhan", label="Tiếp nhận hồ sơ", shortcut="t", is_main=True,
        done="Đã tiếp nhận hồ sơ và bắt đầu tính thời hạn.",
        may=policy.may_accept, do=accept,
    ),
    "claim": Act(
        path="nhan-viec", label="Nhận xử lý", shortcut="n", is_main=True,
        done="Hồ sơ đã về “Cần tôi làm” của anh/chị.",
        may=policy.may_claim, do=claim,
    ),
    "complete_step": Act(
        path="xong-buoc", label="Xong bước này", is_main=True,
        done="Đã xong bước này và chuyển bước tiếp theo.",
        may=_completes, do=complete_step,
    ),
    "propose": Act(
        path="de-xuat", label="Đề xuất kết quả", shortcut="d", is_main=True,
        done="Đã trình lãnh đạo ký.",
        may=_proposes, do=propose, form=forms.ProposalForm, send="Trình lãnh đạo ký",
        told="Đề xuất được trình lãnh đạo có thẩm quyền ký. Thời hạn vẫn chạy.",
    ),
    "choose_outcome": Act(
        path="ket-qua-buoc", label="Ghi kết quả bước này", is_main=True,
        done="Đã ghi kết quả và chuyển bước tiếp theo.",
        may=_chooses, do=complete_step, form=forms.OutcomeForm,
    ),
    "approve": Act(
        path="ky-duyet", label="Ký duyệt", shortcut="k", is_main=True,
        done="Đã ký duyệt.",
        may=policy.may_decide, do=approve,
    ),
    "send_back": Act(
        path="tra-lai", label="Trả lại để làm lại", is_common=True,
        done="Đã trả hồ sơ cho người thụ lý làm lại.",
        may=policy.may_decide, do=send_back, form=forms.SendBackForm,
        told="Hồ sơ trở về người thụ lý. Thời hạn vẫn chạy.",
    ),
    "return_result": Act(
        path="tra-ket-qua", label="Trả kết quả", is_main=True,
        done="Đã ghi nhận trả kết quả.",
        may=standing.may_return, do=return_result,
    ),
    "confirm_payment": Act(
        path="da-thu-tien", label="Xác nhận đã thu tiền", is_main=True,
        done="Đã ghi nhận thu tiền. Hồ sơ được giải quyết tiếp.",
        may=policy.may_confirm_payment, do=confirm_payment, form=forms.ReceiptNumberForm,
        told="Hồ sơ trở lại người thụ lý và thời hạn chạy tiếp.",
    ),
    "provide_supplement": Act(
        path="bo-sung", label="Nhận giấy tờ bổ sung", is_common=True, has_own_page=True,
        done="Đã nhận bổ sung. Hồ sơ được giải quyết tiếp.",
        may=_supplies, do=provide_supplement, form=forms.SupplyForm,
    ),
    "give_time": Act(
        path="cho-them-thoi-gian", label="Cho thêm thời gian bổ sung", is_main=True,
        done="Đã cho thêm thời gian.",
        may=policy.may_give_time, do=give_time, form=forms.UntilForm,
        told="Người dân chưa trả lời trong thời gian đã hẹn. Thời hạn giải quyết vẫn dừng.",
    ),
    "request_supplement": Act(
        path="yeu-cau-bo-sung", label="Yêu cầu bổ sung", shortcut="s", is_common=True,
        done="Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng trong lúc chờ.",
        may=_asks, do=request_supplement, form=forms.SupplementForm,
        send="Gửi yêu cầu bổ sung",
        told="Chỉ được yêu cầu một lần: hãy nêu đủ mọi điều cần sửa. Thời hạn tạm dừng từ khi gửi"
        " đến khi người dân bổ sung xong. Người dân chỉ sửa được những mục được chọn ở đây.",
    ),
    "consult": Act(
        path="xin-y-kien", label="Xin ý kiến", shortcut="c", is_common=True,
        done="Đã gửi xin ý kiến. Hồ sơ trở về khi đủ ý kiến hoặc hết hạn trả lời.",
        may=policy.may_consult, do=consult, form=forms.ConsultForm, send="Gửi xin ý kiến",
        told="Mỗi nơi được hỏi có thời hạn trả lời riêng. Thời hạn giải quyết hồ sơ vẫn chạy.",
    ),
    "recall_consultation": Act(
        path="thoi-cho-y-kien", label="Thôi chờ ý kiến", is_common=True,
        done="Hồ sơ đã trở về để giải quyết tiếp.",
        may=_recalls, do=recall_consultation, form=forms.ReasonForm,
        told="Nơi chưa trả lời không phải trả lời nữa. Ý kiến đã nhận được giữ nguyên.",
    ),
    "refuse": Act(
        path="tu-choi-tiep-nhan", label="Từ chối tiếp nhận",
        done="Đã từ chối tiếp nhận và lập phiếu (mẫu 03).",
        may=policy.may_accept, do=refuse_to_receive, form=forms.RefusalForm,
        told="Hồ sơ kết thúc tại đây. Người dân nhận phiếu từ chối (mẫu 03) ghi đúng lời này.",
    ),
    "change_procedure": Act(
        path="doi-thu-tuc", label="Chuyển sang thủ tục khác",
        done="Đã chuyển hồ sơ sang thủ tục mới.",
        may=policy.may_change_procedure, do=change_procedure, form=forms.ProcedureForm,
        told="Dùng khi người dân chọn nhầm thủ tục. Mã hồ sơ, ngày nộp, giấy tờ được giữ.",
    ),
    "transfer": Act(
        path="chuyen-co-quan", label="Chuyển đến cơ quan có thẩm quyền",
        done="Đã chuyển hồ sơ đến cơ quan có thẩm quyền.",
        may=policy.may_transfer, do=transfer, form=forms.TransferForm, send="Chuyển hồ sơ",
        gives_away=True,
        told="Dùng khi hồ sơ về nhầm cơ quan. Mã hồ sơ, giấy tờ và ngày hẹn được giữ; người dân"
        " không phải nộp lại.",
    ),
    "demand_payment": Act(
        path="yeu-cau-nop-tien", label="Yêu cầu nộp phí, lệ phí",
        done="Đã yêu cầu nộp tiền. Thời hạn tạm dừng trong lúc chờ.",
        may=policy.may_demand_payment, do=demand_payment, form=forms.DemandForm,
        told="Thời hạn tạm dừng cho đến khi tiền được xác nhận đã nộp.",
    ),
    "release": Act(
        path="tra-viec", label="Trả lại cho đơn vị",
        done="Đã trả hồ sơ về đơn vị để người khác nhận.",
        may=policy.may_release, do=release,
    ),
    "assign": Act(
        path="phan-cong", label="Phân công", shortcut="a",
        done="Đã phân công.",
        may=policy.may_assign, do=assign, form=forms.AssignForm,
        told="Người được giao thấy hồ sơ trong “Cần tôi làm” ngay.",
    ),
    "permit_supplement": Act(
        path="cho-bo-sung-them", label="Cho phép yêu cầu bổ sung thêm",
        done="Đã cho phép yêu cầu bổ sung thêm một lần.",
        may=_permits, do=permit_supplement, form=forms.ReasonForm,
        told="Yêu cầu bổ sung quá một lần thì hồ sơ bị tính là quá hạn của cơ quan.",
    ),
    "extend": Act(
        path="xin-loi-hen-lai", label="Xin lỗi và hẹn lại",
        done="Đã hẹn lại và lập văn bản xin lỗi (mẫu 04).",
        may=_extends, do=extend, form=forms.PromiseForm,
        told="Chỉ hẹn lại được một lần và trước khi hết hạn. Người dân nhận văn bản xin lỗi"
        " (mẫu 04).",
    ),
    "apologise": Act(
        path="xin-loi-tre-hen", label="Xin lỗi vì trễ hẹn",
        done="Đã lập văn bản xin lỗi (mẫu 04). Hồ sơ vẫn tính là quá hạn.",
        may=_apologises, do=apologise, form=forms.PromiseForm,
        told="Hồ sơ đã quá hạn và vẫn tính là quá hạn. Người dân nhận văn bản xin lỗi (mẫu 04).",
    ),
    "stop": Act(
        path="dung", label="Dừng giải quyết",
        done="Đã dừng giải quyết và lập thông báo (mẫu 05).",
        may=policy.may_stop, do=stop, form=forms.GroundsForm,
        told="Hồ sơ kết thúc tại đây. Người dân nhận thông báo dừng giải quyết (mẫu 05).",
    ),
    "withdraw": Act(
        path="rut", label="Rút hồ sơ theo đơn của người nộp",
        done="Đã ghi nhận người nộp rút hồ sơ.",
        may=policy.may_withdraw, do=withdraw, form=forms.NoWordsForm,
        told="Chỉ thực hiện khi người nộp có mặt hoặc có đơn xin rút. Hồ sơ kết thúc tại đây.",
    ),
    "answer_complaint": Act(
        path="tra-loi-phan-anh", label="Trả lời phản ánh",
        done="Đã trả lời phản ánh.",
        may=_answers, do=answer_complaint, form=forms.AnswerForm,
    ),
    "void_form": Act(
        path="huy-so-phieu", label="Hủy số phiếu đã cấp",
        done="Đã hủy số phiếu; số này không dùng lại.",
        may=_voids, do=void_form, form=forms.VoidForm,
        told="Số đã hủy vẫn nằm trong sổ, ghi rõ là đã hủy và lý do.",
    ),
}  # fmt: skip

# What may be done to many dossiers at once: it needs no words of its own.
MANY_ACTS = ("accept", "claim", "approve", "return_result")

PARTY_ACTS: Mapping[str, Act] = {
    "provide_supplement": Act(
        path="bo-sung", label="Bổ sung hồ sơ", is_main=True, has_own_page=True,
        done="Đã gửi bổ sung. Cơ quan tiếp tục giải quyết hồ sơ.",
        may=_supplies, do=provide_supplement, form=forms.SupplyForm,
    ),
    "withdraw": Act(
        path="rut", label="Rút hồ sơ",
        done="Đã rút hồ sơ. Cơ quan không giải quyết hồ sơ này nữa.",
        may=policy.may_withdraw, do=withdraw, form=forms.NoWordsForm,
        told="Sau khi rút, hồ sơ kết thúc và không lấy lại được. Muốn làm tiếp, hãy nộp hồ sơ mới.",
    ),
    "declare_payment": Act(
        path="da-nop-tien", label="Tôi đã nộp tiền", is_main=True,
        done="Đã báo cơ quan đối chiếu khoản tiền.",
        may=_declares, do=declare_payment, form=forms.ReferenceForm,
        told="Cơ quan đối chiếu rồi giải quyết tiếp hồ sơ của anh/chị.",
    ),
    "rate": Act(
        path="danh-gia", label="Đánh giá", is_main=True,
        done="Cảm ơn anh/chị đã đánh giá.",
        may=standing.may_rate_now, do=rate, form=forms.RatingForm,
    ),
    "complain": Act(
        path="phan-anh", label="Phản ánh về hồ sơ này",
        done="Đã gửi phản ánh tới lãnh đạo cơ quan giải quyết.",
        may=standing.may_complain_now, do=complain, form=forms.ComplaintForm,
    ),
}  # fmt: skip
