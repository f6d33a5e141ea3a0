"""The page of a course, before and after enrolling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from competencies.models import Attainment
from competencies.services import gaps_of
from core.clock import today
from core.errors import Refused
from courses.models import Activity, CourseEdition, Enrolment, Run
from courses.services import enrol_person
from courses.views.shown import Steps, competency_rows, course_facts, rule_lines
from measures.rounding import half_up
from people.models import Person


@login_not_required
@require_GET
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """What the course gives, asks and contains. A learner sees the edition enrolled in, others the one on offer."""
    person = person_of(request)
    enrolment = enrolment_of(person, slug, with_progress=True)
    edition = enrolment.run.edition if enrolment else edition_on_offer(person, slug)
    steps = Steps(list(Activity.objects.filter(edition=edition).outline(enrolment)))
    shown = {
        "trail": [(_("Katalog"), reverse("courses:catalogue"))],
        "eyebrow": _("Pelatihan pembuka semua jalur") if edition.opens_path else _("Pelatihan"),
        "facts": course_facts(edition, person, enrolment.run.closes_on if enrolment else edition.open_until),
        "edition": edition,
        "enrolment": enrolment,
        "person": person,
        "steps": steps,
        "rules": rule_lines(steps.all, enrolled=enrolment is not None),
        "prerequisites": _titles(edition.prerequisites),
        **_competencies(person, edition),
    }
    if enrolment:
        shown["percent"] = half_up(100 * steps.done / steps.count, 0)
    return render(request, "courses/course.html", shown)


@require_POST
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    if person is None:
        messages.error(request, _("Akun ini belum terhubung dengan data pegawai. Hubungi admin kepegawaian."))
        return redirect("courses:course", slug)
    if enrolment_of(person, slug) is None:
        edition = edition_on_offer(person, slug)
        try:
            enrol_person(run=_run_to_try(edition), person=person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("courses:course", slug)
        messages.success(request, _("Anda terdaftar di {title}.").format(title=edition.title))
    return redirect("courses:course", slug)


def person_of(request: HttpRequest) -> Person | None:
    return request.user.person if request.user.is_authenticated else None


def enrolment_of(person: Person | None, slug: str, *, with_progress: bool = False) -> Enrolment | None:
    if person is None:
        return None
    enrolments = Enrolment.objects.of(person).in_course(slug).select_related("run__edition__provider", "assignment")
    enrolments = enrolments.defer("assignment__waiting")
    enrolment = (enrolments.with_progress() if with_progress else enrolments).first()
    if enrolment:
        enrolment.person = person  # known already; asking again would cost a query
    return enrolment


def edition_on_offer(person: Person | None, slug: str) -> CourseEdition:
    live = CourseEdition.objects.live().select_related("provider")
    return get_object_or_404(live.with_open_run(person, today(person.zone if person else None)), slug=slug)


def _run_to_try(edition: CourseEdition) -> Run:
    """The run that is open to the person, else any, so that the refusal can say why it is not."""
    runs = Run.objects.filter(edition=edition).select_related("unit_scope")
    run = runs.filter(pk=edition.open_run).first() if edition.open_run else runs.best_first().first()
    if run is None:
        raise Http404
    return run


def _titles(codes: list[str]) -> Sequence[Mapping[str, str]]:
    """Courses that are better finished first; advice, never a lock."""
    if not codes:
        return []
    wanted = CourseEdition.objects.live().filter(code__in=codes).order_by("code")
    return [{"title": title, "slug": slug} for title, slug in wanted.values_list("title", "slug")]


def _competencies(person: Person | None, edition: CourseEdition) -> dict[str, Any]:
    if person is None:
        return {"competencies": competency_rows(edition, {}, {})}
    codes = [proven["code"] for proven in edition.competencies]
    held = Attainment.objects.filter(person=person, competency__code__in=codes)
    gaps = {gap.competency.code: gap for gap in gaps_of(person, today(person.zone))}
    return {"competencies": competency_rows(edition, gaps, dict(held.values_list("competency__code", "level")))}
