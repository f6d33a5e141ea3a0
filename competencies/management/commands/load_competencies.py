from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from competencies.loading import load_competencies, read_content


class Command(BaseCommand):
    help = "Load competency frameworks, levels and standards. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_competencies(content=read_content())
        self.stdout.write(", ".join(f"{number} {name}" for name, number in loaded.items()))
