"""What readiness does when an earlier room has news."""

from __future__ import annotations

from core.events import on
from readiness import services
from surveys.events import CampaignScored
from surveys.models import Campaign, Instrument


@on(CampaignScored)
def queue_index(event: CampaignScored) -> None:
    """Only what measures readiness has an index; a pulse or a 360 has its scores alone."""
    if Campaign.objects.filter(uuid=event.campaign, version__instrument__purpose=Instrument.Purpose.KESIAPAN).exists():
        services.queue_index(event.campaign)
