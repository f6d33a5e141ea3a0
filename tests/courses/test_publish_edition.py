"""Terbitkan edisi: what learners see is frozen, explicit, and never changes under them."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError
from django.db.utils import IntegrityError
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.query import PageQuerySet

from assessments.models import ExamSection, QuestionVersion
from core.models import AuditEntry
from courses.editions import (
    CourseIncomplete,
    NothingChanged,
    changes_since,
    content_of,
    digest,
    find_reasons,
    plan_edition,
    publish_edition,
)
from courses.models import Activity, CatalogueEntry, CourseEdition, CoursePage, LessonPage, Run
from courses.services import enrol_person
from people.models import Agency, Role
from tests.support import build


def reword(code: str, title: str) -> LessonPage:
    """An author changes a lesson and publishes the page."""
    lesson = LessonPage.objects.get(code=code)
    lesson.title = title
    lesson.save_revision().publish()
    return lesson


def inside(course: CoursePage) -> PageQuerySet:
    return LessonPage.objects.descendant_of(course)


def test_an_edition_holds_the_course_in_order(publish):
    edition = publish("K1")
    steps = list(edition.activities.all())
    assert edition.number == 1
    assert (edition.slug, edition.minutes, edition.jp) == ("pola-pikir-digital", 135, 3)
    assert [step.position for step in steps] == list(range(1, len(steps) + 1))
    assert steps[0].title == "Tes awal: di mana posisi saya?"
    assert steps[-1].is_final
    assert {step.kind for step in steps} == {"bacaan", "kasus", "ujian", "tugas"}
    assert edition.completion_rule == {"all_required": True, "pass_percent": 70, "final_attempts": 3}


def test_only_the_final_test_can_be_failed(publish):
    exams = {step.is_final: step.exam for step in publish("K2").activities.filter(kind="ujian")}
    assert (exams[True].pass_percent, exams[True].attempts_allowed) == (70, 3)
    assert (exams[False].pass_percent, exams[False].attempts_allowed) == (None, None)


def test_questions_of_an_edition_are_pinned_and_locked(publish):
    edition = publish("K2")
    section = ExamSection.objects.get(exam__activity__edition=edition, exam__activity__is_final=True)
    assert (section.draw, section.min_per_outcome, section.pool.count()) == (10, 1, 22)
    assert not QuestionVersion.objects.filter(question__bank__code="K2", locked_at=None).exists()


def test_publishing_a_page_changes_nothing_for_learners(publish):
    edition = publish("K1")
    reword("K1-M1-L2", "Judul yang diubah penyusun")
    assert CourseEdition.objects.count() == 1
    assert not edition.activities.filter(title="Judul yang diubah penyusun").exists()


def test_the_next_edition_retires_the_last_and_is_open_at_once(publish, clock):
    first = publish("K1")
    clock.move(days=1)
    reword("K1-M1-L2", "Judul yang diubah penyusun")
    second = publish_edition(course=first.course_page)
    first.refresh_from_db()
    assert second.number == 2
    assert first.retired_at == clock.now()
    assert second.activities.get(code="K1-M1-L2").title == "Judul yang diubah penyusun"
    assert Run.objects.get(edition=second).title == "Mandiri"
    assert set(CatalogueEntry.objects.values_list("edition", flat=True)) == {second.pk}


def test_it_is_open_where_the_day_has_not_begun_yet(bring, clock):
    """Half past midnight in Jayapura is half past ten of the evening before in Jakarta."""
    course = bring("K1")
    course.provider.zone = Agency.Zone.WIT
    course.provider.save()
    clock.set("2026-11-22 22:30")
    edition = publish_edition(course=course)
    western = build.person("Ani", at=build.unit("BAPPEDA", of=build.agency("KAB-BARAT")))
    assert enrol_person(run=edition.runs.get(), person=western).run.edition == edition


def test_without_a_change_there_is_no_new_edition(publish):
    edition = publish("K1")
    with pytest.raises(NothingChanged, match="Tidak ada yang berubah"):
        publish_edition(course=edition.course_page)


def test_saving_in_the_editor_is_no_change(publish):
    """The editor gives paragraphs keys; a reader sees the same words."""
    edition = publish("K10")
    lesson = inside(edition.course_page).filter(kind="bacaan").first()
    lesson.body[0].value.source = lesson.body[0].value.source.replace("<p>", '<p data-block-key="a1b2c">')
    lesson.save_revision().publish()
    with pytest.raises(NothingChanged):
        publish_edition(course=edition.course_page)


def test_what_was_frozen_can_be_proved_unchanged(publish):
    edition = publish("K6")
    edition = CourseEdition.objects.get(pk=edition.pk)
    assert digest(content_of(edition)) == edition.sha256


def test_the_author_is_told_what_an_edition_would_change(publish):
    edition = publish("K1")
    reword("K1-M1-L2", "Tiga ciri, diperbaiki")
    LessonPage.objects.get(code="K1-M1-L3").delete()
    course = edition.course_page
    assert changes_since(edition, plan_edition(course)) == [
        "Materi tidak ada lagi: Urutan perubahan: pola pikir, budaya, teknologi, ketahanan",
        "Materi berubah: Tiga ciri, diperbaiki",
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lesson: setattr(lesson, "draw", 99), "Kuis mengambil 99 soal, padahal hanya tersedia 22."),
        (lambda lesson: setattr(lesson, "bank", None), "Bank soal dan jumlah soal belum ditentukan."),
        (lambda lesson: setattr(lesson, "min_per_outcome", 4), "Jumlah minimal soal per hasil belajar"),
    ],
)
def test_a_test_that_cannot_be_drawn_is_not_published(bring, change, reason):
    course = bring("K10")
    lesson = inside(course).get(is_final=True)
    change(lesson)
    lesson.save()
    with pytest.raises(CourseIncomplete, match=reason):
        publish_edition(course=course)
    assert not CourseEdition.objects.exists()


def test_a_course_without_lessons_or_provider_says_both(bring):
    course = bring("K10")
    inside(course).delete()
    course.refresh_from_db()
    course.provider = None
    course.save()
    with pytest.raises(CourseIncomplete) as refusal:
        publish_edition(course=course)
    assert refusal.value.reasons == [
        "Penyelenggara belum dipilih.",
        "Pelatihan belum mempunyai materi yang dipublikasikan.",
    ]


def test_an_image_without_words_is_not_published_and_a_frozen_one_not_deleted(bring, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    course = bring("K10")
    image = get_image_model().objects.create(title="Alur", file=get_test_image_file())
    lesson = inside(course).filter(kind="bacaan").first()
    lesson.body.append(("figure", {"image": image, "alt": " ", "caption": ""}))
    lesson.save()
    with pytest.raises(CourseIncomplete, match="belum mempunyai teks pengganti"):
        publish_edition(course=course)

    lesson.body[-1].value["alt"] = "Alur permohonan dalam tiga langkah"
    lesson.save()
    publish_edition(course=course)
    with pytest.raises((ProtectedError, IntegrityError)):
        image.delete()


def test_a_check_without_a_key_is_not_published(bring):
    course = bring("K10")
    lesson = next(row for row in inside(course) if any(b.block_type == "check" for b in row.body))
    next(block for block in lesson.body if block.block_type == "check").value["key"] = "Q"
    lesson.save()
    with pytest.raises(CourseIncomplete, match="belum lengkap"):
        publish_edition(course=course)


class TestTheButtonOfAuthors:
    @pytest.fixture
    def galih(self, bring, pemda):
        """Writes courses."""
        galih = build.learner("Galih Wicaksana", at=pemda)
        build.role(galih, Role.PENYUSUN)
        return galih

    def test_galih_sees_what_changes_and_publishes(self, client, bring, galih):
        course = bring("K10")
        build.sign_in(client, galih)
        page = reverse("publish_edition", args=[course.pk])
        assert "Edisi ini berisi" in client.get(page).content.decode()
        client.post(page)
        edition = CourseEdition.objects.get()
        entry = AuditEntry.objects.get(verb="courses:edition:publish")
        assert (entry.actor, entry.object_id) == (galih.user.uuid, str(edition.uuid))
        assert "Tidak ada yang berubah sejak edisi 1" in client.get(page).content.decode()

    def test_a_reason_is_shown_and_nothing_written(self, client, bring, galih):
        course = bring("K10")
        inside(course).filter(is_final=True).update(draw=99)
        build.sign_in(client, galih)
        page = reverse("publish_edition", args=[course.pk])
        assert "padahal hanya tersedia 22" in client.get(page).content.decode()
        said = client.post(page, follow=True).content.decode()
        assert "Edisi belum dapat diterbitkan." in said
        assert not CourseEdition.objects.exists()

    def test_the_button_stands_on_course_pages_only(self, client, bring, galih):
        course = bring("K10")
        build.sign_in(client, galih)
        lesson = LessonPage.objects.first()
        assert "Terbitkan edisi" in client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
        assert "Terbitkan edisi" in client.get(reverse("wagtailadmin_explore", args=[course.pk])).content.decode()
        assert (
            "Terbitkan edisi" not in client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
        )

    def test_a_learner_cannot_publish(self, client, bring, ani):
        course = bring("K10")
        build.sign_in(client, ani)
        answer = client.post(reverse("publish_edition", args=[course.pk]))
        assert answer.status_code in (302, 403)
        assert not CourseEdition.objects.exists()

    def test_a_preview_shows_the_lesson_as_learners_read_it(self, client, bring, galih):
        bring("K1")
        build.sign_in(client, galih)
        lesson = LessonPage.objects.get(code="K1-M1-L2")
        answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
        words = answer.content.decode()
        assert "Pelajaran dari masa pandemi" in words
        assert "syarat cap yang tidak pernah ditinjau ulang" in words
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def rename(page, **fields) -> None:
    type(page).objects.filter(pk=page.pk).update(**fields)


def reasons_to_wait(course: CoursePage) -> str:
    with pytest.raises(CourseIncomplete) as refusal:
        publish_edition(course=CoursePage.objects.get(pk=course.pk))
    return " ".join(refusal.value.reasons)


@pytest.mark.parametrize("slug", ["a" * 121, "pola-pikir-é", "dua kata"])
def test_an_address_that_no_page_can_have_is_refused(bring, slug):
    course = bring("K1")
    rename(course, slug=slug)
    rename(LessonPage.objects.get(code="K1-M1-L2"), slug=slug)
    words = reasons_to_wait(course)
    assert words.count(f"Alamat (slug) {slug} tidak dapat dipakai.") == 2
    assert "paling panjang 120 huruf." in words


def test_the_title_of_a_test_that_does_not_fit_is_refused(bring):
    course = bring("K1")
    quiz = inside(course).filter(kind="ujian").first()
    rename(quiz, title="T" * 200)
    assert not find_reasons(plan_edition(course))
    rename(quiz, title="T" * 201)
    assert "Judul lebih dari 200 huruf. Ringkas judulnya." in reasons_to_wait(course)


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (["a/b", "C2"], "Kode cek pemahaman a/b tidak dapat dipakai."),
        (["é", "C2"], "Kode cek pemahaman é tidak dapat dipakai."),
        (["C1", "C1"], "Kode cek pemahaman C1 dipakai lebih dari sekali. Beri tiap cek kode sendiri."),
    ],
)
def test_codes_of_checks_that_cannot_be_told_apart_or_addressed_are_refused(bring, codes, sentence):
    course = bring("K1")
    lesson = LessonPage.objects.get(code="K1-M1-L2")
    checks = [block for block in lesson.body if block.block_type == "check"]
    for block, code in zip(checks, codes, strict=True):
        block.value["code"] = code
    lesson.save()
    assert f"{lesson.title}: {sentence}" in reasons_to_wait(course)


def test_pages_themselves_are_not_served(client, bring):
    course = bring("K10")
    assert course.url is None
    assert client.get(course.url_path).status_code in (302, 404)


def test_a_learner_of_the_last_edition_keeps_it(publish, ani):
    first = publish("K1")
    enrolment = enrol_person(run=first.runs.get(), person=ani)
    reword("K1-M1-L2", "Judul yang diubah penyusun")
    publish_edition(course=first.course_page)
    enrolment.refresh_from_db()
    assert enrolment.run.edition == first
    assert Activity.objects.filter(edition=first).count() == 17
