"""What readiness tells later rooms."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class IndexPublished(DomainEvent):
    """The index of a wave stands in IndexScore."""

    run: str
