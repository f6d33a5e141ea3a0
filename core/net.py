"""Who is calling."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's address; behind our proxy the one that it saw, as what the caller writes stands to the left of it.

    Django trusts the proxy's headers only when SECURE_PROXY_SSL_HEADER is set (TITIAN_PROXY=1); so do we.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return bare_address(forwarded.rpartition(",")[2].strip()) or str(request.META.get("REMOTE_ADDR", ""))


def bare_address(text: str) -> str:
    """`203.0.113.7:4711` and `[2001:db8::1]:443` without their port; empty for what is no address."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
