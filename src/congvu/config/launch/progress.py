"""Progress lines of the demo: which step of how many, and how long it has taken."""

import os
import sys
import time

STEPS = 7  # the first two are bootstrap's
BEGUN = "CONGVU_BEGUN"  # monotonic seconds, set by bootstrap so that the count goes on


class Progress:
    """Says each step on stderr, with the seconds since the command was given."""

    def __init__(self) -> None:
        self._begun = float(os.environ.get(BEGUN) or time.monotonic())

    def step(self, number: int, words: str) -> None:
        seconds = time.monotonic() - self._begun
        print(f"[{number}/{STEPS}] {seconds:5.1f} s  {words}", file=sys.stderr, flush=True)
