"""The only place that reads the clock. Edges call `now()` and pass the instant on as `at`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one reader of the clock


def local_date(at: datetime) -> date:
    """Return the day it is in Vietnam at that instant: the day that codes and books carry."""
    return at.astimezone(VIETNAM).date()


def local_hour(at: datetime) -> int:
    """Return the hour of the day it is in Vietnam at that instant, 0 to 23."""
    return at.astimezone(VIETNAM).hour
