"""Taking in a person's file."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from psycopg.pq import TransactionStatus

from congvu.kernel.actor import Actor
from congvu.platform.documents import checking, queries, store
from congvu.platform.documents.actions import FileRefused, keep_made, receive, tidy_name
from congvu.platform.documents.models import Document
from congvu.platform.documents.tests import samples
from congvu.platform.documents.tests.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store_folder")]
MEGABYTE = 1024 * 1024


class Counted(io.BytesIO):
    """A file that remembers how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        read = super().read(size)
        self.taken += len(read)
        return read


def files_in(folder: Path) -> list[Path]:
    return list(folder.glob("??/*"))


def test_keeps_the_very_bytes_that_came(citizen: Actor) -> None:
    content = samples.turned(6)
    kept = receive(upload=io.BytesIO(content), name="giấy khai sinh.jpg", actor=citizen, at=AT)
    assert queries.content(kept) == content
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert (kept.name, kept.size) == ("giấy khai sinh.jpg", len(content))
    assert (kept.owner_id, kept.created_at) == (citizen.person_id, AT)


def test_shows_a_picture_of_ours(citizen: Actor) -> None:
    kept = receive(upload=io.BytesIO(samples.HEIC), name="IMG_1.HEIC", actor=citizen, at=AT)
    view, media_type = queries.view(kept)
    assert (kept.media_type, media_type) == ("image/heic", "image/jpeg")
    assert view != samples.HEIC


def test_what_the_browser_says_of_the_type_is_not_believed(citizen: Actor) -> None:
    upload = SimpleUploadedFile("a.jpg", samples.picture(), content_type="text/html")
    assert receive(upload=upload, name="a.jpg", actor=citizen, at=AT).media_type == "image/jpeg"


def test_counts_pages(citizen: Actor) -> None:
    assert receive(upload=io.BytesIO(samples.pdf(7)), name="a.pdf", actor=citizen, at=AT).pages == 7


def test_a_nameless_file_gets_its_suffix(citizen: Actor) -> None:
    kept = receive(upload=io.BytesIO(samples.picture()), name="", actor=citizen, at=AT)
    assert kept.name == "tep.jpg"


def test_a_refused_file_makes_no_row(citizen: Actor) -> None:
    with pytest.raises(FileRefused, match="thực ra là ảnh JPEG"):
        receive(upload=io.BytesIO(samples.picture()), name="a.pdf", actor=citizen, at=AT)
    assert not Document.objects.exists()


def test_25_megabytes_are_refused_before_they_are_read(citizen: Actor, store_folder: Path) -> None:
    upload = Counted(samples.picture() + b"\x00" * 25 * MEGABYTE)
    with pytest.raises(FileRefused, match="lớn hơn 20 MB"):
        receive(upload=upload, name="a.jpg", actor=citizen, at=AT)
    assert upload.taken <= 21 * MEGABYTE
    known = SimpleUploadedFile("a.jpg", b"x")
    known.size = 25 * MEGABYTE
    with pytest.raises(FileRefused, match="tách thành nhiều tệp"):
        receive(upload=known, name="a.jpg", actor=citizen, at=AT)
    assert known.tell() == 0
    assert files_in(store_folder) == []
    assert list((store_folder / "incoming").iterdir()) == []


def test_twenty_megabytes_are_taken(citizen: Actor) -> None:
    most = django_settings.UPLOAD_MOST_BYTES
    photograph = samples.picture()
    upload = io.BytesIO(photograph + b"\x00" * (most - len(photograph)))
    assert receive(upload=upload, name="a.jpg", actor=citizen, at=AT).size == most


def test_the_same_file_twice_is_kept_once(citizen: Actor, store_folder: Path) -> None:
    for name in ("một.jpg", "hai.jpg"):
        receive(upload=io.BytesIO(samples.picture()), name=name, actor=citizen, at=AT)
    assert Document.objects.count() == 2
    assert len(files_in(store_folder)) == 2  # the original and its view


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Hoa\\đơn.pdf", "đơn.pdf"),
        ("/tuyệt/đối.png", "đối.png"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie x.jpg"),
        ("ảnh\u202egpj.exe.jpg", "ảnhgpj.exe.jpg"),
        ("\u2066a\u200b\ufeff.png", "a.png"),
        ("..", "tep"),
        ("", "tep"),
        (" . ", "tep"),
        (".pdf", "pdf"),
        ("CON", "CON"),
        ('"<b>x</b>".pdf', "b.pdf"),
        ("giấy  khai\tsinh.jpg", "giấy khaisinh.jpg"),
        ("Giâ\u0301y.jpg", "Giấy.jpg"),
        ("x" * 5000 + ".jpeg", "x" * 115 + ".jpeg"),
        ("x" * 5000, "x" * 120),
        ("a." + "x" * 500, "a." + "x" * 118),
        ("\ud800a.jpg", "a.jpg"),
    ],
)
def test_names_are_tidied(given: str, kept: str) -> None:
    assert tidy_name(given) == kept
    assert tidy_name(kept) == kept


def test_what_we_make_is_kept_as_ours(citizen: Actor) -> None:
    made = keep_made(
        content=samples.pdf(),
        name="Giấy tiếp nhận.pdf",
        media_type="application/pdf",
        owner_id=citizen.person_id,
        actor=citizen,
        at=AT,
    )
    assert made.is_ours
    assert queries.view(made) == (samples.pdf(), "application/pdf")


@pytest.mark.parametrize(
    "wrong",
    [{"sha256": "../../etc"}, {"size": 0}, {"name": ""}, {"view_sha256": "ab" * 32}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_the_database_refuses_half_a_document(wrong: dict[str, object]) -> None:
    whole: dict[str, object] = {
        "sha256": "ab" * 32,
        "name": "a.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "owner_id": "00000000-0000-0000-0000-000000000001",
        "created_at": AT,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(**whole | wrong)
    Document.objects.create(**whole)


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_at_once(citizen: Actor, store_folder: Path) -> None:
    done: list[Document] = []

    def bring() -> None:
        try:
            done.append(
                receive(upload=io.BytesIO(samples.picture()), name="a.jpg", actor=citizen, at=AT)
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == Document.objects.count() == 6
    assert len(files_in(store_folder)) == 2
    assert all(queries.content(kept) == samples.picture() for kept in done)


@pytest.mark.django_db(transaction=True)
def test_the_database_does_not_wait_for_the_sealed_room(
    citizen: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def watched(path: Path, *, name: str) -> checking.Checked:
        seen.append(connection.connection.info.transaction_status)
        return looked(path, name=name)

    looked = checking.check
    monkeypatch.setattr(checking, "check", watched)
    Document.objects.exists()  # the connection is open
    receive(upload=io.BytesIO(samples.picture()), name="a.jpg", actor=citizen, at=AT)
    assert seen == [TransactionStatus.IDLE]


KILLED = """
import os, signal, sys
sys.path.insert(0, {source!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "congvu.config.settings_test"
import django
django.setup()
from django.conf import settings
settings.DOCUMENT_STORE = {folder!r}
from congvu.platform.documents import store
die = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
if {moment!r} == "before the name":
    store._settle = die
elif {moment!r} == "half written":
    store.hashlib = type("H", (), {{"sha256": lambda: type("D", (), {{"update": die}})()}})
else:
    os.utime = die
store.put([b"x" * 1000], most_bytes=2000)
"""


@pytest.mark.parametrize("moment", ["half written", "before the name", "after the name"])
def test_DUR_04_killed_on_the_way_leaves_whole_bytes_or_none(  # noqa: N802 - the case's own name
    moment: str, store_folder: Path
) -> None:
    source = str(Path(django_settings.ROOT) / "src")
    script = KILLED.format(source=source, folder=str(store_folder), moment=moment)
    died = subprocess.run([sys.executable, "-c", script], env=os.environ, check=False)
    assert died.returncode == -signal.SIGKILL
    named = files_in(store_folder)
    assert len(named) == (1 if moment == "after the name" else 0)
    assert all(store.read(path.name) == b"x" * 1000 for path in named)
    assert not Document.objects.exists()
