"""The only place that asks the time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """This instant, aware, in UTC."""
    return timezone.now()


def today(zone: str | None = None) -> date:
    """Today's date in `zone` (an IANA name); without one, in the zone that is active for the reader."""
    return timezone.localtime(now(), ZoneInfo(zone) if zone else None).date()
