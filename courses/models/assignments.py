"""Courses given to a whole unit."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.clock import now
from courses.models.delivery import Run
from courses.querysets import AssignmentQuerySet
from people.models import Role, Unit


class Assignment(models.Model):
    """A course given to everybody of a unit and below by a day, by a person who answers for it.

    `waiting` are the people whom the preview showed and who are not enrolled yet; `total` and `done` let others see how
    far that work has come. People who come to the unit later are not added by themselves.
    """

    class State(models.TextChoices):
        MENUNGGU = "menunggu", _("Menunggu")
        BERJALAN = "berjalan", _("Sedang diproses")
        SELESAI = "selesai", _("Selesai diproses")

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    reason = models.CharField(_("alasan"), max_length=300)
    due_on = models.DateField(_("batas waktu"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MENUNGGU)
    total = models.PositiveIntegerField(default=0)  # people who are to be enrolled
    done = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)  # comply already
    active = models.PositiveIntegerField(default=0)  # were taking the course already
    waiting = ArrayField(models.BigIntegerField(), default=list)  # keys of people

    # With `AssignmentQuerySet.with_progress`.
    finished: int

    objects = AssignmentQuerySet.as_manager()
    owner_path: ClassVar[str] = "made_by__person"
    seen_by: ClassVar[dict[Role, str]] = {Role.ADMIN_SDM: "unit", Role.PIMPINAN: "unit"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "unit", "due_on"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.run} · {self.unit}"

    @property
    def percent(self) -> int:
        """How far enrolling has come; never more than was done."""
        return 100 * self.done // self.total if self.total else 100
