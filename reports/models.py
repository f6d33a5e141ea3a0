"""What leaders read: figures of many rooms joined once, stored as they are shown."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.clock import now
from people.models import Unit


class Snapshot(models.Model):
    """One page of one unit in one wave, as `reports.snapshots` built it. Derived: may be thrown away and built again.

    `wave` 0 is the page of a unit that no wave has reached yet; its sentences are in `language`. Two builds with one
    `inputs_sha256` say the same.
    """

    class Kind(models.TextChoices):
        PIMPINAN = "pimpinan", _("Dasbor pimpinan")

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="snapshots")
    wave = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, default="id")
    data = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    built_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("cuplikan laporan")
        verbose_name_plural = _("cuplikan laporan")
        constraints = [models.UniqueConstraint(fields=["kind", "unit", "wave", "language"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.wave}"
