"""What an act would do: it is done, looked at and taken back, so that it foretells the truth."""

from datetime import datetime

from django.db import transaction

from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.platform.cases.actions.change_version import change_version
from congvu.platform.cases.models import Case


def by_the_new_version(case: Case, *, actor: Actor, at: datetime) -> Case | str:
    """Return the case as it would be under the version in force, or why it stays as it is."""
    try:
        with transaction.atomic():
            tried = change_version(case_id=case.id, revision=case.revision, actor=actor, at=at)
            transaction.set_rollback(True)
    except Refusal as refusal:
        return str(refusal)
    return tried
