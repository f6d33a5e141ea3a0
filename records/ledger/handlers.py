from __future__ import annotations

from core.events import on
from core.jobs import enqueue
from courses.events import EnrolmentCompleted


@on(EnrolmentCompleted)
def queue_grant(event: EnrolmentCompleted) -> None:
    enqueue("records.grant_jp", key=event.enrolment, payload={"enrolment": event.enrolment})
