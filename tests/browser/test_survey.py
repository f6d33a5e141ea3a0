"""A wave on a telephone: by keys alone, without a script, between two masts; and every page of it on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from people.models import Person, Role
from surveys import services
from surveys.models import Campaign, Participation, SealedResponse
from surveys.scoring import score_campaign
from tests.browser.test_keyboard import Keys
from tests.support import build
from tests.support.screens import look_at, problems_of, written
from tests.surveys.pages import opened
from tests.surveys.waving import form, plan, send_all, wave

pytestmark = pytest.mark.slow

TITLE = "Survei Kesiapan Transformasi Digital Kabupaten Uji"
PARTS = 8
DESK = "/kesiapan/gelombang/"
HIDDEN_BY_THE_BAR = """part => {
  const bar = document.querySelector(".sticky").getBoundingClientRect().top;
  return part.closest(".sticky") ? false : part.getBoundingClientRect().bottom > bar;
}"""


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What is collected here fails the test at its end, all of it."""
    found: list[str] = []
    yield found
    assert not found, written(found)


@pytest.fixture
def ani(stage) -> Person:
    return Person.objects.get(full_name="Ani Lestari Kusumaningrum")


@pytest.fixture
def campaign(ani) -> Campaign:
    build.people(6, at=ani.unit)
    return wave(build.unit("PEMDA"), title=TITLE, code="kesiapan-uji")


def sign_in(page: Page, name: str) -> Page:
    page.goto("/masuk/")
    page.get_by_label("NIP atau e-mail dinas").fill(name)
    page.get_by_label("Kata sandi", exact=True).fill(build.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("^((?!masuk).)*$"))
    return page


@pytest.fixture
def page(open_page, stage, campaign) -> Page:
    """Ani's telephone, signed in, while a wave is open."""
    return sign_in(open_page(), stage.new.name)


def items(page: Page) -> int:
    return page.locator("fieldset.q").count()


def choose(page: Page, item: int, value: int) -> None:
    """As a finger does it: on the box, which covers its button."""
    page.locator("fieldset.q").nth(item).locator(".scale label").nth(value - 1).click()


def chosen(page: Page) -> list[str]:
    return [box.get_attribute("value") or "" for box in page.locator("fieldset.q :checked").all()]


def status(page: Page):
    return page.locator("[data-status]")


def turn(page: Page, words: str, role: Any = "button") -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=words, exact=True).click()


# By keyboard


def test_a_wave_is_answered_by_keyboard_alone(page, campaign, ani):
    keys = Keys(page)
    page.goto("/belajar/")
    keys.press("Isi survei", role="link")
    page.wait_for_url("**/survei/kesiapan-uji/")
    keys.press("Mulai", role="link")
    for part in range(1, PARTS + 1):
        page.wait_for_url(f"**/{part}/")
        for number in range(items(page)):
            box = page.locator("fieldset.q").nth(number).get_by_role("radio").first
            keys.tab_to(box)
            assert not box.evaluate(HIDDEN_BY_THE_BAR)
            page.keyboard.press("Space")
            for _ in range((part + number) % 5):
                page.keyboard.press("ArrowRight")
        keys.press("Simpan dan lanjut")
    page.wait_for_url("**/akhir/")
    expect(page.get_by_text("Semua butir sudah dijawab.")).to_be_visible()
    keys.choose("Pelaksana")
    keys.press("Kirim jawaban")
    expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih")
    (sent,) = opened(campaign)
    assert sent.values[:5] == (2, 3, 4, 5, 1)
    assert None not in sent.values
    assert sent.groups["jenis_jabatan"] == "pelaksana"
    assert Participation.objects.get(person=ani, campaign=campaign).answered


# Without a script


def test_a_wave_is_answered_without_a_script_and_with_a_pause(open_page, stage, campaign):
    page = sign_in(open_page(javascript=False), stage.new.name)
    page.get_by_role("main").get_by_role("link", name="Isi survei").click()
    turn(page, "Mulai", "link")
    for number in range(items(page)):
        choose(page, number, 4)
    turn(page, "Simpan dan lanjut")
    choose(page, 0, 2)
    turn(page, "Lanjutkan nanti")
    expect(page.get_by_text("Isian Anda tersimpan di perangkat ini")).to_be_visible()
    page.context.clear_cookies(name="sesi")
    sign_in(page, stage.new.name)
    page.goto("/survei/kesiapan-uji/")
    turn(page, "Lanjutkan isian", "link")
    assert chosen(page) == ["2"]
    for _ in range(PARTS - 1):
        turn(page, "Simpan dan lanjut")
    expect(page.get_by_role("link", name="Bagian 3, Kompetensi dan talenta digital")).to_be_visible()
    turn(page, "Kirim jawaban")
    expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih")
    assert [answers.values[:6] for answers in opened(campaign)] == [(4, 4, 4, 4, 4, 2)]


# Between two masts


def test_what_was_chosen_without_network_is_kept_and_saved_when_it_is_back(page):
    page.goto("/survei/kesiapan-uji/1/")
    choose(page, 0, 5)
    expect(status(page)).to_contain_text("Tersimpan pukul")
    page.context.set_offline(True)
    choose(page, 1, 1)
    expect(status(page)).to_contain_text("Belum tersimpan")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(status(page)).to_contain_text("Belum tersimpan")
    assert chosen(page) == ["5", "1"]
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Tersimpan pukul")
    page.reload()
    assert chosen(page) == ["5", "1"]


def test_a_saving_that_fails_is_told_and_the_button_saves_it(page):
    page.goto("/survei/kesiapan-uji/2/")
    page.route("**/2/", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
    choose(page, 0, 3)
    expect(status(page)).to_contain_text("Belum tersimpan")
    expect(status(page)).not_to_contain_text("Tersimpan pukul")
    turn(page, "Simpan dan lanjut")
    page.wait_for_url("**/3/")
    page.goto("/survei/kesiapan-uji/2/")
    assert chosen(page) == ["3"]


def test_a_closed_window_loses_nothing_on_the_same_telephone(page):
    page.goto("/survei/kesiapan-uji/1/")
    choose(page, 0, 5)
    expect(status(page)).to_contain_text("Tersimpan pukul")
    other = page.context.new_page()
    page.close()
    other.goto("/survei/kesiapan-uji/")
    turn(other, "Lanjutkan isian", "link")
    assert chosen(other) == ["5"]


def test_sending_without_network_waits_for_it(page, campaign):
    page.goto("/survei/kesiapan-uji/1/")
    choose(page, 0, 5)
    expect(status(page)).to_contain_text("Tersimpan pukul")
    page.goto("/survei/kesiapan-uji/akhir/")
    page.get_by_label(re.compile("^Ceritakan singkat")).fill("Jaringan putus.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(status(page)).to_contain_text("Belum tersimpan")
    assert not SealedResponse.objects.exists()
    page.context.set_offline(False)
    turn(page, "Kirim jawaban")
    assert [answers.comment for answers in opened(campaign)] == ["Jaringan putus."]


def test_sending_twice_from_two_windows_is_sending_once(page, campaign):
    page.goto("/survei/kesiapan-uji/1/")
    choose(page, 0, 5)
    expect(status(page)).to_contain_text("Tersimpan pukul")
    page.goto("/survei/kesiapan-uji/akhir/")
    other = page.context.new_page()
    other.goto(page.url)
    with page.expect_navigation():
        page.get_by_role("button", name="Kirim jawaban").dblclick()
    page.wait_for_url("**/terima-kasih/")
    turn(other, "Kirim jawaban")
    assert other.url == page.url
    assert other.get_by_role("main").inner_text() == page.get_by_role("main").inner_text()
    page.go_back()
    page.wait_for_url("**/terima-kasih/")
    assert SealedResponse.objects.count() == 1


# Every page on every screen


def test_pages_of_a_respondent(page, campaign, problems):
    problems += look_at(page, "/survei/kesiapan-uji/")
    for part in (1, 5):
        problems += look_at(page, f"/survei/kesiapan-uji/{part}/")
    page.locator("details.anon summary").click()
    choose(page, 0, 4)
    expect(status(page)).to_contain_text("Tersimpan pukul")
    problems += [f"answered: {problem}" for problem in problems_of(page)]
    page.locator("fieldset.q :checked").evaluate("box => { box.value = '9' }")
    turn(page, "Simpan dan lanjut")
    expect(page.get_by_role("alert")).to_contain_text("Satu hal perlu diperbaiki")
    problems += [f"wrong: {problem}" for problem in problems_of(page)]
    problems += look_at(page, "/survei/kesiapan-uji/")  # begun
    problems += look_at(page, "/survei/kesiapan-uji/akhir/")
    page.get_by_label(re.compile("^Ceritakan singkat")).evaluate(
        "box => { box.maxLength = 9999; box.value = 'x'.repeat(600) }"
    )
    turn(page, "Kirim jawaban")
    expect(page.get_by_role("alert")).to_contain_text("Terlalu panjang")
    problems += [f"too long: {problem}" for problem in problems_of(page)]
    page.get_by_label(re.compile("^Ceritakan singkat")).fill("Baik.")
    turn(page, "Kirim jawaban")
    problems += look_at(page, "/survei/kesiapan-uji/terima-kasih/")


def test_a_form_without_an_answer_and_waves_that_take_none(page, campaign, problems, stage):
    page.goto("/survei/kesiapan-uji/akhir/")
    turn(page, "Kirim jawaban")
    expect(page.get_by_role("alert")).to_contain_text("Belum ada butir yang dijawab")
    problems += problems_of(page)
    top = build.unit("PEMDA")
    plan(top, number=2, code="belum-dibuka")
    problems += look_at(page, "/survei/belum-dibuka/")
    build.people(6, at=build.unit("BAPPEDA", parent=top))
    wave(build.unit("BAPPEDA"), number=1, code="bukan-untuknya")
    problems += look_at(page, "/survei/bukan-untuknya/")
    services.close_campaign(campaign=campaign)
    problems += look_at(page, "/survei/kesiapan-uji/")
    problems += look_at(page, "/survei/tidak-ada/", status=404)


@pytest.fixture
def analyst(stage, open_page) -> Page:
    who = build.learner("Nawang Wulan", at=build.unit("PEMDA"), email="nawang@uji.contoh")
    build.role(who, Role.ANALIS, build.unit("PEMDA"))
    return sign_in(open_page(width=1280, height=800), "nawang@uji.contoh")


def test_pages_of_the_desk_before_and_while_a_wave_is_open(analyst, problems):
    page, top = analyst, build.unit("PEMDA")
    build.people(30, at=build.unit("DINKES", parent=top))
    build.people(4, at=build.unit("KEC09", name="Kecamatan Lembahkencana Selatan", parent=top))
    problems += look_at(page, DESK)
    problems += look_at(page, f"{DESK}baru/")  # no instrument to choose
    planned = plan(top, title=f"{TITLE}, gelombang pertama tahun 2026 dengan judul yang panjang sekali")
    problems += look_at(page, f"{DESK}baru/")
    turn(page, "Simpan rencana")
    problems += [f"wrong: {problem}" for problem in problems_of(page)]
    problems += look_at(page, f"{DESK}{planned.uuid}/")
    problems += look_at(page, f"{DESK}{planned.uuid}/buka/")
    services.open_campaign(campaign=planned)
    problems += look_at(page, f"{DESK}{planned.uuid}/")
    send_all(planned, Person.objects.filter(unit__code="DINKES"))
    problems += look_at(page, f"{DESK}{planned.uuid}/")
    problems += look_at(page, f"{DESK}{planned.uuid}/tutup/")
    problems += look_at(page, DESK)


def test_pages_of_the_desk_after_a_wave(analyst, problems):
    page, top = analyst, build.unit("PEMDA")
    crowd = [
        *build.people(30, at=build.unit("DINKES", parent=top)),
        *build.people(4, at=build.unit("KEC09", parent=top)),
    ]
    campaign, empty, few = (wave(top, number=number) for number in (1, 2, 3))
    send_all(campaign, crowd, lambda number: form(number, comment=f"Jaringan sering putus, {number}."))
    send_all(few, crowd[:3])
    services.close_campaign(campaign=campaign)
    problems += look_at(page, f"{DESK}{campaign.uuid}/")
    problems += look_at(page, f"{DESK}{campaign.uuid}/komentar/")
    for other in (empty, few):
        services.close_campaign(campaign=other)
    for found in (campaign, empty, few):
        services.release_responses(campaign=found)
    score_campaign(campaign=campaign)
    for found in (campaign, empty, few):
        problems += look_at(page, f"{DESK}{found.uuid}/")
    problems += look_at(page, f"{DESK}{campaign.uuid}/komentar/")
    page.get_by_label("Teks yang ditampilkan").first.fill("")
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan suntingan").first.click()
    problems += [f"wrong: {problem}" for problem in problems_of(page)]
    problems += look_at(page, f"{DESK}tidak-ada/", status=404)
