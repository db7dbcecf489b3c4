"""Every asynchronous consequence in the system, on one page."""

from collections.abc import Mapping

from congvu.platform.cases.reactions import count_again, tell
from congvu.platform.deadlines.events import CalendarPublished
from congvu.platform.events.actions import Reaction
from congvu.platform.events.events import Event
from congvu.platform.indicators.reactions import fold

SUBSCRIPTIONS: Mapping[type[Event], tuple[Reaction, ...]] = {
    # Every event: the figures take what carries `figures`, people learn of what concerns them.
    Event: (fold, tell),
    CalendarPublished: (count_again,),  # open cases are counted again
}
