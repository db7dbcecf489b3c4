"""The gate speaks when a migration would lock a living table or break the running version."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import migrations

from congvu.config.management.commands import lint_migrations


@pytest.mark.django_db
def test_the_migrations_we_ship_are_safe(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("lint_migrations")
    assert "không có gì hại" in capsys.readouterr().out


@pytest.mark.django_db
def test_every_migration_of_ours_can_be_written_as_sql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lint_migrations, "RELEASED", tmp_path / "released.txt")
    call_command("lint_migrations", release=True)
    assert {"cases.0001_initial", "events.0002_append_only"} <= lint_migrations.released()
    call_command("lint_migrations")


def test_only_what_comes_after_a_release_is_judged() -> None:
    first, second, elsewhere = later(name="0001_initial"), later(), later(module="new")
    ours = [(each, ["SELECT 1;"]) for each in (first, second, elsewhere)]
    chosen = lint_migrations.to_judge(ours, frozenset({"cases.0001_initial"}))
    assert [migration for migration, _ in chosen] == [second]
    assert lint_migrations.to_judge(ours, lint_migrations.NONE) == []


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ('CREATE INDEX "i" ON "cases" ("n");', "require-concurrent-index-creation"),
        ('ALTER TABLE "cases" DROP COLUMN "old";', "ban-drop-column"),
        ('ALTER TABLE "cases" ALTER COLUMN "n" TYPE bigint;', "changing-column-type"),
        ('ALTER TABLE "cases" RENAME COLUMN "a" TO "b";', "renaming-column"),
    ],
)
def test_a_migration_that_harms_a_living_table_is_named(statement: str, rule: str) -> None:
    found = lint_migrations.judged(later(), ["BEGIN;", statement, "COMMIT;"])
    assert len(found) == 1
    assert found[0].startswith(f"cases.0009_later: {rule}")
    assert statement in found[0]


def test_a_new_table_may_get_its_indexes_at_once() -> None:
    table = 'CREATE TABLE "new" ("n" bigint NOT NULL);'
    assert lint_migrations.judged(later(), [table, 'CREATE INDEX "i" ON "new" ("n");']) == []


def test_a_risk_is_accepted_only_with_its_reason() -> None:
    statement = ['CREATE INDEX "i" ON "cases" ("n");']
    rule = "require-concurrent-index-creation"
    assert lint_migrations.judged(later({rule: "bảng chưa có dòng nào"}), statement) == []
    assert lint_migrations.judged(later({rule: " "}), statement) != []


def test_a_tool_that_does_not_run_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint_migrations, "OLDEST_SERVER", "không phải số")
    with pytest.raises(CommandError, match="squawk"):
        lint_migrations.judged(later(), ["SELECT 1;"])


def later(
    accepted: dict[str, str] | None = None, *, module: str = "cases", name: str = "0009_later"
) -> migrations.Migration:
    migration = migrations.Migration(name, module)
    migration.accepted_risks = accepted or {}  # type: ignore[attr-defined]
    return migration
