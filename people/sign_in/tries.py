"""Wrong passwords in a row: at most 100 for a name, ever; then somebody else has to vouch for the person.

Counted before the password is looked at, so that a hundred requests at once are a hundred tries. Known and unknown
names are counted alike: the answer gives nobody away. The pause after ten tries is django-axes', not ours.

An address has tries of its own, so that one machine cannot walk through all names. Only wrong ones stay counted: a
whole office may stand behind one address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core.clock import now
from core.limits import Limit
from people.models import TriedName

LIMIT = 100
FROM_ADDRESS = Limit("masuk", most=60, seconds=15 * 60)
# A name that nobody tried for so long is nobody's target; without this, made-up names would fill the table.
FORGOTTEN_AFTER = timedelta(days=180)


def key_of(name: str) -> str:
    return salted_hmac("people.sign_in.name", name).hexdigest()[:40]


def axes_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """What django-axes keeps in place of the typed name."""
    return key_of((credentials or {}).get("username") or "")


def count_try(name: str) -> bool:
    """Count a try before it is made; False when the name has none left."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO people_triedname AS tried (key, wrong, last_at) VALUES (%s, 1, %s)
               ON CONFLICT (key) DO UPDATE SET wrong = least(tried.wrong + 1, %s), last_at = excluded.last_at
               RETURNING wrong""",
            [key_of(name), now(), LIMIT + 1],
        )
        (wrong,) = cursor.fetchone()
    return wrong <= LIMIT


def give_back_try(name: str) -> None:
    """For a try whose password nobody looked at."""
    TriedName.objects.filter(key=key_of(name), wrong__gt=0).update(wrong=F("wrong") - 1)


def forget_tries(name: str) -> None:
    """After a right password, or when somebody vouched for the person."""
    TriedName.objects.filter(key=key_of(name)).delete()


def forget_old_tries() -> None:
    TriedName.objects.filter(last_at__lt=now() - FORGOTTEN_AFTER).delete()
