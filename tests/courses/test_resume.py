"""Learning goes on exactly where it stopped."""

from __future__ import annotations

import pytest

from courses.models import Enrolment
from courses.services import open_activity
from tests.courses.building import small_course, step
from tests.support import build, study

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(ani, clock):
    clock.set("2026-03-02")
    return study.enrol(ani, small_course().edition.code)


def next_position(enrolment):
    return Enrolment.objects.with_progress().get(pk=enrolment.pk).next_step["position"]


def visit(enrolment, number, clock):
    clock.move(minutes=1)
    open_activity(enrolment=enrolment, activity=step(enrolment.run, number))


def test_a_new_enrolment_begins_at_the_first_lesson(enrolment):
    assert next_position(enrolment) == 1


def test_it_resumes_at_the_lesson_opened_last(enrolment, clock):
    visit(enrolment, 1, clock)
    visit(enrolment, 4, clock)
    visit(enrolment, 2, clock)
    assert next_position(enrolment) == 2
    visit(enrolment, 4, clock)
    assert next_position(enrolment) == 4


def test_a_finished_lesson_is_not_the_next_step(enrolment, clock):
    visit(enrolment, 4, clock)
    visit(enrolment, 2, clock)
    study.read(enrolment, step(enrolment.run, 2))
    assert next_position(enrolment) == 4


def test_after_all_opened_ones_the_first_unfinished_follows(enrolment, clock):
    visit(enrolment, 2, clock)
    study.read(enrolment, step(enrolment.run, 2))
    assert next_position(enrolment) == 1


def test_when_all_is_done_nothing_is_left(enrolment):
    study.study(enrolment)
    done = Enrolment.objects.with_progress().get(pk=enrolment.pk)
    assert (done.next_step, done.done_count, done.step_count, done.minutes_left) == (None, 5, 5, 0)


def test_what_is_left_is_counted_in_minutes(enrolment):
    study.study(enrolment, until=3)
    found = Enrolment.objects.with_progress().get(pk=enrolment.pk)
    assert (found.done_count, found.step_count, found.minutes_left) == (2, 5, 30)


def test_the_course_page_names_the_lesson_to_go_on_with(client, ani, enrolment, clock):
    visit(enrolment, 4, clock)
    html = build.sign_in(client, ani).get(f"/pelatihan/{enrolment.run.edition.slug}/").content.decode()
    assert "Lanjutkan materi 4" in html


def test_after_the_session_ended_ani_is_back_at_the_same_lesson(client, ani, enrolment, clock):
    build.sign_in(client, ani)
    page = f"/belajar/{enrolment.run.edition.slug}/materi-2/"
    client.get(page)
    clock.move(hours=9)
    answer = client.get(page)
    assert answer["Location"] == f"/masuk/?next={page}"
    build.sign_in(client, ani)
    assert next_position(enrolment) == 2
