"""Sessions are read from the database on every request, so that ending one is felt at once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from congvu.kernel import clock
from congvu.platform.people.session_store import SessionStore

pytestmark = pytest.mark.django_db


def _kept() -> str:
    session = SessionStore()
    session["post_id"] = "một vị trí"
    session.save()
    return str(session.session_key)


def test_what_was_kept_is_read_back() -> None:
    assert SessionStore(_kept())["post_id"] == "một vị trí"


def test_a_session_ended_elsewhere_is_empty_and_gives_up_its_key() -> None:
    key = _kept()
    SessionStore(key).flush()
    again = SessionStore(key)
    assert again.get("post_id") is None
    assert again.session_key is None


def test_an_expired_session_is_empty() -> None:
    key = _kept()
    Session.objects.filter(session_key=key).update(expire_date=clock.now() - timedelta(seconds=1))
    assert SessionStore(key).get("post_id") is None
