"""Brings the database of `make run` up to date and prints the demo logins; one process, one start of Django."""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from deploy.local.trouble import Trouble, told_in_one_sentence

OLDEST_POSTGRESQL = 150000


@told_in_one_sentence
def main() -> None:
    django.setup()
    check_server()
    migrate()
    if settings.TITIAN_DEMO:
        load_demo()


def check_server() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Trouble(f"PostgreSQL di TITIAN_DATABASE_URL tidak menjawab ({reason}). Periksa alamatnya.") from error
    if connection.pg_version < OLDEST_POSTGRESQL:  # type: ignore[attr-defined]
        raise Trouble("PostgreSQL di TITIAN_DATABASE_URL terlalu lama. Titian memerlukan versi 15 atau lebih baru.")


def migrate() -> None:
    """Nothing when nothing is new: migrating writes permissions again each time, and takes seconds."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def load_demo() -> None:
    from django.contrib.auth import get_user_model

    known = get_commands()
    if "seed_demo" in known and not get_user_model().objects.exists():
        print("Memuat data contoh …", file=sys.stderr)
        call_command("seed_demo", people=people_wanted(), stdout=sys.stderr)
    if "demo_logins" in known:
        call_command("demo_logins")


def people_wanted() -> int | None:
    """PEOPLE=, for a smaller demo on a small machine."""
    wanted = os.environ.get("PEOPLE", "")
    if wanted and not wanted.isdecimal():
        raise Trouble(f"PEOPLE={wanted} bukan bilangan. Isi jumlah pegawai contoh, misalnya PEOPLE=300.")
    return int(wanted) if wanted else None


if __name__ == "__main__":
    main()
