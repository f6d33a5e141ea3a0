"""A file sent for comparison: its fingerprint is taken while it streams in, and nothing of it is kept."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

FILE_LIMIT = 20 * 1024 * 1024
# Above this the body is not even read; below it an over-large file gets its sentence instead of a broken connection.
BODY_LIMIT = 100 * 1024 * 1024
PDF_START = b"%PDF-"


class FingerprintedFile(UploadedFile):
    """`sha256` and `size` of what was sent; there is no content to read."""

    def __init__(self, *, name: str, size: int, sha256: str, starts_as_pdf: bool) -> None:
        super().__init__(BytesIO(), name=name, size=size)
        self.sha256 = sha256
        self.starts_as_pdf = starts_as_pdf


class FingerprintHandler(FileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.sum = hashlib.sha256()
        self.start = b""
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received <= FILE_LIMIT:
            self.start = self.start or raw_data[: len(PDF_START)]
            self.sum.update(raw_data)

    def file_complete(self, file_size: int) -> FingerprintedFile:
        return FingerprintedFile(
            name=self.file_name or "",
            size=file_size,
            sha256=self.sum.hexdigest(),
            starts_as_pdf=self.start == PDF_START,
        )
