from __future__ import annotations

from core.events import on
from core.jobs import enqueue
from courses.events import EnrolmentCompleted, EnrolmentsCompleted


@on(EnrolmentCompleted)
def queue_grant(event: EnrolmentCompleted) -> None:
    enqueue("records.grant_jp", key=event.enrolment, payload={"enrolment": event.enrolment})


@on(EnrolmentsCompleted)
def queue_grants(event: EnrolmentsCompleted) -> None:
    enqueue("records.grant_jp_many", key=event.enrolments[0], payload={"enrolments": event.enrolments})
