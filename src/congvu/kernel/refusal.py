"""The root of every refusal: what an edge catches and shows to a person."""


class Refusal(Exception):
    """An act was refused and nothing changed. The text is shown to the person as it stands.

    Give what happened and what to do next, in Vietnamese. Subclasses live beside the function
    that raises them and carry the facts the page needs.
    """

    status = 422


class Conflict(Refusal):
    """Somebody changed the thing meanwhile; the page must be read again."""

    status = 409


class Missing(Refusal):
    """Not there, or not for this person: both look the same."""

    status = 404
