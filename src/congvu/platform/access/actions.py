"""Recording who looked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.platform.access.models import PersonalDataRead


@transaction.atomic
def record_read(*, actor: Actor, subject_id: UUID, purpose: str, page: str, at: datetime) -> None:
    """Write one read of a person's data by an officer. A citizen's own look is not recorded."""
    if actor.post_id is None:
        return
    PersonalDataRead.objects.create(
        id=new_id(),
        subject_id=subject_id,
        reader_person_id=actor.person_id,
        reader_post_id=actor.post_id,
        agency_id=actor.agency_id,
        purpose=purpose,
        page=page,
        at=at,
    )
