from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from core.jobs import retry_failed


class Command(BaseCommand):
    help = "Open failed jobs again, after their cause was mended."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{retry_failed()} pekerjaan dibuka lagi")
