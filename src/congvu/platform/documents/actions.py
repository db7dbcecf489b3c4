"""Taking files in, keeping those we make, sweeping what no row names."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.platform.documents import checking, store
from congvu.platform.documents.models import Document

NAME_MOST = 120
ORPHAN_AGE = timedelta(hours=24)
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class FileRefused(Refusal):
    """The file is not taken; the text says why and what to do. Nothing was kept."""


@transaction.atomic
def receive(*, upload: Any, name: str, actor: Actor, at: datetime) -> Document:
    """Take in a stranger's file: stored first, then looked at in the sealed room, then its row.

    `upload` is Django's uploaded file or any binary file. Raises FileRefused.
    """
    most = settings.UPLOAD_MOST_BYTES
    size = getattr(upload, "size", None)
    if size is not None and size > most:
        raise _too_large()
    try:
        sha256, size = store.put(_chunks(upload), most_bytes=most)
    except store.TooLarge:
        raise _too_large() from None
    shown = tidy_name(name)
    try:
        found = checking.check(store.path_of(sha256), name=shown)
    except checking.FileUnfit as unfit:
        raise FileRefused(str(unfit)) from unfit  # the bytes are swept: no row names them
    view = ""
    if found.view:
        view, _ = store.put([found.view], most_bytes=most)
    return Document.objects.create(
        id=new_id(),
        sha256=sha256,
        name=shown,
        media_type=found.media_type,
        size=size,
        pages=found.pages,
        view_sha256=view,
        view_media_type=found.view_media_type,
        owner_id=actor.person_id,
        created_at=at,
    )


@transaction.atomic
def keep_made(
    *, content: bytes, name: str, media_type: str, owner_id: UUID, actor: Actor, at: datetime
) -> Document:
    """Keep a document that the platform made."""
    sha256, size = store.put([content], most_bytes=len(content))
    del actor
    return Document.objects.create(
        id=new_id(),
        sha256=sha256,
        name=tidy_name(name),
        media_type=media_type,
        size=size,
        owner_id=owner_id,
        is_ours=True,
        created_at=at,
    )


@transaction.atomic
def sweep_orphans(*, at: datetime) -> int:
    """Remove bytes that no row names, once they are a day old. Return how many."""
    old = set(store.stored_before(at - ORPHAN_AGE))
    named = _named(old)
    for sha256 in old - named:
        store.forget(sha256)
    return len(old - named)


def _chunks(upload: Any) -> Iterable[bytes]:
    if hasattr(upload, "chunks"):
        yield from upload.chunks()
        return
    while chunk := upload.read(store.CHUNK):
        yield chunk


def _named(hashes: Iterable[str]) -> set[str]:
    wanted = list(hashes)
    rows = Document.objects.filter(sha256__in=wanted).values_list("sha256", flat=True)
    views = Document.objects.filter(view_sha256__in=wanted).values_list("view_sha256", flat=True)
    return {*rows, *views}


def tidy_name(name: str) -> str:
    """Return a name that is safe to show: no path, no control or direction marks, not too long."""
    last = PurePath(name.replace("\\", "/")).name
    clean = _BAD_NAME.sub("", unicodedata.normalize("NFC", last)).strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 10:
        return clean[:NAME_MOST] or "tep"
    return f"{stem[: NAME_MOST - len(suffix) - 1]}.{suffix}" if stem else clean or "tep"


def _too_large() -> FileRefused:
    megabytes = settings.UPLOAD_MOST_BYTES // (1024 * 1024)
    return FileRefused(
        f"Tệp lớn hơn {megabytes} MB. Hãy chụp lại ở chất lượng thường hoặc tách thành nhiều tệp."
    )
