"""`manage.py import_course [FILE…]`: course files into Wagtail; without a file, the starter catalogue."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.errors import Refused
from courses.editions import NothingChanged, publish_edition
from courses.importing import import_courses
from people.models import Agency


class Command(BaseCommand):
    help = "Muat berkas pelatihan (YAML) ke katalog."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="*", type=Path, help="berkas YAML; tanpa berkas: katalog awal")
        parser.add_argument("--provider", help="kode instansi penyelenggara")
        parser.add_argument("--publish", action="store_true", help="terbitkan edisi pelatihan yang berubah")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.load(options["file"] or None, options["provider"], options["publish"])
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal

    @transaction.atomic
    def load(self, files: list[Path] | None, provider_code: str | None, publish: bool) -> None:
        provider = Agency.objects.filter(code=provider_code).first() if provider_code else None
        if provider_code and provider is None:
            raise CommandError(f"Instansi dengan kode {provider_code} tidak ada. Periksa kodenya, lalu jalankan lagi.")
        for imported in import_courses(files=files, provider=provider):
            self.stdout.write(f"{imported.course.code}: {imported.outcome}")
            if publish:
                self.publish(imported.course)

    def publish(self, course: Any) -> None:
        try:
            edition = publish_edition(course=course)
        except NothingChanged:
            return
        self.stdout.write(f"{course.code}: edisi {edition.number} terbit")
