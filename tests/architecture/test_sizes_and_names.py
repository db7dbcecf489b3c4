"""What a reader can take in at once, and the names that hide everything."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "congvu"
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "managers"}
NAMED_BY_DJANGO = {SOURCE / "config/postgresql/base.py"}
BANNED_ENDINGS = ("Manager", "Handler", "Helper", "Util", "Service", "Mixin")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*, tests: bool) -> list[Path]:
    found = [p for p in [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")] if _ours(p)]
    return [path for path in found if _is_test(path) is tests]


def _ours(path: Path) -> bool:
    return not {"migrations", "node_modules", "build"} & set(path.parts)


def _is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


@pytest.mark.parametrize(("tests", "most"), [(False, 50), (True, 60)])
def test_no_function_is_too_long(tests: bool, most: int) -> None:  # noqa: FBT001 - table
    found = [
        f"{path.relative_to(ROOT)}:{f.lineno} {f.name} {length(f)}"
        for path in files(tests=tests)
        for f in functions(path)
        if length(f) > most
    ]
    assert found == []


@pytest.mark.parametrize(("tests", "most"), [(False, 400), (True, 600)])
def test_no_file_is_too_long(tests: bool, most: int) -> None:  # noqa: FBT001 - table
    found = [
        f"{path.relative_to(ROOT)} {n}"
        for path in files(tests=tests)
        if (n := len(path.read_text(encoding="utf-8").splitlines())) > most
    ]
    assert found == []


def test_no_file_has_a_name_that_hides_everything() -> None:
    found = {p for p in files(tests=False) if p.stem in BANNED or p.parent.name in BANNED}
    assert found == NAMED_BY_DJANGO


def test_no_class_has_a_banned_ending() -> None:
    found = [
        f"{path.relative_to(ROOT)} {node.name}"
        for path in files(tests=False)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith(BANNED_ENDINGS)
    ]
    assert found == []


def test_every_function_is_typed() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{f.lineno} {f.name}"
        for path in files(tests=False)
        for f in functions(path)
        if f.returns is None
    ]
    assert found == []


def test_every_package_says_what_it_owns() -> None:
    packages = [
        path
        for path in [*SOURCE.glob("platform/*/__init__.py"), *SOURCE.glob("services/*/__init__.py")]
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert packages == []
