"""One legal act is one transaction, whatever smaller acts it consists of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from congvu.kernel import keeping

P = ParamSpec("P")
R = TypeVar("R")
_whole: ContextVar[bool] = ContextVar("whole", default=False)


def atomic(act: Callable[P, R]) -> Callable[P, R]:
    """Let all of the act be written, or nothing of it.

    Within `whole` it needs no savepoint of its own: what refuses a part takes back everything.
    """

    @wraps(act)
    def written_together(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _whole.get()):
            return act(*args, **kwargs)

    return written_together


@contextmanager
def whole() -> Iterator[None]:
    """One transaction for everything inside; an exception in any part ends it.

    Nothing inside may catch what an atomic part raised and go on writing.
    """
    with transaction.atomic():
        token = _whole.set(True)
        try:
            yield
        finally:
            _whole.reset(token)


def reference_changed() -> None:
    """Let reference data be read anew: for the rest of this transaction, and once it is seen."""
    keeping.forget()
    transaction.on_commit(keeping.forget)
