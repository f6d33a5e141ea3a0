from __future__ import annotations

from uuid import UUID

from core.clock import now
from core.jobs import enqueue, job
from people.models import Unit
from readiness.models import IndexRun
from targets import services
from targets.importing import complaints
from targets.models import Target
from targets.periods import period_of

COMPUTE_INDEX, COMPUTE_HOURS = "targets.compute_index", "targets.compute_hours"
COMPUTE_TARGET = "targets.compute_target"


@job(COMPUTE_INDEX)
def compute_index(run: str) -> None:
    wave = IndexRun.objects.select_related("owner_unit").get(uuid=run)
    # To the end of its semester: a later wave in it counts, also when this one is computed anew.
    semester = period_of(Target.Frequency.SEMESTERAN, wave.as_of)
    services.compute_actuals(unit=wave.owner_unit, on=semester.ends_on, codes=["TP-03"])


@job(COMPUTE_HOURS)
def compute_hours(unit: str) -> None:
    compute_target(unit, "TP-01")


@job(COMPUTE_TARGET)
def compute_target(unit: str, code: str) -> None:
    services.refresh_actual(unit=Unit.objects.select_related("agency").get(uuid=unit), code=code)


@job("targets.compute_all", lease_seconds=600)
def compute_all() -> None:
    """Each night: figures move with the calendar, also where nobody does anything. A fault in one stops no other."""
    for unit, code in services.computed_targets():
        enqueue(COMPUTE_TARGET, key=f"{unit}:{code}", payload={"unit": str(unit), "code": code}, again=True)
    complaints.forget_stale(before=now() - complaints.KEPT)


@job(complaints.READ, lease_seconds=120, tries=3)
def read_upload(upload: str) -> None:
    complaints.read_upload(upload=UUID(upload))


@job(complaints.APPLY, lease_seconds=300, tries=3)
def apply_upload(upload: str) -> None:
    complaints.apply_upload(upload=UUID(upload))
