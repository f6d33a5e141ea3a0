"""What is told upward is told exactly once, whatever happens to the teller."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from core import events
from core.events import DomainEvent, deliver, emit, on
from core.models import Event, Job


@dataclass(frozen=True, kw_only=True)
class BridgeCrossed(DomainEvent):
    """Test event."""

    person: str


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(events, "HANDLERS", {})
    monkeypatch.setattr(events, "KINDS", {})
    names: list[str] = []
    on(BridgeCrossed)(lambda event: names.append(event.person))
    return names


@pytest.mark.django_db(transaction=True)
def test_an_event_is_delivered_right_after_its_cause_is_committed(heard):
    with transaction.atomic():
        emit(BridgeCrossed(person="ani"))
        assert heard == []
    assert heard == ["ani"]
    assert Event.objects.get().handled_at is not None


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_cause_that_failed_is_never_told(heard):
    @transaction.atomic
    def cross_and_fall() -> None:
        emit(BridgeCrossed(person="ani"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cross_and_fall()
    assert heard == []
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failing_handler_leaves_nothing_behind_and_the_sweep_tells_again(heard, clock):
    fails = [True]

    @on(BridgeCrossed)
    def write_then_maybe_fail(event: BridgeCrossed) -> None:
        Job.objects.create(kind="test", key=event.person)
        if fails.pop():
            raise RuntimeError

    with transaction.atomic():
        emit(BridgeCrossed(person="ani"))
    assert not Job.objects.exists()

    fails.append(False)
    clock.move(seconds=3)
    assert events.deliver_waiting() == 1
    assert Job.objects.get().key == "ani"
    assert events.deliver_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_told_twice_is_handled_once(heard):
    with transaction.atomic():
        emit(BridgeCrossed(person="ani"))
    assert deliver(Event.objects.get().pk) is False
    assert heard == ["ani"]


@pytest.mark.django_db
def test_an_event_that_nobody_listens_to_writes_no_row(monkeypatch):
    monkeypatch.setattr(events, "HANDLERS", {})
    emit(BridgeCrossed(person="ani"))
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_that_fails_for_an_hour_is_still_told_in_the_end(heard, clock):
    broken = [True]

    @on(BridgeCrossed)
    def fail_while_broken(event: BridgeCrossed) -> None:
        if broken:
            raise RuntimeError

    with transaction.atomic():
        emit(BridgeCrossed(person="ani"))
    for _ in range(60):
        clock.move(minutes=1)
        events.deliver_waiting()
    assert Event.objects.get().tries < 20, "told less and less often"

    broken.clear()
    clock.move(minutes=11)
    assert events.deliver_waiting() == 1
