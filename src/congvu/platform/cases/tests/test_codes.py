"""The dossier code: what surrounds the serial, whatever the agency, day and template."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.platform.cases.codes import code_form

AGENCIES = st.text(alphabet="ABCDEFGHKLMNPRSTVX0123456789.", min_size=1, max_size=12)
DAYS = st.dates(min_value=date(2025, 7, 1), max_value=date(2099, 12, 31))
SERIALS = st.integers(min_value=1, max_value=2_000_000)
DEFAULT = "{agency}-{date:%y%m%d}-{serial:04d}"


@given(agency=AGENCIES, day=DAYS, serial=SERIALS)
def test_default_code_reads_as_agency_day_serial(agency: str, day: date, serial: int) -> None:
    code = code_form(template=DEFAULT, agency=agency, day=day).written(serial)
    assert code == f"{agency}-{day:%y%m%d}-{serial:04d}"


@given(agency=AGENCIES, day=DAYS, serial=SERIALS, width=st.integers(min_value=1, max_value=9))
def test_code_agrees_with_plain_formatting(agency: str, day: date, serial: int, width: int) -> None:
    template = f"{{date:%Y}}/{{serial:0{width}d}}-{{agency}}"
    code = code_form(template=template, agency=agency, day=day).written(serial)
    assert code == f"{day:%Y}/{serial:0{width}d}-{agency}"


@given(agency=AGENCIES, day=DAYS, first=SERIALS, second=SERIALS)
def test_two_serials_never_share_a_code(agency: str, day: date, first: int, second: int) -> None:
    form = code_form(template=DEFAULT, agency=agency, day=day)
    assert (form.written(first) == form.written(second)) == (first == second)


@given(agency=AGENCIES, other=AGENCIES, day=DAYS, next_day=DAYS)
def test_each_agency_and_day_has_its_own_series(
    agency: str, other: str, day: date, next_day: date
) -> None:
    one = code_form(template=DEFAULT, agency=agency, day=day).series
    two = code_form(template=DEFAULT, agency=other, day=next_day).series
    assert (one == two) == ((agency, f"{day:%y%m%d}") == (other, f"{next_day:%y%m%d}"))


@pytest.mark.parametrize(
    ("serial", "code"), [(1, "A-260101-0001"), (9_999, "A-260101-9999"), (10_000, "A-260101-10000")]
)
def test_serial_is_padded_and_never_cut(serial: int, code: str) -> None:
    form = code_form(template=DEFAULT, agency="A", day=date(2026, 1, 1))
    assert form.written(serial) == code


def test_serial_may_stand_without_a_width() -> None:
    form = code_form(template="{agency}.{serial}", agency="A", day=date(2026, 1, 1))
    assert (form.written(7), form.width) == ("A.7", 1)


@pytest.mark.parametrize("template", ["{agency}-{date:%y}", "", "serial"])
def test_template_without_a_serial_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="serial"):
        code_form(template=template, agency="A", day=date(2026, 1, 1))
