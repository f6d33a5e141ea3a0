from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.models import Unit
from targets.loading import load_targets, read_content


class Command(BaseCommand):
    help = "Give an agency the starter set of targets. Safe to repeat: figures that the agency has set stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agency", help="code of the agency")

    def handle(self, *args: Any, agency: str, **options: Any) -> None:
        top = Unit.objects.filter(agency__code=agency, path__regex=r"^/\d+/$").first()
        if top is None:
            raise CommandError(f"Tidak ada instansi dengan kode {agency}, atau instansi itu belum mempunyai unit.")
        self.stdout.write(f"{load_targets(unit=top, content=read_content())} target untuk {top}")
