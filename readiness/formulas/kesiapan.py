"""The readiness index of an instrument such as KTDI: answers in, index and dimensions of every group out. Pure.

One person: reverse items turned, a dimension is the mean of its answered items (at least `min_answered_share`), the
person's index is the weighted mean of at least `min_dimensions` dimensions.
One unit: a dimension is the mean of its people, with t over persons; the index is Σ weight × shown dimension / Σ weight
(a hidden dimension never enters, or the index would give it away), its interval as wide as that of the persons'
indices, centred on the unit's.
The agency: units weighted by headcount, variances by strata. Source: `scoring` of the instrument KTDI 1.0.
"""

from __future__ import annotations

from enum import StrEnum
from math import nan

import numpy as np
import pandas as pd

from measures import scales, trees
from measures.intervals import centred
from measures.suppression import SHOWN, SMALL, UNIFORM
from surveys import constructs
from surveys.constructs import turn
from surveys.schema import InstrumentSpec

VERSION = "1.0"  # a change of any figure for the same answers is a new version
INDEX = "INDEX"


class NoChange(StrEnum):
    """Why a figure has no change against the wave before."""

    FIRST = "pertama"
    VERSION = "versi"
    HIDDEN = "tersembunyi"
    MEMBERS = "anggota"  # one to four people more, fewer or others: the change would be theirs


def score_people(turned: pd.DataFrame, spec: InstrumentSpec) -> pd.DataFrame:
    """Respondents × (dimensions, INDEX) from answers after `surveys.constructs.turn`."""
    scores = constructs.score_people(turned, spec)
    return scores.assign(**{INDEX: scales.composite(scores, spec.weights, spec.rules.min_dimensions)})


def score_tree(answers: pd.DataFrame, places: np.ndarray, tree: trees.Tree, spec: InstrumentSpec) -> pd.DataFrame:
    """The figures of every unit of the tree, hidden where they must be (`measures.suppression.hide_in_tree`).

    `answers`: respondents × items; `places`: the unit (a place in `tree`) under which each respondent is stored.
    Returns rows (place, component, value, n, low, high, se, df, rwg, hidden): INDEX and each dimension of each unit,
    NaN for every figure of a hidden one.
    """
    turned = turn(answers, spec)
    people = score_people(turned, spec)
    dimensions = constructs.score_units(turned, people[list(spec.weights)], places, tree, spec)
    spread = trees.tree_figures(people[[INDEX]], places, tree, **constructs.limits_of(spec))
    index = _index_rows(dimensions, spread, _respondents(places, tree), spec)
    rows = pd.concat([index, dimensions.rename(columns={"mean": "value"})], ignore_index=True)
    return rows[["place", "component", "value", "n", "low", "high", "se", "df", "rwg", "hidden"]]


def _respondents(places: np.ndarray, tree: trees.Tree) -> pd.Series:
    """How many answered in each unit and below it."""
    everybody = pd.DataFrame({"n": np.ones(len(places))})
    own = trees.add_up(everybody, places, len(tree.codes), 0.0)
    return pd.Series(trees.carry_up(own, tree.parents).n[:, 0])


def _index_rows(
    dimensions: pd.DataFrame, spread: pd.DataFrame, respondents: pd.Series, spec: InstrumentSpec
) -> pd.DataFrame:
    """INDEX of each unit from its shown dimensions; without an interval where too few people have an index."""
    means = dimensions.pivot(index="place", columns="component", values="mean")
    value = scales.composite(means, spec.weights, spec.rules.min_dimensions)
    around = spread.set_index("place").assign(value=value)
    known = around["value"].notna() & around["se"].notna()
    bounds = [
        centred(row.value, row.se, row.df, spec.scale_min, spec.scale_max) if row.known else (nan, nan)
        for row in around.assign(known=known).itertuples()
    ]
    shown = value.notna()
    return pd.DataFrame(
        {
            "place": value.index,
            "component": INDEX,
            "value": value,
            "n": respondents.where(shown, nan),
            "low": [low for low, _ in bounds],
            "high": [high for _, high in bounds],
            "se": around["se"].where(known),
            "df": around["df"].where(known),
            "rwg": nan,
            "hidden": np.where(shown, SHOWN, _why_no_index(dimensions)),
        }
    )


def _why_no_index(dimensions: pd.DataFrame) -> pd.Series:
    """For each unit the word to show when too few dimensions are left: all answered alike, or too few answered."""
    alike = dimensions.assign(alike=dimensions["hidden"] == UNIFORM).groupby("place")["alike"].any()
    return pd.Series(np.where(alike, UNIFORM, SMALL), index=alike.index)
