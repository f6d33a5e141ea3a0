"""What competencies do when an earlier room has news."""

from __future__ import annotations

from core.events import on
from core.jobs import enqueue
from surveys.events import CampaignScored


@on(CampaignScored)
def derive_needs(event: CampaignScored) -> None:
    enqueue("competencies.derive_unit_needs", key=event.campaign, payload={"campaign": event.campaign}, again=True)
