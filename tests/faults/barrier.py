"""People who act at the same instant: threads that meet at a barrier, round after round."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
PATIENCE = 60


@dataclass(frozen=True)
class Crowd:
    """Threads that keep their database connections from one round to the next."""

    pool: ThreadPoolExecutor
    size: int

    def at_once(self, acts: Sequence[Callable[[], T]]) -> list[T | Exception]:
        """Let every act start together; return each one's answer, or what it raised."""
        assert len(acts) == self.size
        barrier = Barrier(self.size)

        def run(act: Callable[[], T]) -> T | Exception:
            barrier.wait(timeout=PATIENCE)
            try:
                return act()
            except Exception as error:
                return error

        return list(self.pool.map(run, acts))

    def go_home(self) -> None:
        barrier = Barrier(self.size)

        def leave(_: int) -> None:
            barrier.wait(timeout=PATIENCE)  # each thread closes its own connection
            connection.close()

        list(self.pool.map(leave, range(self.size)))


@contextmanager
def crowd(size: int) -> Iterator[Crowd]:
    with ThreadPoolExecutor(size) as pool:
        people = Crowd(pool, size)
        try:
            yield people
        finally:
            people.go_home()
