"""A clock that tests set. Django's own time follows, so that sessions and ours agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core import clock


class Clock:
    """`clock.set("2026-03-02")`, `clock.set("2026-12-31 23:30")`, `clock.move(days=3)`; times are WIB."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = datetime.now(UTC)
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def set(self, moment: str, zone: str = "Asia/Jakarta") -> None:
        """A day means nine in the morning."""
        text = moment if len(moment) > 10 else f"{moment} 09:00"
        self.at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)

    def now(self) -> datetime:
        return clock.now()

    def today(self, zone: str | None = None) -> date:
        return clock.today(zone)
