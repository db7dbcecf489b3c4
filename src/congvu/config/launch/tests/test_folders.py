"""Data lies where its owner alone reads it, and the socket's path fits the kernel."""

import os
import shutil
from pathlib import Path

import pytest

from congvu.config.launch import environment
from congvu.config.launch.folders import (
    SOCKET_NAME,
    SOCKET_PATH_MOST,
    FolderRefused,
    folders,
    make_server_folders,
)


def test_two_clones_never_share_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONGVU_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("congvu.config.launch.folders.SYSTEM_DATA", tmp_path / "system")
    one, other = folders(Path("/clone/one")), folders(Path("/clone/other"))
    assert one.data != other.data
    assert one == folders(Path("/clone/one"))


def test_a_deep_data_folder_gets_a_short_private_socket_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONGVU_DATA_DIR", str(tmp_path / ("sâu" * 30) / "data"))
    place = folders()
    try:
        assert len(os.fsencode(place.run / SOCKET_NAME)) <= SOCKET_PATH_MOST
        assert place.run.parent.stat().st_mode & 0o066 == 0
        assert folders() == place
    finally:
        shutil.rmtree(place.run.parent)


def test_a_socket_folder_that_others_may_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONGVU_DATA_DIR", str(tmp_path / ("d" * 120)))
    outside = folders().run.parent
    outside.chmod(0o777)
    try:
        with pytest.raises(FolderRefused, match="không phải do người dùng này tạo"):
            folders()
    finally:
        shutil.rmtree(outside)


def test_rights_of_folders_that_were_there_before_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("CONGVU_DATA_DIR", str(closed / "deep" / "data"))
    place = folders()
    assert closed.stat().st_mode & 0o777 == 0o700
    assert place.data.stat().st_mode & 0o066 == 0
    assert (place.data / "documents").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="chỉ root mới chạy máy chủ bằng người dùng khác")
def test_a_closed_folder_on_the_servers_way_is_named_and_stays_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("CONGVU_DATA_DIR", str(closed / "data"))
    with pytest.raises(FolderRefused, match=str(closed)):
        make_server_folders(folders())
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_made_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_DATA_DIR", "/dev/null/data")
    with pytest.raises(FolderRefused, match="CONGVU_DATA_DIR"):
        folders()


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = environment.secret_key(tmp_path)
    first = path.read_text()
    assert len(first) >= 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert environment.secret_key(tmp_path).read_text() == first
    assert [each.name for each in tmp_path.iterdir()] == ["secret-key"]
