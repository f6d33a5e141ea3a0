"""`manage.py load_glossary`: the starter glossary and regulations."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Refused
from courses.reference import load_glossary, load_regulations


class Command(BaseCommand):
    help = "Muat daftar istilah dan peraturan."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            terms, regulations = load_glossary(), load_regulations()
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self.stdout.write(f"{terms} istilah, {regulations} peraturan")
