"""The ledger is only ever appended to."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEntry
from people.models import Person
from records.ledger import services
from records.ledger.models import LedgerEntry
from tests.certificates.building import a_run, certify, finish
from tests.support import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(ani: Person, clock) -> LedgerEntry:
    clock.set("2026-11-20")
    certify(ani, jp=6)
    return LedgerEntry.objects.get()


def test_citra_corrects_an_entry_and_both_stand_there(ani, citra, entry):
    made = services.correct_entry(entry=entry, jp=Decimal(-2), note="JP salah ketik", by=citra.user)
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 4
    assert (made.kind, made.reverses, made.entered_by) == (LedgerEntry.Kind.KOREKSI, entry, citra)
    trace = AuditEntry.objects.get(verb="records:entry:koreksi")
    assert (trace.actor, trace.object_id) == (citra.user.uuid, str(entry.uuid))


def test_hours_in_review_are_accepted(ani, citra, entry):
    certify(ani, jp=3)
    waiting = LedgerEntry.objects.get(jp_in_review=1)
    services.correct_entry(entry=waiting, jp=Decimal(1), jp_in_review=Decimal(-1), note="", by=citra.user)
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 9
    assert LedgerEntry.objects.of(ani).jp_in_review(year=2026) == 0


def test_revoking_takes_back_what_corrections_left(ani, citra, entry):
    services.correct_entry(entry=entry, jp=Decimal(-2), note="", by=citra.user)
    services.revoke_entry(entry=entry, note="syarat tidak dipenuhi", by=citra.user)
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 0
    assert [each.jp for each in LedgerEntry.objects.order_by("pk")] == [6, -2, -4]


def test_an_entry_is_revoked_once(entry, citra):
    services.revoke_entry(entry=entry, note="", by=citra.user)
    with pytest.raises(services.AlreadyRevoked):
        services.revoke_entry(entry=entry, note="", by=citra.user)


def test_a_correction_never_goes_below_nothing(entry, citra):
    with pytest.raises(services.MoreThanEntered):
        services.correct_entry(entry=entry, jp=Decimal(-7), note="", by=citra.user)
    assert LedgerEntry.objects.count() == 1


def test_a_correction_is_not_corrected(entry, citra):
    made = services.correct_entry(entry=entry, jp=Decimal(-1), note="", by=citra.user)
    with pytest.raises(services.NotAGrant):
        services.revoke_entry(entry=made, note="", by=citra.user)


def test_a_revoked_course_may_be_taken_again_in_the_same_year(ani, citra, clock):
    clock.set("2026-02-02")
    certify(ani, code="K1", number=1, jp=3)
    services.revoke_entry(entry=LedgerEntry.objects.get(), note="", by=citra.user)
    clock.set("2026-06-02")
    certify(ani, code="K1", number=2, jp=3, retired_at=clock.now())
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 3


def test_the_database_refuses_update_delete_and_truncate(entry):
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    for attempt in (
        lambda: LedgerEntry.objects.filter(pk=entry.pk).update(jp=99),
        lambda: LedgerEntry.objects.filter(pk=entry.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE records_ledgerentry CASCADE"),
        lambda: connection.cursor().execute("UPDATE records_ledgerentry SET jp = 99"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert LedgerEntry.objects.get().jp == 6


changes = st.lists(
    st.tuples(st.sampled_from(["hibah", "koreksi", "cabut"]), st.integers(-8, 8), st.integers(0, 5)), max_size=12
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(changes)
def test_whatever_is_done_the_balance_is_the_sum_and_never_below_zero(db, done):
    """Grants, corrections and revocations in any order, beside a sum kept by hand."""
    with transaction.atomic():
        person, by_hand = build.person(), {}
        for number, (what, jp, place) in enumerate(done, start=1):
            if what == "hibah":
                course = a_run(jp=abs(jp) or 1, code=f"P{person.pk}-{number}", modules=())
                grant = services.grant_jp(enrolment=finish(person, course))
                by_hand[grant] = grant.jp
            elif len(by_hand) > place:
                grant = list(by_hand)[place]
                try:
                    if what == "koreksi":
                        services.correct_entry(entry=grant, jp=Decimal(jp), note="", by=None)
                        by_hand[grant] += jp
                    else:
                        services.revoke_entry(entry=grant, note="", by=None)
                        by_hand[grant] = Decimal(0)
                except (services.MoreThanEntered, services.AlreadyRevoked):
                    continue
        mine = LedgerEntry.objects.of(person)
        balance = sum((mine.jp(year=year) for year in {entry.year for entry in mine}), Decimal(0))
        assert balance == sum(by_hand.values(), Decimal(0)) >= 0
        transaction.set_rollback(True)
