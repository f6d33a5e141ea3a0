"""One at a time, across every process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from django.db import DatabaseError, connection, transaction


@contextmanager
def one_at_a_time(what: str, key: str) -> Iterator[None]:
    """Hold an advisory lock for `what` and `key` until the transaction ends; others wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number_of(what, key)])
        yield


@contextmanager
def across_transactions(what: str, key: str, *, within: tuple[str, str]) -> Iterator[None]:
    """Hold the lock for `what` and `key` over several transactions, and share that of `within` with others who do so.

    Whoever takes `within` by `one_at_a_time` waits until none of them is at work. A lock of a session outlives a
    failed statement: when it cannot be given back, the session ends, and the lock with it.
    """
    numbers = [number_of(*within), number_of(what, key)]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s), pg_advisory_lock(%s)", numbers)
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_shared(%s), pg_advisory_unlock(%s)", numbers)
        except DatabaseError:
            connection.close()


def number_of(what: str, key: str) -> int:
    return int.from_bytes(blake2b(f"{what}:{key}".encode(), digest_size=8).digest(), signed=True)
