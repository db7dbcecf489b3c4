"""Who may change which working calendar."""

from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.deadlines.queries import lineage


def may_publish(actor: Actor, agency_id: UUID | None) -> bool:
    """An administrator: for the own agency and all below; for the country at the top only.

    The top is an agency with none above it: in a province, its committee. What the Government
    swaps must hold here before the next release of the files brings it.
    """
    if not actor.has_post(PostKind.ADMIN) or actor.agency_id is None:
        return False
    if agency_id is None:
        return len(lineage(actor.agency_id)) == 1
    return any(actor.agency_id in names for names in lineage(agency_id))
