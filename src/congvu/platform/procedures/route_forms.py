"""What an administrator writes to change a route; whether it holds together `routes` says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from congvu.kernel.actor import POST_KIND_LABELS, PostKind
from congvu.kernel.vietnamese import tidy
from congvu.platform.procedures.bpmn_reading import MOST_BYTES
from congvu.platform.procedures.definition import Step, StepKind, StepPlace, Turn
from congvu.platform.procedures.describing import PLACE_LABELS, STEP_LABELS
from congvu.platform.procedures.route_editing import new_key
from congvu.web.fields import DayMonthYearField

MOST_OUTCOMES = 5
GROUPS = 5
_END = "–"  # the choice that means the end: empty means not chosen
_NEW = {"kind": StepKind.CHECK.value, "at": StepPlace.COMPETENT.value}
_WHO = [PostKind.COUNTER, PostKind.HANDLER, PostKind.UNIT_HEAD, PostKind.SIGNER, PostKind.CLERK]


class StepForm(forms.Form):
    """One step. Several outcomes stand in rows: what it is called, and where it leads."""

    label = forms.CharField(
        label="Tên bước",
        max_length=200,
        help_text="Ví dụ: Hội đồng thẩm định",
        error_messages={"required": "Hãy ghi tên bước."},
    )
    kind = forms.ChoiceField(
        label="Loại việc", choices=[(k.value, label) for k, label in STEP_LABELS.items()]
    )
    done_by = forms.ChoiceField(
        label="Người làm",
        choices=[("", "– Chọn –"), *((k.value, POST_KIND_LABELS[k]) for k in _WHO)],
        error_messages={"required": "Hãy chọn người làm bước này."},
    )
    at = forms.ChoiceField(
        label="Ở đâu", choices=[(p.value, label) for p, label in PLACE_LABELS.items()]
    )
    unit = forms.RegexField(
        label="Đơn vị trong cơ quan",
        regex=r"^[a-z][a-z0-9_]*$",
        required=False,
        max_length=60,
        help_text="Khóa đơn vị, ví dụ van_phong; để trống: đơn vị đang thụ lý hồ sơ",
        error_messages={"invalid": "Khóa đơn vị chỉ gồm chữ thường không dấu, số, gạch dưới."},
    )
    hours = forms.IntegerField(
        label="Thời gian (giờ làm việc)",
        min_value=0,
        max_value=10_000,
        initial=0,
        error_messages={
            "required": "Hãy ghi số giờ; không tính giờ thì ghi 0.",
            "invalid": "Ghi số giờ bằng chữ số, ví dụ 8.",
            "min_value": "Số giờ không được âm.",
            "max_value": "Số giờ quá lớn. Hãy kiểm tra lại.",
        },
    )
    next = forms.ChoiceField(label="Bước tiếp theo", required=False)
    group = forms.ChoiceField(
        label="Làm song song",
        required=False,
        help_text="Các bước cùng nhóm bắt đầu cùng lúc và gặp lại nhau ở một bước sau nhóm",
    )
    consults = forms.CharField(
        label="Xin ý kiến nơi nào",
        required=False,
        max_length=500,
        help_text="Mã cơ quan, hoặc department:khóa sở; cách nhau dấu cách",
    )
    is_deemed = forms.BooleanField(label="Quá hạn không trả lời thì coi là đồng ý", required=False)
    legal_basis = forms.CharField(label="Căn cứ pháp lý", required=False, max_length=300)

    def __init__(
        self, data: Any = None, *, steps: Sequence[Step], step: Step | None = None
    ) -> None:
        super().__init__(data, initial=_initial(step) if step else _NEW)
        self.steps, self.step = steps, step
        others = [(one.key, one.label) for one in steps]
        _offer(self, "next", _next_choices(step, others))
        _offer(self, "group", [("", "Không"), *_groups(steps)])
        for i in range(1, MOST_OUTCOMES + 1):
            way = step.outcomes[i - 1] if step and len(step.outcomes) >= i else None
            self.fields[f"outcome_{i}"] = forms.CharField(
                label=f"Kết quả {i}", required=False, max_length=200,
                initial=way.label if way else "",
            )  # fmt: skip
            self.fields[f"to_{i}"] = forms.ChoiceField(
                label=f"Kết quả {i} dẫn tới", required=False,
                choices=[("", "– Chưa chọn –"), *others, (_END, "Kết thúc")],
                initial=_shown(way.next) if way else "",
            )  # fmt: skip

    @property
    def outcome_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"outcome_{i}"], self[f"to_{i}"]) for i in range(1, MOST_OUTCOMES + 1)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for i in range(1, MOST_OUTCOMES + 1):
            said, to = tidy(given.get(f"outcome_{i}") or ""), given.get(f"to_{i}")
            if said and not to:
                self.add_error(f"to_{i}", f"Hãy chọn kết quả “{said}” dẫn tới bước nào.")
            elif to and not said:
                self.add_error(f"outcome_{i}", "Hãy đặt tên cho kết quả này.")
        if len(list(self._outcomes(given))) == 1:
            self.add_error("outcome_1", "Cần ít nhất hai kết quả, hoặc để trống tất cả.")
        return given

    def made(self) -> Step:
        """Return the step as written; a new one gets a key from its name."""
        given = self.cleaned_data
        outcomes = tuple(self._outcomes(given))
        return Step(
            key=self.step.key if self.step else new_key(self.steps, given["label"]),
            label=tidy(given["label"]),
            kind=StepKind(given["kind"]),
            done_by=given["done_by"],
            at=StepPlace(given["at"]),
            unit=given["unit"],
            hours=given["hours"],
            share_percent=self.step.share_percent if self.step and not given["hours"] else 0,
            next="" if outcomes else _kept(given["next"]),
            outcomes=outcomes,
            group=given["group"],
            consults=tuple(given["consults"].split()),
            is_deemed=given["is_deemed"],
            legal_basis=tidy(given["legal_basis"]),
        )

    def _outcomes(self, given: Mapping[str, Any]) -> Iterable[Turn]:
        former = {way.label: way.key for way in self.step.outcomes} if self.step else {}
        taken = set(former.values())
        for i in range(1, MOST_OUTCOMES + 1):
            label, to = tidy(given.get(f"outcome_{i}") or ""), given.get(f"to_{i}") or ""
            if label and to:
                key = former.get(label) or _free(taken, i)
                taken.add(key)
                yield Turn(key=key, label=label, next=_kept(to))


def _next_choices(step: Step | None, others: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if step is None:
        return [("", "Bước mà bước đứng trước đang dẫn tới"), *others]
    by_outcome = [("", "Theo kết quả ghi bên dưới")] if step.outcomes else []
    return [*by_outcome, *others, (_END, "Kết thúc")]


def _free(taken: set[str], i: int) -> str:
    return next(key for n in range(i, 99) if (key := f"cach_{n}") not in taken)


def _initial(step: Step) -> dict[str, Any]:
    return {
        "label": step.label, "kind": step.kind.value, "done_by": step.done_by,
        "at": step.at.value, "unit": step.unit, "hours": step.hours,
        "next": "" if step.outcomes else _shown(step.next), "group": step.group,
        "consults": " ".join(step.consults), "is_deemed": step.is_deemed,
        "legal_basis": step.legal_basis,
    }  # fmt: skip


def _shown(key: str) -> str:
    return key or _END


def _kept(choice: str) -> str:
    return "" if choice == _END else choice


def _groups(steps: Sequence[Step]) -> list[tuple[str, str]]:
    known = dict.fromkeys(step.group for step in steps if step.group)
    usual = [f"nhom_{i}" for i in range(1, GROUPS + 1)]
    return [
        (group, f"Nhóm song song {i}")
        for i, group in enumerate(dict.fromkeys([*known, *usual]), start=1)
    ]


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = choices


class RouteFileForm(forms.Form):
    tep = forms.FileField(
        label="Tệp BPMN 2.0",
        help_text="Các bước trong tệp thay cho các bước đang sửa",
        error_messages={
            "required": "Hãy chọn tệp .bpmn.", "empty": "Tệp này trống. Hãy chọn tệp khác.",
        },
    )  # fmt: skip

    def content(self) -> bytes:
        """Return the bytes, at most one more than the reader takes: it refuses what is too big."""
        content: bytes = self.cleaned_data["tep"].read(MOST_BYTES + 1)
        return content


class RoutePublishingForm(forms.Form):
    decision_number = forms.CharField(
        label="Số quyết định",
        max_length=100,
        help_text="Quyết định phê duyệt quy trình nội bộ, ví dụ 2345/QĐ-UBND",
        error_messages={"required": "Hãy ghi số quyết định ban hành quy trình."},
    )
    decision_date = DayMonthYearField(label="Ngày quyết định")
    valid_from = DayMonthYearField(label="Có hiệu lực từ ngày")

    def refuse(self, problems: Mapping[str, str]) -> None:
        for name, text in problems.items():
            self.add_error(name or None, text)
