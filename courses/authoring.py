"""What authors do beyond writing: publish an edition. A page of Wagtail's admin, for who may publish the course."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from core.errors import Refused
from courses.editions import changes_since, find_reasons, live_edition, plan_edition, publish_edition
from courses.models import CoursePage


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say what the next edition would change, then publish it."""
    course = get_object_or_404(CoursePage, pk=page_id)
    if not course.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if request.method == "POST":
        return _publish(request, course)
    plan, live = plan_edition(course), live_edition(course)
    shown = {
        "page_title": _("Terbitkan edisi"),
        "page_subtitle": course.title,
        "header_icon": "upload",
        "course": course,
        "live": live,
        "reasons": find_reasons(plan),
        "changes": changes_since(live, plan) if live else [],
        "steps": plan.steps,
        "drafts": Page.objects.descendant_of(course, inclusive=True).filter(has_unpublished_changes=True),
    }
    return render(request, "wagtailadmin/courses/publish_edition.html", shown)


def _publish(request: Any, course: CoursePage) -> HttpResponse:
    try:
        edition = publish_edition(course=course, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("publish_edition", course.pk)
    messages.success(request, _("Edisi %(number)s terbit dan tampil di katalog.") % {"number": edition.number})
    return redirect("wagtailadmin_explore", course.pk)
