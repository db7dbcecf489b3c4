"""Files that must not come in: each is refused soon, with words that say what to do."""

import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from congvu.platform.documents import checking
from congvu.platform.documents.tests import samples
from congvu.platform.documents.tests.test_check_good_files import checked

SOON = 2 * 2.5  # the rule is two seconds; this machine is shared with other tests
jpeg, png, plain_pdf = samples.picture(), samples.picture("PNG"), samples.pdf()
script = String("app.alert(1)")
ACTIVE = "Hãy in ra tệp PDF thường"
GLUED = "dữ liệu lạ gắn phía sau"

HOSTILE: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "empty": ("a.pdf", "Tệp rỗng", lambda: b""),
    "noughts": ("a.jpg", "không phải ảnh", lambda: b"\x00" * 4000),
    "text called pdf": ("a.pdf", "không phải ảnh", "xin chào các anh chị".encode),
    "jpeg called pdf": ("a.pdf", "thực ra là ảnh JPEG", lambda: jpeg),
    "png called jpg": ("a.jpg", "thực ra là ảnh PNG", lambda: png),
    "pdf called png": ("a.png", "thực ra là tệp PDF", lambda: plain_pdf),
    "heic called jpg": ("a.jpg", "thực ra là ảnh HEIC", lambda: samples.HEIC),
    "pdf called html": ("a.pdf.html", "thực ra là tệp PDF", lambda: plain_pdf),
    "page called pdf": ("a.pdf", "trang web", lambda: b"<!DOCTYPE html><script>1</script>"),
    "drawing with script": (
        "a.svg",
        "không phải|SVG|XML",
        lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    ),
    "word": ("don.docx", "Word|ZIP", samples.word_file),
    "word called pdf": ("don.pdf", "thực ra là tệp", samples.word_file),
    "archive": ("a.zip", "ZIP", samples.archive),
    "gif with a page": ("a.gif", "GIF", lambda: b"GIF89a/*" + b"\x00" * 300 + b"*/<script>"),
    "program called jpg": ("a.jpg", "chương trình", lambda: b"MZ" + b"\x00" * 500),
    "truncated jpeg": ("a.jpg", "bị hỏng hoặc chưa tải hết", lambda: jpeg[: len(jpeg) // 2]),
    "only the head of a jpeg": ("a.jpg", "bị hỏng", lambda: jpeg[:60]),
    "truncated png": ("a.png", "bị hỏng hoặc chưa tải hết", lambda: png[: len(png) // 2]),
    "truncated heic": ("a.heic", "bị hỏng hoặc chưa tải hết", lambda: samples.HEIC[:450]),
    "truncated pdf": ("a.pdf", "bị hỏng hoặc chưa tải hết", lambda: samples.pdf(9)[:-200]),
    "only the head of a pdf": ("a.pdf", "bị hỏng", lambda: b"%PDF-1.7\n%%EOF\n"),
    "spoiled jpeg": ("a.jpg", "bị hỏng", lambda: jpeg[:200] + b"\xff" * 900 + jpeg[1100:]),
    "bomb of pixels": ("a.png", "Ảnh quá lớn", lambda: samples.png_of(50_000, 50_000)),
    "lying bomb": ("a.png", "bị hỏng", lambda: samples.png_of(8_000, 8_000)),
    "very many objects": ("a.pdf", "quá phức tạp", lambda: samples.many_objects(200_000)),
    "very many objects, not said": (
        "a.pdf",
        "quá phức tạp",
        lambda: samples.many_objects(120_000).replace(b"/Size 120", b"/Size 020"),
    ),
    "four gigabytes of objects": ("a.pdf", "bộ nhớ|bị hỏng", lambda: samples.swelling_pdf(4000)),
    "too many pages": ("a.pdf", "501 trang", lambda: samples.pdf(501)),
    "no page": ("a.pdf", "không có trang nào", lambda: samples.pdf(0)),
    "password": (
        "a.pdf",
        "có mật khẩu",
        lambda: samples.pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    ),
    "jpeg and page": ("a.jpg", GLUED, lambda: jpeg + b"<html><script>alert(1)</script>"),
    "jpeg and archive": ("a.jpg", GLUED, lambda: jpeg + samples.archive()),
    "jpeg, film and archive": ("a.jpg", GLUED, lambda: jpeg + samples.FILM + samples.archive()),
    "jpeg and pdf": ("a.jpg", GLUED, lambda: jpeg + plain_pdf),
    "png and page": ("a.png", GLUED, lambda: png + b"\n<!doctype html>"),
    "png and archive": ("a.png", GLUED, lambda: png + samples.archive()),
    "heic and archive": ("a.heic", GLUED, lambda: samples.HEIC + samples.archive()),
    "pdf and page": ("a.pdf", GLUED, lambda: plain_pdf + b"<html><script>1</script>"),
    "pdf and archive": ("a.pdf", GLUED, lambda: plain_pdf + samples.archive()),
    "page before pdf": ("a.pdf", "trang web", lambda: b"<html><script>1</script>" + plain_pdf),
    "script on opening": (
        "a.pdf",
        ACTIVE,
        lambda: samples.pdf_opening_with(samples.action("JavaScript", JS=script)),
    ),
    "script by a hidden name": ("a.pdf", ACTIVE, samples.with_hidden_script),
    "script in the name tree": (
        "a.pdf",
        ACTIVE,
        lambda: samples.pdf(change=samples.with_script_tree),
    ),
    "script inside a note": (
        "a.pdf",
        ACTIVE,
        lambda: samples.pdf_with_note(Subtype=Name.Link, A=samples.action("JavaScript", JS=script)),
    ),
    "script in a chain of links": (
        "a.pdf",
        ACTIVE,
        lambda: samples.pdf_with_note(
            Subtype=Name.Link,
            A=Dictionary(S=Name.GoTo, Next=Array([samples.action("JavaScript", JS=script)])),
        ),
    ),
    "starts a program": (
        "a.pdf",
        ACTIVE,
        lambda: samples.pdf_opening_with(samples.action("Launch", F=String("cmd.exe"))),
    ),
    "sends a form": (
        "a.pdf",
        ACTIVE,
        lambda: samples.pdf_opening_with(samples.action("SubmitForm", F=String("http://x"))),
    ),
    "file inside": ("a.pdf", "tệp nhúng", lambda: samples.pdf(change=samples.with_file_inside)),
    "file on a note": (
        "a.pdf",
        "tệp nhúng",
        lambda: samples.pdf_with_note(Subtype=Name.FileAttachment),
    ),
    "film inside": ("a.pdf", "tệp nhúng", lambda: samples.pdf_with_note(Subtype=Name.RichMedia)),
    "dynamic form": (
        "a.pdf",
        "biểu mẫu động",
        lambda: samples.pdf(change=samples.with_dynamic_form),
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refuses(case: str, tmp_path: Path) -> None:
    name, words, make = HOSTILE[case]
    content = make()
    began = time.monotonic()
    with pytest.raises(checking.FileUnfit, match=words) as refused:
        checked(content, name, tmp_path)
    assert time.monotonic() - began < SOON
    assert "Hãy" in str(refused.value)  # says what to do


def test_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(rooms))
    with pytest.raises(checking.FileUnfit):
        checked(samples.png_of(50_000, 50_000), "a.png", tmp_path)
    assert list(rooms.iterdir()) == []
