"""Targets of an agency: all of them, one of them, and typing in a figure."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import today
from core.errors import Refused
from courses.models import CourseEdition
from people.models import User
from targets import showing
from targets.desk import Desk, desk_of
from targets.forms import MeasureForm, ValuesForm
from targets.models import Measurement, Target
from targets.services import record_measurement, set_target
from targets.showing import Board, Row
from targets.standing import standings_of

PER_PAGE = 12


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    standings = standings_of(Target.objects.filter(unit=desk.unit).order_by("position"), _today(desk))
    chosen = showing.status_of_slug(request.GET.get("status", ""))
    context = {"board": Board(desk, standings, chosen), "desk": desk, "on": _today(desk)}
    return render(request, "targets/list.html", context)


@require_safe
def target(request: HttpRequest, code: str) -> HttpResponse:
    """Where one target stands, what it is paired with, what it means, and every figure that was ever entered."""
    desk = _desk(request)
    pair = Target.objects.filter(Q(code=code) | Q(paired__contains=[code]), unit=desk.unit)  # a warning needs both
    standings = standings_of(pair.order_by("position"), _today(desk))
    standing = next((each for each in standings if each.target.code == code), None)
    if standing is None:
        raise Http404
    found = standing.target
    figures = Measurement.objects.filter(target=found).known_on(standing.on)
    entries = figures.with_rank().order_by("-ends_on", "-recorded_at", "-pk")
    by_year = showing.newest_by_year(figures.newest().order_by("-ends_on"))
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "row": Row(standing),
        "partners": [Row(each) for each in standings if each.target != found],
        "years": showing.years_of(standing, by_year),
        "years_chart": showing.chart_of(standing, by_year),
        "page": page,
        "entries": showing.entries_of(found, page),
        "courses": CourseEdition.objects.live().filter(code__in=found.courses).order_by(Length("code"), "code"),
        "desk": desk,
        "step": desk.step_for(found),
        "may_set": desk.may_set(found),
        "trail": _trail(desk),
    }
    return render(request, "targets/target.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """Type in a figure. Who may not learns nothing of this page; a computed figure cannot be typed by anybody."""
    desk = _desk(request)
    found = _target(desk, code)
    if not desk.may_type(found):
        raise Http404
    address = reverse("targets:target", args=[found.code]) + desk.query
    form = MeasureForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _record(form, found, desk.user):
        messages.success(request, _("Realisasi %(code)s tersimpan.") % {"code": found.code})
        return redirect(address)
    context = {"form": form, "target": found, "trail": [*_trail(desk), (found.code, address)], "back": address}
    return render(request, "targets/measure.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def values(request: HttpRequest, code: str) -> HttpResponse:
    """The agency's own yearly values and baseline. Who may not set them learns nothing of this page."""
    desk = _desk(request)
    found = _target(desk, code)
    if not desk.may_set(found):
        raise Http404
    address = reverse("targets:target", args=[found.code]) + desk.query
    form = ValuesForm(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_target(target=found, by=desk.user, **form.given)
        messages.success(request, _("Nilai tahunan %(code)s tersimpan.") % {"code": found.code})
        for doubt in form.doubts:
            messages.warning(request, doubt)
        return redirect(address)
    context = {"form": form, "target": found, "trail": [*_trail(desk), (found.code, address)], "back": address}
    return render(request, "targets/values.html", context, status=400 if form.is_bound else 200)


def _record(form: MeasureForm, target: Target, by: User) -> bool:
    try:
        record_measurement(
            target=target,
            period=form.chosen_period,
            measured_on=form.cleaned_data["measured_on"],
            figure=form.figure,
            proof=form.proof,
            by=by,
        )
    except Refused as refusal:
        form.add_error(None, ValidationError(str(refusal.sentence)))
        return False
    return True


def _desk(request: HttpRequest) -> Desk:
    return desk_of(request.user, request.GET.get("instansi", ""))


def _target(desk: Desk, code: str) -> Target:
    return get_object_or_404(Target.objects.select_related("unit__agency"), unit=desk.unit, code=code)


def _today(desk: Desk) -> date:
    return today(desk.unit.agency.zone)


def _trail(desk: Desk) -> list[tuple[str, str]]:
    return [(_("Target"), reverse("targets:list") + desk.query)]
