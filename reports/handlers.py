"""What reports do when an earlier room has news."""

from __future__ import annotations

from core.events import on
from people.models import Unit
from readiness.events import IndexPublished
from readiness.models import IndexRun
from reports.services import queue_pages
from targets.events import MeasurementRecorded, TargetSet

# Moves with every hour that anybody is granted: its figure waits for the night.
HOURS = "TP-01"


@on(IndexPublished)
def queue_after_index(event: IndexPublished) -> None:
    run = IndexRun.objects.select_related("owner_unit").get(uuid=event.run)
    queue_pages(owner=run.owner_unit, cause="gelombang")


@on(MeasurementRecorded)
def queue_after_measurement(event: MeasurementRecorded) -> None:
    if event.code != HOURS:
        queue_pages(owner=Unit.objects.get(uuid=event.unit), cause="target")


@on(TargetSet)
def queue_after_target(event: TargetSet) -> None:
    queue_pages(owner=Unit.objects.get(uuid=event.unit), cause="target")
