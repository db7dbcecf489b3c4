"""Reading documents."""

from collections.abc import Collection
from uuid import UUID

from congvu.kernel.refusal import Missing
from congvu.platform.documents import store
from congvu.platform.documents.models import Document

HASHES_AT_ONCE = 5_000


class NoSuchDocument(Missing):
    def __init__(self) -> None:
        super().__init__("Không tìm thấy tệp này. Hãy tải lại tệp rồi thử lại.")


def document(document_id: UUID) -> Document:
    """Return the document. Raises NoSuchDocument; who may see it is for policy to say."""
    found = Document.objects.filter(id=document_id).first()
    if found is None:
        raise NoSuchDocument
    return found


def require_owned(ids: Collection[UUID], *, owner_id: UUID) -> None:
    """Raise NoSuchDocument unless the person brought every one of these documents."""
    if ids and Document.objects.filter(id__in=ids, owner_id=owner_id).count() != len(set(ids)):
        raise NoSuchDocument


def content(document: Document) -> bytes:
    """Return the very bytes that came."""
    return store.read(document.sha256)


def view(document: Document) -> tuple[bytes, str]:
    """Return what may be shown in a page and its type: bytes that we wrote, never a stranger's."""
    if document.view_sha256:
        return store.read(document.view_sha256), document.view_media_type
    if document.is_ours:
        return store.read(document.sha256), document.media_type
    raise NoSuchDocument


def named_bytes(hashes: Collection[str]) -> set[str]:
    """Return those of the hashes that some document names."""
    wanted, named = sorted(hashes), set[str]()
    for start in range(0, len(wanted), HASHES_AT_ONCE):
        part = wanted[start : start + HASHES_AT_ONCE]
        originals = Document.objects.filter(sha256__in=part).values_list("sha256", flat=True)
        views = Document.objects.filter(view_sha256__in=part)
        named |= {*originals, *views.values_list("view_sha256", flat=True)}
    return named
