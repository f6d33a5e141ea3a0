"""After a quiz: what it came to, what to read again, what comes next."""

from __future__ import annotations

import pytest

from assessments.services import start_attempt, submit_attempt
from records.ledger.models import JpRule
from tests.courses.building import address, small_course, step
from tests.support import build, study
from tests.support.settle import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(ani, client):
    run = small_course()
    build.sign_in(client, ani)
    return study.enrol(ani, run.edition.code)


def see(client, attempt):
    answer = client.get(f"/kuis/{attempt.uuid}/hasil/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def hand_in_empty(enrolment, number=5):
    return submit_attempt(attempt=start_attempt(exam=step(enrolment.run, number).exam, person=enrolment.person))


def test_not_passed_yet_says_the_score_what_to_repeat_and_the_tries_left(client, enrolment):
    page = see(client, hand_in_empty(enrolment))
    assert "Belum lulus, nilai 0" in page
    assert "Pelajari lagi bagian di bawah, lalu ulangi. Sisa 2 percobaan." in page
    assert "Menjelaskan pola pikir digital." in page
    assert "4 dari 4 soal belum tepat" in page
    assert f'href="{address(step(enrolment.run, 5))}">Ulangi tes</a>' in page
    assert "gagal" not in page.lower()


def test_without_tries_left_nothing_offers_to_repeat(client, enrolment):
    for _ in range(3):
        attempt = hand_in_empty(enrolment)
    page = see(client, attempt)
    assert "Semua percobaan sudah dipakai." in page
    assert "Ulangi tes" not in page


def test_passed_while_lessons_are_left_leads_on(client, enrolment):
    attempt = study.take_test(enrolment, step(enrolment.run, 5))
    settle()
    page = see(client, attempt)
    assert "Lulus, nilai 100" in page
    assert "Tinggal 4 materi sebelum pelatihan ini selesai." in page
    assert f'href="{address(step(enrolment.run, 1))}">Lanjut ke materi 1</a>' in page


def test_passed_as_the_last_step_tells_of_certificate_and_hours_when_they_are_there(client, ani, enrolment, clock):
    clock.set("2026-11-21")
    JpRule.objects.update_or_create(year=2026, employee_kind="PNS", defaults={"yearly_min": 20})
    study.study(enrolment, until=5)
    attempt = study.take_test(enrolment, step(enrolment.run, 5))
    from courses.services import credit_attempt

    credit_attempt(
        exam=attempt.exam.uuid, person=ani.uuid, attempt=attempt.uuid, score_percent="100", at=attempt.submitted_at
    )
    waiting = see(client, attempt)
    assert "Sertifikat Anda sedang disiapkan." in waiting
    assert "JP sedang dicatat." in waiting
    settle()
    page = see(client, attempt)
    assert "Sertifikat Anda terbit. 3 JP masuk ke rekam JP 2026." in page
    assert "Unduh sertifikat" in page


def test_a_practice_quiz_has_a_score_and_no_verdict(client, enrolment):
    attempt = hand_in_empty(enrolment, 3)
    settle()
    page = see(client, attempt)
    assert "Terkumpul, nilai 0" in page
    assert "tidak mempunyai nilai ambang" in page
    assert "Lanjut ke materi 4" in page
    assert "lulus," not in page


def test_an_older_attempt_stays_honest_after_a_better_one(client, enrolment):
    first = hand_in_empty(enrolment)
    study.take_test(enrolment, step(enrolment.run, 5))
    settle()
    page = see(client, first)
    assert "Belum lulus, nilai 0" in page
    assert "Anda sudah lulus pada percobaan lain; nilai terbaik yang dipakai." in page
    assert "Ulangi tes" not in page


def test_a_running_attempt_leads_back_to_its_questions(client, ani, enrolment):
    attempt = start_attempt(exam=step(enrolment.run, 5).exam, person=ani)
    assert client.get(f"/kuis/{attempt.uuid}/hasil/")["Location"] == f"/kuis/{attempt.uuid}/"


def test_the_result_of_another_person_is_not_found(client, enrolment, budi, citra):
    attempt = hand_in_empty(enrolment)
    for other in (budi, citra):
        assert build.sign_in(client, other).get(f"/kuis/{attempt.uuid}/hasil/").status_code == 404


def test_an_unknown_result_is_not_found(client, enrolment):
    assert client.get("/kuis/6c1bdb1c-6f0d-4c2e-9a53-1f6f2d3a0a11/hasil/").status_code == 404


def test_a_result_asks_at_most_twelve_times(client, enrolment, django_assert_max_num_queries):
    attempt = study.take_test(enrolment, step(enrolment.run, 5))
    settle()
    with django_assert_max_num_queries(12):
        see(client, attempt)
