from __future__ import annotations

from certificates import services
from certificates.bulk import issue_certificates_many
from certificates.models import Certificate
from core.jobs import OWED, job
from courses.models import Enrolment


# A learner is owed these; a full disk or a missing signatory may take days to mend.
@job("certificates.issue", lease_seconds=15, tries=OWED)
def issue(enrolment: str) -> None:
    services.issue_certificate(enrolment=Enrolment.objects.get(uuid=enrolment))


@job("certificates.draw", lease_seconds=20, tries=OWED)
def draw(certificate: str) -> None:
    services.draw_certificate(certificate=Certificate.objects.get(uuid=certificate))


@job("certificates.issue_many", queue="berat", lease_seconds=120, tries=OWED)
def issue_many(enrolments: list[str]) -> None:
    issue_certificates_many(enrolments=enrolments)
