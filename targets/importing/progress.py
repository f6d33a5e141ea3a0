"""How far a long file has come, told while the transaction that works on it is still open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

from targets.models import ComplaintUpload

REPORT = "UPDATE targets_complaintupload SET rows_done = %s, rows_total = %s WHERE id = %s"


@contextmanager
def progress_of(upload: ComplaintUpload, total: int, *, at_once: int) -> Iterator[Callable[[int], None]]:
    """A function that says how many of `total` rows are done; a file of one batch has nothing to tell.

    By a connection of its own, which commits each time: what the working transaction writes is seen only at its end.
    """
    if total <= at_once:
        yield lambda done: None
        return
    own = connections.create_connection(DEFAULT_DB_ALIAS)

    def report(done: int) -> None:
        with own.cursor() as cursor:
            cursor.execute(REPORT, [done, total, upload.pk])

    try:
        report(0)
        yield report
    finally:
        own.close()
