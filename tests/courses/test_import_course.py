"""The starter catalogue comes in whole, twice is once, and a bad file leaves nothing behind."""

from __future__ import annotations

import pytest
import yaml
from django.core.management import CommandError, call_command

from assessments.models import Question, QuestionVersion
from courses.course_file import COURSES, BadCourseFile
from courses.importing import import_courses
from courses.models import CoursePage, GlossaryTerm, LessonPage, ModulePage, Regulation


@pytest.fixture
def edited(tmp_path):
    """`edited("K10", change)`: a copy of a course file after `change(course)`."""

    def edited(code, change):
        course = yaml.safe_load((COURSES / f"{code}.yaml").read_text())
        change(course)
        file = tmp_path / f"{code}.yaml"
        file.write_text(yaml.safe_dump(course, allow_unicode=True))
        return file

    return edited


def count_everything() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (CoursePage, ModulePage, LessonPage, Question, QuestionVersion, Regulation)
    )


def test_a_lesson_keeps_its_words_tables_and_notes(bring):
    bring("K1")
    lesson = LessonPage.objects.get(code="K1-M1-L2")
    kinds = [block.block_type for block in lesson.body]
    assert kinds == ["text", "heading", "text", "table", "text", "heading", "text", "note", "note", "check", "check"]
    assert lesson.body[3].value["data"][0] == ["Ciri", "Keadaan pada cerita Bu Rukmini"]
    assert lesson.body[7].value["title"] == "Coba sekarang"
    assert lesson.body[8].value["text"].source.startswith("<p>Alat dan orang yang cakap")
    assert "<strong>pola pikir digital</strong>" in lesson.body[6].value.source
    assert lesson.sources[0].startswith("Cianjur Ekspres")


def test_markup_that_somebody_smuggles_in_is_text(bring, edited, provider):
    def smuggle(course):
        course["modules"][0]["lessons"][0]["text"] += "\n\n<script>alert(1)</script> [x](javascript:alert(1))"

    lesson = import_courses(files=[edited("K10", smuggle)], provider=provider)[0].course
    words = str(LessonPage.objects.descendant_of(lesson).first().body)
    assert "<script" not in words
    assert "href" not in words


def test_the_same_file_twice_changes_nothing(bring, provider):
    bring("K1")
    before = count_everything()
    again = import_courses(files=[COURSES / "K1.yaml"], provider=provider)
    assert [imported.outcome for imported in again] == ["sama"]
    assert count_everything() == before


def test_a_changed_file_changes_its_course_and_keeps_addresses(bring, edited, provider):
    bring("K10")
    uuids = dict(LessonPage.objects.values_list("code", "uuid"))

    def change(course):
        lessons = course["modules"][0]["lessons"]
        lessons[0]["title"] = "Judul baru"
        lessons[0]["minutes"] += lessons[1]["minutes"]
        del lessons[1]
        course["questions"][0]["soal"] = "Soal yang diperbaiki"

    again = import_courses(files=[edited("K10", change)], provider=provider)
    first = LessonPage.objects.get(title="Judul baru")
    assert [imported.outcome for imported in again] == ["diperbarui"]
    assert first.uuid == uuids[first.code]
    assert first.slug != "judul-baru"
    assert LessonPage.objects.count() == len(uuids) - 1
    assert QuestionVersion.objects.filter(stem="Soal yang diperbaiki").count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda course: course.pop("title"), "'title' pada K10"),
        (lambda course: course["modules"][0]["lessons"][0].pop("minutes"), "'minutes' pada K10-M1-L1"),
        (lambda course: course["modules"][0]["lessons"][0].update(kind="lagu"), "'kind' pada K10-M1-L1"),
        (lambda course: course["questions"][0].update(kunci="Z"), "soal K10-Q01"),
        (lambda course: course["modules"][0]["lessons"][0].update(minutes=99), "tidak sama dengan 2 JP × 45"),
        (lambda course: course["competencies"].append({"code": "XX-99"}), "kompetensi XX-99"),
        (lambda course: course["questions"].append(course["questions"][0]), "dipakai dua kali"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_and_nothing_is_written(provider, edited, change, sentence):
    before = count_everything()
    with pytest.raises(BadCourseFile) as refusal:
        import_courses(files=[COURSES / "K11.yaml", edited("K10", change)], provider=provider)
    said = str(refusal.value.sentence)
    assert sentence in said
    assert said.startswith("Berkas K10.yaml tidak dapat dimuat: ")
    assert said.endswith("Perbaiki berkas itu, lalu jalankan lagi.")
    assert count_everything() == before


@pytest.mark.parametrize("content", ["- satu", "a: [", ""])
def test_a_file_that_is_no_course_is_refused_by_the_command(provider, tmp_path, content):
    file = tmp_path / "rusak.yaml"
    file.write_text(content)
    with pytest.raises(CommandError, match=r"^Berkas rusak\.yaml tidak dapat dimuat: "):
        call_command("import_course", file)


def test_a_missing_file_is_refused(provider, tmp_path):
    with pytest.raises(CommandError, match="tidak ada atau tidak boleh dibaca"):
        call_command("import_course", tmp_path / "hilang.yaml")


def test_questions_that_learners_saw_are_not_rewritten(publish, edited, provider):
    publish("K10")
    before = QuestionVersion.objects.get(question__code="K10-Q01")

    def repair(course):
        course["questions"][0]["pembahasan"] = "Pembahasan yang diperbaiki."

    import_courses(files=[edited("K10", repair)], provider=provider)
    after = QuestionVersion.objects.filter(question__code="K10-Q01").order_by("number")
    assert [version.number for version in after] == [1, 2]
    assert after[0].feedback == before.feedback
    assert after[1].feedback == "Pembahasan yang diperbaiki."


def test_what_is_not_certain_is_not_said_as_certain(provider):
    """Confidence K and ? and 'perlu_dicek' all send the reader to the official register."""
    said = {regulation.code: regulation.status_words for regulation in Regulation.objects.all()}
    assert said["uu-27-2022"] == "berlaku"
    assert said["perpres-95-2018"] == "periksa status pada JDIH"
    assert said["uu-25-2009"] == "periksa status pada JDIH"  # status berlaku, confidence K
    assert said["pp-71-2019"] == "periksa status pada JDIH"  # seen, but its note says "status berlaku K"


def test_a_course_names_the_regulation_that_everybody_calls_otherwise(bring):
    k6 = bring("K6")
    assert "perpres-95-2018" in k6.regulations.values_list("code", flat=True)
    assert {str(row) for row in k6.regulations.all()} >= {"Perpres 95/2018", "Surat MenPANRB B/66/PD.02/2025"}


def test_the_glossary_is_loaded_once(provider):
    call_command("load_glossary", verbosity=0)
    assert GlossaryTerm.objects.count() == 81
    assert GlossaryTerm.objects.get(term="Jabar Saber Hoaks").synonyms[-1] == "jabar cyber hoax"
