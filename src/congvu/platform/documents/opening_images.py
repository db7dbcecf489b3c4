"""Opening a photograph inside the sealed room and making the picture we show of it."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from congvu.platform.documents.glued import refuse_glued
from congvu.platform.documents.unfit import HEIC, JPEG, PNG, Unfit

MOST_PIXELS = {JPEG: 210_000_000, PNG: 80_000_000, HEIC: 80_000_000}  # JPEG is read reduced
VIEW_EDGE = 1800  # an A4 page at 154 dots an inch
VIEW_QUALITY = 80
_FORMATS = {JPEG: ("JPEG", "MPO"), PNG: ("PNG",), HEIC: ("HEIF",)}
_DAMAGED = "Ảnh bị hỏng hoặc chưa tải hết. Hãy chụp lại hoặc chọn lại tệp rồi tải lên."


def look_at_image(path: Path, media_type: str, view: Path) -> dict[str, Any]:
    """Decode the whole picture and write an upright, smaller JPEG of it to `view`."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit below, with our own words
    if media_type == HEIC:
        _learn_heic()
    try:
        with Image.open(path, formats=_FORMATS[media_type]) as image:
            _refuse_huge(image, most=MOST_PIXELS[media_type])
            refuse_glued(path.read_bytes(), media_type=media_type)
            width, height = _make_view(image, view)
    except Unfit:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, RuntimeError) as error:
        raise Unfit(_DAMAGED) from error
    return {"pages": 1, "width": width, "height": height, "view_media_type": JPEG}


def _learn_heic() -> None:
    import pi_heif

    pi_heif.options.DECODE_THREADS = 1
    pi_heif.register_heif_opener(thumbnails=False)


def _refuse_huge(image: Image.Image, *, most: int) -> None:
    if image.width * image.height > most:
        raise Unfit(
            f"Ảnh quá lớn ({image.width} × {image.height} điểm ảnh)."
            " Hãy chụp lại ở chất lượng thường rồi tải lên."
        )


def _make_view(image: Image.Image, view: Path) -> tuple[int, int]:
    """Write the view and return the size of the picture as people see it, upright."""
    turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    size = (image.height, image.width) if turned else image.size
    image.draft("RGB", (VIEW_EDGE, VIEW_EDGE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((VIEW_EDGE, VIEW_EDGE))
    _on_white(upright).save(view, "JPEG", quality=VIEW_QUALITY, optimize=True)
    return size


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a dot: plain conversion would cut, not scale
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return image.convert("RGB")
