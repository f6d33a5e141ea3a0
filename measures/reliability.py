"""Whether the items of a construct agree with each other, and the people of a unit with each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

COMPLETE, PAIRWISE, MEDIAN = "complete", "pairwise", "median"
EQUAL = 1e-12  # a variance of equal numbers, but for rounding


def answers_for_alpha(items: pd.DataFrame, missing: str = COMPLETE) -> pd.DataFrame:
    """The rows that `cronbach_alpha` reads under the rule for missing answers.

    complete: who answered every item; pairwise: who answered any; median: the same, gaps filled with the item's
    median. Their number is the n that is reported beside alpha.
    """
    if missing == COMPLETE:
        return items.dropna()
    if missing not in (PAIRWISE, MEDIAN):
        raise ValueError(f"unknown rule for missing answers: {missing}")
    some = items.dropna(how="all")
    return some.fillna(some.median()) if missing == MEDIAN else some


def cronbach_alpha(items: pd.DataFrame, missing: str = COMPLETE) -> float | None:
    """Internal consistency of one construct: k/(k - 1) × (1 - Σ item variances / variance of their sum).

    `items`: respondents × items, numeric, reverse items already recoded. Computed on the covariance matrix of the
    items (the variance of the sum is the sum of all its cells), so that pairwise covariances serve as well. Returns a
    share of at most 1 for complete data, negative when items disagree; None where there is no answer to give: fewer
    than two items, fewer than two rows in common, or everybody equal.
    Source: Cronbach (1951), doi:10.1007/BF02310555, eq. 2; sample variances.
    """
    k = items.shape[1]
    rows = answers_for_alpha(items.astype(float), missing)
    if k < 2 or len(rows) < 2:
        return None
    covariances = rows.cov().to_numpy()
    total = covariances.sum()
    if not np.isfinite(total) or total <= EQUAL:
        return None
    return float(k / (k - 1) * (1 - np.trace(covariances) / total))


def agreement(items: int, mean_variance: float, low: float, high: float) -> float:
    """Agreement among the people of one unit on J items, from 0 (as if by chance) to 1 (all the same).

    r_wg(J) = J (1 - q) / (J (1 - q) + q) with q = mean item variance / s²_EU and s²_EU = (A² - 1)/12 of A equally
    likely answers. More spread than chance counts as 0. Item variances are those of the answers given, divisor n - 1.
    Source: James, Demaree & Wolf (1984), doi:10.1037/0021-9010.69.1.85, eq. 3.
    """
    expected = ((high - low + 1) ** 2 - 1) / 12
    share = 1 - mean_variance / expected
    if share <= 0:
        return 0.0
    return items * share / (items * share + 1 - share)
