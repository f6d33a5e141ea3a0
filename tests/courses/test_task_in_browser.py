"""What is typed for a task is saved while it is typed, and handing in never quarrels with the saving."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from courses.models import TaskWork
from tests.courses.building import address, small_course, step
from tests.support import build, study

pytestmark = pytest.mark.django_db(transaction=True)
FIELD = "Hasil kerja Anda"


@pytest.fixture
def task(page: Page, live_server, client, ani):
    run = small_course()
    study.enrol(ani, run.edition.code)
    key = build.sign_in(client, ani).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    task = step(run, 4)
    page.goto(address(task))
    return task


def test_typing_is_saved_without_pressing_anything(page: Page, task):
    page.get_by_label(FIELD).fill("Baris satu\nBaris dua")
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    page.reload()
    expect(page.get_by_label(FIELD)).to_have_value("Baris satu\nBaris dua")


def test_handing_in_right_after_a_save_is_no_conflict(page: Page, task):
    page.get_by_label(FIELD).fill("Satu")
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    page.get_by_label(FIELD).fill("Satu dan dua")
    page.get_by_role("button", name="Kumpulkan tugas").click()
    expect(page.get_by_text("Tugas terkumpul.")).to_be_visible()
    assert [work.text for work in TaskWork.objects.exclude(handed_in_at=None)] == ["Satu dan dua"]


def test_handing_in_while_a_save_is_under_way_waits_for_it(page: Page, task):
    def slowly(route: Route) -> None:
        page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/tugas/", slowly)
    page.get_by_label(FIELD).fill("Satu")
    with page.expect_request("**/tugas/"):
        pass
    page.get_by_label(FIELD).fill("Satu dan dua")
    page.get_by_role("button", name="Kumpulkan tugas").click()
    expect(page.get_by_text("Tugas terkumpul.")).to_be_visible()
    assert TaskWork.objects.get().text == "Satu dan dua"


def test_another_tab_is_noticed_while_typing(page: Page, task):
    other = page.context.new_page()
    other.goto(address(task))
    page.get_by_label(FIELD).fill("Tab pertama")
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    other.get_by_label(FIELD).fill("Tab kedua")
    expect(other.locator("[data-saved]")).to_contain_text("sudah diubah dari tab atau perangkat lain")
    other.get_by_role("button", name="Simpan draf").click()
    expect(other.get_by_label(FIELD)).to_have_value("Tab kedua")
    other.get_by_text("Lihat versi lain").click()
    expect(other.get_by_text("Tab pertama")).to_be_visible()
