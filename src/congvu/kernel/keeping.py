"""Keeping reference data in the process for a short while, on top of functools.lru_cache.

A cached function takes the present `slot` as its first argument: when the slot changes, what was
kept is simply not asked for any more.
"""

from collections.abc import Hashable
from itertools import count
from time import monotonic

_epochs = count(1)
_epoch = [0]


def slot(seconds: int) -> Hashable:
    """Return the same value for `seconds` (unless `forget` is called); 0 keeps nothing."""
    if seconds == 0:
        return object()
    return (_epoch[0], int(monotonic() // seconds))


def forget() -> None:
    """Let this process read its reference data again: called after loading them."""
    _epoch[0] = next(_epochs)
