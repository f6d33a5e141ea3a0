from __future__ import annotations

from certificates.events import CertificateIssued
from core.events import on
from core.jobs import enqueue
from courses.events import EnrolmentCompleted, EnrolmentsCompleted


@on(EnrolmentCompleted)
def queue_issue(event: EnrolmentCompleted) -> None:
    enqueue("certificates.issue", key=event.enrolment, payload={"enrolment": event.enrolment})


@on(CertificateIssued)
def queue_drawing(event: CertificateIssued) -> None:
    enqueue("certificates.draw", key=event.certificate, payload={"certificate": event.certificate})


@on(EnrolmentsCompleted)
def queue_issues(event: EnrolmentsCompleted) -> None:
    enqueue("certificates.issue_many", key=event.enrolments[0], payload={"enrolments": event.enrolments})
