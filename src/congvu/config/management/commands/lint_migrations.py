"""Refuse migrations that would stop a running office: long locks, and what old code cannot read."""

import json
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

OURS = "congvu."
OLDEST_SERVER = "15"
SQUAWK = Path(sys.executable).with_name("squawk")  # comes with the environment
NOT_OURS = {
    "require-lock-timeout": "settings give every connection one",
    "require-statement-timeout": "settings give every connection one",
    "prefer-text-field": "a length in a model is a rule of the form, checked there",
    "prefer-bigint-over-int": "chosen in the model",
    "prefer-bigint-over-smallint": "chosen in the model",
    "ban-drop-not-null": "old code writes a value still",
}
WRAPPING = {"BEGIN;", "COMMIT;"}
RELEASED = Path(__file__).resolve().parents[2] / "released_migrations.txt"
NONE: frozenset[str] = frozenset()
Written = tuple[Migration, Sequence[str]]


class Command(BaseCommand):
    """Judges what a released installation would have to run on tables that hold data.

    A migration may say `accepted_risks = {"rule": "why it is safe here"}`.
    """

    help = (
        "Kiểm tra SQL của các migration mới so với bản phát hành trước: khóa bảng lâu, hoặc làm"
        " hỏng bản đang chạy. --release: ghi các migration hiện có là đã phát hành."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", action="store_true", help="Ghi là đã phát hành.")

    def handle(self, *args: Any, **options: Any) -> None:
        ours = list(_ours())
        if options["release"]:
            RELEASED.write_text("".join(f"{_label(each)}\n" for each, _ in ours), encoding="utf-8")
            self.stdout.write(f"Đã ghi {len(ours)} migration là đã phát hành.")
            return
        found = [line for each in to_judge(ours, released()) for line in judged(*each)]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(ours)} migration, không có gì hại cho bản đã phát hành.")


def released() -> frozenset[str]:
    return frozenset(RELEASED.read_text(encoding="utf-8").split()) if RELEASED.exists() else NONE


def to_judge(ours: Sequence[Written], known: frozenset[str]) -> list[Written]:
    """Return what a release would run anew on modules that it already has tables of."""
    modules = {name.partition(".")[0] for name in known}
    return [each for each in ours if _label(each[0]) not in known and each[0].app_label in modules]


def _label(migration: Migration) -> str:
    return f"{migration.app_label}.{migration.name}"


def _ours() -> Iterator[Written]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    state = ProjectState()
    for migration, _ in plan:
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        if migration.__module__.startswith(OURS):
            yield migration, editor.collected_sql


def judged(migration: Migration, statements: Sequence[str]) -> list[str]:
    """Return what squawk has against this migration, each with the statement it means."""
    accepted: dict[str, str] = getattr(migration, "accepted_risks", {})
    found = [f"{rule} không có lý do" for rule, reason in accepted.items() if not reason.strip()]
    lines = [line for text in statements if text not in WRAPPING for line in text.splitlines()]
    for each in _asked(lines, migration, excluded={*NOT_OURS, *accepted}):
        found.append(f"{each['rule_name']}: {each['message']}\n    {lines[each['line']]}")
    return [f"{_label(migration)}: {each}" for each in found]


def _asked(lines: list[str], migration: Migration, *, excluded: set[str]) -> list[dict[str, Any]]:
    wrapped = "--assume-in-transaction" if migration.atomic else "--no-assume-in-transaction"
    command = [
        str(SQUAWK), "--pg-version", OLDEST_SERVER, wrapped, "--exclude", ",".join(excluded),
        "--reporter", "json", "--stdin-filepath", "migration.sql",
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own words
        command, input="\n".join(lines), capture_output=True, text=True, check=False
    )
    if not done.stdout.startswith("["):
        raise CommandError(f"squawk không chạy được: {done.stderr.strip()}")
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said
