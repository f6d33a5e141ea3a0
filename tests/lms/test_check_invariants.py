"""`manage.py check_invariants` is quiet when all is well and names what is not."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from certificates.models import Certificate, NumberSeries
from certificates.services import issue_certificate
from core.models import Event, Job
from courses.models import ActivityRecord
from people.models import Person
from records.ledger.models import LedgerEntry
from tests.certificates.building import certify, finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(ani: Person) -> Certificate:
    certificate = certify(ani)
    # The builder marks steps done as if read; what shows it is derived.
    call_command("rebuild_derived", stdout=StringIO())
    return certificate


def check() -> str:
    """What the command says, and that it found something wrong."""
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_invariants", stdout=out)
    return out.getvalue()


def test_all_is_well(certificate, budi, eko):
    certify(budi)
    certify(eko)
    call_command("rebuild_derived", stdout=StringIO())
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert "pelanggaran" not in out.getvalue()


def test_what_still_waits_for_a_worker_is_no_violation(certificate, budi):
    ActivityRecord.objects.filter(enrolment=finish(budi)).delete()
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert "1 pekerjaan masih menunggu" in out.getvalue()


def test_a_certificate_whose_drawing_gave_up_is_one(certificate, budi):
    waiting = issue_certificate(enrolment=finish(budi))
    Event.objects.filter(kind="certificates.CertificateIssued").delete()
    Job.objects.create(kind="certificates.draw", key=str(waiting.uuid), state=Job.State.GAGAL)
    assert f"{waiting.number}: berkas tidak pernah dibuat" in check()


def test_a_lost_file_is_found(certificate):
    (Path(settings.PRIVATE_ROOT) / certificate.file).unlink()
    assert f"{certificate.number}: berkas {certificate.file} tidak ada" in check()


def test_one_flipped_bit_is_found(certificate):
    file = Path(settings.PRIVATE_ROOT) / certificate.file
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    assert "berubah" in check()


def test_a_hole_in_the_numbers_is_found(certificate):
    NumberSeries.objects.update(next_number=3)
    assert "nomor 1 sampai 1, 1 sertifikat, berikutnya 3" in check()


def test_a_completion_without_certificate_and_hours_is_found(certificate, budi):
    enrolment = finish(budi, certificate.enrolment.run)
    Event.objects.all().delete()
    said = check()
    assert f"kepesertaan {enrolment.uuid}: selesai tanpa sertifikat" in said
    assert f"kepesertaan {enrolment.uuid}: selesai tanpa entri JP" in said


def test_hours_without_a_cause_are_found(certificate, ani):
    entry = LedgerEntry.objects.get()
    LedgerEntry.objects.create(
        person=ani,
        year=2026,
        jp=Decimal(5),
        source=LedgerEntry.Source.KURSUS,
        source_id=ani.uuid,
        title="Tanpa dasar",
        started_on=entry.held_on,
        held_on=entry.held_on,
    )
    assert "tidak ada pelatihan selesai" in check()


def test_a_reversal_larger_than_its_grant_is_found(certificate, ani):
    entry = LedgerEntry.objects.get()
    LedgerEntry.objects.create(
        person=ani,
        year=entry.year,
        jp=Decimal(-9),
        kind=LedgerEntry.Kind.KOREKSI,
        reverses=entry,
        source=entry.source,
        source_id=entry.source_id,
        title=entry.title,
        started_on=entry.held_on,
        held_on=entry.held_on,
    )
    assert "tersisa -6" in check()


def test_progress_that_fell_is_found(certificate):
    certificate.enrolment.progress.all().delete()
    assert "tidak ditampilkan selesai" in check()
