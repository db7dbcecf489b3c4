"""What narrows the list of agencies."""

from collections.abc import Mapping, Sequence

from django import forms

from congvu.platform.agencies.models import AgencyKind, Bloc

ALL = ("", "Tất cả")


class Narrowing(forms.Form):
    """Everything is optional; an unknown choice is said, and narrows nothing."""

    q = forms.CharField(
        label="Tên hoặc mã cơ quan",
        required=False,
        max_length=100,
        help_text="Gõ không dấu cũng được",
    )
    bloc = forms.ChoiceField(label="Khối", required=False, choices=[ALL, *Bloc.choices])
    kind = forms.ChoiceField(
        label="Loại cơ quan", required=False, choices=[ALL, *AgencyKind.choices]
    )
    province = forms.ChoiceField(label="Tỉnh, thành phố", required=False)

    def __init__(self, data: Mapping[str, str], *, provinces: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; narrows the type
        field.choices = [ALL, *provinces]

    def chosen(self) -> dict[str, str]:
        """Return the choices that are sound; a wrong one counts as none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
