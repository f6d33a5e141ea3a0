"""The complaint log comes in: choose a file, see what it changes, apply it or give it up."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from targets.desk import Desk, desk_of
from targets.forms import ComplaintsForm
from targets.importing.complaints import SHOWN, cancel_upload, confirm_upload, take_upload
from targets.importing.resource import COLUMNS, STATUSES
from targets.models import ComplaintUpload

UPLOADS_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def complaints(request: HttpRequest) -> HttpResponse:
    desk = _importer(request)
    form = ComplaintsForm(request.POST, request.FILES) if request.method == "POST" else ComplaintsForm()
    if form.is_valid():
        file = form.cleaned_data["berkas"]
        taken = take_upload(unit=desk.unit, file_name=file.name, content=file.read(), by=desk.user)
        return redirect(reverse("targets:upload", args=[taken.uuid]) + desk.query)
    context = {
        "form": form,
        "desk": desk,
        "uploads": _uploads(desk).order_by("-uploaded_at")[:UPLOADS_SHOWN],
        "columns": ",".join(COLUMNS),
        "statuses": ", ".join(STATUSES),
        "trail": [(_("Target"), reverse("targets:list") + desk.query)],
    }
    return render(request, "targets/complaints.html", context, status=400 if form.is_bound else 200)


@require_safe
def upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where a file stands: being read, waiting for a yes, being applied, applied, refused or given up."""
    desk = _importer(request)
    found = get_object_or_404(_uploads(desk), uuid=uuid)
    context = {
        "upload": found,
        "desk": desk,
        "percent": round(100 * found.rows_done / found.rows_total) if found.rows_total else 0,
        "more_problems": max(found.rows_wrong - SHOWN, 0),
        "more_changes": found.rows_changed - len(found.changes),
        "trail": [
            (_("Target"), reverse("targets:list") + desk.query),
            (_("Impor log aduan"), reverse("targets:complaints") + desk.query),
        ],
    }
    return render(request, "targets/upload.html", context)


@require_POST
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    desk = _importer(request)
    found = get_object_or_404(_uploads(desk), uuid=uuid)
    confirm_upload(upload=found, digest=request.POST.get("digest", ""), by=desk.user)
    return redirect(reverse("targets:upload", args=[uuid]) + desk.query)


@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    desk = _importer(request)
    cancel_upload(upload=get_object_or_404(_uploads(desk), uuid=uuid))
    return redirect(reverse("targets:complaints") + desk.query)


def _uploads(desk: Desk) -> QuerySet[ComplaintUpload]:
    """Without the files themselves, which may be large."""
    return ComplaintUpload.objects.filter(unit=desk.unit).defer("content")


def _importer(request: HttpRequest) -> Desk:
    desk = desk_of(request.user, request.GET.get("instansi", ""))
    if not desk.may_import:
        raise Http404
    return desk
