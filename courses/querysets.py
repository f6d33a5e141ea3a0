"""Questions that pages and services ask of editions, runs, activities and enrolments."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject

from people.models import Person, Unit
from people.scoping import ScopedQuerySet, places_above

if TYPE_CHECKING:
    from courses.models import Enrolment


def people_of(unit: Unit, on: date) -> models.QuerySet[Person]:
    """Who works in the unit or below it."""
    staying = Q(left_on=None) | Q(left_on__gt=on)
    return Person.objects.filter(staying, unit__path__startswith=unit.path)


def _number_of(rows: models.QuerySet, field: str) -> Coalesce:
    """How many different `field` the rows have, as a column of another query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count(field, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


class EditionQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Editions that the catalogue offers."""
        return self.filter(retired_at=None)

    def with_open_run(self, person: Person | None, on: date) -> Self:
        """Annotates `open_run` (primary key or null) and `open_until`: where the person may enrol on that day."""
        runs = self._runs(person, on).best_first()
        return self.annotate(
            open_run=Subquery(runs.values("pk")[:1]), open_until=Subquery(runs.values("closes_on")[:1])
        )

    def open_to(self, person: Person, on: date) -> Self:
        return self.filter(Exists(self._runs(person, on)))

    def open_for_unit(self, unit: Unit, on: date) -> Self:
        """Editions in which everybody of the unit may be enrolled on that day, with `open_run`; and how far they are.

        Annotates `people` (who work there on that day) and `comply` (who of them finished the course, any edition).
        """
        from courses.models import Enrolment, Run

        runs = Run.objects.filter(edition=OuterRef("pk")).open_on(on).reaching_unit(unit).best_first()
        staff = people_of(unit, on)
        finished = Enrolment.objects.filter(
            state=Enrolment.State.SELESAI, run__edition__code=OuterRef("code"), person__in=staff
        )
        return self.annotate(
            open_run=Subquery(runs.values("pk")[:1]),
            people=_number_of(staff, "pk"),
            comply=_number_of(finished, "person"),
        ).exclude(open_run=None)

    def _runs(self, person: Person | None, on: date) -> RunQuerySet:
        from courses.models import Run

        return Run.objects.filter(edition=OuterRef("pk")).open_on(on).reaching(person)


class RunQuerySet(models.QuerySet):
    def open_on(self, day: date) -> Self:
        return self.filter(Q(closes_on=None) | Q(closes_on__gte=day), opens_on__lte=day)

    def reaching(self, person: Person | None) -> Self:
        """Runs for everybody, and those for a unit in which the person works."""
        return self.reaching_unit(person.unit if person else None)

    def reaching_unit(self, unit: Unit | None) -> Self:
        """Runs in which everybody of the unit may be."""
        places = places_above(unit.path) if unit else []
        return self.filter(Q(unit_scope=None) | Q(unit_scope__path__in=places))

    def best_first(self) -> Self:
        """A run made for the own unit before one for everybody, then the newest."""
        return self.order_by(F("unit_scope").asc(nulls_last=True), "-opens_on", "-pk")


class AssignmentQuerySet(ScopedQuerySet):
    def with_progress(self) -> Self:
        """Annotates `finished`: how many of those enrolled by it have finished."""
        from courses.models import Enrolment

        finished = Enrolment.objects.filter(assignment=OuterRef("pk"), state=Enrolment.State.SELESAI)
        return self.annotate(finished=_number_of(finished, "pk"))


class ActivityQuerySet(models.QuerySet):
    def outline(self, enrolment: Enrolment | None) -> Self:
        """Activities without their words, with how many questions a test asks and, for an enrolment, where it stands.

        Annotates `questions` and `state` ("" = not begun).
        """
        from assessments.models import ExamSection
        from courses.models import ActivityProgress

        progress = ActivityProgress.objects.filter(activity=OuterRef("pk"), enrolment=enrolment)
        sections = ExamSection.objects.filter(exam=OuterRef("exam")).order_by().values("exam")
        return (
            self.defer("body", "sources", "task", "check_codes")
            .select_related("exam")
            .annotate(
                questions=Subquery(sections.annotate(total=Sum("draw")).values("total")),
                state=Coalesce(Subquery(progress.values("state")[:1]), Value("")),
            )
            .order_by("position")
        )


class EnrolmentQuerySet(ScopedQuerySet):
    def of(self, person: Person) -> Self:
        """The person's own: learners see nobody else's learning, whatever other roles they hold."""
        return self.filter(person=person)

    def active(self) -> Self:
        return self.filter(state="aktif")

    def in_course(self, slug: str) -> Self:
        """Enrolments in a course by its address; the newest first, because an edition may be followed by another."""
        return self.filter(run__edition__slug=slug).order_by("-enrolled_at", "-pk")

    def with_beginning(self) -> Self:
        """Annotates `is_begun`: whether any activity was opened."""
        from courses.models import ActivityProgress

        return self.annotate(is_begun=Exists(ActivityProgress.objects.filter(enrolment=OuterRef("pk"))))

    def with_progress(self) -> Self:
        """Annotates `step_count`, `done_count`, `minutes_left` over what is required, and `next_step`.

        `next_step` is {"slug", "title", "kind", "position", "opened"} of the unfinished activity that was opened last,
        else of the first unfinished one; null when nothing is left.
        """
        from courses.models import Activity, ActivityProgress

        progress = ActivityProgress.objects.filter(enrolment=OuterRef(OuterRef("pk")), activity=OuterRef("pk"))
        steps = Activity.objects.filter(edition=OuterRef("run__edition"), required=True).order_by()
        left = steps.exclude(Exists(progress.filter(state="selesai")))
        count = steps.values("edition").annotate(n=Count("pk")).values("n")
        left_over = left.values("edition").annotate(n=Count("pk"), minutes_sum=Sum("minutes"))
        nearest = left.annotate(opened_at=Subquery(progress.values("last_at")[:1])).order_by(
            F("opened_at").desc(nulls_last=True), "position"
        )
        step = JSONObject(slug="slug", title="title", kind="kind", position="position", opened="opened_at")
        return self.annotate(
            step_count=Coalesce(Subquery(count), 0),
            done_count=F("step_count") - Coalesce(Subquery(left_over.values("n")), 0),
            minutes_left=Coalesce(Subquery(left_over.values("minutes_sum")), 0),
            next_step=Subquery(nearest.values(found=step)[:1]),
        )
