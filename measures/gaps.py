"""Which courses a weak dimension asks for."""

from __future__ import annotations

from collections.abc import Sequence

from measures.indices import to_five

ALL_BELOW = 2.60
FIRST_BELOW = 3.50
EVERY, FIRST = "semua", "pertama"  # as UnitNeed.Severity says


def courses_for(
    score: float, courses: Sequence[str], low: float = 1, high: float = 5
) -> tuple[str | None, tuple[str, ...]]:
    """How pressing a dimension's need is, and its courses: all below 2.60, the first below 3.50, else none.

    `score` unrounded on the scale `low`..`high`, judged as it would stand on 1..5; `courses` in the order of the
    instrument. Returns
    ("semua" | "pertama" | None, courses). Source: `recommendation_rules` of the instrument KTDI.
    """
    on_five = round(to_five(score, low, high), 9)
    if on_five < ALL_BELOW:
        return EVERY, tuple(courses)
    if on_five < FIRST_BELOW:
        return FIRST, tuple(courses[:1])
    return None, ()
