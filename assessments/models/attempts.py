"""Attempts, answers and marks. Marks are appended; a score is the sum of the latest mark of each item."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.banks import QuestionVersion
from assessments.models.exams import Exam
from assessments.querysets import AttemptQuerySet
from core.clock import now
from people.models import Person, Role, Unit


class Attempt(models.Model):
    """One sitting. The seed makes the draw reproducible; `score_percent` is set once, at marking."""

    class State(models.TextChoices):
        BERJALAN = "berjalan", _("Berjalan")
        DIKIRIM = "dikirim", _("Dikumpulkan")
        DINILAI = "dinilai", _("Dinilai")
        BATAL = "batal", _("Dibatalkan")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey(Exam, models.PROTECT, related_name="attempts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attempts")
    unit_at = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BERJALAN)
    started_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    score_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)

    objects = AttemptQuerySet.as_manager()
    owner_path: ClassVar[str] = "person"
    seen_by: ClassVar[dict[Role, str]] = {}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "person", "number"], name="attempt_number_once"),
            models.UniqueConstraint(fields=["exam", "person"], condition=Q(state="berjalan"), name="attempt_one_open"),
            models.CheckConstraint(
                condition=~Q(state__in=["dikirim", "dinilai"]) | Q(submitted_at__isnull=False),
                name="attempt_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(score_percent=None) | Q(score_percent__range=(0, 100)), name="attempt_score_percent"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="berjalan"), name="attempt_running")]

    def __str__(self) -> str:
        return f"{self.exam} #{self.number}"

    def is_overdue(self, at: datetime) -> bool:
        return self.due_at is not None and at > self.due_at


class AttemptItem(models.Model):
    """One drawn question. `revision` grows with every saved answer, so that two tabs notice each other."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    option_order = models.JSONField(default=list)
    answer = models.JSONField(null=True)
    flagged = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="attempt_item_position"),
            models.UniqueConstraint(fields=["attempt", "question_version"], name="attempt_item_question"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} · {self.position}"


class Mark(models.Model):
    """Points for one answer. Append-only: a later mark replaces an earlier one, with its reason."""

    item = models.ForeignKey(AttemptItem, models.CASCADE, related_name="marks")
    points = models.DecimalField(max_digits=6, decimal_places=3)
    max_points = models.DecimalField(max_digits=6, decimal_places=3, default=1)
    marked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=models.F("max_points")), name="mark_within_maximum"
            )
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.max_points}"
