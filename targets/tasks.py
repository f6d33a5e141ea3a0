from __future__ import annotations

from uuid import UUID

from core.clock import now, today
from core.jobs import job
from people.models import Unit
from readiness.models import IndexRun
from targets import services
from targets.importing import complaints

COMPUTE_INDEX, COMPUTE_HOURS = "targets.compute_index", "targets.compute_hours"


@job(COMPUTE_INDEX)
def compute_index(run: str) -> None:
    wave = IndexRun.objects.select_related("owner_unit").get(uuid=run)
    services.compute_actuals(unit=wave.owner_unit, on=wave.as_of, codes=["TP-03"])


@job(COMPUTE_HOURS)
def compute_hours(unit: str) -> None:
    top = Unit.objects.select_related("agency").get(uuid=unit)
    services.compute_actuals(unit=top, on=today(top.agency.zone), codes=["TP-01"])


@job("targets.compute_all", lease_seconds=600)
def compute_all() -> None:
    """Each night: figures move with the calendar, also where nobody does anything."""
    for unit in services.units_with_targets():
        services.compute_actuals(unit=unit, on=today(unit.agency.zone))
    complaints.forget_stale(before=now() - complaints.KEPT)


@job(complaints.READ, lease_seconds=120, tries=3)
def read_upload(upload: str) -> None:
    complaints.read_upload(upload=UUID(upload))


@job(complaints.APPLY, lease_seconds=300, tries=3)
def apply_upload(upload: str) -> None:
    complaints.apply_upload(upload=UUID(upload))
