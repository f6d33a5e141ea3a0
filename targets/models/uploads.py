"""A complaint log on its way in: read, shown, confirmed, applied."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clock import now
from people.models import Person, Unit


class ComplaintUpload(models.Model):
    """The file lies in the row until it is applied, refused or given up: no row without a file, no file left over."""

    class State(models.TextChoices):
        DIBACA = "dibaca", _("Sedang dibaca")
        SIAP = "siap", _("Menunggu persetujuan")
        DISETUJUI = "disetujui", _("Sedang diterapkan")
        DITOLAK = "ditolak", _("Ditolak")
        DITERAPKAN = "diterapkan", _("Diterapkan")
        DIBATALKAN = "dibatalkan", _("Dibatalkan")

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DIBACA)
    refusal = models.CharField(max_length=400, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)  # seen by others while the rest is still being worked on
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # the first ones: [[line, sentence]]
    changes = models.JSONField(default=list)  # the first ones: [[line, number, [[column, before, after]]]]
    digest = models.CharField(max_length=64, blank=True)  # of what would be written; confirmed as such
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["dibaca", "siap", "disetujui"], content__isnull=False)
                | Q(state__in=["ditolak", "diterapkan", "dibatalkan"], content=None),
                name="upload_file_until_closed",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-uploaded_at"], name="upload_of_unit")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.DIBACA, self.State.DISETUJUI)

    @property
    def rows_written(self) -> int:
        return self.rows_new + self.rows_changed

    @property
    def step(self) -> int:
        """Of the four that the page shows; 5 when all are behind."""
        steps = {self.State.DIBACA: 2, self.State.SIAP: 3, self.State.DISETUJUI: 4, self.State.DITERAPKAN: 5}
        return steps.get(self.State(self.state), 2)

    @property
    def tone(self) -> str:
        tones = {self.State.DITERAPKAN: "ok", self.State.DITOLAK: "err", self.State.SIAP: "warn"}
        return tones.get(self.State(self.state), "info" if self.is_working else "")
