"""What courses do when an earlier room has news."""

from __future__ import annotations

from datetime import datetime

from assessments.events import AttemptMarked
from core.events import on
from courses.services import credit_attempt


@on(AttemptMarked)
def credit_exam(event: AttemptMarked) -> None:
    # None: the exam has nothing to pass, handing in is enough.
    if event.passed is not False:
        credit_attempt(
            exam=event.exam,
            person=event.person,
            attempt=event.attempt,
            score_percent=event.score_percent,
            at=datetime.fromisoformat(event.at),
        )
