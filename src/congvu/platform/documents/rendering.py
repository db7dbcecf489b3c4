"""Papers of ours as PDF: typed forms in, bytes out. The same form gives the same bytes.

PDF/A-2a and PDF/UA-1: made to be kept for long and to be read aloud.
"""

import io
import threading
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec
import segno
import structlog
import typst
from django.conf import settings

TEMPLATES = Path(__file__).resolve().parent / "templates" / "typst"
FACES = ("Tinos_400Regular", "Tinos_400Regular_Italic", "Tinos_700Bold", "Tinos_700Bold_Italic")

log = structlog.get_logger()
_one_at_a_time = threading.Lock()  # a compiler refuses a second thread; a paper takes ~15 ms


class FontsMissing(RuntimeError):
    """The faces of our papers are not built: run the asset build. Never another face instead."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What every paper carries."""

    code: str
    agency_parent: str
    agency: str
    is_test: bool
    made_at: datetime  # of the act it tells of; also the date of the file


class ListedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    value: str


class ResultForm(Paper, frozen=True, kw_only=True):
    """The result in the layout of Decree 30/2020; unsigned, and says so."""

    number: str
    place_and_date: str
    title: str
    subject: str
    applicant: str
    outcome: str
    reason: str
    answers: tuple[ListedAnswer, ...]
    capacity: str  # "KT. ", "TL. " … as written before the signer's title
    signer_title: str
    signer: str
    note: str
    receivers: tuple[str, ...] = ()


def sheet_pdf(sheet: Paper, *, follow_url: str = "") -> bytes:
    """Return a form as PDF; with an address, a QR that opens the follow page."""
    return _pdf("sheet", sheet, follow_url=follow_url, qr=_qr(follow_url) if follow_url else "")


def result_pdf(form: ResultForm) -> bytes:
    return _pdf("result", form)


def _pdf(template: str, form: Paper, **inputs: str) -> bytes:
    said = {"data": msgspec.json.encode(form).decode(), **inputs}
    at = int(form.made_at.timestamp())
    with _one_at_a_time:
        compiler = _compiler(template)
        try:
            return _one_file(
                compiler.compile(sys_inputs=said, timestamp=at, pdf_standards=["a-2a", "ua-1"])
            )
        except typst.TypstError as error:
            # A letter the face has not (an emoji, a Chinese name) is refused by the standards:
            # the person still gets the paper, with an empty box for that letter.
            log.warning("paper_outside_standards", template=template, reason=str(error)[:200])
            return _one_file(compiler.compile(sys_inputs=said, timestamp=at))


def _one_file(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


@lru_cache(maxsize=8)
def _compiler(template: str) -> typst.Compiler:
    fonts = Path(settings.BASE_FONTS)
    missing = [face for face in FACES if not (fonts / f"{face}.ttf").is_file()]
    if missing:
        raise FontsMissing(f"{fonts}: {', '.join(missing)}")
    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, border=1)
    return out.getvalue().decode()
