"""Dates, money, time left and masks, as Vietnamese agencies write them. Pure."""

from datetime import date, datetime, timedelta

from congvu.kernel.clock import VIETNAM

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def written_date(value: date | datetime | None) -> str:
    """Return 22/11/2026, the day it is in Vietnam when given an instant."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _local(value).date()
    return f"{value.day:02}/{value.month:02}/{value.year}"


def written_instant(value: datetime | None) -> str:
    """Return 17:00 ngày 22/11/2026."""
    if value is None:
        return ""
    local = _local(value)
    return f"{local:%H:%M} ngày {written_date(local)}"


def written_money(amount_vnd: int | None) -> str:
    """Return 50.000 đ, with a space that does not break."""
    if amount_vnd is None:
        return ""
    return f"{grouped(amount_vnd)}\u00a0đ"


def grouped(number: int) -> str:
    """Return 1.234.567."""
    return f"{number:,}".replace(",", ".")


def time_left(due: datetime | None, at: datetime) -> str:
    """Return `còn 2 ngày`, `còn 3 giờ`, `quá hạn 20 phút`; empty without a due time."""
    if due is None:
        return ""
    left = due - at
    if abs(left) < MINUTE:
        return "đến hạn bây giờ"
    return f"còn {_span(left)}" if left > timedelta() else f"quá hạn {_span(-left)}"


def masked(secret: str | None, shown: int = 4) -> str:
    """Return ********1234: enough to recognise one's own number, not to learn another's."""
    text = str(secret or "")
    if len(text) <= shown:
        return "*" * len(text)
    return "*" * (len(text) - shown) + text[-shown:]


def _span(length: timedelta) -> str:
    if length >= DAY:
        return f"{length // DAY} ngày"
    if length >= HOUR:
        return f"{length // HOUR} giờ"
    return f"{length // MINUTE} phút"


def _local(value: datetime) -> datetime:
    return value.astimezone(VIETNAM) if value.tzinfo else value


def written_span(length: timedelta) -> str:
    """Return a length of time in the two largest units that tell something: `3 ngày 4 giờ`."""
    minutes = round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "ngày"), (hours, "giờ"), (0 if days else minutes, "phút")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "chưa đến 1 phút"
