"""What surveys do on their own news."""

from __future__ import annotations

from core.events import on
from core.jobs import enqueue
from surveys.events import CampaignClosed


@on(CampaignClosed)
def queue_release(event: CampaignClosed) -> None:
    enqueue("surveys.release", key=event.campaign, payload={"campaign": event.campaign})
