"""Files that people do bring: every one is taken, and what is shown of it is ours."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Name, String
from PIL import Image

from congvu.platform.documents import checking
from congvu.platform.documents.tests import samples

JPEG, PNG, HEIC, PDF = "image/jpeg", "image/png", "image/heic", "application/pdf"
jpeg = samples.picture()
png = samples.picture("PNG")


def go_to() -> pikepdf.Object:
    return samples.action("GoTo", D=Array([0, Name.Fit]))


GOOD: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "jpeg": ("anh.jpg", JPEG, samples.picture),
    "jpeg, capitals": ("IMG_0001.JPG", JPEG, samples.picture),
    "jpeg, long suffix": ("anh.jpeg", JPEG, samples.picture),
    "jpeg, old suffix": ("anh.jfif", JPEG, samples.picture),
    "jpeg, no suffix": ("anh", JPEG, samples.picture),
    "jpeg, progressive": ("a.jpg", JPEG, lambda: samples.picture(progressive=True)),
    "jpeg, grey": ("a.jpg", JPEG, lambda: samples.picture(mode="L")),
    "jpeg, printing colours": ("a.jpg", JPEG, lambda: samples.picture(mode="CMYK")),
    "jpeg, on its side": ("a.jpg", JPEG, lambda: samples.turned(6)),
    "jpeg, mirrored": ("a.jpg", JPEG, lambda: samples.turned(2)),
    "jpeg with a moment of film": ("a.jpg", JPEG, lambda: jpeg + samples.FILM),
    "jpeg with a second view": ("a.jpg", JPEG, lambda: jpeg + jpeg),
    "jpeg with padding": ("a.jpg", JPEG, lambda: jpeg + b"\x00" * 5000),
    "jpeg with a remark": ("a.jpg", JPEG, lambda: samples.picture(comment="ảnh chụp <b>thử</b>")),
    "png": ("anh.png", PNG, lambda: png),
    "png, with holes": ("a.png", PNG, lambda: samples.picture("PNG", "RGBA")),
    "png, palette": ("a.png", PNG, lambda: samples.picture("PNG", "P")),
    "png, black and white": ("a.png", PNG, lambda: samples.picture("PNG", "1")),
    "png, 16 bits": ("a.png", PNG, lambda: samples.picture("PNG", "I;16")),
    "heic": ("IMG_2041.HEIC", HEIC, lambda: samples.HEIC),
    "heif": ("a.heif", HEIC, lambda: samples.HEIC),
    "heic, on its side": ("a.heic", HEIC, lambda: samples.HEIC_TURNED),
    "pdf": ("đơn.pdf", PDF, samples.pdf),
    "pdf, many pages": ("a.pdf", PDF, lambda: samples.pdf(500)),
    "pdf, packed": ("a.pdf", PDF, lambda: samples.pdf(linearize=True)),
    "pdf after a blank line": ("a.pdf", PDF, lambda: b"\r\n" + samples.pdf()),
    "pdf opening at a page": ("a.pdf", PDF, lambda: samples.pdf_opening_with(go_to())),
    "pdf opening at a place": (
        "a.pdf",
        PDF,
        lambda: samples.pdf_opening_with(Array([0, Name.Fit])),
    ),
    "pdf with a link": (
        "a.pdf",
        PDF,
        lambda: samples.pdf_with_note(
            Subtype=Name.Link, A=samples.action("URI", URI=String("https://example.org"))
        ),
    ),
    "pdf that speaks of scripts": (
        "a.pdf",
        PDF,
        lambda: samples.pdf_with_note(
            Subtype=Name.Text, Contents=String("/JavaScript /JS /Launch")
        ),
    ),
    "pdf nobody may print": (
        "a.pdf",
        PDF,
        lambda: samples.pdf(encryption=pikepdf.Encryption(owner="chu", user="")),
    ),
}


def checked(content: bytes, name: str, folder: Path) -> checking.Checked:
    path = folder / "tep"
    path.write_bytes(content)
    return checking.check(path, name=name)


def shown(found: checking.Checked) -> Image.Image:
    assert found.view_media_type == JPEG
    return Image.open(io.BytesIO(found.view)).convert("L")


def tone(image: Image.Image, at: tuple[int, int]) -> int:
    value = image.getpixel(at)
    assert isinstance(value, float | int)
    return round(value)


@pytest.mark.parametrize("case", GOOD)
def test_takes(case: str, tmp_path: Path) -> None:
    name, media_type, make = GOOD[case]
    found = checked(make(), name, tmp_path)
    assert found.media_type == media_type
    assert found.pages >= 1
    if media_type == PDF:
        assert found.view_media_type == PDF
        assert len(pikepdf.open(io.BytesIO(found.view)).pages) == found.pages
    else:
        assert max(shown(found).size) > 30


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_view_keeps_dark_and_light(kind: str, tmp_path: Path) -> None:
    view = shown(checked(samples.picture(kind), f"a.{kind.lower()}", tmp_path))
    assert tone(view, (40, 100)) < 60 < 200 < tone(view, (280, 100))


def test_a_photograph_on_its_side_is_shown_upright(tmp_path: Path) -> None:
    view = shown(checked(samples.turned(6), "a.jpg", tmp_path))
    assert view.size == (200, 320)
    assert tone(view, (100, 40)) < 60 < 200 < tone(view, (100, 280))


def test_heic_turned_by_the_phone_is_shown_upright(tmp_path: Path) -> None:
    flat = shown(checked(samples.HEIC, "a.heic", tmp_path))
    upright = shown(checked(samples.HEIC_TURNED, "a.heic", tmp_path))
    assert (flat.size, upright.size) == ((64, 48), (48, 64))
    assert abs(tone(upright, (45, 4)) - tone(flat, (4, 2))) < 25


def test_sixteen_bits_are_scaled_not_cut(tmp_path: Path) -> None:
    image = Image.new("I;16", (20, 20), 20_000)
    out = io.BytesIO()
    image.save(out, "PNG")
    assert 60 < tone(shown(checked(out.getvalue(), "a.png", tmp_path)), (5, 5)) < 95


def test_holes_in_a_picture_are_shown_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (0, 0, 0, 0)).save(out, "PNG")
    assert tone(shown(checked(out.getvalue(), "a.png", tmp_path)), (5, 5)) > 250


def test_the_view_of_a_photograph_forgets_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "noi-chup-bi-mat"
    found = checked(samples.picture(exif=exif), "a.jpg", tmp_path)
    assert not Image.open(io.BytesIO(found.view)).getexif()
    assert b"noi-chup" not in found.view


def test_a_large_photograph_gets_a_small_view(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(out, "JPEG", quality=85)
    found = checked(out.getvalue(), "a.jpg", tmp_path)
    assert max(shown(found).size) == 1800
    assert len(found.view) < len(out.getvalue()) / 3
