"""Clocks start, pause, go on, stop and move; calendars are loaded and published."""

from congvu.platform.deadlines.actions.clocks import (
    ClockStopped,
    EarlierThanLast,
    GroundNeeded,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
)
from congvu.platform.deadlines.actions.loading import load_calendar, load_terms
from congvu.platform.deadlines.actions.moving import (
    AlreadyExtended,
    ClockPaused,
    ExtensionRefused,
    change_allowance,
    extend_clock,
    recompute_clock,
)
from congvu.platform.deadlines.actions.publishing import (
    DayRefused,
    HoursRefused,
    NewDay,
    NotYourCalendar,
    publish_days,
    publish_hours,
    withdraw_day,
)

__all__ = [
    "AlreadyExtended",
    "ClockPaused",
    "ClockStopped",
    "DayRefused",
    "EarlierThanLast",
    "ExtensionRefused",
    "GroundNeeded",
    "HoursRefused",
    "NewDay",
    "NotYourCalendar",
    "change_allowance",
    "extend_clock",
    "load_calendar",
    "load_terms",
    "pause_clock",
    "publish_days",
    "publish_hours",
    "recompute_clock",
    "resume_clock",
    "start_clock",
    "stop_clock",
    "withdraw_day",
]
