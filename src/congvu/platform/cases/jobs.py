"""What the worker does for cases by the clock."""

from datetime import datetime

from congvu.platform.cases.actions.recount import recount_some
from congvu.platform.cases.actions.ring import ring_due
from congvu.platform.cases.actions.succeed import pass_on_all


def ring(at: datetime) -> None:
    """Ring every alarm whose instant has come."""
    while ring_due(at=at):
        pass


def recount(at: datetime) -> None:
    """Finish the open recounts, a batch of cases at a time."""
    while recount_some(at=at):
        pass


def succeed(at: datetime) -> None:
    """Let heirs take over what agencies that are no more left open."""
    pass_on_all(at=at)
