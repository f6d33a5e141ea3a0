"""What the learning record tells later rooms."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class JpGranted(DomainEvent):
    """Hours of a finished course were entered in a person's ledger."""

    entry: str
    person: str


@dataclass(frozen=True, kw_only=True)
class HoursGranted(DomainEvent):
    """The bulk form of JpGranted: entries that were entered by one statement."""

    entries: list[str]
