"""Whether a group moved between two waves."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt

from measures.intervals import Estimate, centred

UP, DOWN, SAME, SMALL = "naik", "turun", "tetap", "kecil"
EXACT = 1e-9  # 3.4 - 3.2 is a change of 0.20


@dataclass(frozen=True)
class Change:
    value: float
    low: float
    high: float
    verdict: str


def verdict(value: float, low: float, high: float, minimum: float) -> str:
    """ "tetap" when the interval holds zero or is missing, "kecil" below `minimum`, else "naik" or "turun"."""
    if isnan(low) or low <= 0 <= high:
        return SAME
    if abs(value) < minimum - EXACT:
        return SMALL
    return UP if value > 0 else DOWN


def compare(before: Estimate, after: Estimate, minimum: float) -> Change:
    """after - before with ± t(df) × √(se₁² + se₂²), df by Welch and Satterthwaite.

    The waves count as independent: answers are anonymous and cannot be paired, so the interval is rather too wide.
    Source: Welch (1947), doi:10.1093/biomet/34.1-2.28; `scoring.selisih_bermakna` of the instrument.
    """
    value = after.mean - before.mean
    se = sqrt(before.se**2 + after.se**2)
    if se == 0:
        return Change(value, value, value, verdict(value, value, value, minimum))
    low, high = centred(value, se, _welch_df(before, after), None, None)
    return Change(value, low, high, verdict(value, low, high, minimum))


def _welch_df(before: Estimate, after: Estimate) -> float:
    known = [each for each in (before, after) if each.se > 0]
    if any(isnan(each.se) or each.df <= 0 for each in (before, after)):
        return nan
    return sum(each.se**2 for each in known) ** 2 / sum(each.se**4 / each.df for each in known)
