"""Events go up: an earlier room tells later rooms what happened, and knows none of them.

An event is a row in the transaction of its cause. It is delivered right after commit in the same process, so that the
learner's next page is true, and again by the sweep when a handler failed or the process died. All handlers of an
event run in one transaction with its mark: their effects on the database happen exactly once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction

from core.clock import now
from core.models import Event

log = logging.getLogger(__name__)
LATE = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Base of all events: past tense, uuids as text and plain values, no model instances."""


E = TypeVar("E", bound=DomainEvent)
Handler = Callable[[Any], None]
KINDS: dict[str, type[DomainEvent]] = {}
HANDLERS: dict[str, list[Handler]] = {}


def kind_of(event: type[DomainEvent]) -> str:
    return f"{event.__module__.split('.')[0]}.{event.__name__}"


def on(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler: three lines that call a service or enqueue a job."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        KINDS[kind_of(event)] = event
        HANDLERS.setdefault(kind_of(event), []).append(handler)
        return handler

    return register


def emit(event: DomainEvent) -> None:
    """Write the event into the transaction at hand and deliver it once that is committed."""
    kind = kind_of(type(event))
    if kind not in HANDLERS:  # nobody listens: no row to carry around
        return
    row = Event.objects.create(kind=kind, payload=asdict(event), due_at=now() + LATE)
    transaction.on_commit(lambda: deliver(row.pk), robust=True)


def emit_many(events: list[DomainEvent]) -> None:
    """`emit` for a bulk write: one insert; the sweep delivers."""
    Event.objects.bulk_create(
        [Event(kind=kind_of(type(e)), payload=asdict(e)) for e in events if kind_of(type(e)) in HANDLERS]
    )


def deliver(pk: int) -> bool:
    """Run the handlers of one event unless another process has it. True when its mark was set here."""
    try:
        with transaction.atomic():
            row = Event.objects.select_for_update(skip_locked=True).filter(pk=pk, handled_at=None).first()
            if row is None:
                return False
            event = KINDS[row.kind](**row.payload)
            for handler in HANDLERS[row.kind]:
                handler(event)
            Event.objects.filter(pk=pk).update(handled_at=now())
            return True
    except Exception as error:  # a handler may raise anything; the cause is committed and must not suffer
        log.exception("event delivery failed")
        row = Event.objects.get(pk=pk)
        # Told again for ever, less and less often: what happened stays true, and its cause may be mended tomorrow.
        wait = min(LATE * 2 ** min(row.tries, 10), LONGEST_WAIT)
        Event.objects.filter(pk=pk).update(tries=row.tries + 1, due_at=now() + wait, error=type(error).__name__)
        return False


def deliver_waiting(limit: int = 200) -> int:
    """Deliver events that are late; returns how many were marked. For the sweep."""
    waiting = Event.objects.filter(handled_at=None, due_at__lte=now())
    return sum(deliver(pk) for pk in waiting.order_by("emitted_at").values_list("pk", flat=True)[:limit])
