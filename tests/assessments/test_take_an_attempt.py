"""An attempt from start to mark, by its services."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments import services
from assessments.models import Attempt, Mark, QuestionVersion
from assessments.services import result_of, save_answer, standing_of, start_attempt, submit_attempt
from core.models import Job
from tests.assessments.building import OPTIONS, make_bank, make_exam, make_person, make_question

pytestmark = pytest.mark.django_db


def answer(attempt, position, value, revision=0, **more):
    return save_answer(
        attempt_uuid=attempt.uuid,
        person=attempt.person,
        position=position,
        answer=value,
        revision=revision,
        **more,
    )


def test_ani_answers_three_of_four_and_passes_with_75():
    attempt = start_attempt(exam=make_exam(4), person=make_person())
    for position in (1, 2, 3):
        answer(attempt, position, "A")
    answer(attempt, 4, "B")

    marked = submit_attempt(attempt=attempt)

    assert (marked.score_percent, marked.passed, marked.state) == (Decimal("75.00"), True, "dinilai")
    assert Mark.objects.filter(item__attempt=attempt).count() == 4


def test_partial_points_are_rounded_half_up_at_the_end():
    key = {"1": "a", "2": "b", "3": "c"}
    pairs = {
        "left": [{"code": code, "text": code} for code in "123"],
        "right": [{"code": code, "text": code} for code in "abc"],
    }
    pool = [make_question(make_bank(), kind="menjodohkan", body=pairs, key=key)]
    attempt = start_attempt(exam=make_exam(pool=pool, pass_percent=None), person=make_person())
    answer(attempt, 1, {"1": "a", "2": "c"})
    # One of three pairs: 0.333 points, 33.30 percent.
    marked = submit_attempt(attempt=attempt)
    assert (marked.score_percent, marked.passed) == (Decimal("33.30"), None)


def test_a_second_start_returns_the_running_attempt():
    exam, ani = make_exam(), make_person()
    assert start_attempt(exam=exam, person=ani) == start_attempt(exam=exam, person=ani)


def test_handing_in_twice_gives_the_same_result_and_one_set_of_marks():
    attempt = start_attempt(exam=make_exam(2), person=make_person())
    answer(attempt, 1, "A")
    first, second = submit_attempt(attempt=attempt), submit_attempt(attempt=attempt)
    assert (first.score_percent, first.submitted_at) == (second.score_percent, second.submitted_at)
    assert Mark.objects.count() == 2


def test_when_every_try_is_used_the_next_start_is_refused_with_a_sentence():
    exam, ani = make_exam(attempts_allowed=1), make_person()
    submit_attempt(attempt=start_attempt(exam=exam, person=ani))
    with pytest.raises(services.NoTriesLeft, match="Kesempatan tes ini sudah habis"):
        start_attempt(exam=exam, person=ani)


def test_the_best_attempt_counts():
    exam, ani = make_exam(2, attempts_allowed=3), make_person()
    for value in ("A", "B"):
        attempt = start_attempt(exam=exam, person=ani)
        answer(attempt, 1, value)
        answer(attempt, 2, "A")
        submit_attempt(attempt=attempt)
    standing = standing_of(exam=exam, person=ani)
    assert (standing.best_percent, standing.passed, standing.tries_left) == (Decimal("100.00"), True, 1)


def test_an_exam_without_questions_leaves_nothing_behind():
    exam = make_exam(1)
    exam.sections.all().delete()
    with pytest.raises(services.ExamNotReady):
        start_attempt(exam=exam, person=make_person())
    assert not Attempt.objects.exists()


def test_what_somebody_was_asked_is_locked_and_an_edit_makes_the_next_version():
    exam = make_exam(1)
    version = QuestionVersion.objects.get()
    start_attempt(exam=exam, person=make_person())
    second = services.write_version(question=version.question, kind="pilihan_ganda", stem="Baru", body=OPTIONS, key="B")
    third = services.write_version(
        question=version.question, kind="pilihan_ganda", stem="Lebih baru", body=OPTIONS, key="C"
    )
    version.refresh_from_db()
    assert (version.number, version.key, second.number) == (1, "A", 2)
    assert third.pk == second.pk


def test_a_second_tab_with_an_old_page_is_told_and_loses_nothing():
    attempt = start_attempt(exam=make_exam(), person=make_person())
    answer(attempt, 1, "B")
    with pytest.raises(services.Conflict, match="Jawaban soal 1 sudah diubah dari perangkat lain") as refusal:
        answer(attempt, 1, "C", revision=0)
    assert refusal.value.stored.answer == "B"
    assert answer(attempt, 1, "C", revision=refusal.value.stored.revision).revision == 2


def test_the_same_answer_sent_again_after_a_lost_receipt_is_no_conflict():
    attempt = start_attempt(exam=make_exam(), person=make_person())
    first = answer(attempt, 1, "B", flagged=False)
    assert answer(attempt, 1, "B", revision=0, flagged=False) == first
    assert answer(attempt, 1, "B", revision=0, flagged=True).revision == 2


@pytest.mark.parametrize("position", [0, 5, 999])
def test_an_unknown_position_is_refused(position):
    attempt = start_attempt(exam=make_exam(4), person=make_person())
    with pytest.raises(services.UnknownPosition):
        answer(attempt, position, "A")


def test_somebody_elses_attempt_is_not_there():
    attempt = start_attempt(exam=make_exam(), person=make_person("Ani"))
    with pytest.raises(services.UnknownPosition):
        save_answer(attempt_uuid=attempt.uuid, person=make_person("Budi"), position=1, answer="A", revision=0)


def test_after_handing_in_no_answer_changes():
    attempt = submit_attempt(attempt=start_attempt(exam=make_exam(), person=make_person()))
    with pytest.raises(services.AttemptClosed):
        answer(attempt, 1, "A")


def test_late_answers_are_refused_and_those_in_time_are_marked_by_the_job(clock, settle):
    clock.set("2026-03-02 09:00")
    attempt = start_attempt(exam=make_exam(2, duration_minutes=30), person=make_person())
    answer(attempt, 1, "A")
    clock.move(minutes=30)
    answer(attempt, 2, "B")
    clock.move(seconds=1)
    with pytest.raises(services.TimeOver):
        answer(attempt, 2, "A", revision=1)

    services.expire_attempts()
    services.expire_attempts()
    assert Job.objects.filter(kind="assessments.submit_attempt").count() == 1
    settle()

    attempt.refresh_from_db()
    assert (attempt.score_percent, attempt.submitted_at) == (Decimal("50.00"), attempt.due_at)


def test_an_overdue_attempt_is_handed_in_before_the_next_one_starts(clock):
    exam, ani = make_exam(duration_minutes=30), make_person()
    first = start_attempt(exam=exam, person=ani)
    clock.move(hours=1)
    second = start_attempt(exam=exam, person=ani)
    first.refresh_from_db()
    assert (first.state, second.number, second.due_at) == ("dinilai", 2, clock.now() + timedelta(minutes=30))


def test_the_result_shows_each_question_with_the_right_answer_and_why():
    attempt = start_attempt(exam=make_exam(2, attempts_allowed=2), person=make_person())
    answer(attempt, 1, "B")
    result = result_of(submit_attempt(attempt=attempt))
    wrong, empty = result.items
    assert (wrong.yours, wrong.right, wrong.correct, wrong.feedback) == (
        ["Pilihan B"],
        ["Pilihan A"],
        False,
        "Karena A.",
    )
    assert (empty.yours, result.standing.tries_left, result.passed) == ([], 1, False)


def test_an_exam_that_hides_its_review_gives_only_the_score():
    exam = make_exam(2, review="tidak")
    assert result_of(submit_attempt(attempt=start_attempt(exam=exam, person=make_person()))).items == []
