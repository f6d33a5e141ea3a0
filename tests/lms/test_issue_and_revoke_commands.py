"""What an operator does by hand."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certificates.models import Certificate, CertificateTemplate, Revocation
from tests.certificates.building import certify, finish

pytestmark = pytest.mark.django_db


def say(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def test_what_is_missing_is_issued_and_a_second_run_issues_nothing(ani, budi):
    certify(ani)
    finish(budi)
    assert say("issue_certificates").startswith("1 sertifikat terbit")
    assert say("issue_certificates").startswith("0 sertifikat terbit")
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == [1, 2]


def test_a_whole_run_is_issued_on_a_later_day(ani, budi, clock):
    clock.set("2026-12-30")
    enrolment = finish(ani)
    finish(budi)
    say("issue_certificates", "--run", str(enrolment.run.uuid), "--issued-on", "2027-01-04")
    certificate = Certificate.objects.get()
    assert (certificate.person, certificate.number) == (ani, "800.1.4/00001/BKPSDM/I/2027")


def test_one_that_cannot_be_issued_does_not_stop_the_others(ani, budi):
    finish(ani)
    CertificateTemplate.objects.all().delete()
    with pytest.raises(CommandError, match="belum mempunyai templat"):
        say("issue_certificates")


def test_a_certificate_is_revoked_by_its_code(ani):
    certificate = certify(ani)
    assert "dicabut" in say("revoke_certificate", certificate.code.lower(), "--reason", "salah_data")
    assert Revocation.objects.get().certificate == certificate
    with pytest.raises(CommandError, match="sudah dicabut"):
        say("revoke_certificate", certificate.code, "--reason", "salah_data")


@pytest.mark.parametrize("code", ["7K2M-9QXA-4RTD-6HWV-E", "salah ketik", ""])
def test_an_unknown_code_is_told(db, code):
    with pytest.raises(CommandError, match="Tidak ada sertifikat"):
        say("revoke_certificate", code, "--reason", "salah_data")
