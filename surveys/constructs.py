"""The constructs (dimensions) of an instrument in every unit of a tree: answers in, figures out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TypedDict

import numpy as np
import pandas as pd

from measures import scales, trees
from measures.reliability import answers_for_alpha, cronbach_alpha
from measures.suppression import SHOWN
from surveys.schema import DimensionSpec, InstrumentSpec


class Limits(TypedDict):
    minimum: int
    low: float
    high: float


@dataclass(frozen=True)
class Consistency:
    """Cronbach's alpha over a whole wave; None when too few answered or nobody differs."""

    alpha: float | None
    n: int | None
    items: int
    missing: str


def limits_of(spec: InstrumentSpec) -> Limits:
    """What `measures.trees.tree_figures` needs to know of the instrument."""
    return {"minimum": spec.rules.min_group, "low": spec.scale_min, "high": spec.scale_max}


def turn(answers: pd.DataFrame, spec: InstrumentSpec) -> pd.DataFrame:
    """Respondents × items with every item pointing the same way."""
    items = answers[[item.code for item in spec.items]]
    return scales.recode(items, spec.reverse_items, spec.scale_min, spec.scale_max)


def score_people(turned: pd.DataFrame, spec: InstrumentSpec) -> pd.DataFrame:
    """Respondents × dimensions from answers after `turn`; NaN where somebody left out too many items."""
    return scales.person_scores(turned, spec.items_of, spec.rules.min_answered_share)


def score_units(
    turned: pd.DataFrame, people: pd.DataFrame, places: np.ndarray, tree: trees.Tree, spec: InstrumentSpec
) -> pd.DataFrame:
    """The figures of every dimension in every unit, hidden where they must be (`measures.suppression.hide_in_tree`).

    `turned`, `people`: what `turn` and `score_people` made; `places`: the unit (a place in `tree`) under which each
    respondent is stored. Returns rows (place, component, n, mean, sd, se, df, low, high, hidden, rwg), NaN for every
    figure of a hidden one.
    """
    figures = trees.tree_figures(people, places, tree, **limits_of(spec))
    table = trees.tree_agreement(turned, places, tree, spec.items_of, spec.scale_min, spec.scale_max)
    columns = figures["component"].map({code: number for number, code in enumerate(table.columns)})
    found = table.to_numpy()[figures["place"].to_numpy(), columns.to_numpy()]
    return figures.assign(rwg=np.where(figures["hidden"] == SHOWN, found, nan))


def measure_consistency(turned: pd.DataFrame, dimension: DimensionSpec, spec: InstrumentSpec) -> Consistency:
    """Alpha under the instrument's rule for missing answers, None below its least number of respondents."""
    items = turned[[item.code for item in dimension.items]]
    missing = spec.rules.alpha_missing
    n = len(answers_for_alpha(items, missing))
    alpha = cronbach_alpha(items, missing) if n >= spec.rules.alpha_min_respondents else None
    return Consistency(alpha, n, items.shape[1], missing)
