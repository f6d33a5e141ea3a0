"""Pages that belong to no room: help, privacy, language, errors, the CSP report box."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils._os import safe_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from wagtail.documents.views.serve import serve

log = logging.getLogger("titian.csp")
REPORT_LIMIT = 8_192
PICTURES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/help.html")


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/privacy.html")


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/accessibility.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in a cookie and go back to the same path."""
    back = request.POST.get("next", "/")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("bahasa")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@login_not_required
@csrf_exempt  # browsers send reports without our token; nothing is stored but one log line
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    if int(request.headers.get("Content-Length") or 0) <= REPORT_LIMIT:
        log.warning("csp report")
    return HttpResponse(status=204)


@require_GET
def picture(request: HttpRequest, path: str) -> FileResponse:
    """An image that an author put into a lesson, for whoever is signed in. Other uploads go through Wagtail."""
    try:
        file = Path(safe_join(settings.MEDIA_ROOT, path))
    except SuspiciousFileOperation as error:
        raise Http404 from error
    kind = PICTURES.get(file.suffix.lower())
    if kind is None or not os.path.isfile(file):  # unlike Path.is_file, no error for a name that is too long
        raise Http404
    response = FileResponse(file.open("rb"), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=604800"
    return response


@require_GET
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponse:
    """A document that an author put into a lesson, for whoever is signed in; Wagtail checks its collection."""
    response = serve(request, document_id, document_filename)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: the database that the frame would ask may be what is down."""
    page = render_to_string("500.html", {"reference": getattr(request, "reference", "")})
    return HttpResponse(page, status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)
