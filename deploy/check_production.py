"""Django's deployment checks on production settings, with values as a real installation would have them.

The database is not asked: the checks are about settings.
"""

from __future__ import annotations

import os
import secrets
import tempfile

from django.core.management import execute_from_command_line

INVENTED = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "TITIAN_SECRET_KEY": secrets.token_urlsafe(60),
    "TITIAN_DATABASE_URL": "postgresql://titian@db.contoh.go.id/titian",
    "TITIAN_BROKER_URL": "redis://antrean.contoh.go.id/0",
    "TITIAN_HOSTS": "titian.contoh.go.id",
    "TITIAN_BASE_URL": "https://titian.contoh.go.id",
    "TITIAN_EMAIL_URL": "smtp://titian@mail.contoh.go.id:587",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        for name in [name for name in os.environ if name.startswith("TITIAN_")]:
            del os.environ[name]
        os.environ.update(INVENTED, TITIAN_DATA=data)
        execute_from_command_line(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])


if __name__ == "__main__":
    main()
