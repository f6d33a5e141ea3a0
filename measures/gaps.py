"""Which courses a score asks for. Source: the recommendation rules of the readiness instrument (KTDI 1.0)."""

from __future__ import annotations

from collections.abc import Sequence

ALL, FIRST = "semua", "pertama"
WEAK, FAIR = 2.60, 3.50


def courses_for(score: float, courses: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """How strongly a dimension's score (1 to 5) asks for its courses, and for which of them, in their order.

    Below 2.60 all of them, below 3.50 the first, from 3.50 none.
    """
    if score < WEAK:
        return ALL, tuple(courses)
    if score < FAIR:
        return FIRST, tuple(courses[:1])
    return None, ()
