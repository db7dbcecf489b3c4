"""From what was posted to the act: read the words, the revision, the key; do it once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from congvu.kernel.actor import Actor
from congvu.kernel.ids import new_id
from congvu.kernel.refusal import Refusal
from congvu.platform.cases.actions.attempts import Answer, attempt
from congvu.platform.cases.actions.steps import Stale
from congvu.platform.cases.acts import Act
from congvu.platform.cases.forms import ActForm, NoWordsForm
from congvu.platform.cases.models import Case

DIGITS = 9  # no revision is longer


def form_of(act: Act, *, case: Case, actor: Actor, at: datetime, data: Any) -> ActForm:
    return (act.form or NoWordsForm)(case=case, actor=actor, at=at, data=data)


def perform(name: str, act: Act, *, form: ActForm, posted: Mapping[str, Any]) -> Answer:
    """Do the act with what a valid form says, once under its key. Raises what the action raises."""
    case, actor, at, given = form.case, form.actor, form.at, form.arguments()
    revision = revision_of(posted)
    return attempt(
        name=name,
        key=key_of(posted),
        case=case,
        revision=revision,
        given=given,
        actor=actor,
        at=at,
        act=lambda: act.do(case_id=case.id, revision=revision, actor=actor, at=at, **given),
    )


SHOWN_WITH_THE_WORDS = {409, 422}


def tried(name: str, act: Act, *, form: ActForm, posted: Mapping[str, Any]) -> Refusal | None:
    """Do the act, or return why not when its page can say so and keep the words; else raise it."""
    try:
        perform(name, act, form=form, posted=posted)
    except Refusal as refusal:
        if not act.asks or refusal.status not in SHOWN_WITH_THE_WORDS:
            raise
        form.add_error(None, str(refusal))
        return refusal
    return None


def revision_of(posted: Mapping[str, Any]) -> int:
    """Return the revision the page was made from; a senseless one is stale."""
    text = str(posted.get("revision", ""))
    if not text.isdecimal() or len(text) > DIGITS:
        raise Stale
    return int(text)


def key_of(posted: Mapping[str, Any]) -> UUID:
    """Return the act's name from the page; a page without one acts once only."""
    try:
        return UUID(str(posted.get("act_key", "")))
    except ValueError:
        return new_id()
