"""One migrated template database, cloned for each pytest process.

The server is shared: the first session starts it, the last one stops it, so that several people may test in one
checkout at once. A template's name holds the hash of what it was made from; nobody ever connects to it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.models import Model

from deploy.local.folders import ROOT, writable
from deploy.local.postgres import Cluster
from lms import env

MAKING_TEMPLATE = 7_481_001  # advisory lock
TEMPLATES_KEPT = 3


@contextmanager
def running_server() -> Iterator[dict[str, object]]:
    """Django's settings for a server to test on: the one named by TITIAN_DATABASE_URL, else our shared fast one."""
    if url := os.environ.get("TITIAN_DATABASE_URL"):
        yield env.database(url)
        return
    cluster = Cluster(writable(ROOT / "var" / "test"), durable=False)
    with (cluster.home / "users.lock").open("w") as users:
        with locked(cluster.home / "start.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster.start(follow=False)
        try:
            yield env.database(cluster.url())
        finally:
            stop_after_last_user(cluster, users)


def stop_after_last_user(cluster: Cluster, users: IO[str]) -> None:
    with locked(cluster.home / "start.lock"), suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        cluster.stop()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def connect() -> psycopg.Connection:
    """Beside Django, to the server's own database."""
    settings = connections["default"].settings_dict
    return psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def use(database: str) -> None:
    """Point Django, and programs that a test starts, at `database`."""
    connections.close_all()
    settings = connections["default"].settings_dict
    settings["NAME"] = database
    user = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    os.environ["TITIAN_DATABASE_URL"] = (
        f"postgresql://{user}@/{database}?host={settings['HOST']}&port={settings['PORT'] or 5432}"
    )


@cache
def fingerprint() -> str:
    """Hash of what a migrated database follows from; one answer per session, whatever is edited."""
    files = sorted([*ROOT.glob("*/migrations/**/*.py"), *ROOT.glob("*/migrations/**/*.sql"), ROOT / "requirements.txt"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


class Copy:
    """The database of this process, made from a template."""

    def __init__(self) -> None:
        self.name = f"uji_{os.getpid()}"
        self.template = f"pola_{fingerprint()}"

    def build_template(self) -> None:
        """Migrate once for all processes; a killed build leaves only a database that the next one drops."""
        with connect() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [MAKING_TEMPLATE])
            forget_dead_sessions(server)
            if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]).fetchone():
                return
            server.execute("DROP DATABASE IF EXISTS pola_baru WITH (FORCE)")
            server.execute("CREATE DATABASE pola_baru")
            use("pola_baru")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            connections.close_all()
            server.execute(f"ALTER DATABASE pola_baru RENAME TO {self.template}")
            forget_old_templates(server)

    def renew(self, template: str = "") -> None:
        """A fresh copy; also how a live-server test is undone (0.1 s; a flush takes longer and empties too much)."""
        connections.close_all()
        with connect() as server:
            server.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {self.name} TEMPLATE {template or self.template} STRATEGY wal_log")
        use(self.name)

    def keep(self, label: str) -> str:
        """Put what the copy holds aside, as a template for `renew`; returns its name."""
        connections.close_all()
        kept = f"{self.name}_{label}"
        with connect() as server:
            server.execute(f"DROP DATABASE IF EXISTS {kept} WITH (FORCE)")
            server.execute(f"ALTER DATABASE {self.name} RENAME TO {kept}")
        self.renew()
        return kept

    def drop(self, kept: str = "") -> None:
        connections.close_all()
        with connect() as server:
            server.execute(f"DROP DATABASE IF EXISTS {kept or self.name} WITH (FORCE)")


def refresh_statistics(*models: type[Model]) -> None:
    """What autovacuum does soon after a large import. Without it plans are guesses, some a thousand times slower."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in models)}")


def forget_dead_sessions(server: psycopg.Connection) -> None:
    """Drop what sessions left that were killed."""
    for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'uji\\_%'").fetchall():
        try:
            os.kill(int(name.split("_")[1]), 0)
        except ProcessLookupError:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        except PermissionError:  # alive, of another user
            continue


def forget_old_templates(server: psycopg.Connection) -> None:
    newest_first = "SELECT datname FROM pg_database WHERE datname LIKE 'pola\\_%' ORDER BY oid DESC"
    for (name,) in server.execute(newest_first).fetchall()[TEMPLATES_KEPT:]:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
