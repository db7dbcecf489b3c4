"""Papers of ours as PDF: typed forms in, bytes out. The same form gives the same bytes."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import segno
import typst
from django.conf import settings

TEMPLATES = Path(__file__).resolve().parent / "templates" / "typst"
FONTS = Path(settings.BASE_FONTS)


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What every paper carries."""

    code: str
    agency_parent: str
    agency: str
    is_test: bool


class ListedPaper(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    count: str
    kind: str  # bản chính, bản sao, bản điện tử


class ReceiptForm(Paper, frozen=True, kw_only=True):
    """Form 01: receipt and appointment (Circular 03/2025/TT-VPCP, Annex I)."""

    title: str
    receiving: str
    applicant: str
    address: str
    phone: str
    email: str
    request: str
    competent: str
    papers: tuple[ListedPaper, ...]
    sets: str
    allowance: str
    received_at: str
    due_at: str
    return_at: str
    receiver: str
    follow_key: str
    note: str


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
    capacity: str
    signer_title: str
    signer: str
    note: str


def receipt_pdf(form: ReceiptForm, *, follow_url: str) -> bytes:
    """Return form 01 with a QR that opens the follow page."""
    return _pdf("receipt", form, qr=_qr(follow_url))


def result_pdf(form: ResultForm) -> bytes:
    return _pdf("result", form)


def _pdf(template: str, form: Paper, **inputs: str) -> bytes:
    data = msgspec.json.encode(form).decode()
    content: Any = _compiler(template).compile(
        format="pdf", sys_inputs={"data": data, **inputs}, pdf_standards=["a-2a"]
    )
    return bytes(content)


@lru_cache(maxsize=8)
def _compiler(template: str) -> Any:
    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
    )


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, border=1)
    return out.getvalue().decode()
