"""What the worker runs by the clock, on one page."""

from congvu.platform.cases import jobs as cases
from congvu.platform.competence import jobs as competence
from congvu.platform.documents import jobs as documents
from congvu.platform.events.jobs import Periodic

SCHEDULE: tuple[Periodic, ...] = (
    Periodic(every_seconds=1, job=cases.ring),
    Periodic(every_seconds=1, job=cases.recount),
    Periodic(every_seconds=30, job=cases.succeed),
    Periodic(every_seconds=600, job=competence.check_coverage),  # does it once a night
    Periodic(every_seconds=3600, job=documents.sweep),
)
