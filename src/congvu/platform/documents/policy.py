"""Who may see a document here: only the person who brought it.

A case's papers are shown by the case module, which asks its own policy and then `delivery`.
"""

from congvu.kernel.actor import Actor
from congvu.platform.documents.models import Document
from congvu.platform.documents.queries import NoSuchDocument


def may_see(actor: Actor, document: Document) -> bool:
    return document.owner_id == actor.person_id


def require_may_see(actor: Actor, document: Document) -> None:
    """Raise NoSuchDocument: another person's file looks like none."""
    if not may_see(actor, document):
        raise NoSuchDocument
