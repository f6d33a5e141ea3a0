"""Demo accounts exist only where the demo runs: their passwords are printed for everybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection


@register(Tags.database)
def refuse_demo_accounts(app_configs: Any, databases: Any, **kwargs: Any) -> list[CheckMessage]:
    """For `check --database default`, which production runs before it serves."""
    if settings.TITIAN_DEMO or not databases or not has_demo_accounts():
        return []
    return [
        Error(
            "Basis data ini berisi akun demo, sedangkan pemasangan ini bukan demo.",
            hint="Pakai basis data kosong untuk produksi, atau hapus akun demo: manage.py forget_demo_accounts",
            id="people.E001",
        )
    ]


def has_demo_accounts() -> bool:
    from people.models import User

    try:
        if User._meta.db_table not in connection.introspection.table_names():
            return False
        return User.objects.filter(is_demo=True).exists()
    except DatabaseError:  # not migrated yet, or away: other checks say so
        return False
