"""A stranger checks a certificate: what is shown, what never is, and what a wrong file or code gets."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates import services
from certificates.limits import PER_MINUTE
from certificates.models import Certificate
from certificates.uploads import BODY_LIMIT, FILE_LIMIT
from core.codes import new_code
from people.models import Agency, Person
from tests.certificates.building import a_run, certify, finish, issuer, many_certificates
from tests.support import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(ani: Person, clock) -> Certificate:
    clock.set("2026-11-20")
    return certify(ani)


@pytest.fixture
def address(certificate: Certificate) -> str:
    return f"/verifikasi/{certificate.code}/"


def pdf_of(certificate: Certificate) -> bytes:
    return (Path(settings.PRIVATE_ROOT) / certificate.file).read_bytes()


def send(client: Client, address: str, content: bytes, name: str = "sertifikat.pdf"):
    return client.post(address, {"berkas": SimpleUploadedFile(name, content, content_type="application/pdf")})


def main_of(answer) -> str:
    """What the page says, without markup."""
    page = answer.content.decode()
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return re.sub(r"\s+", " ", text)


def test_a_stranger_sees_that_it_holds_and_of_whom(client, certificate, address):
    answer = client.get(address)
    said = main_of(answer)
    assert answer.status_code == 200
    for words in (
        "Sertifikat sah",
        "800.1.4/00001/BKPSDM/XI/2026",
        "Ani Lestari",
        "Pelindungan Data Pribadi dalam Layanan Publik",
        "3 JP",
        "20 November 2026",
        "Badan Kepegawaian dan Pengembangan SDM, Pemerintah Kabupaten Uji",
        "TTE tidak tersertifikasi (uji coba)",
        certificate.sha256,
    ):
        assert words in said


def test_neither_nip_nor_birth_date_stands_anywhere_in_the_page(client, ani, address):
    page = client.get(address).content.decode()
    digits = re.sub(r"\D", "", page)
    assert ani.nip not in digits
    for piece in ("19880317", "201403", "17 Maret 1988", "NIP"):
        assert piece not in page


def test_an_agency_may_show_fifteen_stars_and_three_digits(client, ani, certificate, address):
    Agency.objects.filter(pk=certificate.template.agency_id).update(masks_nip_in_public=True)
    page = client.get(address).content.decode()
    assert "***************902" in page
    assert ani.nip[:4] + ani.nip[4:8] not in page


def test_the_page_is_kept_nowhere(client, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_the_path_in_the_qr_code_is_this_one_for_ever(certificate):
    assert certificate.paper.verify_url == f"{settings.BASE_URL}/verifikasi/{certificate.code}/"


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} ".replace("-", " ")]
)
def test_a_code_may_be_typed_in_small_letters_and_without_dashes(client, certificate, address, typed):
    answer = client.get("/verifikasi/", {"kode": typed(certificate.code)})
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_an_address_typed_by_hand_finds_its_printed_form(client, certificate, address):
    answer = client.get(f"/verifikasi/{certificate.code.lower().replace('-', '')}/")
    assert (answer.status_code, answer["Location"]) == (302, address)


def test_a_typing_error_is_told_from_an_unknown_code_without_looking_up(client, certificate, django_assert_num_queries):
    wrong = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
    with django_assert_num_queries(0):
        typed = client.get("/verifikasi/", {"kode": wrong})
        followed = client.get(f"/verifikasi/{wrong}/")
    assert (typed.status_code, followed.status_code) == (400, 404)
    assert "huruf yang keliru" in main_of(typed)
    assert "huruf yang keliru" in main_of(followed)


def test_an_unknown_code_gets_what_why_and_next_step(client):
    answer = client.get(f"/verifikasi/{new_code()}/")
    assert answer.status_code == 404
    assert "Kode tidak ditemukan" in main_of(answer)
    assert "hubungi penerbit" in main_of(answer)


@pytest.mark.parametrize("kode", ["", "x", "A" * 5000, "<script>alert(1)</script>", "\u202e7K2M", "7K2M-9QXA", "%00"])
def test_nonsense_is_answered_with_a_sentence(client, kode):
    answer = client.get("/verifikasi/", {"kode": kode})
    assert answer.status_code == 400
    assert b"<script>alert" not in answer.content


def test_a_revoked_certificate_says_since_when_and_the_class_of_reason_only(client, certificate, address, clock):
    clock.set("2026-12-03")
    services.revoke_certificate(certificate=certificate, reason="pelanggaran", note="menyalin jawaban", by=None)
    said = main_of(client.get(address))
    assert "Sertifikat dicabut" in said
    assert "Dicabut 3 Desember 2026" in said
    assert "Syarat kelulusan tidak dipenuhi" in said
    assert "menyalin jawaban" not in said
    assert "Sertifikat sah" not in said


def test_a_replaced_certificate_leads_to_its_successor(client, certificate, address, settle):
    new = services.reissue_certificate(certificate=certificate, by=None)
    settle()
    page = client.get(address).content.decode()
    assert "Sertifikat sudah diganti" in page
    assert f'href="/verifikasi/{new.code}/"' in page
    assert f"pengganti {certificate.number}" in main_of(client.get(f"/verifikasi/{new.code}/"))


def test_an_expired_certificate_is_genuine_but_says_it_is_over(client, address, clock):
    clock.set("2029-11-21")
    said = main_of(client.get(address))
    assert "Masa berlaku berakhir" in said
    assert "20 November 2029" in said


def test_a_partners_certificate_never_speaks_of_jp(client, eko):
    said = main_of(client.get(f"/verifikasi/{certify(eko).code}/"))
    assert "3 jam" in said
    assert "JP" not in said


def test_the_same_file_is_recognised(client, certificate, address):
    assert "Berkas sama dengan yang diterbitkan" in main_of(send(client, address, pdf_of(certificate)))


def test_one_changed_byte_is_noticed(client, certificate, address):
    content = bytearray(pdf_of(certificate))
    content[len(content) // 2] ^= 1
    assert "Berkas berbeda dari yang diterbitkan" in main_of(send(client, address, bytes(content)))


def test_something_appended_is_noticed(client, certificate, address):
    assert "Berkas berbeda" in main_of(send(client, address, pdf_of(certificate) + b"\n"))


def test_the_genuine_file_of_somebody_else_is_not_this_one(client, address, budi):
    assert "Berkas berbeda" in main_of(send(client, address, pdf_of(certify(budi))))


def test_the_file_of_a_revoked_certificate_does_not_make_it_good(client, certificate, address):
    services.revoke_certificate(certificate=certificate, reason="salah_data", note="", by=None)
    said = main_of(send(client, address, pdf_of(certificate)))
    assert "tidak berlaku lagi" in said
    assert "Sertifikat sah" not in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 surat.docx", "bukan PDF"),
        (b"\xff\xd8\xff\xe0 foto", "bukan PDF"),
        (b"", "kosong"),
        (b"%PDF-1.7" + b"x" * FILE_LIMIT, "melebihi batas 20 MB"),
    ],
)
def test_a_wrong_file_is_told_why(client, address, content, sentence):
    answer = send(client, address, content)
    assert answer.status_code == 400
    assert sentence in main_of(answer)


def test_no_file_at_all_is_asked_for(client, address):
    answer = client.post(address)
    assert answer.status_code == 400
    assert "Pilih berkas PDF" in main_of(answer)


def test_an_enormous_body_is_not_even_read(client, address):
    answer = client.generic(
        "POST", address, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(BODY_LIMIT + 1)
    )
    assert answer.status_code == 413
    assert "melebihi batas 20 MB" in main_of(answer)


def test_nothing_of_the_file_is_kept(client, certificate, address, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    private = Path(settings.PRIVATE_ROOT)
    before = sorted(private.rglob("*"))
    send(client, address, b"%PDF-1.7" + b"x" * 5_000_000)
    assert sorted(private.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []


def test_a_form_without_its_token_is_refused(certificate, address):
    assert send(Client(enforce_csrf_checks=True), address, pdf_of(certificate)).status_code == 403


def test_a_certificate_that_is_still_being_drawn_verifies_already(client, ani):
    certificate = services.issue_certificate(enrolment=finish(ani))
    said = main_of(client.get(f"/verifikasi/{certificate.code}/"))
    assert "Sertifikat sah" in said
    assert "sedang disiapkan" in said


def test_the_thirty_first_visit_of_a_minute_is_told_when_to_come_back(client, address, clock):
    clock.set("2026-11-21 09:44:50")
    assert {client.get(address).status_code for _ in range(PER_MINUTE)} == {200}
    refused = client.get(address)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "10"
    assert "Tunggu 10 detik" in main_of(refused)
    clock.move(seconds=10)
    assert client.get(address).status_code == 200


def test_other_addresses_are_not_held_up(client, address, clock):
    clock.set("2026-11-21 09:44")
    for _ in range(PER_MINUTE + 1):
        client.get(address)
    assert client.get(address, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_caller_cannot_make_up_addresses(client, address, clock):
    clock.set("2026-11-21 09:44")
    for n in range(PER_MINUTE + 1):
        answer = client.get(address, headers={"X-Forwarded-For": f"198.51.100.{n}"})
    assert answer.status_code == 429


def test_behind_our_proxy_the_address_that_it_wrote_counts(client, address, clock, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    clock.set("2026-11-21 09:44")
    for n in range(PER_MINUTE + 1):
        answer = client.get(address, headers={"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"})
    assert answer.status_code == 429
    assert client.get(address, headers={"X-Forwarded-For": "203.0.113.10"}).status_code == 200


def test_codes_of_two_agencies_are_checked_on_one_page(client, clock):
    clock.set("2026-11-20")
    other = issuer(build.agency("KOTA-LAIN", name="Pemerintah Kota Lain"))
    certificate = certify(build.person(at=build.unit("DINAS", of=other)), a_run(by=other))
    assert "Pemerintah Kota Lain" in main_of(client.get(f"/verifikasi/{certificate.code}/"))


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_page_asks_two_questions_however_many_certificates_there_are(
    client, ani, rows, django_assert_max_num_queries
):
    certificate = many_certificates(ani, rows)[rows // 2]
    with django_assert_max_num_queries(2):
        assert client.get(f"/verifikasi/{certificate.code}/").status_code == 200
