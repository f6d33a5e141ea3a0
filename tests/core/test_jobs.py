"""Faults F4–F12: whatever dies, a job's effect happens exactly once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from core import jobs
from core.clock import now
from core.jobs import claim, enqueue, job, nudge_overdue, run
from core.models import AuditEntry, Job


@pytest.fixture
def sent(monkeypatch):
    """Numbers of rows that the broker was told about."""
    numbers: list[int] = []
    monkeypatch.setattr(jobs, "nudge", lambda pk, kind: numbers.append(pk))
    return numbers


@pytest.fixture
def work(monkeypatch, sent):
    """A kind of job whose effect is one audit entry a time; `work.append(error)` makes the next run fail."""
    monkeypatch.setattr(jobs, "KINDS", {})
    faults: list[Exception] = []

    @job("test.write", lease_seconds=10, tries=3, backoff_seconds=5)
    def write(key: str) -> None:
        AuditEntry.objects.create(verb="test", object_kind="test", object_id=key)
        if faults:
            raise faults.pop()

    return faults


def effects() -> int:
    return AuditEntry.objects.filter(verb="test").count()


@pytest.mark.django_db(transaction=True)
def test_a_job_is_written_with_its_cause_and_done_once(work, sent):
    with transaction.atomic():
        enqueue("test.write", key="a", payload={"key": "a"})
        enqueue("test.write", key="a", payload={"key": "a"})
        assert sent == []
    row = Job.objects.get()
    assert sent == [row.pk]
    assert run(row.pk) is True
    assert run(row.pk) is False
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_cause_that_failed_does_not_exist(work, sent):
    @transaction.atomic
    def ask_and_fall() -> None:
        enqueue("test.write", key="a", payload={"key": "a"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fall()
    assert not Job.objects.exists()
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_f04_a_killed_worker_leaves_the_row_to_the_next_one_after_its_lease(work, clock):
    enqueue("test.write", key="a", payload={"key": "a"})
    pk = Job.objects.get().pk
    assert claim(pk) is not None  # and then the process is killed
    assert claim(pk) is None
    clock.move(seconds=11)
    assert run(pk) is True
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_f07_late_worker_is_refused(work, clock, monkeypatch):
    enqueue("test.write", key="a", payload={"key": "a"})
    pk = Job.objects.get().pk
    kind = jobs.KINDS["test.write"]

    def slow(key: str) -> None:
        """Stopped in the middle; meanwhile the lease runs out and somebody else does the work."""
        monkeypatch.setitem(jobs.KINDS, "test.write", kind)
        AuditEntry.objects.create(verb="test", object_kind="test", object_id="late")
        Job.objects.filter(pk=pk).update(fence=2)

    monkeypatch.setitem(
        jobs.KINDS,
        "test.write",
        jobs.Kind(slow, *[getattr(kind, f) for f in ("queue", "lease", "tries", "backoff", "retry_on")]),
    )
    assert run(pk) is False
    assert effects() == 0


@pytest.mark.django_db(transaction=True)
def test_f08_a_broker_that_is_gone_does_not_fail_the_request(work, monkeypatch, clock):
    def gone(pk: int, kind: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(jobs, "nudge", gone)
    with transaction.atomic():
        enqueue("test.write", key="a", payload={"key": "a"})
    told: list[int] = []
    monkeypatch.setattr(jobs, "nudge", lambda pk, kind: told.append(pk))
    clock.move(seconds=3)
    assert nudge_overdue() == 1
    assert told == [Job.objects.get().pk]


@pytest.mark.django_db(transaction=True)
def test_f09_the_sweep_sends_again_but_does_not_flood(work, sent, clock):
    enqueue("test.write", key="a", payload={"key": "a"})
    sent.clear()  # the broker forgot
    clock.move(seconds=3)
    assert nudge_overdue() == 1
    assert nudge_overdue() == 0
    clock.move(seconds=16)
    assert nudge_overdue() == 1


@pytest.mark.django_db(transaction=True)
def test_f12_a_job_that_always_fails_ends_as_failed_and_others_go_on(work, clock):
    enqueue("test.write", key="a", payload={"key": "a"})
    enqueue("test.write", key="b", payload={"key": "b"})
    bad, good = Job.objects.order_by("pk")
    for _ in range(3):
        work.append(RuntimeError("with a secret"))
        assert run(bad.pk) is False
        clock.move(minutes=5)
    bad.refresh_from_db()
    assert bad.state == Job.State.GAGAL
    assert "secret" not in bad.error
    assert run(good.pk) is True
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_a_failed_try_waits_longer_each_time(work, clock):
    enqueue("test.write", key="a", payload={"key": "a"})
    row = Job.objects.get()
    work.append(RuntimeError())
    run(row.pk)
    row.refresh_from_db()
    assert row.due_at - now() == timedelta(seconds=5)
    assert run(row.pk) is False  # not due yet


@pytest.mark.django_db
def test_the_audit_trail_cannot_be_changed():
    from django.db import DatabaseError

    AuditEntry.objects.create(verb="test", object_kind="test", object_id="1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(verb="other")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_failed_work_is_opened_again_by_command(work, clock):
    from django.core.management import call_command

    enqueue("test.write", key="a", payload={"key": "a"})
    row = Job.objects.get()
    Job.objects.filter(pk=row.pk).update(state=Job.State.GAGAL, tries=3)
    call_command("retry_work")
    assert run(row.pk) is True
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_f13_a_job_that_kills_every_worker_ends_as_failed(work, clock):
    enqueue("test.write", key="a", payload={"key": "a"})
    row = Job.objects.get()
    Job.objects.filter(pk=row.pk).update(tries=3 + jobs.KILLS)
    assert run(row.pk) is False
    row.refresh_from_db()
    assert (row.state, row.error) == (Job.State.GAGAL, "WorkerLost")


@pytest.mark.django_db(transaction=True)
def test_finished_periodic_rows_are_forgotten_and_rows_of_effects_are_kept(work, clock):
    enqueue("test.write", key="2026-01-01T00:00")
    enqueue("test.write", key="an-enrolment", payload={"key": "a"})
    Job.objects.update(state=Job.State.SELESAI, done_at=now())
    clock.move(days=31)
    jobs.forget_periodic()
    assert list(Job.objects.values_list("key", flat=True)) == ["an-enrolment"]


# Work asked for again while it runs


@pytest.fixture
def reader(monkeypatch, sent):
    """A kind of job that looks once and then does `meanwhile`: what others commit after it looked."""
    monkeypatch.setattr(jobs, "KINDS", {})
    meanwhile: list[Callable[[], None]] = []

    @job("test.read", lease_seconds=10, tries=1)
    def read() -> None:
        AuditEntry.objects.create(verb="test", object_kind="test", object_id="a")
        if meanwhile:
            meanwhile.pop()()

    return meanwhile


def ask() -> Job:
    enqueue("test.read", key="pages", again=True)
    return Job.objects.get()


def elsewhere(act: Callable[[], object]) -> list[object]:
    """Done by another process: its own connection and transaction."""
    done: list[object] = []

    def work() -> None:
        try:
            done.append(act())
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    return done


@pytest.mark.django_db(transaction=True)
def test_a_figure_typed_while_pages_are_built_is_built_too(reader, clock):
    row = ask()
    reader.append(lambda: elsewhere(ask))
    reader.append(lambda: elsewhere(ask))
    for _typed in range(2):
        assert run(row.pk) is True
        row.refresh_from_db()
        assert (row.state, row.again, row.tries, row.lease_until) == (Job.State.MENUNGGU, False, 0, None)
    clock.move(seconds=3)
    assert nudge_overdue() == 1  # the sweep finds it
    assert run(row.pk) is True
    row.refresh_from_db()
    assert row.state == Job.State.SELESAI
    assert effects() == 3


@pytest.mark.django_db(transaction=True)
def test_asked_again_while_it_fails_for_the_last_time_it_is_tried_once_more(reader, clock):
    def ask_and_fall() -> None:
        elsewhere(ask)
        raise RuntimeError("stumbled")

    row = ask()
    reader.append(ask_and_fall)
    assert run(row.pk) is False
    row.refresh_from_db()
    assert (row.state, row.tries, row.error) == (Job.State.MENUNGGU, 0, "RuntimeError")
    clock.move(seconds=6)
    assert run(row.pk) is True
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_asked_again_while_it_runs_in_a_worker_that_is_killed_it_is_done_by_the_next(reader, clock):
    row = ask()
    assert claim(row.pk) is not None
    ask()  # and then the process is killed
    clock.move(seconds=11)
    assert run(row.pk) is True
    row.refresh_from_db()
    assert (row.state, row.again) == (Job.State.SELESAI, False)  # it began after it was asked: once is enough
    assert effects() == 1


@pytest.mark.django_db(transaction=True)
def test_asked_again_after_its_last_death_it_does_not_end_as_failed(reader, clock):
    row = ask()
    Job.objects.filter(pk=row.pk).update(tries=jobs.KILLS)
    assert claim(row.pk) is not None
    ask()
    clock.move(seconds=11)
    assert run(row.pk) is True


@pytest.mark.django_db(transaction=True)
def test_work_that_waits_is_not_begun_before_who_asked_has_committed(reader, clock):
    row = ask()
    with transaction.atomic():
        ask()
        assert elsewhere(lambda: run(row.pk)) == [False]
    assert run(row.pk) is True


@pytest.mark.django_db(transaction=True)
def test_asking_again_and_running_take_the_same_statements_as_ever(reader, clock, django_assert_num_queries):
    row = ask()
    with transaction.atomic(), django_assert_num_queries(1):
        enqueue("test.read", key="pages", again=True)
    run(row.pk)
    with transaction.atomic(), django_assert_num_queries(2):
        enqueue("test.read", key="pages", again=True)
