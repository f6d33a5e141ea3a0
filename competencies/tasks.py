from __future__ import annotations

from competencies import services
from core.clock import today
from core.jobs import job


@job("competencies.expire_evidence", lease_seconds=600)
def expire_evidence() -> None:
    """Levels fall on the day after the last day of their evidence, in the zone where that day ends first."""
    services.expire_evidence(on=today("Asia/Jayapura"))
