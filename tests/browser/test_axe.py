"""Every page, as each kind of visitor, in light and dark and on narrow screens (tests/support/screens.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page

from tests.support.knowledge import Knowledge
from tests.support.learner import Learner
from tests.support.screens import look_at, problems_of, written
from tests.support.stage import CONTENT

pytestmark = pytest.mark.slow

K1, U1 = "/pelatihan/pola-pikir-digital/", "/pelatihan/lima-jenis-pertanyaan/"
EVERY_BLOCK = "/belajar/lima-jenis-pertanyaan/setiap-blok-dan-setiap-cek/"
TASK = "/belajar/lima-jenis-pertanyaan/tugas-satu-langkah/"
TEST = "/belajar/lima-jenis-pertanyaan/tes-akhir/"
TEXT = "/belajar/pola-pikir-digital/tiga-ciri-negara-maju-dan-tempat-birokrasi-di-dalamnya/"


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What is collected here fails the test at its end, all of it."""
    found: list[str] = []
    yield found
    assert not found, written(found)


@pytest.fixture
def page(open_page) -> Page:
    return open_page(width=1280, height=800)


def signed_in(page: Page, account) -> Learner:
    learner = Learner(page, Knowledge.of(CONTENT / "U1.yaml"))
    learner.sign_in(account.name, account.password)
    return learner


def test_pages_for_everybody(stage, page, problems):
    for address in (
        *("/masuk/", "/katalog/", "/katalog/?q=pola+pikir", "/katalog/?q=zzzzzz", "/katalog/?tingkat=dasar"),
        *(K1, U1, "/glosarium/", "/verifikasi/", "/bantuan/", "/privasi/", "/aksesibilitas/"),
    ):
        problems += look_at(page, address)
    problems += look_at(page, "/verifikasi/?kode=7K2M", status=400)
    problems += look_at(page, "/tidak-ada/", status=404)
    page.goto("/masuk/")
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()  # the browser asks for both
    problems += problems_of(page)
    page.get_by_label("NIP atau e-mail dinas").fill("bukan.siapa@uji.contoh")
    page.get_by_label("Kata sandi", exact=True).fill("salah salah salah")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    problems += problems_of(page)


def test_certificates_for_strangers(stage, page, problems):
    from certificates.models import Certificate

    codes = list(Certificate.objects.order_by("pk").values_list("code", flat=True))
    assert len(codes) == 4  # valid, replaced, its successor, revoked
    for code in codes:
        problems += look_at(page, f"/verifikasi/{code}/")
    page.get_by_role("button", name="Cocokkan berkas").click()
    problems += problems_of(page)
    page.get_by_label("Berkas sertifikat").set_input_files(CONTENT / "U1.yaml")
    page.get_by_role("button", name="Cocokkan berkas").click()
    problems += problems_of(page)
    problems += look_at(page, "/verifikasi/7K2M-9QXA-4RTD-6HWV-E/", status=404)
    while page.request.get(f"/verifikasi/{codes[0]}/").status != 429:
        pass
    problems += look_at(page, f"/verifikasi/{codes[0]}/", status=429)


def test_a_new_learner(stage, page, problems):
    signed_in(page, stage.new)
    for address in ("/belajar/", "/katalog/", K1, "/kompetensi/", "/jp/", "/sertifikat/", "/profil/"):
        problems += look_at(page, address)
    problems += look_at(page, TEXT)  # not enrolled: back to the course with a sentence
    problems += look_at(page, "/profil/kata-sandi/")
    page.get_by_role("button", name="Ganti kata sandi").click()
    problems += problems_of(page)
    page.locator("details.account:visible summary").click()
    problems += problems_of(page)
    problems += look_at(page, "/kelola/", status=403)


def test_a_learner_amid_courses(stage, page, problems):
    signed_in(page, stage.running)
    for address in ("/belajar/", "/katalog/", "/katalog/?status=aktif", K1, U1, TEXT, EVERY_BLOCK, TASK, TEST):
        problems += look_at(page, address)
    problems += look_at(page, f"{EVERY_BLOCK}?kosong=U1-C1")
    page.goto(TASK)
    page.get_by_role("button", name="Kumpulkan").click()
    problems += problems_of(page)


def test_checks_before_and_after_answering(stage, page, problems):
    learner = signed_in(page, stage.new)
    page.goto(U1)
    learner.press("Ikuti pelatihan")
    problems += look_at(page, EVERY_BLOCK)
    for number, check in enumerate(page.locator("section.check").all()):
        learner.knowledge.answer(check, right=number % 2 == 0)
        check.get_by_role("button", name="Periksa jawaban").click()
        problems += problems_of(page)
    learner.press("Selesai,")
    learner.hand_in({})
    problems += look_at(page, TASK)


def test_a_test_from_start_to_result(stage, page, problems):
    learner = signed_in(page, stage.running)
    page.goto(TEST)
    learner.press("Mulai tes")
    for number in range(1, 6):
        problems += problems_of(page)
        learner.knowledge.answer(page.locator("form.quiz"), right=number == 1)
        problems += [f"answered: {problem}" for problem in problems_of(page)]
        page.get_by_label("Tandai untuk ditinjau nanti").check()
        learner.turn(re.compile("^Simpan dan"))
    problems += problems_of(page)
    learner.turn(re.compile("^Kumpulkan"))
    problems += problems_of(page)  # not passed, with all answers explained
    learner.follow("Ulangi tes")
    problems += problems_of(page)
    learner.press("Ulangi tes")
    learner.turn("Tinjau dan kumpulkan")
    problems += problems_of(page)  # nothing answered
    learner.follow("Jawab dahulu")
    for _ in range(5):
        learner.knowledge.answer(page.locator("form.quiz"))
        learner.turn(re.compile("^Simpan dan"))
    learner.turn(re.compile("^Kumpulkan"))
    problems += problems_of(page)  # passed


def test_a_learner_with_certificates(stage, page, problems):
    signed_in(page, stage.finished)
    for address in ("/belajar/", "/katalog/", K1, TEXT, TEST, "/kompetensi/", "/jp/", "/sertifikat/", "/profil/"):
        problems += look_at(page, address)


def test_a_partner_without_nip(stage, page, problems):
    signed_in(page, stage.partner)
    for address in ("/belajar/", "/katalog/", K1, "/kompetensi/", "/jp/", "/sertifikat/", "/profil/"):
        problems += look_at(page, address)


def test_a_door_that_is_shut_for_a_while(stage, page, problems):
    for _ in range(10):
        page.goto("/masuk/")
        page.get_by_label("NIP atau e-mail dinas").fill(stage.new.name)
        page.get_by_label("Kata sandi", exact=True).fill("salah salah salah")
        page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    problems += problems_of(page)
    assert "ditunda" in page.get_by_role("heading", level=1).inner_text()


def test_two_answers_side_by_side(stage, page, problems):
    learner = signed_in(page, stage.running)
    page.goto(TEST)
    learner.turn("Mulai tes")
    other = Learner(page.context.new_page(), learner.knowledge)
    other.page.goto(page.url)
    for tab, right in ((learner, True), (other, False)):
        tab.knowledge.answer(tab.page.locator("form.quiz"), right=right)
        tab.turn("Simpan dan lanjut")
    other.page.get_by_role("heading", name="Pilih jawaban yang dipakai").wait_for()
    problems += problems_of(other.page)


ERROR_PAGES = ("400", "403", "404", "409", "500", "503", "csrf", "certificates/too_large", "certificates/too_many")


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_pages_of_errors(page, problems, name):
    """Drawn from their templates: some of them show only when something is broken."""
    request = RequestFactory().get("/rusak/")
    request.user = AnonymousUser()
    shown = {"sentence": "Tugas sudah dikumpulkan. Buka hasilnya.", "reference": "T-0"}
    html = render_to_string(f"{name}.html", shown, request)
    page.route("**/rusak/", lambda route: route.fulfill(body=html, content_type="text/html"))
    problems += look_at(page, "/rusak/")
