"""All eleven starter courses, whole, readable, and silent about their keys."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from assessments.models import Question
from courses.checks import checks_in, read_check
from courses.editions import content_of, digest
from courses.models import Activity, CourseEdition, CoursePage, LessonPage

pytestmark = pytest.mark.usefixtures("whole_catalogue", "db")


def test_eleven_courses_stand_on_the_shelf():
    assert CoursePage.objects.count() == 11
    assert list(CoursePage.objects.filter(opens_path=True).values_list("code", flat=True)) == ["K1"]


def test_minutes_of_lessons_are_the_hours_of_the_course():
    for course in CoursePage.objects.all():
        minutes = sum(LessonPage.objects.descendant_of(course).values_list("minutes", flat=True))
        assert minutes == course.minutes == course.jp * 45


def test_no_question_is_lost():
    """Counted in the files: 262 in the banks and 166 inside lessons."""
    checks = sum(len(list(checks_in(lesson.body))) for lesson in LessonPage.objects.all())
    assert Question.objects.count() == 262
    assert checks == 166
    assert Question.objects.count() + checks == 428


def test_each_course_has_one_final_test_and_one_task():
    for course in CoursePage.objects.all():
        lessons = LessonPage.objects.descendant_of(course)
        assert lessons.filter(is_final=True).count() == 1
        assert lessons.filter(kind="tugas").count() == 1


def test_authors_find_a_lesson_that_was_brought_in(settle):
    settle()
    assert "Jabar Saber Hoaks" in " ".join(lesson.title for lesson in LessonPage.objects.search("Saber Hoaks"))


def test_every_lesson_can_be_drawn_and_tells_no_key():
    """Neither the words that explain an answer nor anything that says which one is right."""
    for lesson in LessonPage.objects.all():
        html = render_to_string("courses/preview.html", {"lesson": lesson})
        assert "<h1>" in html
        assert not re.search(r"data-(key|correct|kunci)| checked| selected", html)
        for check in checks_in(lesson.body):
            assert plain(read_check(check).feedback) not in html


def test_every_frozen_activity_can_be_drawn():
    for activity in Activity.objects.exclude(kind="ujian"):
        assert "".join(block.render() for block in activity.body)


def test_every_edition_is_on_offer_and_proved():
    editions = CourseEdition.objects.filter(retired_at=None)
    assert editions.count() == 11
    for edition in editions:
        assert digest(content_of(edition)) == edition.sha256
        assert edition.runs.get().closes_on is None


def plain(text: str) -> str:
    """A piece of the text that looks the same in HTML."""
    return max(re.split(r"[\"'&<>]", text), key=len)
