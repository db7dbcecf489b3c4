"""Files as a browser gets them, and an upload as it comes off the wire."""

import io
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from congvu.kernel.actor import Actor
from congvu.platform.access.requests import ActorRequest
from congvu.platform.documents import views
from congvu.platform.documents.actions import FileRefused, receive
from congvu.platform.documents.delivery import file_response, pdf_response
from congvu.platform.documents.models import Document
from congvu.platform.documents.queries import NoSuchDocument
from congvu.platform.documents.tests import samples
from congvu.platform.documents.tests.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store_folder")]
MEGABYTE = 1024 * 1024


@pytest.fixture
def photograph(citizen: Actor) -> Document:
    upload = io.BytesIO(samples.HEIC)
    return receive(upload=upload, name="Giấy chứng sinh.HEIC", actor=citizen, at=AT)


def request_of(actor: Actor, *, method: str = "GET") -> ActorRequest:
    request = ActorRequest()
    request.method, request.actor = method, actor  # as the access middleware leaves it
    return request


def opened(document: Document, actor: Actor, *, as_view: bool) -> HttpResponse:
    view = views.view if as_view else views.original
    return view(request_of(actor), document_id=document.id)


def test_the_original_comes_as_a_download(citizen: Actor, photograph: Document) -> None:
    answer = opened(photograph, citizen, as_view=False)
    assert answer.content == samples.HEIC
    assert answer["Content-Type"] == "image/heic"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Gi%E1%BA%A5y%20ch%E1%BB%A9ng%20sinh.HEIC"
    )


def test_the_view_is_a_jpeg_of_ours_in_the_page(citizen: Actor, photograph: Document) -> None:
    answer = opened(photograph, citizen, as_view=True)
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline;")
    assert answer["Content-Disposition"].endswith("sinh.jpg")


@pytest.mark.parametrize("as_view", [True, False])
def test_nothing_sent_can_run_or_stay(photograph: Document, as_view: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    answer = file_response(photograph, as_view=as_view)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


def test_another_persons_file_looks_missing(stranger: Actor, photograph: Document) -> None:
    for as_view in (True, False):
        with pytest.raises(NoSuchDocument):
            opened(photograph, stranger, as_view=as_view)
    with pytest.raises(NoSuchDocument):
        views.original(request_of(stranger), document_id=uuid4())


def test_a_visitor_is_asked_to_sign_in(
    client: Client, photograph: Document, settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    for path in ("", "xem/"):
        answer = client.get(f"/tep/{photograph.id}/{path}")
        assert answer.status_code == 302
        assert samples.HEIC not in answer.content


def test_a_file_is_only_read(citizen: Actor, photograph: Document) -> None:
    posted = request_of(citizen, method="POST")
    assert views.original(posted, document_id=photograph.id).status_code == 405


def test_bytes_without_a_view_are_not_shown(citizen: Actor, photograph: Document) -> None:
    Document.objects.update(view_sha256="", view_media_type="")
    photograph.refresh_from_db()
    with pytest.raises(NoSuchDocument):
        opened(photograph, citizen, as_view=True)


@pytest.mark.parametrize(
    "name", ['a"; filename="x.html', "đơn\r\nSet-Cookie: a=b.pdf", "a\\b.pdf", "tên dài " * 40]
)
def test_a_name_cannot_break_out_of_its_header(name: str) -> None:
    header = pdf_response(b"%PDF-", name=name.replace("\r\n", " "))["Content-Disposition"]
    assert re.fullmatch(
        r"inline; filename(\*=utf-8''[A-Za-z0-9%!#$&+.^_`|~*'()-]+|=\"([^\"\\]|\\.)+\")", header
    )


def test_an_upload_over_the_limit_is_counted_not_kept(
    citizen: Actor, settings: Settings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    body = SimpleUploadedFile("a.jpg", samples.picture() + b"\x00" * 25 * MEGABYTE)
    request = RequestFactory().post("/", {"tep": body, "khac": "giữ lại"})
    (upload,) = request.FILES.getlist("tep")
    assert upload.size == body.size
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0
    assert request.POST["khac"] == "giữ lại"
    with pytest.raises(FileRefused, match="lớn hơn 20 MB"):
        receive(upload=upload, name="a.jpg", actor=citizen, at=AT)


def test_several_files_of_one_form_are_each_counted(citizen: Actor) -> None:
    large = SimpleUploadedFile("a.jpg", b"x" * 21 * MEGABYTE)
    small = SimpleUploadedFile("b.jpg", samples.picture())
    request = RequestFactory().post("/", {"tep": [large, small, samples_file()]})
    kept = []
    for upload in request.FILES.getlist("tep"):
        try:
            kept.append(receive(upload=upload, name=upload.name or "", actor=citizen, at=AT).name)
        except FileRefused:
            kept.append("refused")
    assert kept == ["refused", "b.jpg", "c.pdf"]


def samples_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("c.pdf", samples.pdf())
