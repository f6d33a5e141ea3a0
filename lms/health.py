"""Two questions of whoever watches the servers: does the process live, and can it work?"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from kombu.exceptions import OperationalError

from core.clock import now
from core.models import Job
from surveys import keys

OLDEST_JOB = timedelta(minutes=5)
FREE_BYTES = 500_000_000


@login_not_required
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Liveness: asks nothing else, so that a slow database does not get the web restarted."""
    return HttpResponse("sehat", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Readiness: what may be down, each by name; 503 when any is."""
    answers = {name: check() for name, check in CHECKS.items()}
    return JsonResponse(answers, status=200 if all(answers.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """A broker on disk is as well as the disk; others are asked."""
    if settings.CELERY_BROKER_URL.startswith(("filesystem", "memory")):
        return True
    from lms.celery import app

    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except (OperationalError, OSError):
        return False
    return True


def work_is_done() -> bool:
    """No job has waited long past its time: the worker lives and keeps up."""
    try:
        oldest = Job.objects.filter(state=Job.State.MENUNGGU).aggregate(due=Min("due_at"))["due"]
    except DatabaseError:
        return False
    return oldest is None or now() - oldest < OLDEST_JOB


def nothing_failed() -> bool:
    """No job gave up; `manage.py retry_work` opens them again once the cause is mended."""
    try:
        return not Job.objects.filter(state=Job.State.GAGAL).exists()
    except DatabaseError:
        return False


def disk_has_room() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free > FREE_BYTES
    except OSError:
        return False


def survey_keys_are_there() -> bool:
    """Without its key a wave's answers cannot be opened; restore it from its backup before the wave closes."""
    try:
        return keys.all_there()
    except DatabaseError:
        return False


CHECKS: dict[str, Callable[[], bool]] = {
    "basis_data": database_answers,
    "antrean": broker_answers,
    "pekerjaan": work_is_done,
    "gagal": nothing_failed,
    "ruang": disk_has_room,
    "kunci_survei": survey_keys_are_there,
}

urlpatterns = [
    path("sehat", alive, name="alive"),
    path("siap", ready, name="ready"),
]
