from __future__ import annotations

from core.events import on
from core.jobs import enqueue
from readiness.events import IndexPublished
from records.events import HoursGranted, JpGranted
from targets import services
from targets.tasks import COMPUTE_HOURS, COMPUTE_INDEX


@on(IndexPublished)
def queue_readiness(event: IndexPublished) -> None:
    enqueue(COMPUTE_INDEX, key=event.run, payload={"run": event.run})


@on(JpGranted)
def queue_hours(event: JpGranted) -> None:
    """One open job an agency, however many hours are entered at once."""
    queue_hours_of([event.entry])


@on(HoursGranted)
def queue_hours_of_many(event: HoursGranted) -> None:
    queue_hours_of(event.entries)


def queue_hours_of(entries: list[str]) -> None:
    for top in services.tops_of_entries(entries):
        enqueue(COMPUTE_HOURS, key=str(top), payload={"unit": str(top)}, again=True)
