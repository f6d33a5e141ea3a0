"""Jobs: a row is the truth, the broker's message a nudge.

`enqueue` writes the row in the caller's transaction; `run` claims it by compare-and-set with a lease and a fencing
number; effect and mark are one transaction, so an effect on the database happens exactly once whatever is killed.
A job with an effect outside (mail, file) uses its key as idempotency key.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, PositiveSmallIntegerField, Q, QuerySet, Value, When
from kombu.exceptions import OperationalError

from core.clock import now
from core.models import Event, Job

log = logging.getLogger(__name__)
LATE = timedelta(seconds=2)
NUDGE_AGAIN = timedelta(seconds=15)
# Tries of work that a person is owed: at the longest wait (21 minutes) about three weeks.
OWED = 1_500
# A row that was taken this often beyond its tries and never came back kills its worker or outlives its lease.
KILLS = 50
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Kind:
    run: Callable[..., None]
    queue: str
    lease: timedelta
    tries: int
    backoff: timedelta
    retry_on: tuple[type[Exception], ...]


KINDS: dict[str, Kind] = {}


class Late(Exception):
    """The lease was lost while the work went on; somebody else has the row now."""


def job(
    kind: str,
    *,
    queue: str = "cepat",
    lease_seconds: int = 60,
    tries: int = 8,
    backoff_seconds: int = 5,
    retry_on: tuple[type[Exception], ...] = (Exception,),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the work of `kind`. It gets the payload as keyword arguments: ids only."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        KINDS[kind] = Kind(
            function, queue, timedelta(seconds=lease_seconds), tries, timedelta(seconds=backoff_seconds), retry_on
        )
        return function

    return register


@transaction.atomic(savepoint=False)
def enqueue(kind: str, *, key: str, payload: dict[str, Any] | None = None, again: bool = False) -> None:
    """Write the work into the transaction at hand; a second call with the same kind and key changes nothing.

    `again=True` reopens a finished one (periodic work whose key stays the same), and one that runs is run once more:
    it may have read before this transaction wrote.
    """
    # Locked until the commit, so that work which waits is not begun before it can see what this transaction writes.
    rows = Job.objects.select_for_update() if again else Job.objects.all()
    row, made = rows.get_or_create(kind=kind, key=key, defaults={"payload": payload or {}})
    if made or (again and _reopen(row)):
        transaction.on_commit(lambda: nudge(row.pk, kind), robust=True)


def _reopen(row: Job) -> bool:
    """True when the row waits from now on and nobody was told."""
    if row.state == Job.State.MENUNGGU:
        return False
    if row.state == Job.State.JALAN:
        Job.objects.filter(pk=row.pk).update(again=True)
        return False
    Job.objects.filter(pk=row.pk).update(state=Job.State.MENUNGGU, due_at=now(), tries=0, done_at=None, error="")
    return True


def enqueue_many(kind: str, work: dict[str, dict[str, Any]]) -> None:
    """`enqueue` for a bulk write, {key: payload}: one insert; the sweep tells the workers."""
    rows = (Job(kind=kind, key=key, payload=payload) for key, payload in work.items())
    Job.objects.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)


def nudge(pk: int, kind: str) -> None:
    """Tell a worker. The broker may be away: the sweep tells again."""
    from core.tasks import run_job

    try:
        run_job.apply_async(args=[pk], queue=KINDS[kind].queue, retry=False)
    except (OSError, OperationalError) as error:
        log.warning("broker away", extra={"kind": kind, "error": type(error).__name__})


def claim(pk: int) -> Job | None:
    """Take the row if it is due, or if whoever had it let the lease run out."""
    at = now()
    free = Q(state=Job.State.MENUNGGU, due_at__lte=at) | Q(state=Job.State.JALAN, lease_until__lt=at)
    with transaction.atomic():
        row = Job.objects.select_for_update(skip_locked=True).filter(free, pk=pk).first()
        if row is None or row.kind not in KINDS:
            return None
        if row.again:  # asked for anew since it was taken: this run sees why, and its tries are fresh
            row.again, row.tries = False, 0
        if row.tries >= KINDS[row.kind].tries + KILLS:
            Job.objects.filter(pk=pk).update(state=Job.State.GAGAL, lease_until=None, error="WorkerLost")
            return None
        row.state = Job.State.JALAN
        row.lease_until = at + KINDS[row.kind].lease
        row.fence += 1
        row.tries += 1
        row.save(update_fields=["state", "lease_until", "fence", "tries", "again"])
        return row


def run(pk: int) -> bool:
    """Do one job. True when its effect was committed here."""
    row = claim(pk)
    if row is None:
        return False
    kind = KINDS[row.kind]
    mine = Job.objects.filter(pk=pk, state=Job.State.JALAN, fence=row.fence)
    try:
        with transaction.atomic():
            kind.run(**row.payload)
            if not _end(mine, Job.State.SELESAI, done_at=now(), due_at=now(), error=""):
                raise Late
    except Late:
        return False
    except Exception as error:  # any failure of the work becomes the row's state; the worker goes on
        log.exception("job failed: %s", row.kind)
        give_up = row.tries >= kind.tries or not isinstance(error, kind.retry_on)
        _end(
            mine,
            Job.State.GAGAL if give_up else Job.State.MENUNGGU,
            due_at=now() + kind.backoff * 2 ** min(row.tries - 1, 8),
            error=traceback.format_exception_only(error)[-1].split(":")[0],
        )
        return False
    return True


def _end(mine: QuerySet[Job], state: str, **fields: Any) -> int:
    """The row's state after a run; asked for anew meanwhile, it waits with fresh tries. In one statement, so that
    whoever asks comes before it or after it."""
    return mine.update(
        state=Case(When(again=True, then=Value(Job.State.MENUNGGU)), default=Value(state)),
        tries=Case(When(again=True, then=Value(0, PositiveSmallIntegerField())), default=F("tries")),
        again=False,
        lease_until=None,
        **fields,
    )


def nudge_overdue(limit: int = 500) -> int:
    """Send open rows that nobody was told about lately; returns how many. For the sweep.

    Stamped before sending: a sweep that sends every overdue row each time floods the queue.
    """
    at = now()
    open_rows = Q(state=Job.State.MENUNGGU, due_at__lte=at - LATE) | Q(state=Job.State.JALAN, lease_until__lt=at)
    quiet = Q(nudged_at=None) | Q(nudged_at__lt=at - NUDGE_AGAIN) | Q(nudged_at__lt=F("due_at"))
    with transaction.atomic():
        rows = list(
            Job.objects.select_for_update(skip_locked=True)
            .filter(open_rows & quiet, kind__in=KINDS)
            .order_by("due_at")
            .values_list("pk", "kind")[:limit]
        )
        Job.objects.filter(pk__in=[pk for pk, _ in rows]).update(nudged_at=at)
    for pk, kind in rows:
        nudge(pk, kind)
    return len(rows)


def retry_failed() -> int:
    """Open every failed row again, with fresh tries; returns how many. For the command `retry_work`."""
    failed = Job.objects.filter(state=Job.State.GAGAL, kind__in=KINDS)
    return failed.update(state=Job.State.MENUNGGU, due_at=now(), tries=0, nudged_at=None)


def forget_periodic() -> None:
    """Remove finished rows of periodic work. Rows of an effect stay: their key is what keeps it single."""
    old = Job.objects.filter(state=Job.State.SELESAI, done_at__lt=now() - KEPT, payload={})
    old.filter(key__regex=r"^\d{4}-\d{2}-\d{2}T").delete()
    Event.objects.filter(handled_at__lt=now() - KEPT).delete()
