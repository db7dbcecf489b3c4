"""The numbers of the law are dated data: asked for by key and day."""

from datetime import date, datetime
from pathlib import Path

import pytest

from congvu.kernel.clock import VIETNAM
from congvu.platform.deadlines import actions, queries
from congvu.platform.deadlines.models import LegalTerm
from congvu.platform.deadlines.terms import NoSuchTerm, TermFileRefused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)
TODAY = NOW.date()
TWO = """
[[terms]]
key = "reception_hours"
value = 8
unit = "WORKING_HOUR"
valid_from = 2020-05-22
valid_until = 2027-01-01
legal_basis = "NĐ cũ"

[[terms]]
key = "reception_hours"
value = 4
unit = "WORKING_HOUR"
valid_from = 2027-01-01
legal_basis = "NĐ mới"
is_verified = true
"""


def test_the_shipped_terms_speak_before_and_after_loading() -> None:
    before = queries.term("reception_hours", on=TODAY)
    assert (before.value, before.unit, before.is_verified) == (8, "WORKING_HOUR", False)
    assert actions.load_terms(at=NOW) == LegalTerm.objects.count() > 5
    assert queries.term("reception_hours", on=TODAY) == before
    assert actions.load_terms(at=NOW) == 0


def test_several_values_may_hold_at_once() -> None:
    assert [term.value for term in queries.terms("warn_at_percent", on=TODAY)] == [50, 80]


@pytest.mark.parametrize(
    ("key", "on"),
    [("reception_hours", date(2019, 12, 31)), ("coffee_breaks", TODAY)],
)
def test_a_missing_term_names_key_and_day(key: str, on: date) -> None:
    with pytest.raises(NoSuchTerm, match=f"“{key}”.*{on:%d/%m/%Y}.*data/terms"):
        queries.term(key, on=on)


def test_a_new_law_counts_from_its_day(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text(TWO, encoding="utf-8")
    actions.load_terms(at=NOW)
    # Every shipped row goes but the first of the two, which now ends.
    shipped = LegalTerm.objects.count()
    assert actions.load_terms(at=NOW, folder=tmp_path) == shipped + 1
    assert [queries.term("reception_hours", on=d).value for d in LAST_AND_FIRST] == [8, 4]
    # Four working hours of Monday morning, no longer eight.
    due = queries.reception_due_at(at=datetime(2027, 1, 4, 7, 30, tzinfo=VIETNAM))
    assert due == datetime(2027, 1, 4, 11, 30, tzinfo=VIETNAM)


LAST_AND_FIRST = (date(2026, 12, 31), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("terms = 3", "bad.toml"),
        ("terms = = 3", "bad.toml"),
        (TWO.replace("WORKING_HOUR", "MOON"), "bad.toml"),
        (TWO.replace("value = 8", 'value = "8"'), "bad.toml"),
        (TWO.replace('"NĐ mới"', '" "'), "legal_basis"),
        (TWO.replace("valid_until = 2027-01-01", "valid_until = 2020-05-22"), "valid_until"),
        (TWO + TWO, "hai lần"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_loaded(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TermFileRefused, match=fault):
        actions.load_terms(at=NOW, folder=tmp_path)
    assert not LegalTerm.objects.exists()
