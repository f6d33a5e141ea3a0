"""From completion to file with the n-th statement or file call failing, for every n, and then tried again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from certificates.models import Certificate, NumberSeries
from core import events, jobs
from core.clock import now
from core.models import Event, Job
from people.models import Person
from records.ledger.models import LedgerEntry
from tests.certificates.building import a_run, announce, enrol
from tests.support import build
from tests.support.faults import Fault, failing_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FAR = 500


def go_on() -> None:
    """What events and workers do, as often as something is due; a failure leaves the rest for the next time."""
    Job.objects.update(due_at=now(), lease_until=now())
    for _ in range(6):
        for pk in Event.objects.filter(handled_at=None).values_list("pk", flat=True):
            events.deliver(pk)
        for pk in Job.objects.exclude(state=Job.State.SELESAI).values_list("pk", flat=True):
            jobs.run(pk)


def nothing_is_half_done(person: Person) -> None:
    """Before or done, never between: a number without certificate, a row without file, hours twice."""
    taken = NumberSeries.objects.values_list("next_number", flat=True).first() or 1
    assert list(Certificate.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, taken))
    assert Certificate.objects.filter(person=person).count() <= 1
    assert LedgerEntry.objects.of(person).count() <= 1
    for certificate in Certificate.objects.filter(person=person).exclude(sha256=""):
        content = (Path(settings.PRIVATE_ROOT) / certificate.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == certificate.sha256


def test_f30_whatever_call_fails_nothing_is_half_done_and_a_retry_finishes(monkeypatch):
    run = a_run()
    for n in range(1, FAR):
        person = build.person()
        enrolment = enrol(person, run)
        with failing_at(n, monkeypatch) as calls:
            try:
                announce(enrolment)
                go_on()
            except Fault:
                pass
        nothing_is_half_done(person)
        if not Event.objects.filter(payload__enrolment=str(enrolment.uuid)).exists():
            announce(enrolment)  # the word itself was what failed, with its cause
        go_on()
        assert Certificate.objects.get(person=person).sha256
        assert LedgerEntry.objects.of(person).count() == 1
        nothing_is_half_done(person)
        if calls[0] < n:
            return
    raise AssertionError(f"more than {FAR} calls")
