"""The environment holds what the locks say, and a demo never takes a developer's tools away."""

import hashlib
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from congvu.config.launch import bootstrap
from congvu.config.launch.bootstrap import Environment, SetUpFailed, Steps

WHEEL = "congvu_probe-1.0-py3-none-any.whl"


@pytest.fixture
def there(tmp_path: Path) -> Environment:
    locks = tmp_path / "requirements"
    locks.mkdir()
    for name in ("boot", "app", "dev", "units"):
        (locks / f"{name}.txt").write_text(f"# {name}\n")
    (tmp_path / "venv").mkdir()
    return Environment(folder=tmp_path / "venv", locks=locks)


def prepared(there: Environment, profile: str) -> str:
    """Do what a command of that profile does, without the packages; return what was installed."""
    if there.is_ready(profile):
        return "nothing"
    chosen = there.profile_to_install(profile)
    there.begin(chosen)
    there.finish(chosen)
    return chosen


def test_tests_then_demo_then_tests_installs_once(there: Environment) -> None:
    assert [prepared(there, p) for p in ("dev", "app", "dev")] == ["dev", "nothing", "nothing"]


def test_demo_then_tests_then_demo_adds_the_tools_once(there: Environment) -> None:
    assert [prepared(there, p) for p in ("app", "dev", "app")] == ["app", "dev", "nothing"]


@pytest.mark.parametrize("changed", ["app", "dev", "units"])
def test_a_demo_after_a_changed_lock_keeps_the_developers_tools(
    there: Environment, changed: str
) -> None:
    prepared(there, "dev")
    there.lock_of(changed).write_text("# changed\n")
    assert not there.is_ready("dev")
    assert prepared(there, "app") == "dev"
    assert there.is_ready("dev")


def test_an_interrupted_installation_is_not_taken_for_a_whole_one(there: Environment) -> None:
    prepared(there, "dev")
    there.lock_of("app").write_text("# changed\n")
    there.begin("dev")
    assert not there.is_ready("dev")
    assert not there.is_ready("app")
    assert there.profile_to_install("app") == "dev"


def test_going_back_to_old_locks_after_an_interruption_installs_again(there: Environment) -> None:
    prepared(there, "app")
    there.lock_of("app").write_text("# changed\n")
    there.begin("app")
    there.lock_of("app").write_text("# app\n")
    assert not there.is_ready("app")


def test_an_environment_that_was_moved_is_made_anew(there: Environment, tmp_path: Path) -> None:
    there.make(Steps("test"))
    assert there.is_usable()
    moved = Environment(folder=there.folder.rename(tmp_path / "moved"), locks=there.locks)
    assert not moved.is_usable()


def test_an_environment_whose_python_is_gone_is_made_anew(there: Environment) -> None:
    there.make(Steps("test"))
    there.python.unlink()
    assert not there.is_usable()
    there.make(Steps("test"))
    assert there.is_usable()


def test_a_folder_that_is_no_environment_is_never_removed(there: Environment) -> None:
    (there.folder / "letter.txt").write_text("của tôi")
    there.make(Steps("test"))
    assert (there.folder / "letter.txt").read_text() == "của tôi"


def test_a_package_that_differs_from_its_hash_stops_with_a_clear_message(
    there: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_probe_wheel(there, monkeypatch, sha256="0" * 64)
    with pytest.raises(SetUpFailed, match="không khớp mã băm") as stopped:
        bootstrap.prepare_environment(there, "app", Steps("demo"))
    assert "Chạy lại lệnh này" in str(stopped.value)
    assert not there.is_ready("app")


def test_a_package_without_a_hash_in_the_lock_is_refused(
    there: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_probe_wheel(there, monkeypatch, sha256=None)
    there.lock_of("app").write_text("congvu-probe==1.0\n")
    with pytest.raises(SetUpFailed, match="hash"):
        bootstrap.prepare_environment(there, "app", Steps("demo"))


def test_a_package_with_the_locked_hash_is_installed_by_pip_alone(
    there: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_probe_wheel(there, monkeypatch, sha256=None)
    bootstrap.prepare_environment(there, "app", Steps("demo"))
    said = subprocess.run(
        [there.python, "-c", "import congvu_probe; print(congvu_probe.WORD)"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said == "có\n"
    assert there.is_ready("app")


def test_set_up_without_network_names_the_network() -> None:
    assert "mạng" in bootstrap.remedy("ConnectionError: Temporary failure in name resolution")


def test_a_folder_that_cannot_be_written_is_explained() -> None:
    with (
        pytest.raises(SetUpFailed, match="CONGVU_VENV"),
        bootstrap.one_at_a_time(Path("/proc/none/venv")),
    ):
        pass


def test_the_help_page_needs_no_environment(tmp_path: Path) -> None:
    done = subprocess.run(
        [bootstrap.ROOT / "congvu", "--help"], cwd=tmp_path, capture_output=True, text=True,
        check=True, env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                         "CONGVU_VENV": str(tmp_path / "venv")},
    )  # fmt: skip
    for command in ("demo", "test", "check", "bench", "serve-database", "units", "procedures"):
        assert f"./congvu {command}" in done.stdout
    assert not (tmp_path / "venv").exists()


def offer_probe_wheel(
    there: Environment, monkeypatch: pytest.MonkeyPatch, *, sha256: str | None
) -> None:
    """Lock a tiny wheel of ours that lies in a folder, so that no network is needed."""
    wheels = there.locks.parent / "wheels"
    wheels.mkdir()
    write_wheel(wheels / WHEEL)
    real = hashlib.sha256((wheels / WHEEL).read_bytes()).hexdigest()
    there.lock_of("app").write_text(f"congvu-probe==1.0 --hash=sha256:{sha256 or real}\n")
    monkeypatch.setenv("CONGVU_NO_UV", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))


def write_wheel(path: Path) -> None:

    info = "congvu_probe-1.0.dist-info"
    with ZipFile(path, "w") as wheel:
        wheel.writestr("congvu_probe.py", "WORD = 'có'\n")
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: congvu-probe\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
