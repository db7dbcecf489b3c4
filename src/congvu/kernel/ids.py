"""Identifiers: internal keys that people never see, and the random keys that guard a look-up."""

import secrets
from uuid import UUID

import uuid_utils.compat

# No vowels, no 0/O, 1/I/L: cannot spell a word, and survives being read over the telephone.
_SPOKEN = "23456789BCDFGHJKMNPQRTVWXYZ"


def new_id() -> UUID:
    """Return a time-ordered internal key (UUID version 7)."""
    return uuid_utils.compat.uuid7()


def new_follow_key() -> str:
    """Return the second factor printed on a receipt: 10 letters, about 47 bits."""
    return "".join(secrets.choice(_SPOKEN) for _ in range(10))
