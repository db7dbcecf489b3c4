"""Once a night: whether somebody is competent everywhere."""

from datetime import datetime

from congvu.kernel.clock import local_date, local_hour
from congvu.platform.competence import actions, queries

NIGHT = range(1, 5)  # hours at which nobody waits for the worker


def check_coverage(at: datetime) -> None:
    """Check at night, once; the page and `congvu competence check` show the same report."""
    today = local_date(at)
    latest = queries.latest_coverage()
    if local_hour(at) in NIGHT and (latest is None or local_date(latest.made_at) < today):
        actions.check_coverage(on=today, at=at)
