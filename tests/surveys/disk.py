"""What lies on the disk of the database: its log (WAL), the files of its tables. For a superuser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection


def ask(question: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def log_place() -> str:
    """Where the log has come to."""
    return ask("SELECT pg_current_wal_flush_lsn()::text FROM (SELECT pg_switch_wal()) AS switched")[0][0]


def log_between(start: str, end: str) -> bytes:
    """What was written to the log meanwhile, by everybody on the server."""
    ((first, begin),) = ask("SELECT * FROM pg_walfile_name_offset(%s)", start)
    ((last, finish),) = ask("SELECT * FROM pg_walfile_name_offset(%s)", end)
    names = [
        row[0] for row in ask("SELECT name FROM pg_ls_waldir() WHERE name BETWEEN %s AND %s ORDER BY 1", first, last)
    ]
    found = b""
    for name in names:
        content = bytes(ask("SELECT pg_read_binary_file('pg_wal/' || %s)", name)[0][0])
        found += content[begin if name == first else 0 : finish if name == last else None]
    return found


def files_of(tables: Iterable[str]) -> bytes:
    """The tables with their long values, as they lie in their files now."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    rows = ask(
        "SELECT pg_relation_filepath(part) FROM pg_class, unnest(ARRAY[oid, reltoastrelid]) AS part"
        " WHERE relname = ANY(%s) AND part <> 0",
        list(tables),
    )
    return b"".join(bytes(ask("SELECT pg_read_binary_file(%s)", path)[0][0]) for (path,) in rows)
