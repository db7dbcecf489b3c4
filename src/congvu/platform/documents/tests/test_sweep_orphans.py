"""Bytes that no row names go after a day; bytes that a row names never do."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest

from congvu.kernel.actor import Actor
from congvu.platform.documents import queries, store
from congvu.platform.documents.actions import FileRefused, receive, sweep_orphans
from congvu.platform.documents.tests import samples
from congvu.platform.documents.tests.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store_folder")]
DAY = timedelta(hours=24)


def put(content: bytes, *, age: timedelta) -> str:
    sha256, _ = store.put([content], most_bytes=len(content))
    grow_old(store.path_of(sha256), age)
    return sha256


def grow_old(path: Path, age: timedelta) -> None:
    then = (AT - age).timestamp()
    os.utime(path, (then, then))


def test_removes_what_is_a_day_old_and_unnamed() -> None:
    old = put(b"cu", age=DAY + timedelta(minutes=1))
    young = put(b"moi", age=DAY - timedelta(minutes=1))
    assert sweep_orphans(at=AT) == 1
    assert not store.path_of(old).exists()
    assert store.read(young) == b"moi"
    assert sweep_orphans(at=AT) == 0


def test_keeps_what_a_row_names_and_its_view(citizen: Actor, store_folder: Path) -> None:
    kept = receive(upload=io.BytesIO(samples.picture()), name="a.jpg", actor=citizen, at=AT)
    for path in store_folder.glob("??/*"):
        grow_old(path, 400 * DAY)
    assert sweep_orphans(at=AT) == 0
    assert queries.content(kept) == samples.picture()
    assert queries.view(kept)[0]


def test_a_refused_file_goes_after_a_day(citizen: Actor, store_folder: Path) -> None:
    with pytest.raises(FileRefused):
        receive(upload=io.BytesIO(b"MZ" + b"x" * 99), name="a.jpg", actor=citizen, at=AT)
    (left,) = store_folder.glob("??/*")
    grow_old(left, 2 * DAY)
    assert sweep_orphans(at=AT) == 1


def test_removes_what_a_killed_process_left_half_written(store_folder: Path) -> None:
    incoming = store_folder / "incoming"
    incoming.mkdir(parents=True)
    (incoming / "half").write_bytes(b"x")
    (incoming / "fresh").write_bytes(b"x")
    grow_old(incoming / "half", 2 * DAY)
    grow_old(incoming / "fresh", timedelta(minutes=1))
    assert sweep_orphans(at=AT) == 1
    assert [path.name for path in incoming.iterdir()] == ["fresh"]


def test_bytes_put_again_while_the_sweep_looks_are_kept() -> None:
    sha256 = put(b"tro lai", age=2 * DAY)
    orphans = list(store.stored_before(AT - DAY))
    store.put([b"tro lai"], most_bytes=99)  # the same bytes come again before they are removed
    assert store.forget(orphans, stored_before=AT - DAY) == 0
    assert store.read(sha256) == b"tro lai"


def test_damaged_bytes_are_never_handed_out() -> None:
    sha256 = put(b"dung", age=DAY)
    store.path_of(sha256).write_bytes(b"sai!")
    with pytest.raises(store.BytesDamaged):
        store.read(sha256)
    store.path_of(sha256).unlink()
    with pytest.raises(store.BytesDamaged):
        store.read(sha256)
