"""What an agency wants to reach, year by year, and what it reached."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clock import now
from people.models import Person, Role, Unit
from targets.querysets import MeasurementQuerySet, TargetQuerySet

DIGITS, PLACES = 22, 6


class Target(models.Model):
    """One indicator of an agency. The texts are those of content/targets.yaml; the figures are the agency's own.

    A baseline is measured or an example. What somebody claimed is a ReferenceValue, which holds words and no number:
    it cannot be drawn and cannot enter a formula.
    """

    class ValueKind(models.TextChoices):
        NUMBER = "number", _("Bilangan")
        RATIO = "ratio", _("Rasio")
        STREAK = "streak", _("Hitungan beruntun")

    class Direction(models.TextChoices):
        NAIK = "naik", _("makin besar makin baik")
        TURUN = "turun", _("makin kecil makin baik")
        PERTAHANKAN = "pertahankan", _("jaga pada atau di atas target")

    class Frequency(models.TextChoices):
        BULANAN = "bulanan", _("bulanan")
        TRIWULANAN = "triwulanan", _("triwulanan")
        SEMESTERAN = "semesteran", _("semesteran")
        TAHUNAN = "tahunan", _("tahunan")
        DUA_TAHUNAN = "dua tahunan", _("dua tahunan")

    class BaselineStatus(models.TextChoices):
        TERUKUR = "terukur", _("terukur")
        CONTOH = "contoh", _("contoh")

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")  # the agency's top unit
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    definition = models.TextField()
    concept = models.CharField(max_length=200)
    measure = models.CharField(max_length=60)  # median, persentase, jumlah …
    measure_unit = models.CharField(max_length=60)
    value_kind = models.CharField(max_length=10, choices=ValueKind.choices)
    direction = models.CharField(max_length=12, choices=Direction.choices)
    numerator = models.TextField(blank=True)
    denominator = models.TextField(blank=True)
    ratio_scale = models.PositiveSmallIntegerField(null=True)
    baseline = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    baseline_year = models.PositiveSmallIntegerField(null=True)
    baseline_status = models.CharField(max_length=10, choices=BaselineStatus.choices, blank=True)
    baseline_source = models.CharField(max_length=300, blank=True)  # where the agency's own is known from
    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    owner_role = models.CharField(max_length=20, choices=Role.choices)
    source = models.CharField(max_length=200)
    automatic = models.BooleanField()  # computed from records and never typed in
    required_fields = models.JSONField(default=list)  # what a typed figure must bring besides its evidence
    paired = models.JSONField(default=list)  # codes of the targets to be read beside this one
    dimensions = models.JSONField(default=list)
    courses = models.JSONField(default=list)
    categories = models.JSONField(default=dict)  # of a streak: code to meaning
    streak_value = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=400, blank=True)
    reference_code = models.CharField(max_length=60, blank=True)  # Satu Data; empty until the agency enters it
    rpjmd_period = models.CharField(max_length=30, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("target")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="target_code_once"),
            models.CheckConstraint(
                condition=Q(baseline=None, baseline_year=None, baseline_status="")
                | Q(baseline__isnull=False, baseline_year__isnull=False, baseline_status__in=["terukur", "contoh"]),
                name="target_baseline_is_no_claim",
            ),
            models.CheckConstraint(
                condition=Q(value_kind="ratio", ratio_scale__gt=0) | (~Q(value_kind="ratio") & Q(ratio_scale=None)),
                name="target_ratio_has_scale",
            ),
            models.CheckConstraint(
                condition=(Q(value_kind="streak") & ~Q(streak_value=""))
                | (~Q(value_kind="streak") & Q(streak_value="")),
                name="target_streak_has_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_streak(self) -> bool:
        return self.value_kind == self.ValueKind.STREAK

    @property
    def is_ratio(self) -> bool:
        return self.value_kind == self.ValueKind.RATIO


class TargetYear(models.Model):
    """What the RPJMD asks for at the end of a year."""

    wagtail_reference_index_ignore = True
    target = models.ForeignKey(Target, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["target", "year"], name="target_year_once")]

    def __str__(self) -> str:
        return f"{self.target.code} {self.year}"


class ReferenceValue(models.Model):
    """What somebody else says: a published statistic, or a claim. Words only, so that no formula can use it."""

    class Kind(models.TextChoices):
        KLAIM = "klaim", _("Klaim")
        STATISTIK = "statistik", _("Statistik")

    wagtail_reference_index_ignore = True
    target = models.ForeignKey(Target, models.CASCADE, related_name="references")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=200)
    claimed_by = models.CharField(max_length=200, blank=True)
    claimed_on = models.DateField(null=True)
    method = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "kind"], name="reference_once"),
            models.CheckConstraint(
                condition=~Q(kind="klaim") | (~Q(claimed_by="") & Q(claimed_on__isnull=False) & ~Q(method="")),
                name="reference_claim_says_who_when_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target.code} {self.kind}"


class Measurement(models.Model):
    """A figure reached, as it was known when it was entered. A trigger refuses UPDATE and DELETE.

    A correction is a new row; the newest row of a period counts. `period` is 2026, 2026-S2, 2026-T3 or 2026-10 by the
    target's frequency; `ends_on` is its last day. A streak stores the category of each year, everything else a value.
    """

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="measurements")
    period = models.CharField(max_length=10)
    ends_on = models.DateField()
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    numerator = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    denominator = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True)
    category = models.CharField(max_length=20, blank=True)
    counted = models.PositiveIntegerField(null=True)  # how many records went in
    detail = models.JSONField(default=dict)  # what belongs beside the figure, such as applications stopped
    source = models.CharField(max_length=200)
    source_id = models.UUIDField(null=True)
    evidence = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=300, blank=True)
    covers = models.CharField(max_length=60, blank=True)  # the span that a typed figure says it covers
    typed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # null: computed
    recorded_at = models.DateTimeField(default=now)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("realisasi")
        indexes = [models.Index(fields=["target", "ends_on", "recorded_at"], name="measurement_of_period")]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, category="") | (Q(value=None) & ~Q(category="")),
                name="measurement_value_or_category",
            ),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None) | Q(numerator__isnull=False, denominator__gt=0),
                name="measurement_ratio_has_both_parts",
            ),
            models.CheckConstraint(
                condition=Q(typed_by=None) | ~Q(evidence=""), name="measurement_typed_with_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target.code} {self.period}"
