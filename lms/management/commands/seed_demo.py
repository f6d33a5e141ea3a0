from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from core.errors import Refused
from people.demo.load import load_people


class Command(BaseCommand):
    help = "Load the demo into an empty database: all of it or, when anything fails, nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, help="about how many people in the first agency (2000)")
        parser.add_argument("--reset", action="store_true", help="forget everything in this database first")

    def handle(self, *args: Any, people: int | None, reset: bool, **options: Any) -> None:
        if not settings.TITIAN_DEMO:
            raise CommandError("Pemasangan ini bukan demo. Data contoh hanya dimuat dengan lms.settings.dev.")
        if reset:
            empty_database()
        steps: tuple[tuple[str, Callable[[], Any]], ...] = (
            ("Instansi, unit, pegawai, akun", lambda: load_people(people=people)),
        )
        try:
            with transaction.atomic():
                for title, load in steps:
                    began = time.monotonic()
                    load()
                    self.stdout.write(f"{title}: {time.monotonic() - began:.1f} detik")
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal


def empty_database() -> None:
    """Drop every table and migrate anew: a flush would take what Wagtail's migrations wrote and not bring it back."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
