from __future__ import annotations

from uuid import UUID

from core.clock import today
from core.jobs import OWED, enqueue, job
from surveys import anonymity, reminders, scoring, services
from surveys.models import Campaign, Draft


@job("surveys.close_due_campaigns")
def close_due_campaigns() -> None:
    """One job a wave, so that one whose key is away does not hold up the others; it closes once the key is back."""
    for campaign in Campaign.objects.filter(state=Campaign.State.DIBUKA).select_related("owner_unit__agency"):
        if campaign.closes_on < today(campaign.owner_unit.agency.zone):
            enqueue_again("surveys.close", campaign)
    released = [Campaign.State.DILEPAS, Campaign.State.DINILAI, Campaign.State.KOSONG, Campaign.State.KURANG]
    for campaign in Campaign.objects.filter(state__in=released, traces_wiped=False):
        enqueue_again("surveys.destroy_key", campaign)
    # Saved in the moment of closing.
    Draft.objects.exclude(campaign__state=Campaign.State.DIBUKA).delete()


def enqueue_again(kind: str, campaign: Campaign) -> None:
    enqueue(kind, key=str(campaign.uuid), payload={"campaign": str(campaign.uuid)}, again=True)


@job("surveys.close", tries=3)
def close(campaign: str) -> None:
    wave = Campaign.objects.get(uuid=campaign)
    if wave.is_open:
        services.close_campaign(campaign=wave)


@job("surveys.release", queue="berat", lease_seconds=600, tries=OWED)
def release(campaign: str) -> None:
    services.release_responses(campaign=Campaign.objects.get(uuid=campaign))


@job("surveys.score", queue="berat", lease_seconds=600, tries=OWED)
def score(campaign: str) -> None:
    scoring.score_campaign(campaign=Campaign.objects.get(uuid=campaign))


@job("surveys.destroy_key", queue="berat", lease_seconds=600, tries=OWED)
def destroy_key(campaign: str) -> None:
    # Reads nothing of the wave here: see `wipe_traces`.
    anonymity.wipe_traces(UUID(campaign))


@job("surveys.remind", queue="surat")
def remind() -> None:
    reminders.remind_all()


@job("surveys.remind_batch", queue="surat", lease_seconds=300)
def remind_batch(campaign: str, number: int, people: list[int]) -> None:
    reminders.send_batch(campaign=Campaign.objects.get(uuid=campaign), number=number, people=people)
