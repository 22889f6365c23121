"""No request fills the disk: a body with files is refused by its length before any of it is written (SEC-V4, FI-11)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class CappedUpload(FileUploadHandler):
    """Stands before the handlers that keep files; counts what comes, since a length may be missing or false."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: str,  # noqa: N803 - Django's name
        encoding: str | None = None,
    ) -> None:  # fmt: skip
        """Raises RequestDataTooBig for a body that says itself that it is too long."""
        self.total = 0
        self._count(content_length, so_far=0)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on. Raises RequestDataTooBig when more came than allowed."""
        self.total = self._count(len(raw_data), so_far=self.total)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""

    def _count(self, size: int, *, so_far: int) -> int:
        if so_far + size > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("the files of this request are too large")
        return so_far + size
