"""An exam: how many questions are drawn from where, and the rules a learner reads beforehand."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.banks import QuestionVersion


class Exam(models.Model):
    """`pass_percent` null: nothing to pass, handing in completes it. `attempts_allowed` null: without limit."""

    class Review(models.TextChoices):
        SEGERA = "segera", _("Segera setelah dikumpulkan")
        TIDAK = "tidak", _("Tidak ditampilkan")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    duration_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(null=True, blank=True)
    pass_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    review = models.CharField(max_length=12, choices=Review.choices, default=Review.SEGERA)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent=None) | Q(pass_percent__range=(1, 100)), name="exam_pass"),
            models.CheckConstraint(condition=Q(attempts_allowed=None) | Q(attempts_allowed__gte=1), name="exam_tries"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def duration(self) -> timedelta | None:
        return timedelta(minutes=self.duration_minutes) if self.duration_minutes else None


class ExamSection(models.Model):
    """`draw` questions from `pool`, at least `min_per_outcome` of each outcome that the pool has."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=1)
    draw = models.PositiveSmallIntegerField()
    min_per_outcome = models.PositiveSmallIntegerField(default=0)
    # Pinned versions: what is edited in the bank later does not reach a running edition.
    pool = models.ManyToManyField(QuestionVersion, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "position"], name="exam_section_once"),
            models.CheckConstraint(condition=Q(draw__gte=1), name="exam_section_draws"),
        ]

    def __str__(self) -> str:
        return f"{self.exam} {self.position}"
