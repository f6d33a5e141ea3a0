"""A course is finished once, by its rule, and stays finished."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from assessments.services import start_attempt, submit_attempt
from competencies.models import Evidence
from courses import progress
from courses.completion import Step, is_complete
from courses.models import Activity, ActivityProgress, ActivityRecord, Enrolment
from courses.services import answer_check, complete_activity, complete_enrolment, credit_attempt, open_activity
from records.ledger.models import LedgerEntry
from tests.courses.building import small_course, step
from tests.support import build, study
from tests.support.settle import settle

READING, TASK, FINAL, EXTRA = Step(1), Step(2), Step(3, is_final=True), Step(4, required=False)
ALL = [READING, TASK, FINAL, EXTRA]


@pytest.mark.parametrize(
    ("done", "complete"),
    [
        (set(), False),
        ({1, 2}, False),
        ({3}, False),
        ({1, 2, 3}, True),
        ({1, 2, 3, 4}, True),
        ({1, 2, 4}, False),
    ],
)
def test_everything_required_and_the_final_test_make_a_course(done, complete):
    assert is_complete({"all_required": True}, ALL, done) is complete


def test_where_nothing_else_is_required_the_final_test_is_enough():
    assert is_complete({"all_required": False}, ALL, {3})


def test_a_course_with_nothing_to_do_never_completes():
    assert not is_complete({"all_required": True}, [], set())
    assert not is_complete({"all_required": True}, [EXTRA], {4})


def test_doing_more_never_makes_a_complete_course_incomplete():
    for done in ({1, 2, 3}, {1, 2, 3, 4}):
        assert is_complete({"all_required": True}, ALL, done)


@pytest.fixture
def enrolment(ani):
    return study.enrol(ani, small_course().edition.code)


@pytest.mark.django_db
def test_ani_finishes_and_her_competencies_are_proven_that_day_in_her_zone(ani, enrolment, clock):
    clock.set("2026-12-31 23:30")
    study.study(enrolment)
    enrolment.refresh_from_db()
    assert enrolment.state == "selesai"
    assert enrolment.completed_at == clock.now()
    proofs = Evidence.objects.filter(person=ani).order_by("competency__code")
    assert list(proofs.values_list("competency__code", "level", "source", "source_id", "observed_on")) == [
        ("AKH-ADAPTIF", None, "kursus", enrolment.uuid, date(2026, 12, 31)),
        ("DG-01", 2, "kursus", enrolment.uuid, date(2026, 12, 31)),
    ]


@pytest.mark.django_db
def test_a_test_of_december_whose_word_comes_in_january_counts_in_december(ani, enrolment, clock):
    clock.set("2026-12-31 23:50")
    study.study(enrolment, until=5)
    clock.set("2026-12-31 23:59")
    study.take_test(enrolment, step(enrolment.run, 5))
    handed_in = clock.now()
    clock.set("2027-01-01 00:01")
    settle()
    enrolment.refresh_from_db()
    assert enrolment.completed_at == handed_in
    assert set(Evidence.objects.values_list("observed_on", flat=True)) == {date(2026, 12, 31)}
    assert LedgerEntry.objects.get().year == 2026
    assert enrolment.certificates.get().issued_on == date(2026, 12, 31)
    kept = ActivityProgress.objects.get(activity=step(enrolment.run, 5))
    assert kept.completed_at == handed_in


@pytest.mark.django_db
def test_an_extra_step_in_january_does_not_move_the_completion(ani, enrolment, clock):
    Activity.objects.filter(pk=step(enrolment.run, 2).pk).update(required=False)
    clock.set("2026-12-31 23:50")
    for number in (1, 3, 4):
        activity = step(enrolment.run, number)
        study.WAYS.get(activity.kind, study.read)(enrolment, activity)
    settle()
    study.take_test(enrolment, step(enrolment.run, 5))
    handed_in = clock.now()
    clock.set("2027-01-01 00:01")
    study.read(enrolment, step(enrolment.run, 2))
    settle()
    enrolment.refresh_from_db()
    assert enrolment.completed_at == handed_in


@pytest.mark.django_db
def test_the_last_step_may_be_any_step(ani, enrolment):
    run = enrolment.run
    for number in (5, 4, 3, 2):
        activity = step(run, number)
        study.WAYS.get(activity.kind, study.read)(enrolment, activity)
        settle()
    enrolment.refresh_from_db()
    assert enrolment.state == "aktif"
    study.read(enrolment, step(run, 1))
    enrolment.refresh_from_db()
    assert enrolment.state == "selesai"


@pytest.mark.django_db
def test_a_test_that_was_not_passed_is_not_done_and_a_practice_quiz_is(ani, enrolment):
    for number in (3, 5):
        submit_attempt(attempt=start_attempt(exam=step(enrolment.run, number).exam, person=ani))
    settle()
    done = ActivityProgress.objects.filter(state="selesai").values_list("activity__position", flat=True)
    assert list(done) == [3]


@pytest.mark.django_db
def test_a_worse_attempt_later_takes_nothing_back(ani, enrolment):
    study.study(enrolment)
    final = step(enrolment.run, 5)
    submit_attempt(attempt=start_attempt(exam=final.exam, person=ani))
    settle()
    kept = ActivityProgress.objects.get(activity=final)
    assert (kept.state, kept.score_percent) == ("selesai", 100)
    enrolment.refresh_from_db()
    assert enrolment.state == "selesai"


@pytest.mark.django_db
def test_an_attempt_marked_twice_counts_once(ani, enrolment):
    exam = step(enrolment.run, 3).exam
    attempt = submit_attempt(attempt=start_attempt(exam=exam, person=ani))
    for _ in range(2):
        credit_attempt(
            exam=exam.uuid, person=ani.uuid, attempt=attempt.uuid, score_percent="0", at=attempt.submitted_at
        )
    assert ActivityRecord.objects.filter(kind="selesai").count() == 1


@pytest.mark.django_db
def test_the_exam_of_one_person_counts_for_nobody_else(ani, budi, enrolment):
    study.enrol(budi, enrolment.run.edition.code)
    study.take_test(enrolment, step(enrolment.run, 5))
    settle()
    assert set(ActivityProgress.objects.values_list("enrolment__person", flat=True)) == {ani.pk}


@pytest.mark.django_db
def test_completing_what_is_not_complete_changes_nothing(enrolment):
    assert complete_enrolment(enrolment=enrolment).state == "aktif"
    assert not Evidence.objects.exists()


@pytest.mark.django_db
def test_a_finished_course_is_announced_once(ani, enrolment, monkeypatch):
    study.study(enrolment, until=5)
    told = []
    monkeypatch.setattr("courses.services.emit", lambda event: told.append(type(event).__name__))
    study.take_test(enrolment, step(enrolment.run, 5))
    settle()
    complete_enrolment(enrolment=enrolment)
    assert told.count("EnrolmentCompleted") == 1


@pytest.mark.django_db
def test_progress_rebuilt_from_the_facts_gives_identical_figures(ani, budi, enrolment, clock):
    clock.set("2026-03-02")
    other = study.enrol(budi, enrolment.run.edition.code)
    study.study(enrolment)
    study.study(other, until=3)
    for number in (5, 1, 1, 4):
        clock.move(minutes=7)
        open_activity(enrolment=other, activity=step(enrolment.run, number))
    clock.move(minutes=3)
    answer_check(enrolment=other, activity=step(enrolment.run, 1), code="C1", answer="C")

    def figures():
        rows = ActivityProgress.objects.order_by("enrolment", "activity")
        return list(
            rows.values_list("enrolment", "activity", "state", "score_percent", "first_at", "last_at", "completed_at")
        )

    before = figures()
    assert len(before) == 5 + 4
    assert progress.rebuild_progress() == len(before)
    assert figures() == before


@pytest.mark.django_db(transaction=True)
def test_two_last_steps_at_the_same_moment_finish_the_course_once(ani):
    """Ani presses "Selesai" on her telephone and on the office computer; neither sees the other's step yet."""
    enrolment = study.enrol(ani, small_course().edition.code)
    run = enrolment.run
    for number in (3, 4, 5):
        activity = step(run, number)
        study.WAYS[activity.kind](enrolment, activity)
        settle()
    for code, answer in (("C1", "A"), ("C2", "B")):
        answer_check(enrolment=enrolment, activity=step(run, 1), code=code, answer=answer)
    ready = threading.Barrier(4)

    def press(number):
        try:
            ready.wait()
            complete_activity(enrolment=enrolment, activity=step(run, number))
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=(number,)) for number in (1, 2, 1, 2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert Enrolment.objects.get().state == "selesai"
    assert ActivityRecord.objects.filter(kind="selesai").count() == 5
    assert Evidence.objects.count() == 2


@pytest.mark.django_db
def test_the_page_of_a_finished_course_leads_to_the_certificate(client, ani, enrolment):
    study.study(enrolment)
    html = build.sign_in(client, ani).get(f"/pelatihan/{enrolment.run.edition.slug}/").content.decode()
    assert "Anda menyelesaikan pelatihan ini pada" in html
    assert "Lihat sertifikat" in html
    assert "5 dari 5 materi selesai" in html


@pytest.mark.django_db
def test_the_step_that_finishes_the_course_says_so(client, ani, enrolment):
    run = enrolment.run
    study.study(enrolment, until=4)
    study.take_test(enrolment, step(run, 5))
    settle()
    task = step(run, 4)
    form = {"text": "Rencana", "revision": 0}
    page = build.sign_in(client, ani).post(
        f"/belajar/{run.edition.slug}/{task.slug}/tugas/kumpulkan/", form, follow=True
    )
    assert "Anda menyelesaikan pelatihan ini." in page.content.decode()
