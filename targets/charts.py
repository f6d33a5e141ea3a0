"""The years of one target as a picture: positions only, the template draws them. Pure.

Across, positions are shares of the width, so that letters keep their size on every screen; down, they are pixels.
A year's value stands at the year's end, a figure where its period ends: the dashed line is the one that the status
compares with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import ceil, floor, log10

TOP, BOTTOM, HEIGHT = 24, 200, 232
# Free at both ends for half a year's number, and on the left for the numbers of the axis, in percent of the width.
EDGE, LETTER = 7.0, 1.7
STEPS = (1, 2, 5, 10)
MOST_LINES = 5


@dataclass(frozen=True)
class Point:
    """`x` in percent of the width, `y` in pixels."""

    x: float
    y: float

    @property
    def across(self) -> str:
        return f"{self.x:g}%"

    @property
    def down(self) -> str:
        return f"{self.y:g}"


@dataclass(frozen=True)
class Axis:
    """Round ends that hold all values. From nought where that is near, so that a small change does not look large."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        return [round(self.low + n * self.step, 9) for n in range(round((self.high - self.low) / self.step) + 1)]


def axis_over(values: Sequence[float]) -> Axis:
    least, most = min(values), max(values)
    least = 0.0 if 0 <= least <= most / 2 else least
    span = (most - least) or abs(most) or 1.0
    size = 10 ** floor(log10(span / MOST_LINES))
    step = next(size * each for each in STEPS if size * each * MOST_LINES >= span)
    low = floor(round(least / step, 9)) * step
    high = max(ceil(round(most / step, 9)) * step, low + step)
    return Axis(low, high, step)


@dataclass(frozen=True)
class YearsChart:
    """`goals` by year; `figures` and `baseline` by the day they speak of. Claims never come in here.

    `joined`: how many years apart two figures may be to be joined by a line.
    """

    title: str
    goals: Mapping[int, Decimal]
    figures: Mapping[date, Decimal]
    baseline: tuple[int, Decimal] | None
    write: Callable[[Decimal], str]
    joined: int = 1

    height = HEIGHT
    bottom = BOTTOM

    @cached_property
    def axis(self) -> Axis:
        start = [self.baseline[1]] if self.baseline else []
        return axis_over([float(value) for value in (*self.goals.values(), *self.figures.values(), *start)])

    @cached_property
    def years(self) -> list[int]:
        years = {*self.goals} | ({self.baseline[0]} if self.baseline else set())
        years |= {round_end(year_of(day)) for day in self.figures for round_end in (floor, ceil)}
        return list(range(min(years), max(years) + 1))

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(down, where its number stands, number) of each line of the grid."""
        drawn = [(self._down(tick), self._said(tick)) for tick in self.axis.ticks]
        return [(f"{y:g}", f"{y - 4:g}", said) for y, said in drawn]

    @property
    def names(self) -> list[tuple[str, int]]:
        """(across, year); every second one where there are many."""
        step = ceil(len(self.years) / 8)
        return [(f"{self._across(year):g}%", year) for year in self.years[::-step][::-1]]

    @property
    def goal_points(self) -> list[Point]:
        return [self._point(float(year), value) for year, value in sorted(self.goals.items())]

    @property
    def figure_points(self) -> list[Point]:
        return [self._point(year_of(day), value) for day, value in sorted(self.figures.items())]

    @property
    def baseline_point(self) -> Point | None:
        return self._point(float(self.baseline[0]), self.baseline[1]) if self.baseline else None

    @property
    def goal_path(self) -> str:
        """From the baseline, as the line goes that the status compares with."""
        start = {self.baseline[0]: self.baseline[1]} if self.baseline else {}
        return path_of([self._point(float(year), value) for year, value in sorted((start | dict(self.goals)).items())])

    @property
    def figure_paths(self) -> list[str]:
        """A line between neighbours; a year without a figure is not bridged."""
        days = sorted(self.figures)
        near = [pair for pair in pairwise(days) if pair[1].year - pair[0].year <= self.joined]
        return [path_of([self._point(year_of(day), self.figures[day]) for day in pair]) for pair in near]

    def _point(self, year: float, value: Decimal) -> Point:
        return Point(self._across(year), self._down(float(value)))

    def _across(self, year: float) -> float:
        room = EDGE + LETTER * max(len(self._said(tick)) for tick in self.axis.ticks)
        first, last = self.years[0], self.years[-1]
        share = (year - first) / (last - first) if last > first else 0.5
        return round(room + (100 - EDGE - room) * max(share, 0), 2)

    def _said(self, tick: float) -> str:
        return self.write(Decimal(str(tick)))

    def _down(self, value: float) -> float:
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)


def year_of(day: date) -> float:
    """2026.0 is the end of 2026."""
    days = (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
    return day.year - 1 + (day - date(day.year - 1, 12, 31)).days / days


def path_of(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x:g},{point.y:g}" for point in points)
