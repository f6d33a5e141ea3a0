from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from people.sign_in.common import FILE, build_filter


class Command(BaseCommand):
    help = "Rebuild people/sign_in/common.bin from text files with one password a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        words = {word for file in files for word in file.read_text(encoding="utf-8", errors="ignore").splitlines()}
        FILE.write_bytes(build_filter(words))
        self.stdout.write(f"{len(words)} kata sandi, {FILE.stat().st_size} bita")
