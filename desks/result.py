"""What follows a quiz: the course it belongs to, what to read again, the certificate, the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments.models import Attempt
from assessments.services import Result
from certificates.models import Certificate
from courses.models import Activity, CourseEdition, Enrolment
from records.ledger.models import LedgerEntry


@dataclass(frozen=True)
class Outcome:
    """A learning outcome with how many of its questions were answered wrong."""

    text: str
    wrong: int
    asked: int


@dataclass(frozen=True)
class Next:
    """`enrolment` is None for an exam outside a course; `after` is the activity that follows the exam."""

    activity: Activity | None
    enrolment: Enrolment | None
    after: Activity | None
    to_repeat: list[Outcome]
    certificate: Certificate | None
    hours: LedgerEntry | None

    @property
    def edition(self) -> CourseEdition | None:
        return self.activity.edition if self.activity else None

    @property
    def is_course_done(self) -> bool:
        return self.enrolment is not None and self.enrolment.state == Enrolment.State.SELESAI

    @property
    def steps_left(self) -> int:
        return self.enrolment.step_count - self.enrolment.done_count if self.enrolment else 0

    @property
    def go_on(self) -> Any:
        """The activity after the exam; after the last one, what is still unfinished."""
        return self.after or (self.enrolment.next_step if self.enrolment else None)


def next_of(attempt: Attempt, result: Result) -> Next:
    activity = Activity.objects.filter(exam=attempt.exam).select_related("edition").first()
    if activity is None:
        return Next(None, None, None, [], None, None)
    enrolments = Enrolment.objects.of(attempt.person).filter(run__edition=activity.edition)
    enrolment = enrolments.with_progress().order_by("-enrolled_at").first()
    following = Activity.objects.filter(edition=activity.edition, position__gt=activity.position)
    return Next(
        activity=activity,
        enrolment=enrolment,
        after=following.defer("body").order_by("position").first(),
        to_repeat=_to_repeat(activity, result),
        certificate=_certificate(enrolment),
        hours=_hours(enrolment),
    )


def _to_repeat(activity: Activity, result: Result) -> list[Outcome]:
    """Outcomes with a wrong answer, in the order of the course."""
    found = []
    for outcome in activity.edition.outcomes:
        items = [item for item in result.items if item.outcome == outcome["code"]]
        wrong = sum(not item.correct for item in items)
        if wrong:
            found.append(Outcome(outcome["text"], wrong, len(items)))
    return found


def _certificate(enrolment: Enrolment | None) -> Certificate | None:
    if enrolment is None or enrolment.state != Enrolment.State.SELESAI:
        return None
    return enrolment.certificates.order_by("-version").first()


def _hours(enrolment: Enrolment | None) -> LedgerEntry | None:
    """The grant of JP for the finished course; None until it is entered, and for who earns no JP."""
    if enrolment is None or enrolment.state != Enrolment.State.SELESAI:
        return None
    return LedgerEntry.objects.granted().filter(source=LedgerEntry.Source.KURSUS, source_id=enrolment.uuid).first()
