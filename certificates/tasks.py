from __future__ import annotations

from certificates import services
from certificates.models import Certificate
from core.jobs import job
from courses.models import Enrolment


@job("certificates.issue", lease_seconds=15)
def issue(enrolment: str) -> None:
    services.issue_certificate(enrolment=Enrolment.objects.get(uuid=enrolment))


@job("certificates.draw", lease_seconds=20)
def draw(certificate: str) -> None:
    services.draw_certificate(certificate=Certificate.objects.get(uuid=certificate))
