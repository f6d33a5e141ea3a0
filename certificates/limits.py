"""How often one address may ask the public page: enough for a person, too little for trying codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from core.clock import now

PER_MINUTE = 30
WINDOW_SECONDS = 60
View = Callable[..., HttpResponse]

# One statement, so that two workers never count the same visit once. Our keys in Django's cache table are not read
# through its API (whose `incr` is not atomic); its culling removes them when they have expired.
COUNT = """
INSERT INTO cache (cache_key, value, expires) VALUES (%s, '1', %s)
ON CONFLICT (cache_key) DO UPDATE SET value = (cache.value::bigint + 1)::text
RETURNING value::bigint
"""


def limited(view: View) -> View:
    """At most `PER_MINUTE` calls a minute from one address; more get a page that says when to come back."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        at = now()
        seconds_left = WINDOW_SECONDS - int(at.timestamp()) % WINDOW_SECONDS
        if visits(request) <= PER_MINUTE:
            return view(request, *args, **kwargs)
        response = render(
            request, "certificates/too_many.html", {"limit": PER_MINUTE, "seconds": seconds_left}, status=429
        )
        response["Retry-After"] = str(seconds_left)
        return response

    return counted


def visits(request: HttpRequest) -> int:
    """Count this call; how many there were in this minute from its address. The address itself is not stored."""
    at = now()
    minute = int(at.timestamp()) // WINDOW_SECONDS
    who = salted_hmac("certificates.limits", f"{address_of(request)}:{minute}").hexdigest()
    expires = at.fromtimestamp((minute + 2) * WINDOW_SECONDS, tz=at.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [f"verifikasi:{who}", expires])
        return int(cursor.fetchone()[0])


def address_of(request: HttpRequest) -> str:
    """The caller's address; behind our proxy the last one that it wrote, since earlier ones are the caller's claim."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.split(",")[-1].strip() or request.META["REMOTE_ADDR"]
