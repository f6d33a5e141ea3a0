from __future__ import annotations

from competencies import needs, services
from core.clock import today
from core.jobs import job


@job("competencies.expire_evidence", lease_seconds=600)
def expire_evidence() -> None:
    """Levels fall on the day after the last day of their evidence, in the zone where that day ends first."""
    services.expire_evidence(on=today("Asia/Jayapura"))


@job("competencies.derive_unit_needs", lease_seconds=300)
def derive_unit_needs(campaign: str) -> None:
    needs.derive_unit_needs(campaign=campaign)
