"""A telephone between two masts: what was answered is never lost, and nothing says "Tersimpan" that is not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.knowledge import Knowledge
from tests.support.learner import Learner
from tests.support.stage import CONTENT

TEST = "/belajar/lima-jenis-pertanyaan/tes-akhir/"


@pytest.fixture
def learner(stage, page: Page) -> Learner:
    """Amid a test, at its first question."""
    learner = Learner(page, Knowledge.of(CONTENT / "U1.yaml"))
    learner.sign_in(stage.running.name, stage.running.password)
    page.goto(TEST)
    learner.press("Mulai tes")
    page.wait_for_url("**/kuis/**")
    return learner


def answers() -> list[object]:
    """What the database holds, in the order of the questions."""
    from assessments.models import AttemptItem

    items = AttemptItem.objects.filter(attempt__state="berjalan").order_by("position")
    return list(items.values_list("answer", flat=True))


def status(page: Page):
    return page.locator("[data-status]")


def test_an_answer_is_saved_as_soon_as_it_is_given(learner):
    learner.knowledge.answer(learner.page.locator("form.quiz"))
    expect(status(learner.page)).to_contain_text("Tersimpan")
    assert answers()[0] is not None


def test_f40_an_answer_given_without_network_arrives_when_it_is_back(learner):
    page, form = learner.page, learner.page.locator("form.quiz")
    page.context.set_offline(True)
    learner.knowledge.answer(form)
    expect(page.get_by_role("alert")).to_contain_text("Anda sedang luring")
    expect(status(page)).not_to_contain_text("Tersimpan")
    assert answers()[0] is None
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Tersambung lagi. 1 jawaban terkirim")
    assert answers()[0] is not None


def test_f40_an_answer_waits_in_the_browser_through_a_reload(learner):
    page = learner.page
    page.route("**/jawab/", lambda route: route.abort())
    learner.knowledge.answer(page.locator("form.quiz"))
    expect(page.get_by_role("alert")).to_contain_text("Anda sedang luring")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Anda sedang luring")
    assert page.locator("form.quiz :checked, form.quiz option:checked:not([value=''])").count()
    assert answers()[0] is None
    page.unroute("**/jawab/")
    page.reload()
    expect(status(page)).to_contain_text("Tersimpan")
    assert answers()[0] is not None


def test_what_waits_from_one_question_is_sent_from_the_next(learner):
    page = learner.page
    page.route("**/jawab/", lambda route: route.abort())
    learner.knowledge.answer(page.locator("form.quiz"))
    expect(page.get_by_role("alert")).to_contain_text("Anda sedang luring")
    address = page.url
    page.unroute("**/jawab/")
    page.goto(address.replace("soal=1", "soal=2"))
    expect(status(page)).to_contain_text("Tersimpan")
    assert answers()[0] is not None


def test_two_tabs_of_one_test_lose_neither_answer(learner):
    page, other = learner.page, learner.page.context.new_page()
    other.goto(page.url)
    learner.knowledge.answer(page.locator("form.quiz"))
    expect(status(page)).to_contain_text("Tersimpan")
    kept = answers()[0]
    learner.knowledge.answer(other.locator("form.quiz"), right=False)
    expect(other.get_by_role("alert")).to_contain_text("sudah diubah dari perangkat lain")
    assert answers()[0] == kept
    other.get_by_role("button", name="Bandingkan jawaban").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Pilih jawaban yang dipakai")
    other.get_by_role("button", name="Pakai jawaban ini").click()
    expect(other.locator("form.quiz")).to_be_visible()
    assert answers()[0] not in (None, kept)


def test_a_session_that_ends_amid_a_test_keeps_the_answer(learner, stage):
    page = learner.page
    page.context.clear_cookies(name="sesi")
    learner.knowledge.answer(page.locator("form.quiz"))
    expect(page.get_by_role("alert")).to_contain_text("Sesi Anda berakhir")
    page.get_by_role("alert").get_by_role("link", name="Masuk").click()
    page.get_by_label("NIP atau e-mail dinas").fill(stage.running.name)
    page.get_by_label("Kata sandi", exact=True).fill(stage.running.password)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    expect(page.locator("form.quiz legend")).to_contain_text("Soal 1 dari 5")
    expect(status(page)).to_contain_text("Tersimpan")
    assert answers()[0] is not None


def test_handing_in_twice_is_handing_in_once(learner):
    page, other = learner.page, learner.page.context.new_page()
    learner.press("Tinjau dan kumpulkan")
    page.wait_for_url("**/tinjau/")
    other.goto(page.url)
    learner.press("Kumpulkan sekarang")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Belum lulus, nilai 0")
    Learner(other, learner.knowledge).press("Kumpulkan sekarang")
    expect(other.get_by_role("heading", level=2).first).to_have_text("Belum lulus, nilai 0")
    assert other.url == page.url
