"""Loading our own definitions from files."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from congvu.platform.events.models import JournalEntry
from congvu.platform.procedures import actions, queries
from congvu.platform.procedures.models import Origin, Procedure, ProcedureVersion
from congvu.platform.procedures.tests.conftest import AT, FOLDER, ON
from congvu.platform.procedures.toml_files import read_folder

COMPLETE = ("1.001193", "1.004873", "1.001612")


def copied(tmp_path: Path, *codes: str) -> Path:
    for code in codes:
        shutil.copy(FOLDER / f"{code}.toml", tmp_path)
    return tmp_path


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_file_of_ours_holds_together() -> None:
    definitions = read_folder(FOLDER)
    assert len(definitions) >= 30
    assert {d.code for d in definitions if d.can_apply_online} >= set(COMPLETE)


def test_loading_publishes_and_records(ours: actions.ImportReport) -> None:
    assert ours.created == ours.read == Procedure.objects.filter(origin=Origin.OURS).count()
    entries = JournalEntry.objects.filter(event_type="ProcedureVersionPublished")
    assert entries.count() == ours.created
    version = queries.published_version(code="1.001193", on=ON)
    entry = entries.get(subject_id=version.procedure_id)
    assert entry.facts["version_id"] == str(version.id)
    assert entry.facts["number"] == 1


def test_loading_twice_changes_nothing(ours: actions.ImportReport) -> None:
    again = actions.load_files(folder=FOLDER, at=AT + timedelta(days=1))
    assert (again.created, again.changed, again.unchanged) == (0, 0, ours.read)
    assert ProcedureVersion.objects.count() == ours.created
    assert JournalEntry.objects.count() == ours.created


@pytest.mark.django_db
def test_a_change_closes_the_former_version(tmp_path: Path) -> None:
    folder = copied(tmp_path, "1.001193")
    actions.load_files(folder=folder, at=AT)
    changed(folder / "1.001193.toml", 'name = "', 'name = "Mới: ')
    later = AT + timedelta(days=10)
    report = actions.load_files(folder=folder, at=later)
    assert (report.created, report.changed) == (0, 1)
    first, second = ProcedureVersion.objects.order_by("number")
    assert first.valid_until == second.valid_from == later.date()
    assert (second.number, second.valid_until) == (2, None)
    assert queries.published_version(code="1.001193", on=ON).number == 1
    assert queries.published_version(code="1.001193", on=later.date()).number == 2
    assert Procedure.objects.get().name.startswith("Mới: ")


@pytest.mark.django_db
def test_unknown_numbers_become_none(tmp_path: Path) -> None:
    folder = copied(tmp_path, "1.001193")
    text = (folder / "1.001193.toml").read_text(encoding="utf-8")
    assert "amount_vnd = -1" in text
    actions.load_files(folder=folder, at=AT)
    definition = queries.definition_of(queries.published_version(code="1.001193", on=ON))
    assert None in {fee.amount_vnd for fee in definition.fees}
    assert -1 not in {fee.amount_vnd for fee in definition.fees}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "CHOICE"', 'kind = "CHOOSE"', "CHOOSE"),
        ('name = "', 'nome = "', "nome"),
        ("required = false", 'required = "không"', "evidence[6].required"),
        ('place_question = "place"', 'place_question = "nowhere"', "competence.place_question"),
        ("share_percent = ", "share_percent = 1", "share_percent"),
        ('situations = ["abandoned"]', 'situations = ["unheard"]', "unheard"),
        ('question = "birth_kind"', 'question = "later"', "later"),
        ('code = "1.001193"', 'code = "1.001194"', "tên tệp"),
        ('name = "', "name = ", "TOML"),
    ],
)
def test_a_broken_file_is_named_and_stops_all(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = copied(tmp_path, "1.001193", "1.004873")
    changed(folder / "1.001193.toml", old, new)
    with pytest.raises(actions.BrokenFiles) as refusal:
        actions.load_files(folder=folder, at=AT)
    assert told in str(refusal.value)
    assert {file for file, _, _ in refusal.value.problems} == {"1.001193.toml"}
    assert not Procedure.objects.exists()


@pytest.mark.django_db
def test_every_broken_file_is_told_at_once(tmp_path: Path) -> None:
    folder = copied(tmp_path, "1.001193", "1.004873")
    for code in ("1.001193", "1.004873"):
        changed(folder / f"{code}.toml", 'name = "', 'nome = "')
    (folder / "2.000000.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(actions.BrokenFiles) as refusal:
        actions.load_files(folder=folder, at=AT)
    assert len({file for file, _, _ in refusal.value.problems}) == 3


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(actions.BrokenFiles, match="không có thư mục"):
        read_folder(tmp_path / "nowhere")
