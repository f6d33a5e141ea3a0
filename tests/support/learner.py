"""A learner at a screen: presses what stands on the page, knows no address."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.knowledge import Knowledge, Row

PATIENCE = 60  # seconds for what a worker does


@dataclass
class Learner:
    page: Page
    knowledge: Knowledge

    def press(self, words: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=words).first.click()

    def turn(self, words: str | re.Pattern[str]) -> None:
        """Press, and wait for the page that follows: a script may send an answer first."""
        with self.page.expect_navigation():
            self.press(words)

    def follow(self, words: str | re.Pattern[str], *, exact: bool = False) -> None:
        self.page.get_by_role("main").get_by_role("link", name=words, exact=exact).first.click()

    def sign_in(self, name: str, password: str) -> None:
        self.page.goto("/")
        self.page.get_by_label("NIP atau e-mail dinas").fill(name)
        self.page.get_by_label("Kata sandi", exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Pembelajaran Saya")

    def go_home(self) -> None:
        self.page.get_by_role("banner").get_by_role("link", name="Titian").click()

    def open_menu(self, name: str) -> None:
        """On a telephone the menu is folded."""
        self.page.wait_for_load_state()
        fold = self.page.get_by_role("banner").locator(".menu > summary")
        if fold.is_visible():
            fold.click()
        self.page.get_by_role("banner").get_by_role("link", name=name, exact=True).locator("visible=true").click()

    def search(self, words: str) -> None:
        self.page.get_by_role("searchbox").first.fill(words)
        self.press("Cari")

    def study(self) -> None:
        for _step in self.steps():
            pass

    def steps(self) -> Iterator[int]:
        """From the first activity to the last, each as its page asks; yields its number before it is done."""
        self.follow(re.compile(r"Mulai materi|Lanjutkan materi"))
        for number, lesson in enumerate(self.knowledge.lessons, start=1):
            expect(self.page.get_by_role("heading", level=1)).to_have_text(lesson["title"])
            yield number
            {"quiz": self.take_test, "task": self.hand_in}.get(lesson["kind"], self.read)(lesson)
            if lesson["kind"] == "quiz" and number < len(self.knowledge.lessons):
                self.follow(re.compile(r"Lanjut(kan)?( ke)? materi"))

    def read(self, lesson: Row) -> None:
        for _ in lesson.get("checks", []):
            check = self.page.locator("section.check:not(:has([role=status]))").first
            self.knowledge.answer(check)
            check.get_by_role("button", name="Periksa jawaban").click()
        expect(self.page.get_by_text("Tepat.", exact=True)).to_have_count(len(lesson.get("checks", [])))
        self.press(re.compile("^Selesai,"))

    def hand_in(self, lesson: Row) -> None:
        self.page.get_by_label("Hasil kerja Anda").fill("Loket kami menghapus satu syarat cap. Ukuran: hari tunggu.")
        self.press("Kumpulkan tugas")

    def take_test(self, lesson: Row) -> None:
        self.turn(re.compile("^(Mulai|Lanjutkan|Ulangi) tes"))
        legend = self.page.locator("form.quiz legend")
        for number in range(self.number_of(legend), lesson["draw"] + 1):
            expect(legend).to_contain_text(f"Soal {number} dari {lesson['draw']}")
            self.knowledge.answer(self.page.locator("form.quiz"))
            self.turn(re.compile("^Simpan dan (lanjut|tinjau)"))
        self.turn(re.compile("^Kumpulkan"))

    def number_of(self, legend: Locator) -> int:
        found = re.search(r"Soal (\d+) dari", legend.inner_text())
        assert found
        return int(found.group(1))

    def wait_for(self, words: str | re.Pattern[str]) -> None:
        """Ask again until a worker has done its part."""
        deadline = time.monotonic() + PATIENCE
        while not self.page.get_by_role("main").get_by_role("link", name=words).count():
            assert time.monotonic() < deadline, f"no link {words} on {self.page.url} after {PATIENCE} s"
            time.sleep(0.5)
            self.page.reload()

    def download(self, words: str | re.Pattern[str], target: Path) -> Path:
        with self.page.expect_download() as download:
            self.follow(words)
        download.value.save_as(target)
        return target
