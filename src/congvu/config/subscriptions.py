"""Every asynchronous consequence in the system, on one page."""

from collections.abc import Mapping

from congvu.platform.events.actions import Reaction
from congvu.platform.events.events import Event
from congvu.platform.indicators.reactions import fold

SUBSCRIPTIONS: Mapping[type[Event], tuple[Reaction, ...]] = {
    Event: (fold,),  # every event: the figures take what carries `figures`
}
