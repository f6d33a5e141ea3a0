"""Demo accounts exist only where the demo runs: their passwords are printed for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

MESSAGE = "Basis data ini berisi akun contoh, sedangkan pemasangan ini bukan demo. Pakai basis data kosong."


@register(Tags.security, deploy=True)
def find_demo_accounts(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """For `check --deploy --database default`; without the last two words no check asks a database."""
    return [Error(MESSAGE, id="people.E001")] if databases and has_stray_demo_accounts() else []


def refuse_stray_demo_accounts() -> None:
    """For the start of the web server."""
    if has_stray_demo_accounts():
        raise ImproperlyConfigured(MESSAGE)


def has_stray_demo_accounts() -> bool:
    from people.models import User

    if settings.TITIAN_DEMO:
        return False
    try:
        return User.objects.filter(is_demo=True).exists()
    except DatabaseError:  # away or not migrated: others say so, and no account can be used
        return False
