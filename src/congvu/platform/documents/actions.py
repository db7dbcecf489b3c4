"""Taking files in, keeping those we make, sweeping what no row names."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.platform.documents import checking, queries, store
from congvu.platform.documents.models import Document
from congvu.platform.documents.naming import tidy_name as tidy_name

ORPHAN_AGE = timedelta(hours=24)


class Readable(Protocol):
    """Any binary file, Django's uploaded ones among them."""

    def read(self, size: int = -1, /) -> bytes: ...


class FileRefused(Refusal):
    """The file is not taken; the text says why and what to do. No row was made."""


@transaction.atomic
def receive(*, upload: Readable, name: str, actor: Actor, at: datetime) -> Document:
    """Take in a stranger's file: stored first, then looked at in the sealed room, then its row.

    `upload` is Django's uploaded file or any binary file. Raises FileRefused; bytes of a refused
    file are named by no row, so they are never served and are swept after a day.
    """
    shown = tidy_name(name)
    sha256, size = _stored(upload)
    try:
        found = checking.check(store.path_of(sha256), name=shown)
    except checking.FileUnfit as unfit:
        raise FileRefused(str(unfit)) from unfit
    view, _ = store.put([found.view], most_bytes=len(found.view))
    return Document.objects.create(
        id=new_id(),
        sha256=sha256,
        name=shown if "." in shown else tidy_name(shown + checking.suffix_of(found.media_type)),
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
    """Keep a document that the platform made at the actor's act."""
    del actor  # the act itself is in the journal of the module that had the document made
    sha256, size = store.put([content], most_bytes=len(content))
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
    oldest = at - ORPHAN_AGE
    old = set(store.stored_before(oldest))
    orphans = old - queries.named_bytes(old)
    return store.forget(orphans, stored_before=oldest) + store.forget_incoming(stored_before=oldest)


def _stored(upload: Readable) -> tuple[str, int]:
    most = settings.UPLOAD_MOST_BYTES
    size = getattr(upload, "size", None)
    if isinstance(size, int) and size > most:  # known before a byte is read
        raise _too_large()
    try:
        return store.put(_chunks(upload), most_bytes=most)
    except store.TooLarge:
        raise _too_large() from None


def _chunks(upload: Readable) -> Iterator[bytes]:
    while chunk := upload.read(store.CHUNK):
        yield chunk


def _too_large() -> FileRefused:
    megabytes = settings.UPLOAD_MOST_BYTES // (1024 * 1024)
    return FileRefused(
        f"Tệp lớn hơn {megabytes} MB. Hãy chụp lại ở chất lượng thường hoặc tách thành nhiều tệp."
    )
