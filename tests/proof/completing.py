"""`python -m tests.proof.completing N SECONDS`: N learners finish a course, one after the other, by our own service."""

from __future__ import annotations

import sys
import time

import django


def main(amount: int, pause: float) -> None:
    from courses.models import ActivityRecord, Enrolment
    from courses.progress import refresh_progress
    from courses.services import complete_enrolment
    from tests.certificates.building import a_run
    from tests.support import build

    run = a_run("Pola Pikir Digital", code="K1")
    run.edition.competencies = []  # what they prove is another room's story
    run.edition.save(update_fields=["competencies"])
    activities = list(run.edition.activities.all())
    for person in build.people(amount):
        enrolment = Enrolment.objects.create(run=run, person=person, unit_at=person.unit)
        ActivityRecord.objects.bulk_create(
            ActivityRecord(enrolment=enrolment, activity=activity, kind=ActivityRecord.Kind.SELESAI)
            for activity in activities
        )
        for activity in activities:
            refresh_progress(enrolment=enrolment, activity=activity)
        complete_enrolment(enrolment=enrolment)
        time.sleep(pause)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), float(sys.argv[2]))
