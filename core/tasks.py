"""The only Celery tasks there are. They hold no logic: rows do."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_ready

from core import events, jobs
from core.clock import now


@shared_task(name="core.run_job")
def run_job(pk: int) -> None:
    jobs.run(pk)


@shared_task(name="core.sweep")
def sweep() -> None:
    """Send again what a dead process or a forgetful broker left behind."""
    events.deliver_waiting()
    jobs.nudge_overdue()


@shared_task(name="core.enqueue_periodic")
def enqueue_periodic(kind: str) -> None:
    """One job row per kind and minute, so that two beats do the work once."""
    jobs.enqueue(kind, key=f"{now():%Y-%m-%dT%H:%M}")


@jobs.job("core.forget")
def forget() -> None:
    jobs.forget_periodic()


@worker_ready.connect
def sweep_at_start(**_: object) -> None:
    sweep.apply_async(queue="cepat", retry=False)
