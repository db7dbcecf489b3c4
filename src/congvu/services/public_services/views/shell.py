"""The same form pages for a citizen at home and an officer at a counter."""

from congvu.platform.access.requests import ActorRequest


def shell_of(request: ActorRequest) -> str:
    """Return the layout: dense for officers, roomy for citizens."""
    actor = request.actor
    return "web/office.html" if actor and actor.is_officer else "web/citizen.html"
