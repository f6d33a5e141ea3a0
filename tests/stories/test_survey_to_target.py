"""The whole loop in one district: asked, scored, taught, counted, asked again, and held against its target.

Four people of one office, ten of a second and twenty of a third answer; the second is hidden with the first, since
the whole without it would tell what the first said. Only the starting state is set up; what follows is pressed, typed
and read on pages, by a few in a browser and by the rest through the same forms over HTTP. A real worker does the jobs.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import yaml
from playwright.sync_api import Page, expect

from core.clock import today
from courses.course_file import COURSES
from tests.support import caller
from tests.support.caller import Caller
from tests.support.district import INSTRUMENT, District
from tests.support.knowledge import Knowledge
from tests.support.learner import Learner
from tests.support.stage import Account

ZONE = "Asia/Makassar"
PATIENCE = 60
NEXT = "Simpan dan lanjut"
# Of five steps; the large office is weak in D1 at first, and the second wave finds it better.
MIDDLE, WEAK, BETTER = 3, 2, 4


def turned_items() -> set[str]:
    """Items in which agreeing is the weak answer."""
    content = yaml.safe_load(INSTRUMENT.read_text(encoding="utf-8"))
    return {item["code"] for dimension in content["dimensions"] for item in dimension["items"] if item["reverse"]}


class Opinions:
    """What everybody thinks: one level an office and dimension, a step up or down from person to person."""

    def __init__(self, mindset: int) -> None:
        self.mindset = mindset
        self.turned = turned_items()

    def answer(self, office: str, person: int, item: str) -> int:
        level = self.mindset if office == "BESAR" and item.startswith("D1-") else MIDDLE
        value = min(max(level + (person + int(item[-2:])) % 3 - 1, 1), 5)
        return 6 - value if item in self.turned else value


@pytest.mark.slow
def test_a_district_is_asked_learns_and_sees_whether_it_moved(district: District, worker, open_page, live_server):
    analyst = desk(open_page, district.analyst)
    leader = desk(open_page, district.leader)
    expect(leader.get_by_role("main")).to_contain_text("Belum ada gelombang survei")

    respondents = Respondents(district, open_page, live_server.url)
    open_wave(analyst, "Survei kesiapan gelombang 1")
    respondents.answer(Opinions(WEAK))
    close_wave(analyst)

    leader.goto("/")
    offices = leader.get_by_role("row")
    expect(offices.filter(has_text="Dinas Besar")).to_contain_text(re.compile(r"\d,\d\d"))
    for hidden in ("Dinas Kecil", "Dinas Sedang"):
        expect(offices.filter(has_text=hidden)).not_to_contain_text(re.compile(r"\d,\d\d"))

    learner = respondents.learner
    learner.go_home()
    expect(learner.page.get_by_role("main")).to_contain_text(
        re.compile(r"Survei kesiapan gelombang 1: .+ di Dinas Besar bernilai \d,\d\d dari 5")
    )
    learner.follow("Buka pelatihan")
    learner.press("Ikuti pelatihan")
    learner.study()
    expect(learner.page.get_by_role("heading", level=2).first).to_have_text("Lulus, nilai 100")

    hr = desk(open_page, district.hr)
    hr.get_by_text("Saringan", exact=True).click()
    hr.get_by_label("Nama").fill(district.learner_name)
    hr.get_by_role("button", name="Terapkan saringan").click()
    hours = hr.get_by_role("row").filter(has_text=district.learner_name)
    reload_until(hr, lambda: "3 dari 20" in hours.inner_text())

    open_wave(analyst, "Survei kesiapan gelombang 2")
    respondents.answer(Opinions(BETTER))
    close_wave(analyst)

    leader.goto("/")
    leader.get_by_role("link", name="Buka dasbor daerah").click()
    target = leader.locator(".bul").filter(has_text="TP-03")
    expect(target).to_contain_text(re.compile(r"\d,\d\d → 3,70"))
    expect(target).to_contain_text(re.compile(r"jarak dari kondisi awal ke target akhir: \d+"))
    leader.get_by_role("link", name="Dinas Besar").first.click()
    expect(leader.get_by_role("heading", level=1)).to_have_text("Dinas Besar")
    main = leader.get_by_role("main")
    expect(main).to_contain_text(re.compile(r"Naik 0,\d\d dari gelombang 1\."))
    expect(main).to_contain_text(re.compile(r"Selisih \+0,\d\d \(rentang \+0,\d\d sampai \+0,\d\d\)"))
    mindset = leader.get_by_role("row").filter(has_text="Pola pikir").first
    expect(mindset).to_contain_text("naik")


def desk(open_page: Callable[..., Page], account: Account) -> Page:
    page = open_page(width=1280, height=800)
    page.goto("/")
    page.get_by_label("NIP atau e-mail dinas").fill(account.name)
    page.get_by_label("Kata sandi", exact=True).fill(account.password)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Masuk")
    return page


def open_wave(analyst: Page, title: str) -> None:
    analyst.goto("/")
    analyst.get_by_role("link", name="Susun gelombang").first.click()
    analyst.get_by_label("Judul").fill(title)
    analyst.get_by_label("Hari terakhir pengisian").fill(str(today(ZONE) + timedelta(days=14)))
    analyst.get_by_label("Tujuan pemrosesan").fill("Menemukan pelatihan yang menutup kesenjangan.")
    analyst.get_by_label("Masa simpan").fill("3 tahun sejak gelombang ditutup.")
    analyst.get_by_role("button", name="Simpan rencana").click()
    analyst.get_by_role("link", name="Buka gelombang").click()
    analyst.get_by_role("button", name="Buka gelombang").click()
    expect(analyst.get_by_role("main")).to_contain_text("Kurang dari 5 jawaban dari 34 orang.")


def close_wave(analyst: Page) -> None:
    analyst.reload()
    expect(analyst.get_by_role("main")).to_contain_text("30 dari 34 orang menjawab")
    analyst.get_by_role("link", name="Tutup gelombang").click()
    analyst.get_by_role("button", name="Tutup gelombang").click()
    reload_until(analyst, lambda: analyst.get_by_role("heading", name="Keandalan dan kesepakatan").count() > 0)


def reload_until(page: Page, seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < deadline, page.get_by_role("main").inner_text()
        time.sleep(0.5)
        page.reload()


class Respondents:
    """Everybody who is asked. Who signed in for the first wave is still signed in for the second."""

    def __init__(self, district: District, open_page: Callable[..., Page], origin: str) -> None:
        self.district, self.origin = district, origin
        self.callers: dict[str, Caller] = {}
        self.phones = {account.name: open_page() for account in self.in_browser()}
        self.learner = Learner(self.phones[district.learner.name], Knowledge.of(COURSES / "K1.yaml"))

    def in_browser(self) -> Iterator[Account]:
        yield from (self.district.asked["KECIL"][0], self.district.asked["SEDANG"][0], self.district.learner)

    def answer(self, opinions: Opinions) -> None:
        for office, accounts in self.district.asked.items():
            for number, account in enumerate(accounts):
                if account.name in self.phones:
                    self.answer_on_a_phone(account, office, number, opinions)
                else:
                    self.answer_over_http(account, office, number, opinions)

    def answer_on_a_phone(self, account: Account, office: str, number: int, opinions: Opinions) -> None:
        page = self.phones[account.name]
        if page.url == "about:blank":
            Learner(page, self.learner.knowledge).sign_in(account.name, account.password)
        page.goto("/belajar/")
        page.get_by_role("link", name="Isi survei").click()
        with page.expect_navigation():
            page.get_by_role("link", name="Mulai").click()
        while page.get_by_role("button", name=NEXT).count():
            for group in page.locator("fieldset.q").all():
                code = (group.locator("input").first.get_attribute("name") or "").removeprefix("jawab-")
                group.locator(f"label:has(input[value='{opinions.answer(office, number, code)}'])").click()
            with page.expect_navigation():
                page.get_by_role("button", name=NEXT).click()
        page.get_by_role("button", name="Kirim jawaban").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih")

    def answer_over_http(self, account: Account, office: str, number: int, opinions: Opinions) -> None:
        def choose(name: str, offered: list[str]) -> str | None:
            code = name.removeprefix("jawab-")
            return None if code == name else str(opinions.answer(office, number, code))

        if account.name not in self.callers:
            self.callers[account.name] = caller.sign_in(self.origin, account.name, account.password)
        me = self.callers[account.name]
        me.open("/belajar/")
        me.follow("Isi survei")
        me.follow("Mulai")
        while me.main.find("fieldset", class_="q"):
            me.press(NEXT, choose)
        me.press("Kirim jawaban")
        assert me.heading == "Terima kasih"
