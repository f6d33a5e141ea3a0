"""Learning without a browser, by the services that the pages call: a starting state for a test, never its subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assessments.models import Attempt
from assessments.services import save_answer, start_attempt, submit_attempt
from certificates.models import Certificate
from courses import services
from courses.checks import find_check
from courses.models import Activity, Enrolment, Run
from people.models import Person
from tests.support.settle import settle


def enrol(person: Person, code: str) -> Enrolment:
    return services.enrol_person(run=Run.objects.filter(edition__code=code).latest("pk"), person=person)


def study(enrolment: Enrolment, *, until: int = 1_000) -> Enrolment:
    """All activities before number `until`, each done right."""
    activities = Activity.objects.filter(edition=enrolment.run.edition, position__lt=until)
    for activity in activities.select_related("exam").order_by("position"):
        services.open_activity(enrolment=enrolment, activity=activity)
        WAYS.get(Activity.Kind(activity.kind), read)(enrolment, activity)
        settle()
    return enrolment


def certificate(person: Person, code: str) -> Certificate:
    """Of a course that the person finishes now."""
    return study(enrol(person, code)).certificates.get()


def read(enrolment: Enrolment, activity: Activity) -> None:
    for code in activity.check_codes:
        question = find_check(activity.body, code)
        assert question
        answer = answer_of(question.kind, question.key)
        services.answer_check(enrolment=enrolment, activity=activity, code=code, answer=answer)
    services.complete_activity(enrolment=enrolment, activity=activity)


def hand_in(enrolment: Enrolment, activity: Activity) -> None:
    services.hand_in_task(enrolment=enrolment, activity=activity, text="Satu langkah kecil.", revision=0)


def take_test(enrolment: Enrolment, activity: Activity) -> Attempt:
    assert activity.exam
    attempt = start_attempt(exam=activity.exam, person=enrolment.person)
    for item in attempt.items.select_related("question_version"):
        version = item.question_version
        save_answer(
            attempt_uuid=attempt.uuid,
            person=enrolment.person,
            position=item.position,
            answer=answer_of(version.kind, version.key),
            revision=item.revision,
        )
    return submit_attempt(attempt=attempt)


def answer_of(kind: str, key: Any) -> Any:
    """The key as a learner would give it: a sequence gives each option its place."""
    return {code: place for place, code in enumerate(key, start=1)} if kind == "urutan" else key


WAYS: dict[Activity.Kind, Callable[[Enrolment, Activity], object]] = {
    Activity.Kind.TUGAS: hand_in,
    Activity.Kind.UJIAN: take_test,
}
