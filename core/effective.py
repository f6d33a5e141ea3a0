"""Rows that hold from a day to a day: `valid` is half-open, an empty upper end means until further notice."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models


class EffectiveQuerySet(models.QuerySet):
    def at(self, day: date) -> Self:
        """Rows that hold on that day."""
        return self.filter(valid__contains=day)


class Effective(models.Model):
    valid = DateRangeField()

    class Meta:
        abstract = True
