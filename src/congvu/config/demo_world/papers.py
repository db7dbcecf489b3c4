"""A photograph and a PDF made by us, stored once and brought by everybody who needs a paper."""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageDraw

from congvu.kernel.ids import new_id
from congvu.platform.documents.actions import tidy_name
from congvu.platform.documents.models import Document

PAGE_SIZE = (900, 1270)
INK, PAPER, RULE = (60, 60, 70), (252, 251, 246), (200, 198, 190)


def photograph() -> bytes:
    return _written("JPEG", quality=70)


def scan() -> bytes:
    return _written("PDF", resolution=110)


def _written(kind: str, **options: int) -> bytes:
    """Return one page with a heading in plain ASCII and ruled lines, as a file of that kind."""
    page = Image.new("RGB", PAGE_SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, PAGE_SIZE[0] - 40, PAGE_SIZE[1] - 40), outline=INK, width=3)
    pen.text((90, 90), "GIAY TO THU NGHIEM - KHONG CO GIA TRI", fill=INK, font_size=32)
    for line in range(220, PAGE_SIZE[1] - 120, 60):
        pen.line((90, line, PAGE_SIZE[0] - 90 - (line * 7) % 260, line), fill=RULE, width=5)
    kept = BytesIO()
    page.save(kept, kind, **options)
    return kept.getvalue()


@dataclass(kw_only=True)
class Papers:
    """Rows on the same stored bytes: one for each person and name, made when first asked for."""

    models: tuple[Document, ...]
    made: list[Document] = field(default_factory=list)

    def brought_by(self, owner_id: UUID, *, label: str, at: datetime) -> UUID:
        """Return the id of a document of that person; `keep` writes it."""
        model = self.models[len(self.made) % len(self.models)]
        ending = ".pdf" if model.media_type == "application/pdf" else ".jpg"
        copy = Document(
            id=new_id(),
            sha256=model.sha256,
            name=tidy_name(f"{label.replace('/', '-')[:60].strip()}{ending}"),
            media_type=model.media_type,
            size=model.size,
            pages=model.pages,
            view_sha256=model.view_sha256,
            view_media_type=model.view_media_type,
            owner_id=owner_id,
            created_at=at,
        )
        self.made.append(copy)
        copy.save(force_insert=True)
        return copy.id
