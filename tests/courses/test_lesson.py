"""Reading: what stands on the page, who may open it, what is remembered, when it is done."""

from __future__ import annotations

import pytest

from courses.models import ActivityProgress, ActivityRecord
from courses.services import ChecksUnanswered, DoneAnotherWay, answer_check, complete_activity, open_activity
from tests.courses.building import activity, address, many_editions, small_course, step
from tests.support import build, study

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return small_course()


@pytest.fixture
def enrolment(ani, run):
    return study.enrol(ani, run.edition.code)


def test_ani_reads_the_frozen_words_and_sees_beforehand_when_it_counts(client, ani, run, enrolment):
    html = build.sign_in(client, ani).get(address(step(run, 1))).content.decode()
    assert "Bacaan pertama." in html
    assert "Pertanyaan C1?" in html
    assert "Karena A." not in html
    assert "selesai bila setiap cek pemahaman dijawab, benar atau salah" in html
    assert "Masih 2 yang menunggu jawaban." in html
    assert "Selesai, lanjut ke materi 2" in html
    assert 'href="#daftar"' in html


def test_who_is_not_enrolled_is_led_to_the_course_with_a_sentence(client, citra, run, enrolment):
    answer = build.sign_in(client, citra).get(address(step(run, 1)), follow=True)
    assert answer.redirect_chain[-1][0] == f"/pelatihan/{run.edition.slug}/"
    assert "Anda belum mengikuti pelatihan ini." in answer.content.decode()
    assert not ActivityRecord.objects.exists()


def test_hr_does_not_open_the_lessons_of_others_by_its_role(client, citra, run, enrolment):
    assert build.sign_in(client, citra).post(address(step(run, 2), "selesai")).status_code == 302
    assert not ActivityRecord.objects.exists()


def test_unknown_courses_and_lessons_are_not_found(client, ani, run, enrolment):
    build.sign_in(client, ani)
    assert client.get(f"/belajar/{run.edition.slug}/tidak-ada/").status_code == 404
    assert client.get("/belajar/tidak-ada/materi-1/").status_code == 404
    assert client.post("/belajar/tidak-ada/materi-1/selesai/").status_code == 404


def test_opening_again_is_one_visit_until_another_lesson_comes_between(run, enrolment):
    first, second = step(run, 1), step(run, 2)
    for opened in (first, first, second, first):
        open_activity(enrolment=enrolment, activity=opened)
    records = ActivityRecord.objects.order_by("at", "pk").values_list("activity__slug", "kind")
    assert list(records) == [("materi-1", "dibuka"), ("materi-2", "dibuka"), ("materi-1", "dibuka")]
    assert ActivityProgress.objects.count() == 2


def test_a_reading_is_done_only_when_every_check_has_an_answer(client, ani, run, enrolment):
    lesson = step(run, 1)
    build.sign_in(client, ani)
    answer_check(enrolment=enrolment, activity=lesson, code="C1", answer="C")  # wrong counts as well
    with pytest.raises(ChecksUnanswered):
        complete_activity(enrolment=enrolment, activity=lesson)
    refused = client.post(address(lesson, "selesai"), follow=True)
    assert "Masih ada 1 cek pemahaman yang belum dijawab." in refused.content.decode()
    answer_check(enrolment=enrolment, activity=lesson, code="C2", answer="A")
    assert client.post(address(lesson, "selesai"))["Location"] == address(step(run, 2))


def test_pressing_done_twice_is_done_once(client, ani, run, enrolment):
    build.sign_in(client, ani)
    places = [client.post(address(step(run, 2), "selesai"))["Location"] for _ in range(2)]
    assert places == [address(step(run, 3))] * 2
    assert ActivityRecord.objects.filter(kind="selesai").count() == 1


def test_nothing_falls_when_a_done_lesson_is_opened_or_answered_again(run, enrolment):
    lesson = step(run, 1)
    study.read(enrolment, lesson)
    before = ActivityProgress.objects.get()
    answer_check(enrolment=enrolment, activity=lesson, code="C1", answer="C")
    open_activity(enrolment=enrolment, activity=step(run, 2))
    open_activity(enrolment=enrolment, activity=lesson)
    after = ActivityProgress.objects.get(activity=lesson)
    assert (after.state, after.completed_at) == ("selesai", before.completed_at)


@pytest.mark.parametrize("number", [3, 4, 5])
def test_a_test_or_task_is_not_done_by_pressing_done(run, enrolment, number):
    with pytest.raises(DoneAnotherWay):
        complete_activity(enrolment=enrolment, activity=step(run, number))


def test_a_get_cannot_finish_a_lesson(client, ani, run, enrolment):
    assert build.sign_in(client, ani).get(address(step(run, 2), "selesai")).status_code == 405


def test_the_test_page_says_its_rules_before_it_starts(client, ani, run, enrolment):
    html = build.sign_in(client, ani).get(address(step(run, 5))).content.decode()
    assert "Nilai ambang lulus 70. Nilai terbaik yang dipakai." in html
    assert "Tanpa batas waktu." in html
    assert "Mulai tes</button>" in html


def test_a_test_without_tries_left_says_so_and_does_not_start(client, ani, run, enrolment):
    from assessments.services import start_attempt, submit_attempt

    build.sign_in(client, ani)
    for _ in range(3):
        submit_attempt(attempt=start_attempt(exam=step(run, 5).exam, person=ani))
    html = client.get(address(step(run, 5))).content.decode()
    assert "Semua percobaan sudah dipakai." in html
    assert "tes</button>" not in html
    refused = client.post(address(step(run, 5), "mulai"), follow=True)
    assert "Kesempatan tes ini sudah habis dipakai." in refused.content.decode()


def test_only_a_test_can_be_started(client, ani, run, enrolment):
    assert build.sign_in(client, ani).post(address(step(run, 1), "mulai")).status_code == 404


def test_each_page_of_a_course_asks_as_often_for_10_lessons_as_for_1000(
    client, ani, run, enrolment, django_assert_max_num_queries
):
    build.sign_in(client, ani)
    counts: list[list[int]] = []
    for crowd in (10, 990):
        counts.append([])
        for number in (1, 2, 3, 4, 5):
            with django_assert_max_num_queries(10) as asked:
                assert client.get(address(step(run, number))).status_code == 200
            counts[-1].append(len(asked))
        many_editions(crowd)
        for position in range(100 + crowd, 110 + crowd):
            activity(run.edition, position, slug=f"tambahan-{position}")
    assert counts[0] == counts[1]
