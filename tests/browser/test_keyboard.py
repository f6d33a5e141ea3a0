"""Nothing but keys: Tab, arrows, Space, Enter and letters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.knowledge import Knowledge, Row
from tests.support.stage import CONTENT

STEPS = 120


@dataclass
class Keys:
    page: Page

    def tab_to(self, target: Locator) -> None:
        """Walk until `target` has the focus, and see that it is shown."""
        for _ in range(STEPS):
            self.page.keyboard.press("Tab")
            if target.evaluate("part => part === document.activeElement"):
                break
        else:
            raise AssertionError(f"{target} was not reached in {STEPS} steps")
        assert target.evaluate("part => getComputedStyle(part).outlineStyle") != "none"
        expect(target).to_be_in_viewport()

    def press(self, name: str | re.Pattern[str], role: Any = "button") -> None:
        self.tab_to(self.page.get_by_role("main").get_by_role(role, name=name).first)
        self.page.keyboard.press("Enter")

    def type(self, label: str, text: str) -> None:
        self.tab_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def choose(self, label: str) -> None:
        """One of a group: Tab goes in, arrows go along."""
        wanted = self.page.get_by_label(label, exact=True)
        self.tab_to(self.page.get_by_role("radio").first)
        self.page.keyboard.press("Space")
        while not wanted.is_checked():
            self.page.keyboard.press("ArrowDown")

    def tick(self, label: str) -> None:
        self.tab_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Space")

    def select(self, label: str, text: str) -> None:
        box = self.page.get_by_label(label, exact=True)
        self.tab_to(box)
        while box.evaluate("part => part.selectedOptions[0].text") != text:
            self.page.keyboard.press("ArrowDown")

    def answer(self, row: Row) -> None:
        if row["type"] == "pilihan_ganda":
            self.choose(row["opsi"][row["kunci"]])
        elif row["type"] == "benar_salah":
            self.choose("Benar" if row["kunci"] else "Salah")
        elif row["type"] == "menjodohkan":
            for pair in row["pasangan"]:
                self.select(pair["kiri"], pair["kanan"])
        elif row["type"] == "urutan":
            for place, code in enumerate(row["kunci"], start=1):
                self.select(row["opsi"][code], str(place))
        else:
            labels = self.page.locator("form.quiz .opt").all_inner_texts()
            for label in sorted((row["opsi"][code] for code in row["kunci"]), key=labels.index):
                self.tick(label)


@pytest.mark.slow
def test_sign_in_enrol_and_pass_a_test_of_every_kind_by_keyboard(stage, open_page):
    page = open_page(width=1280, height=800)
    keys, knowledge = Keys(page), Knowledge.of(CONTENT / "U1.yaml")
    page.goto("/pelatihan/lima-jenis-pertanyaan/")
    keys.press("Masuk untuk mengikuti", role="link")
    page.wait_for_url("**/masuk/**")
    page.keyboard.type(stage.new.name)  # the first field has the focus already
    keys.type("Kata sandi", stage.new.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pelatihan/**")
    keys.press("Ikuti pelatihan")
    expect(page.get_by_role("status")).to_contain_text("Anda terdaftar")
    keys.press(re.compile("Tes akhir"), role="link")
    page.wait_for_url("**/tes-akhir/")
    keys.press("Mulai tes")
    kinds = set()
    for number in range(1, 6):
        legend = page.locator("form.quiz legend")
        expect(legend).to_contain_text(f"Soal {number} dari 5")
        row = knowledge.row_of(legend)
        keys.answer(row)
        kinds.add(row["type"])
        keys.press(re.compile("^Simpan dan"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tinjau dan kumpulkan")
    keys.press("Kumpulkan")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Lulus, nilai 100")
    assert len(kinds) == 5


def test_the_skip_link_comes_first_and_leads_to_the_content(stage, page):
    page.goto("/katalog/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Lompat ke isi utama")).to_be_focused()
    expect(page.get_by_role("link", name="Lompat ke isi utama")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_menu_opens_and_closes_by_keyboard(stage, page):
    page.goto("/katalog/")
    fold = page.locator(".menu > summary")
    Keys(page).tab_to(fold)
    page.keyboard.press("Enter")
    link = page.locator(".menu").get_by_role("link", name="Masuk")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(fold).to_be_focused()
