"""How often one address may ask the public page: enough for a person, too little for trying codes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.clock import now
from core.limits import Limit
from core.net import client_address

PER_MINUTE = 30
VISITS = Limit("verifikasi", most=PER_MINUTE, seconds=60)
View = Callable[..., HttpResponse]


def limited(view: View) -> View:
    """At most `PER_MINUTE` calls a minute from one address; more get a page that says when to come back."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if VISITS.count(client_address(request)):
            return view(request, *args, **kwargs)
        seconds_left = max(1, math.ceil((VISITS.ends() - now()).total_seconds()))
        response = render(
            request, "certificates/too_many.html", {"limit": PER_MINUTE, "seconds": seconds_left}, status=429
        )
        response["Retry-After"] = str(seconds_left)
        return response

    return counted
