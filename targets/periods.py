"""The stretch of the calendar that a figure stands for. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_OF = {"bulanan": 1, "triwulanan": 3, "semesteran": 6, "tahunan": 12, "dua tahunan": 12}
LETTERS = {3: "T", 6: "S"}
# Complaints, hours and surveys of December are entered up to the end of March.
LATE_MONTHS = 3


@dataclass(frozen=True)
class Period:
    """`code` is 2026-10, 2026-T4, 2026-S2 or 2026."""

    code: str
    begins_on: date
    ends_on: date


def period_of(frequency: str, day: date) -> Period:
    """The period of that frequency in which `day` lies. Who reports every other year reports for one year."""
    months = MONTHS_OF[frequency]
    nth = (day.month - 1) // months + 1
    last_month = nth * months
    begins_on = date(day.year, last_month - months + 1, 1)
    ends_on = date(day.year, last_month, monthrange(day.year, last_month)[1])
    if months == 12:
        return Period(f"{day.year}", begins_on, ends_on)
    if months == 1:
        return Period(f"{day:%Y-%m}", begins_on, ends_on)
    return Period(f"{day.year}-{LETTERS[months]}{nth}", begins_on, ends_on)


def last_periods(frequency: str, day: date, amount: int) -> list[Period]:
    """The period of `day` and those before it, newest first."""
    periods = [period_of(frequency, day)]
    while len(periods) < amount:
        periods.append(period_of(frequency, periods[-1].begins_on - timedelta(days=1)))
    return periods


def days_that_move(day: date, years: Collection[int] = ()) -> list[date]:
    """Days as of which figures may change now, oldest first: the last days of `years` gone by, and `day` itself.

    In the first months of a year the year before is among them: its last records come in after it is over.
    """
    past = {year for year in years if year < day.year}
    if day.month <= LATE_MONTHS:
        past.add(day.year - 1)
    return [*(date(year, 12, 31) for year in sorted(past)), day]
