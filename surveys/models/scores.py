"""What every later room reads of a wave: the released set."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.clock import now
from people.models import Unit
from surveys.models.campaigns import Campaign


class ConstructScore(models.Model):
    """One construct (dimension) in one unit. A hidden one has no figures at all."""

    wagtail_reference_index_ignore = True
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="scores")
    construct = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    n = models.PositiveIntegerField(null=True)
    mean = models.FloatField(null=True)
    sd = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    rwg = models.FloatField(null=True)
    hidden = models.CharField(max_length=12, blank=True)
    computed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "construct", "unit"], name="construct_score_once"),
            models.CheckConstraint(
                condition=Q(hidden="") | Q(n=None, mean=None, sd=None, low=None, high=None, rwg=None),
                name="construct_score_hidden_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.construct} {self.unit}"


class Reliability(models.Model):
    """Of one construct over the whole wave; read by analysts and evaluators. `alpha` null: too few, or no variance."""

    wagtail_reference_index_ignore = True
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="reliabilities")
    construct = models.CharField(max_length=30)
    alpha = models.FloatField(null=True)
    n = models.PositiveIntegerField()
    items = models.PositiveSmallIntegerField()
    missing = models.CharField(max_length=12)  # the rule for missing answers: complete, pairwise, median

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "construct"], name="reliability_once")]

    def __str__(self) -> str:
        return self.construct
