"""The readiness index of an instrument such as KTDI: answers in, index and dimensions of every group out. Pure.

One person: reverse items turned, a dimension is the mean of its answered items (at least `min_answered_share`), the
person's index is the weighted mean of at least `min_dimensions` dimensions.
One unit: a dimension is the mean of its people, with t over persons; the index is Σ weight × shown dimension / Σ weight
(a hidden dimension never enters, or the index would give it away), its interval as wide as that of the persons'
indices, centred on the unit's.
The agency: units weighted by headcount, variances by strata. Source: `scoring` of the instrument KTDI 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, nan

import numpy as np
import pandas as pd

from measures import scales, suppression, trees
from measures.indices import weighted_index
from measures.intervals import Estimate, centred, estimate, stratified_estimate
from measures.suppression import SHOWN, SMALL, UNIFORM
from surveys import constructs
from surveys.constructs import Consistency, measure_consistency, turn
from surveys.schema import InstrumentSpec

VERSION = "1.0"  # a change of any figure for the same answers is a new version
INDEX = "INDEX"


class NoChange(StrEnum):
    """Why a figure has no change against the wave before."""

    FIRST = "pertama"
    VERSION = "versi"
    HIDDEN = "tersembunyi"
    MEMBERS = "anggota"  # one to four people more, fewer or others: the change would be theirs


@dataclass(frozen=True)
class Figure:
    """A mean and its interval; all None where hidden or not known."""

    n: int | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class GroupFigures:
    code: str
    n: int | None
    hidden: str
    index: Figure
    dimensions: Mapping[str, Figure]


@dataclass(frozen=True)
class WaveFigures:
    units: tuple[GroupFigures, ...]
    total: GroupFigures
    reliability: Mapping[str, Consistency]


def score_people(turned: pd.DataFrame, spec: InstrumentSpec) -> pd.DataFrame:
    """Respondents × (dimensions, INDEX) from answers after `surveys.constructs.turn`."""
    scores = constructs.score_people(turned, spec)
    return scores.assign(**{INDEX: scales.composite(scores, spec.weights, spec.rules.min_dimensions)})


# Every unit of a tree: what a campaign publishes


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


# Units side by side with one total: what a file of responses says


def score_wave(
    answers: pd.DataFrame, units: pd.Series, headcount: Mapping[str, int] | None, spec: InstrumentSpec
) -> WaveFigures:
    """Every unit and the total of one wave, hidden where they must be (`measures.suppression`).

    `answers`: respondents × items, each with an answer at least; `units`: the unit of each; `headcount`: people of
    each unit, weighting the total, or None to let respondents do so.
    """
    turned = turn(answers, spec)
    people = score_people(turned, spec)
    codes = sorted(units.unique())
    places = units.map({code: place for place, code in enumerate(codes)}).to_numpy()
    sums = trees.add_up(people, places, len(codes), (spec.scale_min + spec.scale_max) / 2)
    n = {code: int(count) for code, count in zip(codes, np.bincount(places, minlength=len(codes)), strict=True)}
    hiding = suppression.hide_small_with_partner(n, headcount, spec.rules.min_group)
    sheet = _Sheet(spec, codes, n, headcount, _estimates(sums, codes, list(people.columns), spec))
    return sheet.figures(hiding, {d.code: measure_consistency(turned, d, spec) for d in spec.dimensions})


Estimates = Mapping[str, Mapping[str, Estimate]]  # component, unit; without those nobody of whom has a number


def _estimates(sums: trees.Sums, codes: list[str], components: list[str], spec: InstrumentSpec) -> Estimates:
    spread = np.sqrt(sums.variance())
    found: dict[str, dict[str, Estimate]] = {component: {} for component in components}
    for column, component in enumerate(components):
        for place, code in enumerate(codes):
            cell = sums.cell(place, column)
            if cell.n:
                sd = float(spread[place, column])
                found[component][code] = estimate(cell.n, cell.mean, sd, spec.scale_min, spec.scale_max)
    return found


@dataclass(frozen=True)
class _Sheet:
    spec: InstrumentSpec
    codes: list[str]
    n: Mapping[str, int]
    headcount: Mapping[str, int] | None
    estimates: Estimates

    def figures(self, hiding: suppression.Hiding, reliability: Mapping[str, Consistency]) -> WaveFigures:
        columns = {code: self.hidden_cells(code, hiding) for code in self.spec.weights}
        units = tuple(
            self.hidden_group(code, hiding.reasons[code])
            if code in hiding.reasons
            else self.unit(code, {d for d, (cells, _) in columns.items() if code not in cells})
            for code in self.codes
        )
        if hiding.total:
            why = SMALL if sum(self.n.values()) < self.spec.rules.min_group else suppression.PARTNER
            return WaveFigures(units, self.hidden_group("", why), {c: _hide(r) for c, r in reliability.items()})
        total = self.total({d for d, (_, total_hidden) in columns.items() if not total_hidden})
        least = self.spec.rules.min_group
        return WaveFigures(
            units, total, {c: r if r.n is not None and r.n >= least else _hide(r) for c, r in reliability.items()}
        )

    def weight(self, code: str, each: Estimate) -> float:
        return float(self.headcount[code] if self.headcount else each.n)

    def hidden_cells(self, dimension: str, hiding: suppression.Hiding) -> tuple[set[str], bool]:
        """In whose rows this dimension is hidden, and whether in the total."""
        found = self.estimates[dimension]
        size = self.headcount or self.n
        return suppression.hide_cells(
            {code: found[code].n if code in found else 0 for code in self.codes},
            {code: self.weight(code, each) for code, each in found.items()},
            {code: each.mean for code, each in found.items()},
            hiding.reasons,
            sorted(self.codes, key=lambda code: (size[code], code)),
            minimum=self.spec.rules.min_group,
            low=self.spec.scale_min,
            high=self.spec.scale_max,
        )

    def hidden_group(self, code: str, why: str) -> GroupFigures:
        return GroupFigures(code, None, why, Figure(), {dimension: Figure() for dimension in self.spec.weights})

    def unit(self, code: str, shown: set[str]) -> GroupFigures:
        means = {dimension: self.estimates[dimension][code] for dimension in shown}
        return self.group(code, self.n[code], means, self.estimates[INDEX].get(code))

    def total(self, shown: set[str]) -> GroupFigures:
        return self.group("", sum(self.n.values()), {d: self.all_units(d) for d in shown}, self.all_units(INDEX))

    def all_units(self, component: str) -> Estimate | None:
        found = self.estimates[component]
        strata = [(self.weight(code, each), each) for code, each in found.items()]
        return stratified_estimate(strata, self.spec.scale_min, self.spec.scale_max) if strata else None

    def group(self, code: str, n: int, shown: Mapping[str, Estimate | None], spread: Estimate | None) -> GroupFigures:
        dimensions = {code: _figure(shown.get(code)) for code in self.spec.weights}
        return GroupFigures(code, n, SHOWN, self.index(dimensions, spread), dimensions)

    def index(self, dimensions: Mapping[str, Figure], spread: Estimate | None) -> Figure:
        """The index from the dimensions shown, its interval from `spread`: the persons' own indices."""
        value = weighted_index(
            {code: each.mean for code, each in dimensions.items()}, self.spec.weights, self.spec.rules.min_dimensions
        )
        if value is None or spread is None or spread.n < self.spec.rules.min_group or isnan(spread.se):
            return Figure(mean=value)
        low, high = centred(value, spread.se, spread.df, self.spec.scale_min, self.spec.scale_max)
        return Figure(mean=value, low=low, high=high)


def _figure(each: Estimate | None) -> Figure:
    if each is None:
        return Figure()
    return Figure(each.n, each.mean, _known(each.low), _known(each.high))


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _hide(each: Consistency) -> Consistency:
    return Consistency(None, None, each.items, each.missing)
