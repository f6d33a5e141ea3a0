"""The own certificates, and who may fetch which file."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from certificates import services
from certificates.models import Certificate
from people.models import Agency, Person, Role
from tests.certificates.building import certify, finish, issuer, many_certificates
from tests.support import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(ani: Person, clock) -> Certificate:
    clock.set("2026-11-20")
    return certify(ani)


def test_ani_finds_her_certificate_and_its_download(client, ani, certificate):
    page = build.sign_in(client, ani).get("/sertifikat/").content.decode()
    assert certificate.number in page
    assert f'href="/sertifikat/{certificate.uuid}.pdf"' in page
    assert certificate.paper.verify_url in page
    assert "3 JP" in page


def test_ani_downloads_what_was_issued_and_nothing_may_run_in_it(client, ani, certificate):
    answer = build.sign_in(client, ani).get(f"/sertifikat/{certificate.uuid}.pdf")
    content = b"".join(answer.streaming_content)
    assert content == (Path(settings.PRIVATE_ROOT) / certificate.file).read_bytes()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="sertifikat-800.1.4-00001-BKPSDM-XI-2026.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]


def test_a_stranger_is_sent_to_sign_in(client, certificate):
    answer = client.get(f"/sertifikat/{certificate.uuid}.pdf")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/masuk/")


def test_budi_her_superior_does_not_get_her_file(client, budi, certificate):
    assert build.sign_in(client, budi).get(f"/sertifikat/{certificate.uuid}.pdf").status_code == 404


def test_citra_of_hr_may_fetch_it(client, citra, certificate):
    assert build.sign_in(client, citra).get(f"/sertifikat/{certificate.uuid}.pdf").status_code == 200


def test_hr_of_another_agency_sees_nothing(client, certificate):
    other = build.agency("KOTA-LAIN", name="Pemerintah Kota Lain")
    unit = build.unit("BKPSDM", of=other)
    taufan = build.learner("Taufan Yulianto", at=unit)
    build.role(taufan, Role.ADMIN_SDM, unit)
    assert build.sign_in(client, taufan).get(f"/sertifikat/{certificate.uuid}.pdf").status_code == 404
    assert certificate.number not in client.get("/sertifikat/").content.decode()


def test_citras_wallet_holds_only_her_own(client, citra, certificate):
    assert certificate.number not in build.sign_in(client, citra).get("/sertifikat/").content.decode()


def test_an_unknown_file_is_not_found(client, ani):
    assert build.sign_in(client, ani).get("/sertifikat/6c1bdb1c-6f0d-4c2e-9a53-1f6f2d3a0a11.pdf").status_code == 404


def test_a_finished_course_is_shown_as_being_prepared(client, ani):
    finish(ani)
    page = build.sign_in(client, ani).get("/sertifikat/").content.decode()
    assert "Sedang disiapkan" in page


def test_a_numbered_certificate_whose_file_is_being_drawn_has_no_download_yet(client, ani):
    certificate = services.issue_certificate(enrolment=finish(ani))
    page = build.sign_in(client, ani).get("/sertifikat/").content.decode()
    assert "Sedang disiapkan" in page
    assert f"{certificate.uuid}.pdf" not in page
    answer = client.get(f"/sertifikat/{certificate.uuid}.pdf")
    assert answer.status_code == 409
    assert "sedang disiapkan" in answer.content.decode()


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"%PDF-1.7 lain")])
def test_f24_a_file_lost_or_changed_on_the_disk_is_not_sent(client, ani, certificate, spoil):
    spoil(Path(settings.PRIVATE_ROOT) / certificate.file)
    answer = build.sign_in(client, ani).get(f"/sertifikat/{certificate.uuid}.pdf")
    assert answer.status_code == 503
    assert "hilang atau berubah" in answer.content.decode()


def test_a_replaced_certificate_points_to_its_successor(client, ani, certificate, settle):
    new = services.reissue_certificate(certificate=certificate, by=None)
    settle()
    page = build.sign_in(client, ani).get("/sertifikat/").content.decode()
    assert "Lihat pengganti" in page
    assert new.number in page
    assert f"{certificate.uuid}.pdf" not in page


def test_a_revoked_certificate_says_why(client, ani, certificate):
    services.revoke_certificate(certificate=certificate, reason="salah_data", note="", by=None)
    assert "Dicabut: Data pada sertifikat keliru" in build.sign_in(client, ani).get("/sertifikat/").content.decode()


def test_a_certificate_that_ends_soon_says_in_how_many_days(client, ani, certificate, clock):
    clock.set("2029-11-11")
    assert "Berakhir 9 hari lagi" in build.sign_in(client, ani).get("/sertifikat/").content.decode()


def test_eko_the_partner_sees_hours_of_learning(client, eko):
    certify(eko)
    page = build.sign_in(client, eko).get("/sertifikat/").content.decode()
    assert re.search(r"3 jam\s+belajar", page)
    assert not re.search(r"3\s+JP", page)


def test_somebody_new_is_told_how_certificates_come(client, ani):
    assert "Belum ada sertifikat" in build.sign_in(client, ani).get("/sertifikat/").content.decode()


def test_a_technical_account_has_an_empty_wallet(client, admin_user):
    client.force_login(admin_user)
    assert "Belum ada sertifikat" in client.get("/sertifikat/").content.decode()


def test_every_agency_with_people_gets_a_template_and_a_signatory(citra, dewi):
    from certificates.models import CertificateTemplate, Signatory
    from certificates.starter import ensure_templates

    assert ensure_templates() == 2
    template, signatory = CertificateTemplate.objects.get(), Signatory.objects.get()
    assert (template.city, template.issuing_unit.code) == ("Uji", "BKPSDM")
    assert (signatory.person, signatory.title) == (citra, "Kepala Badan Kepegawaian dan Pengembangan SDM")
    assert ensure_templates() == 0
    assert issuer(Agency.objects.get(code="KAB-UJI")).certificate_templates.count() == 1


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_wallet_asks_as_much_for_ten_as_for_a_thousand(client, ani, rows, django_assert_max_num_queries):
    many_certificates(ani, rows)
    build.sign_in(client, ani)
    with django_assert_max_num_queries(7):
        assert client.get("/sertifikat/").status_code == 200
