from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import Refused
from surveys.schema import BadInstrument, read_document
from surveys.services import load_instrument

SHIPPED = Path(__file__).resolve().parents[2] / "instruments"


class Command(BaseCommand):
    help = "Load survey instruments from YAML; without a file the ones that come with Titian. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        for file in options["files"] or sorted(SHIPPED.glob("*.yaml")):
            try:
                version = load_instrument(content=read(file))
            except Refused as refused:
                raise CommandError(f"{file.name}: {refused.sentence}") from refused
            self.stdout.write(f"{version} ({len(version.spec.items)} butir)")


def read(file: Path) -> Any:
    try:
        return read_document(file.read_bytes())
    except BadInstrument as error:
        raise CommandError(f"{file.name}: {error.sentence}") from error
    except OSError as error:
        raise CommandError(f"{file.name}: berkas tidak dapat dibaca. Periksa nama dan tempatnya.") from error
