"""A certificate that does not hold any more says so, and its successor is known."""

from datetime import date

import pytest

from certificates import services
from certificates.models import Certificate, Revocation
from core.models import AuditEntry
from people.models import Person
from records.ledger.models import LedgerEntry
from tests.certificates.building import certify

pytestmark = pytest.mark.django_db

LATER = date(2026, 12, 3)


@pytest.fixture
def certificate(ani: Person, clock) -> Certificate:
    clock.set("2026-11-20")
    return certify(ani)


def test_citra_revokes_and_it_is_known_at_once(certificate, citra):
    services.revoke_certificate(
        certificate=certificate, reason=Revocation.Reason.SALAH_DATA, note="nama pelatihan", by=citra.user
    )
    again = Certificate.objects.with_fate().get(pk=certificate.pk)
    assert again.status_on(LATER) == Certificate.Status.DICABUT
    trace = AuditEntry.objects.get(verb="certificates:certificate:revoke")
    assert (trace.actor, trace.after) == (citra.user.uuid, {"reason": "salah_data"})


def test_a_certificate_is_revoked_once(certificate):
    services.revoke_certificate(certificate=certificate, reason="salah_data", note="", by=None)
    with pytest.raises(services.AlreadyRevoked):
        services.revoke_certificate(certificate=certificate, reason="salah_data", note="", by=None)


@pytest.mark.parametrize(("reason", "hours"), [("salah_data", 3), ("pelanggaran", 0)])
def test_hours_go_only_when_they_were_not_earned(certificate, ani, reason, hours):
    services.revoke_certificate(certificate=certificate, reason=reason, note="", by=None)
    assert LedgerEntry.objects.of(ani).jp(year=2026) == hours


def test_a_name_is_corrected_and_the_certificate_issued_again(certificate, ani, citra, clock, settle):
    Person.objects.filter(pk=ani.pk).update(title_after="S.Kom.")
    clock.set("2026-12-03")
    new = services.reissue_certificate(certificate=certificate, by=citra.user, note="gelar")
    settle()
    old = Certificate.objects.with_fate().get(pk=certificate.pk)
    assert (new.number, new.version, new.template) == ("800.1.4/00002/BKPSDM/XII/2026", 2, old.template)
    assert (new.paper.person_name, new.paper.replaces_number) == ("Ani Lestari, S.Kom.", old.number)
    assert (old.status_on(LATER), old.successor) == (Certificate.Status.DIGANTI, new)
    assert old.withdrawal.reason == Revocation.Reason.DIGANTI
    assert new.valid_until == old.valid_until
    assert Certificate.objects.get(pk=new.pk).sha256


def test_hours_of_a_reissued_certificate_are_counted_once(certificate, ani, settle):
    services.reissue_certificate(certificate=certificate, by=None)
    settle()
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 3


def test_only_the_last_certificate_is_replaced(certificate):
    services.reissue_certificate(certificate=certificate, by=None)
    with pytest.raises(services.AlreadyReplaced):
        services.reissue_certificate(certificate=certificate, by=None)


def test_what_was_wrong_may_be_replaced_after_it_was_revoked(certificate):
    services.revoke_certificate(certificate=certificate, reason="salah_data", note="", by=None)
    new = services.reissue_certificate(certificate=certificate, by=None)
    assert new.replaces == certificate
    assert Revocation.objects.get().reason == Revocation.Reason.SALAH_DATA


def test_what_was_not_earned_is_not_replaced(certificate):
    services.revoke_certificate(certificate=certificate, reason="pelanggaran", note="", by=None)
    with pytest.raises(services.NotReplaceable):
        services.reissue_certificate(certificate=certificate, by=None)


def test_what_has_expired_is_not_made_young_again(certificate, clock):
    clock.set("2029-11-21")
    with pytest.raises(services.NotReplaceable):
        services.reissue_certificate(certificate=certificate, by=None)


def test_it_holds_to_its_last_day_and_not_a_day_longer(certificate):
    assert certificate.status_on(date(2029, 11, 20)) == Certificate.Status.SAH
    assert certificate.status_on(date(2029, 11, 21)) == Certificate.Status.KEDALUWARSA
