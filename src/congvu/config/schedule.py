"""What the worker runs by the clock, on one page."""

from congvu.platform.events.jobs import Periodic

SCHEDULE: tuple[Periodic, ...] = ()
