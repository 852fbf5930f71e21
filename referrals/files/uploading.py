"""An upload that is far too large is cut off as it arrives: it fills neither memory nor the disk of the web server."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from referrals.files.kinds import MOST_BYTES


class CutOff(FileUploadHandler):
    """First of the upload handlers: lets a little more than the most through, and drops what follows.

    What is left is still larger than the most, so that it is refused in words (referrals/files/kinds.py) like any other
    file that is too large.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.through = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.through = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the handlers that follow; None drops it."""
        if self.through > MOST_BYTES:
            return None
        self.through += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers that follow make the file."""
        return
