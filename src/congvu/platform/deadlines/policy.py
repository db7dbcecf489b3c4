"""Who may change which working calendar."""

from uuid import UUID

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.agencies.models import AgencyKind
from congvu.platform.deadlines.queries import lineage

# Who may write down what the Government swaps before the next release of the files brings it.
FOR_THE_COUNTRY = frozenset({AgencyKind.PROVINCE_COMMITTEE, AgencyKind.MINISTRY})


def may_publish(actor: Actor, agency_id: UUID | None) -> bool:
    """An administrator: for the own agency and all below; at the top also for the country."""
    if not actor.has_post(PostKind.ADMIN) or actor.agency_id is None:
        return False
    if agency_id is None:
        return actor.agency_kind in FOR_THE_COUNTRY
    return any(actor.agency_id in names for names in lineage(agency_id))
