from __future__ import annotations

from core.jobs import OWED, job
from readiness import services


@job(services.COMPUTE, queue="berat", lease_seconds=600, tries=OWED)
def compute_index(campaign: str) -> None:
    services.compute_index(campaign=campaign)
