"""From the last quiz to a certificate with a number and a file."""

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, InternalError, transaction

from certificates import services
from certificates.facts import CertificateFacts, HoursUnit
from certificates.freezing import NoSignatory, NoTemplate
from certificates.models import Certificate, CertificateTemplate, NumberSeries, Signatory
from courses.models import Enrolment
from people.models import Person
from records.ledger.models import LedgerEntry
from tests.certificates.building import a_run, certify, finish, issuer
from tests.support import build

pytestmark = pytest.mark.django_db


def test_ani_finishes_and_her_certificate_says_what_is_true_of_her(ani, clock, settle):
    clock.set("2026-11-20")
    certificate = certify(ani)
    paper = certificate.paper
    assert certificate.number == "800.1.4/00001/BKPSDM/XI/2026"
    assert (paper.person_name, paper.identity) == ("Ani Lestari", "NIP 19880317 201403 2 902")
    assert paper.unit == "Bidang Aplikasi Informatika, Dinas Komunikasi dan Informatika"
    assert paper.position == "Pengadministrasi Perkantoran"
    assert (paper.held_from, paper.held_to, paper.issued_on) == (date(2026, 11, 20),) * 3
    assert (paper.signatory_name, paper.signatory_rank) == ("Dra. Endang Sulastri, M.Si.", "Pembina Utama Muda, IV/c")
    assert paper.signature_note == "TTE tidak tersertifikasi (uji coba)"
    assert paper.assessment == "Tugas dikumpulkan; tes akhir, nilai 86,7 dari 100"
    assert paper.verify_url == f"{settings.BASE_URL}/verifikasi/{certificate.code}/"
    assert [(line.name, line.level, line.level_name) for line in paper.competencies] == [
        ("Keamanan dan pelindungan data", 3, "Menengah"),
        ("Adaptif", None, ""),
    ]
    assert paper.valid_until == date(2029, 11, 20)


def test_the_modules_add_up_to_the_hours_of_the_course(ani):
    paper = certify(ani, jp=3).paper
    assert [line.hours for line in paper.modules] == [Decimal(1), Decimal("1"), Decimal("0.5"), Decimal("0.5")]
    assert sum(line.hours or 0 for line in paper.modules) == paper.hours == 3


def test_the_file_is_there_and_is_the_one_whose_fingerprint_was_kept(ani):
    certificate = certify(ani)
    content = (Path(settings.PRIVATE_ROOT) / certificate.file).read_bytes()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == certificate.sha256
    assert certificate.file == f"certificates/{certificate.issued_on.year}/{certificate.uuid}.pdf"


def test_numbers_follow_each_other_and_a_new_year_begins_at_one(ani, budi, clock):
    clock.set("2026-12-30")
    first, second = certify(ani), certify(budi)
    clock.set("2027-01-04")
    third = certify(ani)
    assert [each.sequence for each in (first, second, third)] == [1, 2, 1]
    assert third.number == "800.1.4/00001/BKPSDM/I/2027"


def test_an_issue_that_fails_gives_its_number_back(ani):
    run = a_run()
    Signatory.objects.all().delete()
    with pytest.raises(NoSignatory):
        services.issue_certificate(enrolment=finish(ani, run))
    assert not NumberSeries.objects.exists()


def test_a_job_that_runs_twice_gives_one_certificate(ani):
    enrolment = finish(ani)
    first = services.issue_certificate(enrolment=enrolment)
    assert services.issue_certificate(enrolment=enrolment) == first
    assert Certificate.objects.count() == 1


def test_a_job_that_runs_after_new_year_keeps_the_day_of_completion(ani, clock, settle):
    """Completed 31 December 23.30 WIB with the worker down until 2 January."""
    clock.set("2026-12-31 23:30")
    enrolment = finish(ani)
    clock.set("2027-01-02")
    settle()
    certificate = Certificate.objects.get(enrolment=enrolment)
    assert (certificate.issued_on, certificate.series.year) == (date(2026, 12, 31), 2026)


def test_the_same_instant_is_the_next_year_for_a_learner_in_papua(clock):
    agency = issuer(build.agency("KAB-TIMUR", name="Pemerintah Kabupaten Timur", zone="Asia/Jayapura"))
    yosef = build.person("Yosef Wanggai", at=build.unit("DINAS", of=agency))
    clock.set("2026-12-31 23:30")
    certificate = certify(yosef, a_run(by=agency))
    assert (certificate.issued_on, certificate.series.year) == (date(2027, 1, 1), 2027)


def test_a_course_that_is_not_finished_has_no_certificate(ani):
    enrolment = Enrolment.objects.create(run=a_run(), person=ani, unit_at=ani.unit)
    with pytest.raises(services.EnrolmentNotCompleted):
        services.issue_certificate(enrolment=enrolment)


def test_a_certificate_is_not_dated_before_the_completion(ani, clock):
    clock.set("2026-11-20")
    with pytest.raises(services.IssuedBeforeCompletion):
        services.issue_certificate(enrolment=finish(ani), issued_on=date(2026, 11, 19))


def test_a_provider_without_a_template_is_told_so(ani):
    enrolment = finish(ani)
    CertificateTemplate.objects.all().delete()
    with pytest.raises(NoTemplate):
        services.issue_certificate(enrolment=enrolment)


def test_eko_the_partner_gets_a_certificate_in_hours_of_learning_and_no_jp(eko):
    paper = certify(eko).paper
    assert (paper.hours_unit, paper.identity, paper.unit) == (HoursUnit.JAM_BELAJAR, "", "Komunitas Literasi Uji")
    assert not LedgerEntry.objects.exists()


def test_a_contract_worker_gets_a_certificate_and_no_jp():
    gita = build.person("Gita Samudra", kind=Person.Kind.NON_ASN)
    assert certify(gita).paper.hours_unit is HoursUnit.JAM_BELAJAR
    assert not LedgerEntry.objects.exists()


def test_an_agency_may_leave_the_nip_off_the_paper(ani):
    issuer(shows_nip=False)
    assert certify(ani).paper.identity == ""


def test_a_name_corrected_later_does_not_change_the_paper(ani):
    certificate = certify(ani)
    Person.objects.filter(pk=ani.pk).update(full_name="Ani Lestari Putri")
    again = Certificate.objects.get(pk=certificate.pk)
    assert again.paper.person_name == "Ani Lestari"


def test_the_database_refuses_to_change_or_delete_what_was_issued(ani):
    certificate = certify(ani)
    for change in ({"number": "palsu"}, {"issued_on": date(2020, 1, 1)}, {"facts": {}}, {"sha256": "0" * 64}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        certificate.delete()


def test_drawing_again_changes_nothing(ani):
    certificate = certify(ani)
    file = Path(settings.PRIVATE_ROOT) / certificate.file
    before = file.stat()
    services.draw_certificate(certificate=certificate)
    assert file.stat().st_mtime_ns == before.st_mtime_ns


def test_a_file_left_by_a_worker_that_died_is_met_by_the_same_bytes(ani):
    certificate = services.issue_certificate(enrolment=finish(ani))
    with transaction.atomic():
        drawn = services.draw_certificate(certificate=certificate)
        content = (Path(settings.PRIVATE_ROOT) / drawn.file).read_bytes()
        transaction.set_rollback(True)
    again = services.draw_certificate(certificate=Certificate.objects.get(pk=certificate.pk))
    assert (Path(settings.PRIVATE_ROOT) / again.file).read_bytes() == content
    assert not list((Path(settings.PRIVATE_ROOT) / again.file).parent.glob("*.part"))


def test_facts_come_back_from_the_database_as_they_went_in(ani):
    certificate = certify(ani)
    stored = Certificate.objects.get(pk=certificate.pk)
    assert CertificateFacts.from_json(stored.facts).content_sha256 == certificate.paper.content_sha256
