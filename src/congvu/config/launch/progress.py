"""Progress lines of set-up: which step of how many, and how long it has taken."""

import os
import sys
import time

BEGUN = "CONGVU_BEGUN"  # monotonic seconds, set by bootstrap so that the count goes on


class Progress:
    """Says each step on stderr: stdout belongs to the command."""

    def __init__(self, *, steps: int, done: int = 0) -> None:
        self._steps = steps
        self._done = done
        self._begun = float(os.environ.get(BEGUN) or time.monotonic())

    def step(self, words: str) -> None:
        self._done += 1
        seconds = time.monotonic() - self._begun
        print(
            f"[{self._done}/{self._steps}] {seconds:5.1f} s  {words}", file=sys.stderr, flush=True
        )
