"""Means of every unit of a tree from one pass over the people: sums go up the tree, people are read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
import pandas as pd

from measures import suppression
from measures.intervals import Estimate, estimate, stratified_estimate
from measures.reliability import agreement
from measures.suppression import Cell

NO_CELL = Cell(0, nan, nan, nan)


@dataclass(frozen=True)
class Tree:
    """Units, parents before children: `parents` holds places in the same list, -1 for the root, which is first.

    `headcounts` are of whole subtrees; `weights` say for how many people a unit counts in the root (its headcount, or
    0 for one that nobody answered in); None lets everybody who answered count alike.
    """

    codes: Sequence[str]
    parents: Sequence[int]
    headcounts: Sequence[int]
    weights: Sequence[float] | None

    def children(self, place: int) -> list[int]:
        return [child for child, parent in enumerate(self.parents) if parent == place]


@dataclass(frozen=True)
class Sums:
    """Per unit and column: how many numbers, their sum and sum of squares about `middle`, smallest and largest."""

    middle: float
    n: np.ndarray
    total: np.ndarray
    squares: np.ndarray
    least: np.ndarray
    most: np.ndarray

    def cell(self, place: int, column: int) -> Cell:
        n = int(self.n[place, column])
        if not n:
            return NO_CELL
        mean = self.middle + float(self.total[place, column]) / n
        return Cell(n, mean, float(self.least[place, column]), float(self.most[place, column]))

    def variance(self) -> np.ndarray:
        """Sample variances, exactly 0 where all are equal, NaN under two numbers."""
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = (self.squares - self.total**2 / self.n) / (self.n - 1)
        spread = np.where(self.least == self.most, 0.0, np.maximum(spread, 0.0))
        return np.where(self.n > 1, spread, np.nan)


def add_up(values: pd.DataFrame, places: np.ndarray, units: int, middle: float) -> Sums:
    """Sums of the people of each unit itself; `places` is the unit of each row."""
    given = values.to_numpy(dtype=float)
    known = ~np.isnan(given)
    about = np.where(known, given - middle, 0.0)
    shape = (units, given.shape[1])
    n, total, squares = np.zeros(shape, dtype=int), np.zeros(shape), np.zeros(shape)
    least, most = np.full(shape, np.inf), np.full(shape, -np.inf)
    np.add.at(n, places, known)
    np.add.at(total, places, about)
    np.add.at(squares, places, about**2)
    np.minimum.at(least, places, np.where(known, given, np.inf))
    np.maximum.at(most, places, np.where(known, given, -np.inf))
    return Sums(middle, n, total, squares, least, most)


def carry_up(own: Sums, parents: Sequence[int]) -> Sums:
    """Sums of each unit with everything below it."""
    n, total, squares = own.n.copy(), own.total.copy(), own.squares.copy()
    least, most = own.least.copy(), own.most.copy()
    for place in range(len(parents) - 1, 0, -1):
        parent = parents[place]
        n[parent] += n[place]
        total[parent] += total[place]
        squares[parent] += squares[place]
        np.minimum(least[parent], least[place], out=least[parent])
        np.maximum(most[parent], most[place], out=most[parent])
    return Sums(own.middle, n, total, squares, least, most)


def tree_figures(
    scores: pd.DataFrame, places: np.ndarray, tree: Tree, *, minimum: int, low: float, high: float
) -> pd.DataFrame:
    """Every unit's mean of every column, hidden where it must be.

    `scores`: people × columns, NaN where missing; `places`: the unit under which each person's answers are stored.
    Returns rows (place, component, n, mean, sd, se, df, low, high, hidden); a hidden row has NaN for figures. The
    root is the weighted mean of its shown children and of its pool (own people and hidden children), each a stratum.
    """
    own = add_up(scores, places, len(tree.codes), (low + high) / 2)
    whole = carry_up(own, tree.parents)
    spread = np.sqrt(whole.variance())
    rows = []
    for column, component in enumerate(scores.columns):
        hidden = _hide(column, own, whole, tree, minimum, low, high)
        for place, reason in enumerate(hidden):
            if reason:
                rows.append((place, component, *_NOTHING, reason))
                continue
            found = (
                _root(column, own, whole, tree, hidden, low, high)
                if place == 0
                else _estimate(whole, spread, place, column, low, high)
            )
            rows.append((place, component, *_figures(found), ""))
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = ["place", "component", "n", "mean", "sd", "se", "df", "low", "high", "hidden"]
_NOTHING = (nan,) * 7


def _figures(found: Estimate) -> tuple[float, ...]:
    return (found.n, found.mean, found.sd, found.se, found.df, found.low, found.high)


def _hide(column: int, own: Sums, whole: Sums, tree: Tree, minimum: int, low: float, high: float) -> list[str]:
    return suppression.hide_in_tree(
        tree.parents,
        list(zip(tree.headcounts, tree.codes, strict=True)),
        lambda place: whole.cell(place, column),
        lambda place: own.cell(place, column),
        minimum=minimum,
        low=low,
        high=high,
    )


def _estimate(sums: Sums, spread: np.ndarray, place: int, column: int, low: float, high: float) -> Estimate:
    n = int(sums.n[place, column])
    return estimate(n, sums.middle + sums.total[place, column] / n, float(spread[place, column]), low, high)


def _root(column: int, own: Sums, whole: Sums, tree: Tree, hidden: Sequence[str], low: float, high: float) -> Estimate:
    """The agency: Σ W m over its shown children and its pool, whose weight is that of all who are not shown."""
    spread = np.sqrt(whole.variance())
    children = tree.children(0)
    shown = [child for child in children if not hidden[child]]
    pool = merge_cells(column, [(own, 0), *((whole, child) for child in children if hidden[child])])
    weights = tree.weights
    strata = [
        (
            weights[child] if weights else float(whole.n[child, column]),
            _estimate(whole, spread, child, column, low, high),
        )
        for child in shown
    ]
    if pool:
        rest = weights[0] - sum(weights[child] for child in shown) if weights else float(pool.n)
        strata.append((rest, pool))
    return stratified_estimate(strata, low, high)


def merge_cells(column: int, cells: Iterable[tuple[Sums, int]]) -> Estimate | None:
    """The people of several units as one group, without an interval; None when none of them has a number."""
    parts = [(sums, place) for sums, place in cells if sums.n[place, column]]
    if not parts:
        return None
    n = sum(int(sums.n[place, column]) for sums, place in parts)
    total = sum(float(sums.total[place, column]) for sums, place in parts)
    squares = sum(float(sums.squares[place, column]) for sums, place in parts)
    least = min(float(sums.least[place, column]) for sums, place in parts)
    most = max(float(sums.most[place, column]) for sums, place in parts)
    variance = max(squares - total**2 / n, 0.0) / (n - 1) if n > 1 else nan
    spread = 0.0 if n > 1 and least == most else sqrt(variance)
    return estimate(n, parts[0][0].middle + total / n, spread, None, None)


def tree_agreement(
    items: pd.DataFrame,
    places: np.ndarray,
    tree: Tree,
    dimensions: Mapping[str, Sequence[str]],
    low: float,
    high: float,
) -> pd.DataFrame:
    """r_wg(J) of every unit (rows) on every dimension (columns), NaN where no item has two answers."""
    whole = carry_up(add_up(items, places, len(tree.codes), (low + high) / 2), tree.parents)
    variances = pd.DataFrame(whole.variance(), columns=list(items.columns))
    found = {}
    for dimension, codes in dimensions.items():
        known = variances[list(codes)]
        pairs = zip(known.notna().sum(axis=1), known.mean(axis=1), strict=True)
        found[dimension] = [agreement(int(k), float(mean), low, high) if k else nan for k, mean in pairs]
    return pd.DataFrame(found)
