"""The pages of leaders on every screen, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from people.models import Person, Role
from reports.views import leader as views
from tests.browser.test_keyboard import Keys
from tests.support import build, leader_sample, waves
from tests.support.screens import look_at, problems_of, written

pytestmark = pytest.mark.slow

SAMPLES = ("shown", "agency", "hidden", "before_the_first_wave")


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What is collected here fails the test at its end, all of it."""
    found: list[str] = []
    yield found
    assert not found, written(found)


@pytest.fixture
def head(stage) -> Person:
    """Leads a district with two scored waves, of which the first fills the pages."""
    made = waves.district(9, below=2, waves=2, of=build.agency("KAB-PIMPIN", name="Pemerintah Kabupaten Pimpinan"))
    who = build.learner("Damar Prakoso", at=made.root, email="damar@uji.contoh")
    build.role(who, Role.PIMPINAN, made.root)
    build.role(who, Role.ANALIS, made.root)
    return who


@pytest.fixture
def page(open_page, head) -> Page:
    page = open_page(width=1280, height=800)
    page.goto("/masuk/")
    page.get_by_label("NIP atau e-mail dinas").fill(head.email)
    page.get_by_label("Kata sandi", exact=True).fill(build.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("^((?!masuk).)*$"))
    return page


def test_pages_of_a_district(page, problems):
    for address in (
        *("/pimpinan/", "/pimpinan/?gelombang=1", "/daerah/", "/daerah/?kelompok=kecamatan", "/daerah/?kelompok=x"),
        *("/daerah/opd/OPD001/", "/daerah/opd/OPD001-0/", "/daerah/opd/KEC09/"),
    ):
        problems += look_at(page, address)
    problems += look_at(page, "/daerah/opd/TIDAK-ADA/", status=404)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_state_of_a_page(page, problems, monkeypatch, sample):
    data = getattr(leader_sample, sample)()
    monkeypatch.setattr(views, "leader_snapshot", lambda unit, wave=None, language=None: data)
    problems += look_at(page, "/pimpinan/")
    page.locator("details.alt").evaluate_all("all => all.forEach(one => one.open = true)")
    problems += [f"opened: {part}" for part in problems_of(page)]
    problems += look_at(page, "/daerah/")


def test_the_next_step_is_on_the_first_screen_of_a_telephone(page, monkeypatch):
    monkeypatch.setattr(views, "leader_snapshot", lambda unit, wave=None, language=None: leader_sample.shown())
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/pimpinan/")
    expect(page.get_by_role("link", name="Tugaskan Merancang Ulang Proses").first).to_be_in_viewport()


def test_wave_table_and_unit_are_reached_by_keyboard(page):
    keys = Keys(page)
    page.goto("/pimpinan/")
    keys.tab_to(page.get_by_label("Gelombang"))
    page.keyboard.press("ArrowDown")
    keys.press("Tampilkan")
    page.wait_for_url("**/?gelombang=1")
    keys.tab_to(page.locator("details.alt summary").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Tren indeks menurut gelombang")).to_be_visible()
    keys.press("Dinas 1", role="link")
    page.wait_for_url("**/daerah/opd/OPD001/?gelombang=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dinas 1")
