"""What is on offer to every unit of a tree: `EditionQuerySet.open_for_unit` for thousands of units at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from datetime import date

from django.db.models import Count

from courses.models import CourseEdition, Enrolment, Run
from courses.querysets import people_of
from people.models import Unit
from people.scoping import places_above


class Offers:
    """Read in five queries; `to(unit)` asks nothing more."""

    def __init__(self, top: Unit, codes: Collection[str], on: date) -> None:
        """Live editions of the courses `codes`, for `top` and every unit below it."""
        self.units = dict(Unit.objects.filter(path__startswith=top.path).values_list("pk", "path"))
        self._editions = list(CourseEdition.objects.live().filter(code__in=codes))
        runs = Run.objects.filter(edition__in=self._editions).open_on(on).best_first()
        self._runs: dict[int, list[tuple[int, str | None]]] = defaultdict(list)
        for edition, run, scope in runs.values_list("edition", "pk", "unit_scope__path"):
            self._runs[edition].append((run, scope))
        staff = people_of(top, on)
        finished = Enrolment.objects.filter(
            state=Enrolment.State.SELESAI, run__edition__code__in=codes, person__in=staff
        )
        self._people = self._below((unit, "", n) for unit, n in staff.values_list("unit").annotate(Count("pk")))
        self._comply = self._below(
            finished.values_list("person__unit", "run__edition__code").annotate(Count("person", distinct=True))
        )

    def to(self, unit: int) -> list[CourseEdition]:
        """Editions with `open_run`, `people` and `comply` of that unit."""
        places = places_above(self.units[unit])
        found = []
        for edition in self._editions:
            run = next((run for run, scope in self._runs[edition.pk] if scope is None or scope in places), None)
            if run is not None:
                offer = copy(edition)
                offer.open_run = run
                offer.people, offer.comply = self._people[unit, ""], self._comply[unit, edition.code]
                found.append(offer)
        return found

    def _below(self, counts: Iterable[tuple[int, str, int]]) -> dict[tuple[int, str], int]:
        """By unit with all below it: nobody works in two units."""
        found: dict[tuple[int, str], int] = defaultdict(int)
        for unit, code, amount in counts:
            for place in self.units[unit].strip("/").split("/"):
                if int(place) in self.units:
                    found[int(place), code] += amount
        return found
