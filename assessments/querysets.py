"""Reads of attempts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from people.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from assessments.models import Exam
    from people.models import Person


class AttemptQuerySet(ScopedQuerySet):
    def of(self, exam: Exam, person: Person) -> Self:
        """Attempts that count: all but withdrawn ones."""
        return self.filter(exam=exam, person=person).exclude(state="batal")

    def running(self) -> Self:
        return self.filter(state="berjalan")

    def overdue(self, at: datetime) -> Self:
        return self.running().filter(due_at__lt=at)
