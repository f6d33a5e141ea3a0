from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.demo.load import accounts_text


class Command(BaseCommand):
    help = "Print the sign-ins of the demo, one line a persona."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TITIAN_DEMO:
            raise CommandError("Pemasangan ini bukan demo, jadi tidak ada akun contoh.")
        self.stdout.write(accounts_text())
