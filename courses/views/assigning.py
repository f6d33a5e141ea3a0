"""Giving a course to a unit: choose, see whom it concerns, confirm; and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clock import today
from core.errors import Refused
from courses.assignments import PreviewChanged, assign_unit, check_assignable, preview_assignment
from courses.forms import AssignForm
from courses.models import Assignment, Enrolment, Run
from courses.querysets import AssignmentQuerySet, RunQuerySet
from courses.search import LONGEST_QUERY, clean_query
from people.models import Person, Role, Unit, User
from people.scoping import has_role, places_above, reached_by, scopes_of, units_of

GIVERS = (Role.ADMIN_SDM, Role.PIMPINAN)
PAGE_SIZE = 25
CHOICES = 100  # options of a list; more are found by searching
NAMES = 25

P = ParamSpec("P")


def for_givers(view: Callable[Concatenate[HttpRequest, User, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who answer for a unit; nobody else learns that the page exists."""

    @wraps(view)
    def of_giver(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User) or not has_role(request.user, *GIVERS):
            raise Http404
        return view(request, request.user, *args, **kwargs)

    return of_giver


@require_safe
@for_givers
def assignments(request: HttpRequest, user: User) -> HttpResponse:
    given = _given(user).with_progress().select_related("run__edition", "unit", "made_by__person")
    page = Paginator(given.defer("waiting").order_by("-made_at", "-pk"), PAGE_SIZE)
    return render(request, "courses/assignments.html", {"page": page.get_page(request.GET.get("halaman"))})


@require_safe
@for_givers
def assignment(request: HttpRequest, user: User, uuid: UUID) -> HttpResponse:
    """How far one assignment has come, and who stands where: never a mark or an answer."""
    given = _given(user).with_progress().select_related("run__edition", "unit", "made_by__person").defer("waiting")
    found = get_object_or_404(given, uuid=uuid)
    enrolled = Enrolment.objects.filter(reached_by(user, dict.fromkeys(GIVERS, "unit_at")), assignment=found)
    rows = enrolled.select_related("person__unit", "unit_at").with_beginning().order_by("person__full_name", "pk")
    shown = {
        "found": found,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("halaman")),
        "trail": [(_("Penugasan"), reverse("courses:assignments"))],
    }
    return render(request, "courses/assignment.html", shown)


@for_givers
def assign(request: HttpRequest, user: User) -> HttpResponse:
    """The form, then its preview, then the deed. `?unit=CODE&course=K1` fills it in; `instansi` says whose unit."""
    offer = Offer(
        user, clean_query(request.GET.get("cari_unit", "")), clean_query(request.GET.get("cari_pelatihan", ""))
    )
    if request.method != "POST":
        return _form_page(request, offer, _filled_in(request, offer))
    if request.POST.get("unit"):
        offer.unit_or_404(uuid=request.POST["unit"])
    form = AssignForm(request.POST, runs=offer.runs, units=offer.units)
    if not form.is_valid():
        return _form_page(request, offer, form, status=400)
    asked = dict(form.cleaned_data)
    digest = asked.pop("digest")
    try:
        if digest:
            made = assign_unit(**asked, by=user, digest=digest)
            return redirect("courses:assignment", made.uuid)
        check_assignable(asked["run"], asked["unit"], asked["due_on"])
    except PreviewChanged as refusal:
        return _preview_page(request, form, refusal)
    except Refused as refusal:
        form.add_error(None, ValidationError(str(refusal.sentence)))
        return _form_page(request, offer, form, status=refusal.status)
    return _preview_page(request, form)


@dataclass
class Offer:
    """What the reader may give to whom: courses on offer today, units of the own scopes; long lists are searched."""

    user: User
    unit_words: str
    course_words: str

    @cached_property
    def units(self) -> QuerySet[Unit]:
        return units_of(self.user, *GIVERS)

    @cached_property
    def runs(self) -> RunQuerySet:
        tops = [path for role, path in scopes_of(self.user, today()) if role in GIVERS and path]
        above = [place for path in tops for place in places_above(path)]
        reach = Q(unit_scope=None) | Q(unit_scope__in=self.units) | Q(unit_scope__path__in=above)
        return Run.objects.filter(reach, edition__retired_at=None).open_on(today()).select_related("edition")

    @cached_property
    def found_units(self) -> list[Unit]:
        """One more than is shown, so that the page knows whether some are left out."""
        wanted = Q(name__icontains=self.unit_words) | Q(code__icontains=self.unit_words)
        found = self.units.filter(wanted) if self.unit_words else self.units
        return list(found.order_by(Length("path"), "name", "pk")[: CHOICES + 1])

    @cached_property
    def found_runs(self) -> list[Run]:
        wanted = Q(edition__title__icontains=self.course_words) | Q(edition__code__icontains=self.course_words)
        found = self.runs.filter(wanted) if self.course_words else self.runs
        return list(found.order_by(Length("edition__code"), "edition__code", "-opens_on", "pk")[: CHOICES + 1])

    @property
    def is_searched(self) -> bool:
        return bool(self.unit_words or self.course_words or self.is_cut)

    @property
    def is_cut(self) -> bool:
        return len(self.found_units) > CHOICES or len(self.found_runs) > CHOICES

    def unit_or_404(self, **key: str) -> Unit:
        try:
            unit = self.units.filter(**key).order_by("path").first()
        except ValidationError:  # not a uuid
            unit = None
        if unit is None:
            raise Http404
        return unit

    def run_of(self, code: str, unit: Unit | None) -> Run | None:
        runs = self.runs.filter(edition__code=code)
        return (runs.reaching_unit(unit) if unit else runs).best_first().first()


def _given(user: User) -> AssignmentQuerySet:
    return Assignment.objects.filter(reached_by(user, Assignment.seen_by))


def _filled_in(request: HttpRequest, offer: Offer) -> AssignForm:
    code, course, agency = (clean_query(request.GET.get(name, "")) for name in ("unit", "course", "instansi"))
    # Units of two agencies may share a code; the agency is named where the reader is of both.
    of_agency = {"agency__code": agency} if agency else {}
    unit = offer.unit_or_404(code=code, **of_agency) if code else None
    run = offer.run_of(course, unit) if course else None
    return AssignForm(initial={"unit": unit, "run": run}, runs=offer.runs, units=offer.units)


def _form_page(request: HttpRequest, offer: Offer, form: AssignForm, status: int = 200) -> HttpResponse:
    form.show_options("run", offer.found_runs[:CHOICES])
    form.show_options("unit", offer.found_units[:CHOICES])
    shown = {
        "form": form,
        "offer": offer,
        "unit_code": clean_query(request.GET.get("unit", "")),
        "agency_code": clean_query(request.GET.get("instansi", "")),
        "course_code": clean_query(request.GET.get("course", "")),
        "longest": LONGEST_QUERY,
        "trail": [(_("Penugasan"), reverse("courses:assignments"))],
    }
    return render(request, "courses/assign.html", shown, status=status)


def _preview_page(request: HttpRequest, form: AssignForm, refusal: PreviewChanged | None = None) -> HttpResponse:
    asked = form.cleaned_data
    preview = preview_assignment(asked["run"], asked["unit"])
    names = Person.objects.filter(pk__in=preview.people).select_related("unit", "position").order_by("full_name", "pk")
    shown = {
        "preview": preview,
        "asked": asked,
        "names": names[:NAMES],
        "others": max(preview.to_enrol - NAMES, 0),
        "refusal": refusal,
        "trail": [
            (_("Penugasan"), reverse("courses:assignments")),
            (_("Tugaskan pelatihan"), reverse("courses:assign")),
        ],
    }
    return render(request, "courses/assign_preview.html", shown, status=refusal.status if refusal else 200)
