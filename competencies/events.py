"""What this room tells later rooms."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class EvidenceRecorded(DomainEvent):
    """A person gave new proof of a competency. `evidence`, `person`: uuids."""

    evidence: str
    person: str
