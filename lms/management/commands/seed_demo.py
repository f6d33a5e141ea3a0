from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from certificates.starter import ensure_templates
from competencies.loading import load_competencies, read_content
from core.errors import Refused
from courses.editions import publish_edition
from courses.importing import import_courses
from courses.reference import load_glossary, load_regulations
from people.demo.load import load_people
from people.models import Agency

PROVIDER = "KAB-ARUNIKA"
Step = tuple[str, Callable[[], Any]]


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
        try:
            with transaction.atomic():
                for title, load in steps(people):
                    self.run_step(title, load)
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal

    def run_step(self, title: str, load: Callable[[], Any]) -> None:
        began = time.monotonic()
        load()
        self.stdout.write(f"{title}: {time.monotonic() - began:.1f} detik")


def steps(people: int | None) -> tuple[Step, ...]:
    """In story order."""
    return (
        ("Instansi, unit, pegawai, akun", partial(load_people, people=people)),
        ("Kompetensi dan standar jabatan", lambda: load_competencies(content=read_content())),
        ("Istilah dan peraturan", lambda: (load_glossary(), load_regulations())),
        ("Pelatihan K1–K11 dan edisinya", publish_starter_catalogue),
        ("Templat sertifikat dan penanda tangan", ensure_templates),
    )


def publish_starter_catalogue() -> None:
    for imported in import_courses(provider=Agency.objects.get(code=PROVIDER)):
        publish_edition(course=imported.course)


def empty_database() -> None:
    """Drop every table and migrate anew: a flush would take what Wagtail's migrations wrote and not bring it back."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
