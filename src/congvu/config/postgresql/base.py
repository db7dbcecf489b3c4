"""The name `base` is what Django looks for in a database backend."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that went away leaves its end of the socket readable: no round trip to learn it."""

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        # A notice may wait there too: then the server itself is asked.
        return not socket.poll(0) or super().is_usable()
