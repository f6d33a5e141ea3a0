"""What those who answer for somebody see of them: gaps, suggestions, hours, courses. Never an answer or a mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from competencies.needs import read_needs
from competencies.services import Gap, gaps_of
from core.clock import today
from courses.models import Enrolment
from courses.recommend import Recommendation, editions_open_to, rank
from desks.home import Year, facts_of, year_of
from people.models import Person, Role, User
from people.scoping import reached_by, scopes_of

SEEN_BY = {Role.ADMIN_SDM: "unit", Role.PIMPINAN: "unit", Role.ATASAN: "superior"}
MANDATORY = (Enrolment.Why.WAJIB, Enrolment.Why.UNIT)


@dataclass(frozen=True)
class PersonPage:
    """`is_hr`: the reader keeps the person's records, and so sees NIP and what was learnt by choice as well."""

    person: Person
    place: str
    is_hr: bool
    on: date
    gaps: list[Gap]
    suggestions: list[Recommendation]
    year: Year
    active: list[Enrolment]
    finished: list[Enrolment]

    @property
    def short(self) -> int:
        return sum(bool(gap.gap) for gap in self.gaps)

    @property
    def unknown(self) -> int:
        return sum(gap.gap is None for gap in self.gaps)


def person_seen_by(user: User, uuid: UUID) -> Person | None:
    """The person, for who answers for the unit or is the direct superior."""
    known = Person.objects.select_related("unit__agency", "position", "superior")
    return known.filter(reached_by(user, SEEN_BY), uuid=uuid).first()


def page_of(user: User, person: Person) -> PersonPage:
    """Six queries."""
    on = today(person.zone)
    is_hr = _keeps_records_of(user, person)
    taken = Enrolment.objects.of(person).exclude(state=Enrolment.State.MUNDUR)
    courses = list(taken.select_related("run__edition", "assignment").defer("assignment__waiting"))
    gaps, facts = gaps_of(person, on), facts_of(person, on)
    active, finished = (
        [course for course in courses if course.state == state]
        for state in (Enrolment.State.AKTIF, Enrolment.State.SELESAI)
    )
    return PersonPage(
        person=person,
        place=facts["unit_name"] or "",
        is_hr=is_hr,
        on=on,
        gaps=sorted(gaps, key=_urgency),
        suggestions=rank(
            editions_open_to(person),
            gaps=gaps,
            needs=read_needs(facts["needs"]),
            taken={course.run.edition.code for course in courses},
            limit=4,
            to_other=True,
        ),
        year=year_of(person, on, facts, active, finished),
        active=sorted(_shown(active, is_hr), key=_due),
        finished=sorted(_shown(finished, is_hr), key=_finished, reverse=True),
    )


def _keeps_records_of(user: User, person: Person) -> bool:
    held = [path for role, path in scopes_of(user, today()) if role == Role.ADMIN_SDM and path]
    return person.unit is not None and any(person.unit.path.startswith(path) for path in held)


def _shown(courses: list[Enrolment], is_hr: bool) -> list[Enrolment]:
    return [course for course in courses if is_hr or course.why in MANDATORY]


def _urgency(gap: Gap) -> tuple[bool, bool, int]:
    """Known gaps first, the largest before others; then what was never assessed; then what is met."""
    return not gap.gap, gap.gap is not None, -(gap.gap or 0)


def _due(course: Enrolment) -> tuple[date, int]:
    return course.due_on or date.max, course.pk


def _finished(course: Enrolment) -> float:
    assert course.completed_at  # a constraint of the table
    return course.completed_at.timestamp()
