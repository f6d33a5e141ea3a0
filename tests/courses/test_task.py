"""A task of typed text: drafts that two tabs cannot lose, handing in that only adds."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from courses.models import ActivityProgress, TaskWork
from courses.services import hand_in_task
from people.models import SignIn
from tests.courses.building import address, small_course, step
from tests.support import build, study

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def enrolment(ani, client):
    run = small_course()
    build.sign_in(client, ani)
    return study.enrol(ani, run.edition.code)


@pytest.fixture
def task(enrolment):
    return step(enrolment.run, 4)


def save(client, task, text, revision=0, **headers):
    return client.post(address(task, "tugas"), {"text": text, "revision": revision}, headers=headers)


def hand_in(client, task, text, revision=0):
    return client.post(address(task, "tugas", "kumpulkan"), {"text": text, "revision": revision}, follow=True)


def test_ani_sees_what_is_asked_and_how_it_is_judged(client, task):
    html = client.get(address(task)).content.decode()
    for words in ("Tulis rencana.", "Satu halaman.", "Kejelasan", "Belum jelas.", "Tugas ini selesai begitu Anda"):
        assert words in html


def test_a_draft_comes_back_tomorrow_and_on_another_device(client, task, ani):
    save(client, task, "Baris satu\r\nBaris dua")
    other = build.sign_in(Client(), ani)
    html = other.get(address(task)).content.decode()
    assert "Baris satu\nBaris dua</textarea>" in html
    assert "Tersimpan " in html
    assert not ActivityProgress.objects.filter(state="selesai").exists()


def test_autosave_gets_a_receipt_with_the_next_revision(client, task):
    receipt = save(client, task, "Satu", **JSON).json()
    assert receipt["revision"] == 1
    assert receipt["saved"].startswith("Tersimpan ")
    assert save(client, task, "Satu dua", 1, **JSON).json()["revision"] == 2
    assert TaskWork.objects.get().text == "Satu dua"


def test_the_first_draft_has_revision_one_whatever_the_form_says(client, task):
    assert save(client, task, "Satu", 999_999, **JSON).json()["revision"] == 1


def test_two_tabs_notice_each_other_and_both_texts_stay(client, task):
    save(client, task, "Dari tab pertama")
    refused = save(client, task, "Dari tab kedua", 0)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Dari tab kedua</textarea>" in html
    assert "Dari tab pertama</p>" in html
    assert "Belum disimpan" in html
    assert TaskWork.objects.get().text == "Dari tab pertama"
    # The page now holds the newer revision: saving is a choice.
    assert 'name="revision" value="1"' in html
    assert save(client, task, "Dari tab kedua", 1).status_code == 302
    assert TaskWork.objects.get().text == "Dari tab kedua"


def test_autosave_of_an_old_tab_is_refused_in_words(client, task):
    save(client, task, "Dari tab pertama")
    refused = save(client, task, "Dari tab kedua", 0, **JSON)
    assert refused.status_code == 409
    assert "sudah diubah dari tab atau perangkat lain" in refused.json()["sentence"]


def test_the_same_text_sent_twice_is_one_draft(client, task):
    for _ in range(2):
        assert save(client, task, "Satu", 0, **JSON).json()["revision"] == 1


def test_handing_in_makes_the_task_done_and_goes_on(client, task):
    answer = hand_in(client, task, "Rencana saya")
    assert answer.redirect_chain == [(address(step(task.edition.runs.get(), 5)), 302)]
    assert "Tugas terkumpul." in answer.content.decode()
    assert ActivityProgress.objects.get(activity=task).state == "selesai"


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t "])
def test_an_empty_task_is_not_taken_and_says_what_to_do(client, task, text):
    answer = hand_in(client, task, text)
    assert answer.status_code == 400
    assert "Isian tugas masih kosong. Tulis hasil kerja Anda, lalu kumpulkan." in answer.content.decode()
    assert not TaskWork.objects.exists()


def test_pressing_hand_in_twice_hands_in_once(client, task):
    for _ in range(2):
        hand_in(client, task, "Rencana saya", 0)
    assert TaskWork.objects.count() == 1


def test_a_better_version_adds_a_row_and_takes_none_away(client, task, enrolment):
    hand_in(client, task, "Versi satu", 0)
    hand_in(client, task, "Versi dua", 1)
    works = list(TaskWork.objects.order_by("revision").values_list("text", "revision"))
    assert works == [("Versi satu", 1), ("Versi dua", 2)]
    html = client.get(address(task)).content.decode()
    assert "Versi satu</p>" in html
    assert "Versi dua</p>" in html


def test_a_draft_after_handing_in_leaves_the_handed_in_text_alone(client, task):
    hand_in(client, task, "Versi satu", 0)
    save(client, task, "Versi dua, belum selesai", 1)
    assert TaskWork.objects.get(handed_in_at__isnull=False).text == "Versi satu"
    assert "Versi dua, belum selesai</textarea>" in client.get(address(task)).content.decode()


def test_a_tab_from_before_handing_in_cannot_overwrite(client, task):
    save(client, task, "Draf", 0)
    hand_in(client, task, "Versi satu", 1)
    assert save(client, task, "Tab lama", 1).status_code == 409


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"text": "x"},
        {"text": "x", "revision": "-1"},
        {"text": "x", "revision": "satu"},
        {"text": "x\0", "revision": 0},
        {"text": "x", "revision": "1000001"},
        {"text": "x", "revision": "9" * 400},
    ],
)
def test_a_tampered_form_writes_nothing(client, task, form):
    assert client.post(address(task, "tugas"), form).status_code == 400
    assert not TaskWork.objects.exists()


def test_a_text_that_is_too_long_stays_on_the_page(client, task):
    answer = save(client, task, "x" * 20_001)
    assert answer.status_code == 400
    assert "Isian lebih dari 20.000 huruf. Ringkas isian, lalu simpan lagi." in answer.content.decode()
    assert "x" * 20_001 in answer.content.decode()


def test_what_is_typed_is_shown_as_text(client, task):
    hand_in(client, task, "<script>alert(1)</script>")
    assert "<script>alert" not in client.get(address(task)).content.decode()


def test_only_a_task_takes_a_task(client, task):
    assert save(client, step(task.edition.runs.get(), 1), "x").status_code == 404


def test_budi_cannot_write_into_anis_task(client, task, budi):
    answer = save(build.sign_in(Client(), budi), task, "x")
    assert answer["Location"] == f"/pelatihan/{task.edition.slug}/"
    assert not TaskWork.objects.exists()


def test_a_session_that_ended_while_writing_loses_nothing(client, task, enrolment, ani):
    save(client, task, "Draf pagi")
    client.logout()
    form = {"text": "Draf pagi dan siang", "revision": 1, "kepesertaan": str(enrolment.uuid)}
    answer = client.post(address(task, "tugas"), form, headers={"Referer": f"http://testserver{address(task)}"})
    assert unquote(answer["Location"]) == f"/masuk/?next={address(task)}"
    signing_in = {"username": ani.email, "password": build.PASSWORD, "next": address(task)}
    page = client.post("/masuk/", signing_in, follow=True)
    html = page.content.decode()
    assert page.redirect_chain[-1][0] == address(task)
    assert "Isian Anda kembali." in html
    assert "Draf pagi dan siang</textarea>" in html
    assert TaskWork.objects.get().text == "Draf pagi"


def write_signed_out(client, task, enrolment, **form):
    client.logout()
    return client.post(address(task, "tugas"), {"text": "Malam", "revision": 0, "kepesertaan": enrolment.uuid} | form)


def test_the_text_waits_until_it_is_saved_however_often_the_page_is_read(client, task, enrolment, ani):
    write_signed_out(client, task, enrolment)
    build.sign_in(client, ani)
    client.get(address(step(enrolment.run, 1)))
    for _ in range(2):
        assert "Malam</textarea>" in client.get(address(task)).content.decode()
    save(client, task, "Malam, lalu pagi")
    html = client.get(address(task)).content.decode()
    assert "Malam, lalu pagi</textarea>" in html
    assert "Isian Anda kembali." not in html


def test_handing_in_the_text_ends_its_waiting(client, task, enrolment, ani):
    write_signed_out(client, task, enrolment)
    build.sign_in(client, ani)
    hand_in(client, task, "Malam")
    assert "Isian Anda kembali." not in client.get(address(task)).content.decode()


@pytest.mark.parametrize("named", ["", "x", "6f0f3ad2-5d3c-4e8b-9d9e-0a1b2c3d4e5f", "9" * 400])
def test_a_stranger_leaves_no_text_behind(client, task, enrolment, named):
    before = SignIn.objects.count()
    answer = write_signed_out(client, task, enrolment, kepesertaan=named)
    assert answer["Location"].startswith("/masuk/")
    assert "unsent_task" not in client.session
    assert SignIn.objects.count() <= before


def test_the_next_person_on_a_shared_phone_does_not_get_the_text(client, task, enrolment, budi):
    client.logout()
    client.post(address(task, "tugas"), {"text": "Rahasia", "revision": 0, "kepesertaan": str(enrolment.uuid)})
    study.enrol(budi, task.edition.code)
    build.sign_in(client, budi)
    assert "Rahasia" not in client.get(address(task)).content.decode()


def test_autosave_after_the_session_ended_is_told_to_sign_in(client, task):
    client.logout()
    answer = save(client, task, "x", **JSON)
    assert answer.status_code == 401
    assert answer.json()["sentence"]
    assert not TaskWork.objects.exists()


def test_handing_in_again_after_completion_keeps_the_course_complete(enrolment, task):
    study.study(enrolment)
    hand_in_task(enrolment=enrolment, activity=task, text="Lebih baik", revision=1)
    enrolment.refresh_from_db()
    assert enrolment.state == "selesai"
