from __future__ import annotations

from assessments import services
from assessments.models import Attempt
from core.jobs import job


@job("assessments.expire_attempts")
def expire_attempts() -> None:
    services.expire_attempts()


@job("assessments.submit_attempt")
def submit_attempt(attempt: str) -> None:
    services.submit_attempt(attempt=Attempt.objects.get(uuid=attempt))
