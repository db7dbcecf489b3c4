"""Taking an upload off the wire: what is over the limit is counted, not kept."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUpload(TemporaryFileUploadHandler):
    """Spool a file to disk up to the limit; what comes after it is read off and dropped.

    The file then carries its true size and not its bytes, and `actions.receive` refuses it by
    the size: the person reads a clear message, and the disk does not fill.
    """

    spooled = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.spooled = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.spooled += len(raw_data)
        if self.spooled <= settings.UPLOAD_MOST_BYTES:
            super().receive_data_chunk(raw_data, start)
        elif self.file.tell():
            self.file.seek(0)
            self.file.truncate()
