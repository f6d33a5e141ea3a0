"""Units side by side with one total, as a file of responses has them: answers in, figures out, the small ones hidden.

The index is that of `readiness.formulas.kesiapan`; who is hidden follows `measures.suppression`. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np
import pandas as pd

from measures import suppression, trees
from measures.indices import weighted_index
from measures.intervals import Estimate, centred, estimate, stratified_estimate
from measures.suppression import SHOWN, Hiding, Member
from readiness.formulas.kesiapan import INDEX, score_people
from surveys.constructs import Consistency, measure_consistency, turn
from surveys.schema import InstrumentSpec

HIDDEN = "kecil atau pasangan"  # which of the two would say how many answered
BY_HEADCOUNT = "headcount"

Estimates = Mapping[str, Mapping[str, Estimate]]  # component, unit; no entry where nobody has a number


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


def score_wave(
    answers: pd.DataFrame,
    units: pd.Series,
    headcount: Mapping[str, int] | None,
    spec: InstrumentSpec,
    *,
    complement: bool = True,
) -> WaveFigures:
    """Every unit and the total of one wave.

    `answers`: respondents × items, each with an answer at least; `units`: the unit of each; `headcount`: people of
    each unit, or None where nobody counted them. Without `complement` small units alone are hidden: for tests.
    """
    turned = turn(answers, spec)
    n = {str(code): int(count) for code, count in units.value_counts().sort_index().items()}
    by_headcount = headcount if spec.rules.unit_weighting == BY_HEADCOUNT else None
    wave = _add_up(score_people(turned, spec), units, n, by_headcount, spec)
    rows = suppression.hide_small_with_partner(n, headcount, spec.rules.min_group, weight=n, complement=complement)
    order = suppression.in_order(headcount or n)
    columns = {dimension: _hide(wave, dimension, rows, order, complement=complement) for dimension in spec.weights}
    shown = tuple(_unit(code, wave, rows, columns) for code in n)
    return WaveFigures(shown, _total(wave, shown, rows, columns), _reliability(turned, rows, columns, spec))


@dataclass(frozen=True)
class _Wave:
    """What a wave holds before anything is hidden; `headcount` where units count by it."""

    n: Mapping[str, int]
    sums: trees.Sums
    estimates: Estimates
    headcount: Mapping[str, int] | None
    spec: InstrumentSpec

    def pool(self, component: str, hidden: Collection[str]) -> Estimate | None:
        """The people of the hidden units as one group."""
        column = list(self.estimates).index(component)
        places = [place for place, code in enumerate(self.n) if code in hidden]
        return trees.merge_cells(column, ((self.sums, place) for place in places))

    def all_units(self, component: str, hidden: Collection[str]) -> Estimate | None:
        """Each shown unit a stratum, and all hidden ones together one: how they differ never enters the total."""
        found = self.estimates[component]
        strata = [(self._weight(code, each), each) for code, each in found.items() if code not in hidden]
        if pool := self.pool(component, hidden):
            strata.append((sum(self._weight(code, each) for code, each in found.items() if code in hidden), pool))
        return stratified_estimate(strata, self.spec.scale_min, self.spec.scale_max) if strata else None

    def _weight(self, code: str, each: Estimate) -> float:
        return float(self.headcount[code] if self.headcount else each.n)


def _add_up(
    people: pd.DataFrame,
    units: pd.Series,
    n: Mapping[str, int],
    headcount: Mapping[str, int] | None,
    spec: InstrumentSpec,
) -> _Wave:
    """Mean and interval of every column of `people` in every unit."""
    places = units.map({code: place for place, code in enumerate(n)}).to_numpy()
    sums = trees.add_up(people, places, len(n), (spec.scale_min + spec.scale_max) / 2)
    spread = np.sqrt(sums.variance())
    estimates = {
        component: {
            code: estimate(cell.n, cell.mean, float(spread[place, column]), spec.scale_min, spec.scale_max)
            for place, code in enumerate(n)
            if (cell := sums.cell(place, column)).n
        }
        for column, component in enumerate(people.columns)
    }
    return _Wave(n, sums, estimates, headcount, spec)


def _hide(wave: _Wave, dimension: str, rows: Hiding, order: Sequence[str], *, complement: bool) -> Hiding:
    """The total goes as well where all who are hidden are of one opinion: its interval would say so."""
    spec, found = wave.spec, wave.estimates[dimension]
    members = {
        code: Member(found[code].n, found[code].n, found[code].mean) if code in found else Member(0, 0.0)
        for code in wave.n
    }
    limits = (spec.rules.min_group, spec.scale_min, spec.scale_max)
    hiding = suppression.hide_column(members, rows, order, limits, complement=complement)
    pool = wave.pool(dimension, hiding.groups)
    return replace(hiding, total=True) if complement and pool and pool.sd == 0 else hiding


def _unit(code: str, wave: _Wave, rows: Hiding, columns: Mapping[str, Hiding]) -> GroupFigures:
    if code in rows.groups:
        return _hidden(code, wave.spec)
    shown = {
        dimension: _figure(wave.estimates[dimension][code])
        for dimension, column in columns.items()
        if code not in column.groups
    }
    return _group(code, wave.n[code], shown, wave.estimates[INDEX].get(code), wave.spec)


def _total(wave: _Wave, units: Sequence[GroupFigures], rows: Hiding, columns: Mapping[str, Hiding]) -> GroupFigures:
    if rows.total:
        return _hidden("", wave.spec)
    shown = {}
    for dimension, column in columns.items():
        whole = wave.all_units(dimension, column.groups)
        if whole and not column.total:
            figure = _figure(whole)
            shown[dimension] = figure if column.count else replace(figure, n=None)
    n = sum(wave.n.values()) if rows.count else None
    return _group("", n, shown, _spread_of_index(wave, units), wave.spec)


def _spread_of_index(wave: _Wave, units: Sequence[GroupFigures]) -> Estimate | None:
    """How far persons' indices lie apart in all units; None where that would tell of fewer than a crowd."""
    unknown = {unit.code for unit in units if unit.index.low is None}
    pool = wave.pool(INDEX, unknown)
    if pool and (pool.n < wave.spec.rules.min_group or pool.sd == 0):
        return None
    return wave.all_units(INDEX, unknown)


def _hidden(code: str, spec: InstrumentSpec) -> GroupFigures:
    return GroupFigures(code, None, HIDDEN, Figure(), {dimension: Figure() for dimension in spec.weights})


def _group(
    code: str, n: int | None, shown: Mapping[str, Figure], spread: Estimate | None, spec: InstrumentSpec
) -> GroupFigures:
    dimensions = {dimension: shown.get(dimension, Figure()) for dimension in spec.weights}
    return GroupFigures(code, n, SHOWN, _index(dimensions, spread, spec), dimensions)


def _index(dimensions: Mapping[str, Figure], spread: Estimate | None, spec: InstrumentSpec) -> Figure:
    """The index from the dimensions shown, its interval as wide as that of the persons' own indices (`spread`)."""
    means = {code: each.mean for code, each in dimensions.items()}
    value = weighted_index(means, spec.weights, spec.rules.min_dimensions)
    if value is None or spread is None or spread.n < spec.rules.min_group:
        return Figure(mean=value)
    low, high = centred(value, spread.se, spread.df, spec.scale_min, spec.scale_max)
    return Figure(mean=value, low=_known(low), high=_known(high))


def _figure(each: Estimate) -> Figure:
    return Figure(each.n, each.mean, _known(each.low), _known(each.high))


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _reliability(
    turned: pd.DataFrame, rows: Hiding, columns: Mapping[str, Hiding], spec: InstrumentSpec
) -> dict[str, Consistency]:
    """Alpha over the whole wave. Its n is told where the total tells that of the dimension, and of a crowd only."""
    told = {}
    for dimension in spec.dimensions:
        found = measure_consistency(turned, dimension, spec)
        column = columns[dimension.code]
        if found.n is not None and found.n < spec.rules.min_group:
            found = replace(found, alpha=None, n=None)
        if rows.total or column.total or not column.count:
            found = replace(found, n=None)
        told[dimension.code] = found
    return told
