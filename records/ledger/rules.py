"""What the rules make of finished hours. Pure: no table, no clock.

Source: PP 11/2017 Pasal 203 and Peraturan LAN 10/2018 for the yearly duty; the daily cap and the choice of the deciding
day are product rules that stand in `JpRule` and may be changed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

ISSUED_ON = "issued_on"


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def deciding_day(*, year_from: str, completed_on: date, issued_on: date | None) -> date | None:
    """The day whose year a grant belongs to; both are days in the zone of the learner's unit.

    None when the day of issue decides and the certificate is not issued yet. A later signature, reprint or reissue is
    no argument here, so it can never move the year.
    """
    return issued_on if year_from == ISSUED_ON else completed_on


@dataclass(frozen=True)
class Split:
    counted: Decimal
    in_review: Decimal


def split_by_daily_cap(*, jp: Decimal, taken: Decimal, started_on: date, held_on: date, daily_cap: Decimal) -> Split:
    """Hours that count now, and hours above the daily cap that wait for a reviewer; nothing is dropped.

    `taken` are hours already counted on the days from `started_on` to `held_on`. A course of several days has room for
    the cap on each of them.
    """
    days = (held_on - started_on).days + 1
    room = max(days * daily_cap - taken, Decimal(0))
    counted = min(jp, room)
    return Split(counted, jp - counted)


@dataclass(frozen=True)
class Standing:
    """Where a person stands in a year: hours counted against hours asked for."""

    jp: Decimal
    target: Decimal

    @property
    def percent(self) -> Decimal:
        """0 to 100, unrounded."""
        return min(max(self.jp, Decimal(0)) / self.target * 100, Decimal(100)) if self.target else Decimal(100)

    @property
    def left(self) -> Decimal:
        return max(self.target - self.jp, Decimal(0))

    @property
    def is_met(self) -> bool:
        return self.jp >= self.target
