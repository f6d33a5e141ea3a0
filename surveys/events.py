"""What surveys tell later rooms."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CampaignOpened(DomainEvent):
    """A wave takes answers from today."""

    campaign: str


@dataclass(frozen=True, kw_only=True)
class CampaignClosed(DomainEvent):
    """A wave takes no more answers; they are about to be released."""

    campaign: str


@dataclass(frozen=True, kw_only=True)
class CampaignScored(DomainEvent):
    """The released set of a wave is written: `ReleasedUnit`, `ConstructScore`, `Reliability` may be read."""

    campaign: str
