"""Let everything happen that a commit would have set going."""

from __future__ import annotations

from core import events, jobs
from core.clock import now
from core.models import Event, Job

ROUNDS = 50


def settle() -> None:
    """Deliver events and run due jobs until nothing is left. A failure fails the test; no retry hides it."""
    for _ in range(ROUNDS):
        waiting = list(Event.objects.filter(handled_at=None).order_by("emitted_at").values_list("pk", flat=True))
        due = Job.objects.filter(state=Job.State.MENUNGGU, due_at__lte=now()).order_by("due_at")
        kinds = list(due.filter(kind__in=jobs.KINDS).values_list("pk", flat=True))
        if not waiting and not kinds:
            return
        for pk in waiting:
            assert events.deliver(pk), f"event not delivered: {Event.objects.get(pk=pk).kind} (see the log above)"
        for pk in kinds:
            jobs.run(pk)
            job = Job.objects.get(pk=pk)
            assert job.state == Job.State.SELESAI, f"job {job.kind} is {job.state}: {job.error} (see the log above)"
    raise AssertionError(f"still events or jobs after {ROUNDS} rounds: they make each other for ever")
