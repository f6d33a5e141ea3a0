"""What the pages of a running attempt show: the place among the questions, the clock, the words of a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Attempt, AttemptItem
from core.clock import now
from documents.words import write_time, zone_label


@dataclass(frozen=True)
class Cell:
    """One number of the question grid."""

    position: int
    answered: bool
    flagged: bool
    current: bool

    @property
    def label(self) -> str:
        number = {"number": self.position}
        if self.current:
            return _("Soal %(number)s, sedang dibuka") % number
        if self.flagged:
            return _("Soal %(number)s, ditandai untuk ditinjau") % number
        if self.answered:
            return _("Soal %(number)s, sudah dijawab") % number
        return _("Soal %(number)s, belum dijawab") % number


@dataclass(frozen=True)
class Grid:
    cells: list[Cell]

    @property
    def total(self) -> int:
        return len(self.cells)

    @property
    def answered(self) -> int:
        return sum(cell.answered for cell in self.cells)

    @property
    def unanswered(self) -> list[int]:
        return [cell.position for cell in self.cells if not cell.answered]

    @property
    def flagged(self) -> list[int]:
        return [cell.position for cell in self.cells if cell.flagged]

    @property
    def first_open(self) -> int:
        """Where a learner goes on: the first question without an answer."""
        return next(iter(self.unanswered), 1)

    def holds(self, position: int) -> bool:
        return 1 <= position <= self.total


def grid_of(attempt: Attempt, current: int = 0) -> Grid:
    rows = AttemptItem.objects.filter(attempt=attempt).order_by("position")
    answered = rows.annotate(has_answer=Q(answer__isnull=False)).values_list("position", "has_answer", "flagged")
    return Grid([Cell(position, has, flag, position == current) for position, has, flag in answered])


def seconds_left(attempt: Attempt) -> int | None:
    """Whole seconds until the time is over; None without a limit."""
    return max(0, int((attempt.due_at - now()).total_seconds())) if attempt.due_at else None


def saved_sentence(at: datetime) -> str:
    """Status beside the buttons, with seconds: the learner compares it with the clock on the wall."""
    local = timezone.localtime(at)
    return _("✓ Tersimpan %(time)s") % {"time": f"{local:%H.%M.%S} {zone_label(local)}"}


def saved_time(at: datetime) -> str:
    return write_time(timezone.localtime(at))
