"""Answers that are saved while they are given, on a telephone whose network comes and goes."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import AttemptItem
from assessments.services import save_answer, start_attempt
from people.models import SignIn
from tests.assessments.building import make_exam, make_person
from tests.support.build import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^✓ Tersimpan \d\d\.\d\d\.\d\d WITA$")
BACK_ONLINE = re.compile(r"^Tersambung lagi\. 1 jawaban terkirim pukul \d\d\.\d\d WITA\.$")
OFFLINE = "Anda sedang luring. Jawaban disimpan di perangkat ini dan dikirim saat tersambung."


@pytest.fixture
def attempt(live_server):
    return start_attempt(exam=make_exam(3), person=make_person("Ani"))


def enter(page: Page, attempt, live_server) -> None:
    """Signed in on this browser."""
    cookie = sign_in(Client(), attempt.person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


@pytest.fixture
def ani(page: Page, attempt, live_server) -> Page:
    enter(page, attempt, live_server)
    page.goto(address(attempt, 1))
    return page


def address(attempt, number):
    return f"{reverse('assessments:attempt', args=[attempt.uuid])}?soal={number}"


def item(attempt, position=1):
    return AttemptItem.objects.get(attempt=attempt, position=position)


def choose(page, code):
    page.get_by_label(f"Pilihan {code}", exact=True).check()


def test_an_answer_is_saved_without_a_press(ani, attempt):
    choose(ani, "B")
    expect(ani.get_by_text(SAVED)).to_be_visible()
    assert item(attempt).answer == "B"
    ani.get_by_label("Tandai untuk ditinjau nanti").check()
    expect(ani.locator("input[name=revisi]")).to_have_value("2")
    assert item(attempt).flagged


def test_a_hurried_press_right_after_the_answer_is_no_conflict(ani, attempt):
    for number, code in enumerate("ABC", start=1):
        choose(ani, "D")
        choose(ani, code)
        ani.get_by_role("button", name=re.compile("^Simpan dan (lanjut|tinjau)")).click()
        expect(ani).to_have_url(re.compile("/tinjau/$" if number == 3 else rf"soal={number + 1}$"))
    assert [item(attempt, position).answer for position in (1, 2, 3)] == ["A", "B", "C"]


def test_offline_the_answer_waits_and_is_sent_when_the_network_is_back(ani, attempt):
    ani.context.set_offline(True)
    choose(ani, "C")
    expect(ani.get_by_text(OFFLINE)).to_be_visible()
    assert item(attempt).answer is None
    ani.context.set_offline(False)
    expect(
        ani.get_by_text(re.compile(r"^Tersambung lagi\. 1 jawaban terkirim pukul \d\d\.\d\d WITA\.$"))
    ).to_be_visible()
    assert item(attempt).answer == "C"


def test_an_answer_not_yet_sent_stands_on_the_page_after_a_reload(ani, attempt):
    ani.route("**/jawab/", lambda route: route.abort())
    choose(ani, "C")
    expect(ani.get_by_text(OFFLINE)).to_be_visible()
    ani.unroute("**/jawab/")
    ani.reload()
    expect(ani.get_by_label("Pilihan C", exact=True)).to_be_checked()
    expect(ani.get_by_text(SAVED)).to_be_visible()
    assert item(attempt).answer == "C"


def test_a_session_that_ended_loses_nothing(ani, attempt, live_server):
    SignIn.objects.all().delete()
    choose(ani, "C")
    expect(ani.get_by_text("Sesi Anda berakhir.")).to_be_visible()
    link = ani.get_by_role("alert").get_by_role("link", name="Masuk")
    assert "soal%3D1" in link.get_attribute("href")
    enter(ani, attempt, live_server)
    ani.goto(address(attempt, 1))
    expect(ani.get_by_text(SAVED)).to_be_visible()
    assert item(attempt).answer == "C"


def test_another_device_was_quicker_and_ani_chooses(ani, attempt):
    save_answer(attempt_uuid=attempt.uuid, person=attempt.person, position=1, answer="B", revision=0)
    choose(ani, "C")
    ani.get_by_role("button", name="Bandingkan jawaban").click()
    expect(ani.get_by_role("heading", level=1)).to_have_text("Pilih jawaban yang dipakai")
    ani.get_by_role("button", name="Pakai jawaban ini").click()
    expect(ani.get_by_text("Soal 2 dari 3")).to_be_visible()
    assert item(attempt).answer == "C"


def test_keeping_the_stored_answer_forgets_the_one_in_the_browser(ani, attempt):
    save_answer(attempt_uuid=attempt.uuid, person=attempt.person, position=1, answer="B", revision=0)
    choose(ani, "C")
    ani.get_by_role("button", name="Bandingkan jawaban").click()
    ani.get_by_role("link", name="Tetap pakai yang tersimpan").click()
    ani.goto(address(attempt, 1))
    expect(ani.get_by_label("Pilihan B", exact=True)).to_be_checked()
    assert ani.evaluate("localStorage.length") == 0


def test_the_clock_runs_and_the_page_leaves_when_the_time_is_over(page, live_server):
    attempt = start_attempt(exam=make_exam(1, duration_minutes=5), person=make_person("Ani"))
    enter(page, attempt, live_server)
    page.clock.install()
    page.goto(address(attempt, 1))
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"(5\.00|4\.5\d)$"))
    page.clock.run_for(250_000)
    expect(page.get_by_text(re.compile(r"^Sisa \d menit\. Jawaban dikumpulkan sendiri"))).to_have_count(1)


def test_without_a_script_the_same_answers_arrive(open_page, attempt, live_server):
    page = open_page(javascript=False)
    enter(page, attempt, live_server)
    page.goto(address(attempt, 1))
    choose(page, "A")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.get_by_text("Soal 2 dari 3")).to_be_visible()
    choose(page, "B")
    page.get_by_role("button", name="Soal 1, sudah dijawab").click()
    expect(page.get_by_label("Pilihan A", exact=True)).to_be_checked()
    assert item(attempt, 2).answer == "B"
