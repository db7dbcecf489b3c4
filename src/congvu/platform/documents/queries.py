"""Reading documents."""

from collections.abc import Collection
from uuid import UUID

from congvu.kernel.refusal import Missing
from congvu.platform.documents import store
from congvu.platform.documents.models import Document


class NoSuchDocument(Missing):
    def __init__(self) -> None:
        super().__init__("Không tìm thấy tệp này. Hãy tải lại tệp rồi thử lại.")


def require_owned(ids: Collection[UUID], *, owner_id: UUID) -> None:
    """Raise NoSuchDocument unless the person brought every one of these documents."""
    if ids and Document.objects.filter(id__in=ids, owner_id=owner_id).count() != len(set(ids)):
        raise NoSuchDocument


def content(document: Document) -> bytes:
    """Return the very bytes that came."""
    return store.read(document.sha256)


def view(document: Document) -> tuple[bytes, str]:
    """Return what may be shown in a page and its type: our own picture, or the PDF itself."""
    if document.view_sha256:
        return store.read(document.view_sha256), document.view_media_type
    return store.read(document.sha256), document.media_type
