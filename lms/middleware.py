"""What happens around every request: one log line, headers, language and zone, refusals as pages."""

from __future__ import annotations

import logging
import secrets
import time
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation

from core.errors import Refused
from people.models import User

log = logging.getLogger("titian.request")
GetResponse = Callable[[HttpRequest], HttpResponse]
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def request_log(get_response: GetResponse) -> GetResponse:
    """One line per request: route name, status, milliseconds. Never paths, queries, names or numbers of people."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.reference = f"T-{secrets.token_hex(3).upper()}"  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "route": match.view_name if match else "-",
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000),
                "reference": request.reference,  # type: ignore[attr-defined]
            },
        )
        return response

    return middleware


def headers(get_response: GetResponse) -> GetResponse:
    """Headers of every answer, files and errors too; pages are private unless a view says otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def language_and_zone(get_response: GetResponse) -> GetResponse:
    """Indonesian unless the person chose otherwise; times in the zone of the person's unit."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        user = request.user
        person = user.person if isinstance(user, User) else None
        zone = zoneinfo.ZoneInfo(person.zone if person else settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def refusals(get_response: GetResponse) -> GetResponse:
    """A `Refused` becomes a page that says what happened, why and what to do; or the same as JSON."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        response: HttpResponse
        if request.headers.get("Accept", "").startswith("application/json"):
            response = JsonResponse({"sentence": str(error.sentence)}, status=error.status)
        else:
            response = render(request, "409.html", {"sentence": error.sentence}, status=error.status)
        if error.retry_after:
            response["Retry-After"] = str(error.retry_after)
        return response

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
