from __future__ import annotations

from core.jobs import job
from people.models import Unit
from reports import services


@job(services.BUILD_ONE)
def build_snapshot(unit: str, wave: int, language: str) -> None:
    services.build_snapshot(unit=Unit.objects.select_related("agency").get(uuid=unit), wave=wave, language=language)


@job(services.BUILD, queue="berat", lease_seconds=900)
def build_snapshots(owner: str) -> None:
    services.build_snapshots(owner=Unit.objects.select_related("agency").get(uuid=owner))


@job("reports.build_all")
def build_all() -> None:
    """Each night: learning and targets have moved since yesterday."""
    for owner in services.owners_of_pages():
        services.queue_pages(owner=owner, cause="malam")
