"""Who may publish rules of competence."""

from congvu.kernel.actor import Actor, PostKind
from congvu.platform.agencies.models import AgencyKind

PUBLISHERS = frozenset({AgencyKind.PROVINCE_COMMITTEE, AgencyKind.MINISTRY})


def may_publish(actor: Actor) -> bool:
    """An administrator of the province's committee or of a ministry: they decide who does what."""
    return actor.has_post(PostKind.ADMIN) and actor.agency_kind in PUBLISHERS
