"""Who has a case open now."""

from datetime import datetime

from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.platform.cases.models import Case, Presence


@transaction.atomic
def note_presence(*, case: Case, actor: Actor, at: datetime) -> None:
    """Remember that this officer looks at the case. Names the person, not what they do."""
    Presence.objects.bulk_create(
        [Presence(case=case, person_id=actor.person_id, name=actor.name, seen_at=at)],
        update_conflicts=True,
        unique_fields=["case", "person_id"],
        update_fields=["seen_at", "name"],
    )
