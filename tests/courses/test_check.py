"""Embedded checks: graded on the server, answered as often as one likes, never believed blindly."""

from __future__ import annotations

import pytest

from courses.models import CheckAnswer
from tests.courses.building import address, small_course, step
from tests.support import build, study

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(ani, client):
    run = small_course()
    study.enrol(ani, run.edition.code)
    build.sign_in(client, ani)
    return step(run, 1)


def test_a_right_answer_comes_back_to_its_place_with_feedback(client, lesson):
    answer = client.post(address(lesson, "cek", "C1"), {"C1": "A"})
    assert answer["Location"] == f"{address(lesson)}#cek-C1"
    html = client.get(address(lesson)).content.decode()
    assert "<b>Tepat.</b><p>Karena A.</p>" in html
    assert "Masih 1 yang menunggu jawaban." in html


def test_a_wrong_answer_counts_and_may_be_tried_again_and_both_are_kept(client, lesson):
    client.post(address(lesson, "cek", "C1"), {"C1": "B"})
    html = client.get(address(lesson)).content.decode()
    assert "Belum tepat." in html
    assert "Jawaban ini sudah dihitung. Anda boleh mencoba lagi." in html
    client.post(address(lesson, "cek", "C1"), {"C1": "A"})
    assert "<b>Tepat.</b>" in client.get(address(lesson)).content.decode()
    assert list(CheckAnswer.objects.order_by("pk").values_list("correct", flat=True)) == [False, True]


def test_no_choice_is_said_beside_the_question(client, lesson):
    answer = client.post(address(lesson, "cek", "C1"), follow=True)
    assert "Anda belum memilih jawaban. Pilih jawaban, lalu tekan Periksa jawaban." in answer.content.decode()
    assert not CheckAnswer.objects.exists()


def test_a_tampered_check_code_is_not_found_and_writes_nothing(client, lesson):
    answer = client.post(address(lesson, "cek", "C9"), {"C9": "A"})
    assert answer.status_code == 404
    assert "Cek pemahaman ini tidak ada pada materi." in answer.content.decode()
    assert not CheckAnswer.objects.exists()


def test_an_option_that_the_question_does_not_offer_is_refused(client, lesson):
    answer = client.post(address(lesson, "cek", "C1"), {"C1": "<script>"})
    assert answer.status_code == 400
    assert "Jawaban ini tidak ada pada soal." in answer.content.decode()
    assert not CheckAnswer.objects.exists()


def test_an_unknown_code_in_the_address_marks_no_question(client, lesson):
    assert 'class="ferr"' not in client.get(f"{address(lesson)}?kosong=C9").content.decode()


def test_the_page_never_holds_the_key_before_an_answer(client, lesson):
    assert "Karena" not in client.get(address(lesson)).content.decode()


def test_budi_cannot_answer_in_anis_lesson(client, lesson, budi):
    answer = build.sign_in(client, budi).post(address(lesson, "cek", "C1"), {"C1": "A"})
    assert answer["Location"] == f"/pelatihan/{lesson.edition.slug}/"
    assert not CheckAnswer.objects.exists()


def test_a_form_without_its_token_writes_nothing(lesson, ani):
    from django.test import Client

    strict = build.sign_in(Client(enforce_csrf_checks=True), ani)
    assert strict.post(address(lesson, "cek", "C1"), {"C1": "A"}).status_code == 403
    assert not CheckAnswer.objects.exists()
