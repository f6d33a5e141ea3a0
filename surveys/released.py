"""The released set of a wave as a tree of the units that stand, each with the answers stored under it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from measures.trees import Tree
from surveys import services
from surveys.models import Campaign, ReleasedUnit


@dataclass(frozen=True)
class Released:
    """`units`: keys of the units, by place in `tree`; `answers`: respondents × items; `places`: of each respondent."""

    units: list[int]
    tree: Tree
    answers: pd.DataFrame
    places: np.ndarray


def read_released(campaign: Campaign) -> Released:
    """Five queries at most, whatever the amount. Empty for a wave that released nothing."""
    rows = list(campaign.released_units.select_related("unit").order_by("depth", "unit__code"))
    standing = [row for row in rows if not row.hidden]
    place: dict[int | None, int] = {row.unit_id: number for number, row in enumerate(standing)}
    tree = Tree(
        codes=[row.unit.code for row in standing],
        parents=[place.get(row.parent_id, -1) for row in standing],
        headcounts=[row.headcount for row in standing],
        weights=_weights(campaign, rows, standing),
    )
    frame = services.released_frame(campaign=campaign)
    by_path = {row.path: number for number, row in enumerate(standing)}
    return Released(
        units=[row.unit_id for row in standing],
        tree=tree,
        answers=frame.drop(columns="bucket_path"),
        places=frame["bucket_path"].map(by_path).to_numpy(dtype=int),
    )


def _weights(campaign: Campaign, rows: list[ReleasedUnit], standing: list[ReleasedUnit]) -> list[float] | None:
    """For how many people each unit counts; the whole without those first-level units, and without that staff of the
    owner itself, of whom nobody answered."""
    if campaign.version.spec.rules.unit_weighting != "headcount":
        return None
    first = [row for row in rows if row.depth == 1]
    absent = sum(row.headcount for row in first if row.hidden == ReleasedUnit.Why.TIDAK_IKUT)
    absent += _silent_staff(campaign, rows, first)
    return [float(row.headcount - (absent if row.depth == 0 else 0)) for row in standing]


def _silent_staff(campaign: Campaign, rows: list[ReleasedUnit], first: list[ReleasedUnit]) -> int:
    """People asked in the owner unit itself, if none of them answered; 0 as soon as one has."""
    staff = sum(row.headcount for row in rows if row.depth == 0) - sum(row.headcount for row in first)
    below = [row.unit_id for row in rows if row.depth > 0]
    if not staff or campaign.participations.filter(answered=True).exclude(unit_at__in=below).exists():
        return 0
    return staff
