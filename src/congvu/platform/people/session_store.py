"""Sessions in the database, read with one plain statement: every request does it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection

from congvu.kernel import clock

_FIND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """As Django's, without building a query and a model on each request."""

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [self.session_key, clock.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row[0])
        return found
