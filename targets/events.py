"""What targets tell later rooms."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MeasurementRecorded(DomainEvent):
    """A figure was typed in, corrected or computed anew."""

    unit: str  # the agency's top unit
    target: str
    code: str
    measurement: str


@dataclass(frozen=True, kw_only=True)
class TargetSet(DomainEvent):
    """An agency gave a target its own yearly values or baseline: what it is held against has moved."""

    unit: str  # the agency's top unit
    target: str
    code: str
