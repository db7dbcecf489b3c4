"""Who may change what procedures say."""

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.agencies.models import AgencyKind

DECIDERS = frozenset({AgencyKind.PROVINCE_COMMITTEE, AgencyKind.MINISTRY})


def may_change_routes(actor: Actor) -> bool:
    """An administrator of the province's committee or of a ministry: they decide how it is done."""
    return actor.has_post(PostKind.ADMIN) and actor.agency_kind in DECIDERS
