"""How far an indicator has come, where it ought to be today, and what that is called.

The rules are those of RPJMD reporting as the starter set of targets lays them down (targets/content/targets.yaml,
`progress`). One formula serves both directions: progress = (actual − baseline) / (target − baseline) × 100 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from measures.rounding import half_up

HUNDRED = Decimal(100)
FALLS, HOLDS = "turun", "pertahankan"

# Marks beside a progress; "" where the percentage says everything.
MEMBURUK, MELAMPAUI = "memburuk", "melampaui target"
DIPERTAHANKAN, LEPAS = "dipertahankan", "tidak dipertahankan"
BELUM = "belum ada data"
TANPA_DASAR = "belum ada kondisi awal"

SESUAI, PERHATIAN, TERTINGGAL, TERCAPAI = "Sesuai jalur", "Perlu perhatian", "Tertinggal", "Tercapai"
BELUM_ADA = "Belum ada data"
FLOORS = ((Decimal(90), SESUAI), (Decimal(60), PERHATIAN))


@dataclass(frozen=True)
class Progress:
    """`raw` in percent, as it is: below 0 and above 100 too. None where there is nothing to divide."""

    raw: Decimal | None
    mark: str = ""

    @property
    def bounded(self) -> Decimal | None:
        """0 to 100, for the length of a bar."""
        return None if self.raw is None else min(max(self.raw, Decimal(0)), HUNDRED)


def target_progress(
    baseline: Decimal | None, target: Decimal | None, actual: Decimal | None, direction: str = "naik"
) -> Progress:
    """How much of the way from `baseline` to `target` is done; a missing figure is missing, never 0."""
    if actual is None or target is None:
        return Progress(None, BELUM)
    if baseline is None:
        return Progress(None, TANPA_DASAR)
    if direction == HOLDS or target == baseline:
        return Progress(None, DIPERTAHANKAN if is_met(target, actual, direction) else LEPAS)
    raw = (actual - baseline) / (target - baseline) * HUNDRED
    if raw < 0:
        return Progress(raw, MEMBURUK)
    return Progress(raw, MELAMPAUI if half_up(raw, 1) > HUNDRED else "")


def is_met(target: Decimal, actual: Decimal, direction: str) -> bool:
    return actual <= target if direction == FALLS else actual >= target


def expected_on(values: Mapping[int, Decimal], day: date) -> Decimal:
    """Where the straight line between two yearly values stands on `day`; a year's value holds on its 31 December.

    Before the first year it is the first value, after the last the last. A year without a value is crossed in one line.
    """
    known = sorted((date(year, 12, 31), value) for year, value in values.items())
    before = [point for point in known if point[0] <= day]
    after = [point for point in known if point[0] > day]
    if not before or not after:
        return known[0][1] if not before else known[-1][1]
    (start, low), (end, high) = before[-1], after[0]
    return low + (high - low) * (day - start).days / (end - start).days


def status_of(progress: Progress, should: Decimal | None, *, met: bool) -> str:
    """The word for final progress against what it should be today (both in percent of the whole way).

    Where nothing is asked for yet (`should` 0 or less) the way is kept by being no worse than that.
    """
    if met:
        return TERCAPAI
    if progress.mark == LEPAS:
        return TERTINGGAL
    if progress.raw is None or should is None:
        return BELUM_ADA
    if should <= 0:
        return SESUAI if progress.raw >= should else TERTINGGAL
    share = progress.raw / should * HUNDRED
    return next((word for floor, word in FLOORS if share >= floor), TERTINGGAL)


@dataclass(frozen=True)
class Streak:
    """`gap` is the year without data at which counting had to stop; None when it stopped for another reason."""

    count: int
    gap: int | None = None


def streak_of(categories: Mapping[int, str], wanted: str, *, since: int | None = None) -> Streak:
    """Years in a row with `wanted`, counted back from the last year known; a year without data ends the count.

    `since`: the first year of which something was to be known, where that is before the first year there is.
    """
    if not categories:
        return Streak(0)
    first, year, count = min(categories), max(categories), 0
    first = first if since is None else min(first, since)
    while categories.get(year) == wanted:
        year, count = year - 1, count + 1
    return Streak(count, gap=year if first <= year and year not in categories else None)
