"""One at a time, across every process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from django.db import connection, transaction


@contextmanager
def one_at_a_time(what: str, key: str) -> Iterator[None]:
    """Hold an advisory lock for `what` and `key` until the transaction ends; others wait."""
    number = int.from_bytes(blake2b(f"{what}:{key}".encode(), digest_size=8).digest(), signed=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        yield
