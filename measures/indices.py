"""From dimensions to one index, and from a number to its word."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

BANDS = ((4.2, "Memuaskan"), (3.5, "Sangat Baik"), (2.6, "Baik"), (1.8, "Cukup"))
LOWEST_BAND = "Kurang"


def weighted_index(
    means: Mapping[str, float | None], weights: Mapping[str, float], min_dimensions: int
) -> float | None:
    """Σ weight × mean / Σ weight over the dimensions available; None when fewer than `min_dimensions` are.

    A dimension is available when `means` has a number for it (neither None nor NaN) and `weights` a weight.
    Source: `scoring.indeks` of the instrument.
    """
    known = {code: mean for code, mean in means.items() if code in weights and mean is not None and not isnan(mean)}
    if not known or len(known) < min_dimensions:
        return None
    return sum(weights[code] * mean for code, mean in known.items()) / sum(weights[code] for code in known)


def to_five(value: float, low: float, high: float) -> float:
    """The value on a scale `low`..`high` as it would stand on 1..5: 5.0 on 1..6 is 4.2."""
    return 1 + 4 * (value - low) / (high - low)


def band(value: float, low: float, high: float) -> str:
    """The word for a score on the scale `low`..`high`, from the unrounded value: 2.5996 is "Cukup", 2.60 is "Baik".

    Source: the five words of SPBE and Pemdi, on 1..5.
    """
    on_five = round(to_five(value, low, high), 9)  # 5.0 on 1..6 is 4.2 and not 4.199999999999999
    return next((word for least, word in BANDS if on_five >= least), LOWEST_BAND)
