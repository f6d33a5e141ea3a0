"""Units side by side with one total, as a file of responses has them: answers in, figures out, the small ones hidden.

The index is that of `readiness.formulas.kesiapan`; who is hidden follows `measures.suppression`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    estimates = _estimates(score_people(turned, spec), units, list(n), spec)
    by_headcount = headcount if spec.rules.unit_weighting == BY_HEADCOUNT else None
    rows = suppression.hide_small_with_partner(
        n, headcount, spec.rules.min_group, weight=by_headcount or n, complement=complement
    )
    columns = {
        dimension: suppression.hide_column(
            _members(n, estimates[dimension], by_headcount),
            rows,
            suppression.in_order(headcount or n),
            (spec.rules.min_group, spec.scale_min, spec.scale_max),
            complement=complement,
        )
        for dimension in spec.weights
    }
    return WaveFigures(
        tuple(_unit(code, n[code], estimates, rows, columns, spec) for code in n),
        _total(sum(n.values()), estimates, by_headcount, rows, columns, spec),
        _reliability(turned, rows, columns, spec),
    )


def _estimates(people: pd.DataFrame, units: pd.Series, codes: list[str], spec: InstrumentSpec) -> Estimates:
    """Mean and interval of every column of `people` in every unit."""
    places = units.map({code: place for place, code in enumerate(codes)}).to_numpy()
    sums = trees.add_up(people, places, len(codes), (spec.scale_min + spec.scale_max) / 2)
    spread = np.sqrt(sums.variance())
    return {
        component: {
            code: estimate(cell.n, cell.mean, float(spread[place, column]), spec.scale_min, spec.scale_max)
            for place, code in enumerate(codes)
            if (cell := sums.cell(place, column)).n
        }
        for column, component in enumerate(people.columns)
    }


def _members(
    n: Mapping[str, int], found: Mapping[str, Estimate], headcount: Mapping[str, int] | None
) -> dict[str, Member]:
    return {
        code: Member(found[code].n, _weight(code, found[code], headcount), found[code].mean)
        if code in found
        else Member(0, 0.0)
        for code in n
    }


def _weight(code: str, each: Estimate, headcount: Mapping[str, int] | None) -> float:
    return float(headcount[code] if headcount else each.n)


def _unit(
    code: str, n: int, estimates: Estimates, rows: Hiding, columns: Mapping[str, Hiding], spec: InstrumentSpec
) -> GroupFigures:
    if code in rows.groups:
        return _hidden(code, spec)
    shown = {
        dimension: _figure(estimates[dimension][code])
        for dimension, column in columns.items()
        if code not in column.groups
    }
    return _group(code, n, shown, estimates[INDEX].get(code), spec)


def _total(
    n: int,
    estimates: Estimates,
    headcount: Mapping[str, int] | None,
    rows: Hiding,
    columns: Mapping[str, Hiding],
    spec: InstrumentSpec,
) -> GroupFigures:
    if rows.total:
        return _hidden("", spec)
    shown = {}
    for dimension, column in columns.items():
        if not column.total:
            figure = _figure(_all_units(estimates[dimension], headcount, spec))
            shown[dimension] = figure if column.count else replace(figure, n=None)
    spread = _all_units(estimates[INDEX], headcount, spec) if estimates[INDEX] else None
    return _group("", n if rows.count else None, shown, spread, spec)


def _all_units(found: Mapping[str, Estimate], headcount: Mapping[str, int] | None, spec: InstrumentSpec) -> Estimate:
    strata = [(_weight(code, each, headcount), each) for code, each in found.items()]
    return stratified_estimate(strata, spec.scale_min, spec.scale_max)


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
