"""Index runs: computed from the released set of a wave, stored with the formula's version and what went in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from core.clock import now
from people.models import Unit


class IndexRun(models.Model):
    """One computation of one index over one wave. Recomputing writes a new run; the newest of a wave is shown."""

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.CharField(max_length=30)  # KTDI
    instrument_version = models.CharField(max_length=20)  # trends break where it changes
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="index_runs")
    campaign = models.UUIDField()
    wave = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    as_of = models.DateField()  # the wave's last day
    formula_version = models.CharField(max_length=20)
    inputs_sha256 = models.CharField(max_length=64)
    computed_at = models.DateTimeField(default=now)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign"], condition=Q(is_current=True), name="index_run_one_current"),
        ]
        indexes = [models.Index(fields=["owner_unit", "as_of"], name="index_run_of_owner")]

    def __str__(self) -> str:
        return f"{self.framework} {self.title}"


class IndexScore(models.Model):
    """One figure of the released set: the index (`component` "INDEX") or one dimension ("D1") in one unit.

    `se` and `df` are what a comparison of two waves needs. A hidden figure is all null. `change_low..change_hidden`
    against the wave before: there only when the people who answered differ by none, or by five or more
    (`surveys.services.ISOLATING`).
    """

    INDEX = "INDEX"

    wagtail_reference_index_ignore = True
    run = models.ForeignKey(IndexRun, models.CASCADE, related_name="scores")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    component = models.CharField(max_length=30)
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    se = models.FloatField(null=True)
    df = models.FloatField(null=True)
    rwg = models.FloatField(null=True)
    hidden = models.CharField(max_length=12, blank=True)
    change = models.FloatField(null=True)
    change_low = models.FloatField(null=True)
    change_high = models.FloatField(null=True)
    change_hidden = models.CharField(max_length=20, blank=True)  # why there is no change to show

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "unit", "component"], name="index_score_once"),
            models.CheckConstraint(
                condition=Q(hidden="")
                | Q(value=None, n=None, low=None, high=None, se=None, df=None, rwg=None, change=None),
                name="index_score_hidden_is_empty",
            ),
        ]
        indexes = [models.Index(fields=["unit", "component"], name="index_score_of_unit")]

    def __str__(self) -> str:
        return f"{self.component} {self.unit}"
