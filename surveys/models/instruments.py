"""What is asked. A version is one document (see `surveys.schema`) and never changes once a wave has used it."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.schema import InstrumentSpec, read_instrument


class Instrument(models.Model):
    class Purpose(models.TextChoices):
        KESIAPAN = "kesiapan", _("Kesiapan")
        DENYUT = "denyut", _("Denyut perubahan")
        UMPAN_BALIK = "umpan_balik", _("Umpan balik")
        NILAI_360 = "nilai_360", _("Penilaian 360")

    wagtail_reference_index_ignore = True
    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.KESIAPAN)
    source = models.TextField(blank=True)

    class Meta:
        verbose_name = _("instrumen")

    def __str__(self) -> str:
        return self.title


class InstrumentVersion(models.Model):
    wagtail_reference_index_ignore = True
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.number}"

    @cached_property
    def spec(self) -> InstrumentSpec:
        return read_instrument(self.content)
