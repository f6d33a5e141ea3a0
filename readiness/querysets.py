from __future__ import annotations

from django.db.models import Q, QuerySet

from people.models import Unit
from readiness.models import IndexRun


def current_runs(owner_unit: Unit) -> QuerySet[IndexRun]:
    """The run that counts of each wave of this owner, oldest wave first."""
    return IndexRun.objects.filter(owner_unit=owner_unit, is_current=True).order_by("as_of", "wave")


def run_before(run: IndexRun) -> IndexRun | None:
    """Of the wave before, by the same framework in whatever version."""
    earlier = Q(as_of__lt=run.as_of) | Q(as_of=run.as_of, wave__lt=run.wave)
    return alike(run).filter(earlier).last()


def run_after(run: IndexRun) -> IndexRun | None:
    later = Q(as_of__gt=run.as_of) | Q(as_of=run.as_of, wave__gt=run.wave)
    return alike(run).filter(later).first()


def alike(run: IndexRun) -> QuerySet[IndexRun]:
    return current_runs(run.owner_unit).filter(framework=run.framework)
