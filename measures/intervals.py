"""How sure a mean is: t intervals over persons, for one group and for a weighted set of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan, sqrt

import numpy as np
import pandas as pd
from scipy.special import stdtrit  # scipy.stats takes a second to import, in every process

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean of `n` persons and the interval that holds the true one with 95 % confidence.

    What cannot be known is NaN: `sd` and everything after it when n = 1.
    """

    n: int
    mean: float
    sd: float
    se: float
    df: float
    low: float
    high: float


@lru_cache(maxsize=4096)
def t_quantile(df: float, confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of Student's t: 2.7764 for four degrees of freedom at 95 %."""
    return float(stdtrit(df, (1 + confidence) / 2)) if df > 0 else nan


def clip(value: float, low: float | None, high: float | None) -> float:
    """Cut at the ends of the scale, beyond which no true mean can lie; NaN stays NaN."""
    if isnan(value):
        return nan
    above = value if low is None else max(low, value)
    return above if high is None else min(high, above)


def centred(
    mean: float, se: float, df: float, low: float | None, high: float | None, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The interval mean ± t(df) × se, cut at `low` and `high`."""
    half = t_quantile(df, confidence) * se
    return clip(mean - half, low, high), clip(mean + half, low, high)


def mean_estimate(
    values: Sequence[float] | np.ndarray | pd.Series,
    low: float | None = None,
    high: float | None = None,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Mean of the values that are not NaN, mean ± t(n - 1) × s/√n, cut at the ends of the scale.

    No finite-population correction: a small office that answered in full still stands for itself at other times.
    Raises ValueError when there is no value. Source: Student (1908); `scoring.rules_arti.interval`.
    """
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if not known.size:
        raise ValueError("no values to average")
    spread = 0.0 if known.min() == known.max() else float(known.std(ddof=1))  # no rounding noise among equals
    return estimate(int(known.size), float(known.mean()), spread if known.size > 1 else nan, low, high, confidence)


def estimate(
    n: int, mean: float, sd: float, low: float | None, high: float | None, confidence: float = CONFIDENCE
) -> Estimate:
    """`mean_estimate` from what is left of the values: how many, their mean and sample standard deviation."""
    se = sd / sqrt(n)
    below, above = centred(mean, se, n - 1, low, high, confidence)
    return Estimate(n, mean, sd, se, n - 1, below, above)


def stratified_estimate(
    strata: Sequence[tuple[float, Estimate]], low: float | None = None, high: float | None = None
) -> Estimate:
    """The mean of all, each stratum counted by its weight (people it stands for, not people who answered).

    mean = Σ W m and se = √Σ W² s²/n with W the shares of the weights, df = Σ (n - 1). A stratum of one person has
    no spread of its own and borrows the pooled one, √(Σ (n - 1) s² / Σ (n - 1)). `sd` of the result is that pooled
    spread within strata. Raises ValueError without strata or with weights that are not positive.
    Source: Cochran (1977), Sampling Techniques, eq. 5.3 and 5.12, without the finite-population correction.
    """
    if not strata or any(not weight > 0 for weight, _ in strata):
        raise ValueError("strata need positive weights")
    whole = sum(weight for weight, _ in strata)
    df = sum(each.n - 1 for _, each in strata)
    pooled = sqrt(sum((each.n - 1) * each.sd**2 for _, each in strata if each.n > 1) / df) if df else nan
    mean = sum(weight * each.mean for weight, each in strata) / whole
    se = sqrt(sum((weight / whole) ** 2 * _spread(each, pooled) ** 2 / each.n for weight, each in strata))
    below, above = centred(mean, se, df, low, high)
    return Estimate(sum(each.n for _, each in strata), mean, pooled, se, df, below, above)


def _spread(each: Estimate, pooled: float) -> float:
    return each.sd if each.n > 1 else pooled
