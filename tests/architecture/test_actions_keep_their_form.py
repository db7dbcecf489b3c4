"""Every action: keyword-only, one transaction; only the clock reads the clock; edges write none."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "congvu"

# The statement itself is the transaction: one SQL function writes all of it.
ATOMIC_BY_ONE_STATEMENT = {"submit", "submit_draft", "submission"}
# What acts on a case share and call inside their own transaction.
SHARED = {
    "answer.py", "children.py", "destination.py", "ending.py", "issuing.py", "onward.py",
    "steps.py",
}  # fmt: skip
EDGES = {"views", "api", "admin", "reactions", "jobs", "middleware"}


def action_files() -> Iterator[Path]:
    for module in [*SOURCE.glob("platform/*"), *SOURCE.glob("services/*")]:
        yield from module.glob("actions.py")
        yield from module.glob("actions/*.py")


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def is_atomic(function: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def case_acts() -> Iterator[tuple[Path, ast.FunctionDef]]:
    # `attempts` wraps an act and its record in a transaction of its own.
    for path in (SOURCE / "platform/cases/actions").glob("*.py"):
        if path.name not in {*SHARED, "attempts.py", "__init__.py"}:
            for function in public_functions(path):
                if {"actor", "at"} <= {arg.arg for arg in function.args.kwonlyargs}:
                    yield path, function


def test_actions_take_keywords_only() -> None:
    found = [
        f"{path.relative_to(ROOT)} {f.name}"
        for path in action_files()
        for f in public_functions(path)
        if len(f.args.args) > 1 and path.name not in SHARED
    ]
    assert found == []


def test_every_act_on_a_case_is_one_transaction() -> None:
    acts = list(case_acts())
    assert len(acts) > 10
    found = [
        f"{path.name} {f.name}"
        for path, f in acts
        if not is_atomic(f) and f.name not in ATOMIC_BY_ONE_STATEMENT
    ]
    assert found == []


def test_nobody_but_the_clock_reads_the_clock() -> None:
    edges = {*EDGES, "commands", "tests", "launch", "session_store"}
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.py")
        if "clock.now()" in path.read_text(encoding="utf-8")
        and not edges & {*path.relative_to(SOURCE).parts, path.stem}
    ]
    assert found == []


def test_edges_never_touch_the_tables() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCE.rglob("*.py")
        if EDGES & {*path.relative_to(SOURCE).parts, path.stem} and "tests" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ".objects" in line
    ]
    assert found == []
