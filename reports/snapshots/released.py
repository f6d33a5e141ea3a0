"""What may be known of waves: the released set and the scores that were computed from it, and nothing before them.

All that a report says of a survey comes from here, so a figure that is hidden here is hidden everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from measures.rounding import half_up
from people.models import Unit
from readiness.models import IndexRun, IndexScore
from surveys.models import Campaign, ReleasedUnit, Reliability
from surveys.schema import InstrumentSpec

# Why a unit hides is nobody's business: that it was too small would tell how many answered.
DISEMBUNYIKAN, TIDAK_IKUT = "disembunyikan", "tidak_ikut"
HIDDEN: dict[str, str] = {"kecil": DISEMBUNYIKAN, "pasangan": DISEMBUNYIKAN}


def rounded(value: float | None) -> float | None:
    """As it is published: two decimals, everywhere the same, so that no file says more than the page."""
    return None if value is None else float(half_up(value, 2))


@dataclass
class Wave:
    """One computed wave, as far as it was read: rows of the released set by unit, scores by unit and component."""

    run: IndexRun
    campaign: Campaign
    units: dict[int, ReleasedUnit] = field(default_factory=dict)
    scores: dict[tuple[int, str], IndexScore] = field(default_factory=dict)
    parents: set[int | None] = field(default_factory=set)  # units that have others below them, read or not

    @property
    def spec(self) -> InstrumentSpec:
        return self.campaign.version.spec

    @cached_property
    def children(self) -> dict[int | None, list[ReleasedUnit]]:
        """By parent as of the frame day, in the order of their codes."""
        found: dict[int | None, list[ReleasedUnit]] = {}
        for row in sorted(self.units.values(), key=lambda row: row.unit.code):
            found.setdefault(row.parent_id, []).append(row)
        return found

    def why_hidden(self, unit: int, component: str = "") -> str:
        """Empty where the unit, and the component in it, may be shown."""
        row = self.units.get(unit)
        if row is None:
            return TIDAK_IKUT
        score = self.scores.get((unit, component))
        why = row.hidden or (score.hidden if score else "")
        return HIDDEN.get(why, why)

    def shown(self, unit: int, component: str) -> IndexScore | None:
        """The figure, if there is one that may be shown."""
        score = self.scores.get((unit, component))
        return None if score is None or score.value is None or self.why_hidden(unit, component) else score

    def count(self, unit: int) -> int | None:
        """How many answered, where that may be shown."""
        row = self.units.get(unit)
        return row.n if row and not row.hidden else None


def read_waves(runs: Sequence[IndexRun], of: IndexRun | None, unit: Unit | None = None) -> list[Wave]:
    """Every wave of one owner, oldest first. With `unit`: of the wave `of` the unit, those beside and those below it;
    of the others the unit alone. Without: everything. Four queries, whatever the amount.
    """
    campaigns = Campaign.objects.select_related("version__instrument").in_bulk(
        [run.campaign for run in runs], field_name="uuid"
    )
    waves = {run.pk: Wave(run, campaigns[run.campaign]) for run in runs}
    by_campaign = {wave.campaign.pk: wave for wave in waves.values()}
    for row in _released(campaigns, of, unit):
        by_campaign[row.campaign_id].units[row.unit_id] = row
    scores = IndexScore.objects.filter(run__in=waves)
    if unit and of:
        scores = scores.filter(Q(unit=unit) | Q(run=of, unit__in=waves[of.pk].units))
    for score in scores:
        waves[score.run_id].scores[score.unit_id, score.component] = score
    if of:
        above = ReleasedUnit.objects.filter(campaign=waves[of.pk].campaign).values_list("parent", flat=True)
        waves[of.pk].parents = set(above.distinct())
    return list(waves.values())


def _released(campaigns: Mapping[UUID, Campaign], of: IndexRun | None, unit: Unit | None) -> QuerySet[ReleasedUnit]:
    rows = ReleasedUnit.objects.filter(campaign__in=campaigns.values()).select_related("unit")
    if unit is None or of is None:
        return rows
    here = ReleasedUnit.objects.filter(campaign=campaigns[of.campaign], unit=unit)
    near = Q(parent=unit) | Q(parent__in=here.values("parent"))
    return rows.filter(Q(unit=unit) | Q(near, campaign=campaigns[of.campaign]))


def read_reliability(wave: Wave) -> list[dict[str, Any]]:
    """Of each dimension over the whole wave, for those who judge the instrument."""
    rows = Reliability.objects.filter(campaign=wave.campaign).order_by("construct")
    return [
        {
            "code": row.construct,
            "alpha": rounded(row.alpha),
            "n": row.n,
            "items": row.items,
            "missing": row.missing,
        }
        for row in rows
    ]
