"""What learners get: frozen editions, runs, enrolments, and the facts of their progress."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from assessments.models import Exam
from core.clock import now
from courses.blocks import Body
from courses.querysets import ActivityQuerySet, EditionQuerySet, EnrolmentQuerySet, RunQuerySet
from people.models import Agency, Person, Role, Unit


class CourseEdition(models.Model):
    """What a learner signed up for; it never changes under them. `retired_at` null: offered in the catalogue."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_page = models.ForeignKey("courses.CoursePage", models.SET_NULL, null=True, related_name="editions")
    provider = models.ForeignKey(Agency, models.PROTECT, related_name="editions")
    code = models.CharField(max_length=20)
    slug = models.SlugField(max_length=120)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)
    summary = models.TextField()
    audience = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=10)
    jp = models.DecimalField(max_digits=5, decimal_places=1)
    minutes = models.PositiveSmallIntegerField()
    opens_path = models.BooleanField(default=False)
    # [{"code", "text"}], [{"code", "name", "level"|null}], [{"label", "title", "status"}], {"pass_percent", …}
    outcomes = models.JSONField(default=list)
    competencies = models.JSONField(default=list)
    regulations = models.JSONField(default=list)
    prerequisites = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    dimensions = models.JSONField(default=list)
    completion_rule = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True)

    # With `EditionQuerySet.with_open_run`: where the reader may enrol, and until when.
    open_run: int | None
    open_until: date | None
    # With `EditionQuerySet.open_for_unit`, beside `open_run`: people of the unit, and those who finished the course.
    people: int
    comply: int

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edisi pelatihan")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["slug"], condition=Q(retired_at=None), name="edition_one_live_slug"),
            models.UniqueConstraint(fields=["code"], condition=Q(retired_at=None), name="edition_one_live_code"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def level_name(self) -> str:
        from courses.models.pages import CoursePage

        return str(CoursePage.Level(self.level).label)


class Activity(models.Model):
    """One step of an edition, with its frozen words."""

    class Kind(models.TextChoices):
        BACAAN = "bacaan", _("Bacaan")
        KASUS = "kasus", _("Kasus")
        UJIAN = "ujian", _("Kuis atau tes")
        TUGAS = "tugas", _("Tugas")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(CourseEdition, models.CASCADE, related_name="activities")
    module_title = models.CharField(max_length=255)
    module_number = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=120)
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=255)
    minutes = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)
    lesson_uuid = models.UUIDField(null=True)
    body = StreamField(Body(), blank=True)
    check_codes = models.JSONField(default=list)  # codes of the embedded checks, in order
    sources = models.JSONField(default=list)
    exam = models.OneToOneField(Exam, models.PROTECT, null=True, related_name="activity")
    is_final = models.BooleanField(default=False)
    task = models.JSONField(null=True)  # {"deliverable": html, "rubric": [...], "pass_level": n}

    # With `ActivityQuerySet.outline`.
    questions: int | None
    state: str
    is_here: bool

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="activity_position_once"),
            models.UniqueConstraint(fields=["edition", "slug"], name="activity_slug_once"),
            models.CheckConstraint(
                condition=(Q(kind="ujian", exam__isnull=False) | (~Q(kind="ujian") & Q(exam=None))),
                name="activity_exam_fits_kind",
            ),
            models.CheckConstraint(
                condition=(Q(kind="tugas", task__isnull=False) | (~Q(kind="tugas") & Q(task=None))),
                name="activity_task_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EditionFile(models.Model):
    """What a frozen body shows cannot be deleted."""

    edition = models.ForeignKey(CourseEdition, models.CASCADE, related_name="files")
    image = models.ForeignKey(get_image_model_string(), models.PROTECT, null=True)
    document = models.ForeignKey(get_document_model_string(), models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(image__isnull=False, document=None) | Q(image=None, document__isnull=False),
                name="edition_file_one_of",
            )
        ]

    def __str__(self) -> str:
        return str(self.image or self.document)


class CatalogueEntry(models.Model):
    """What the catalogue searches: derived from live editions, one row for the course and one for each activity."""

    edition = models.ForeignKey(CourseEdition, models.CASCADE, related_name="entries")
    activity = models.OneToOneField(Activity, models.CASCADE, null=True, related_name="entry")
    title = models.CharField(max_length=255)
    words = models.TextField()  # what fuzzy search compares: title, tags, synonyms
    vector = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="catalogue_vector"),
            GinIndex(fields=["words"], name="catalogue_words_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title


class Run(models.Model):
    """An edition offered from a day to a day; `closes_on` null: at any time."""

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(CourseEdition, models.PROTECT, related_name="runs")
    title = models.CharField(max_length=200)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    unit_scope = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="run_closes_after_opening"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        AKTIF = "aktif", _("Sedang diikuti")
        SELESAI = "selesai", _("Selesai")
        MUNDUR = "mundur", _("Mengundurkan diri")

    class Why(models.TextChoices):
        SENDIRI = "sendiri", _("Pilihan sendiri")
        WAJIB = "wajib", _("Wajib")
        SARAN = "saran", _("Saran")
        UNIT = "unit", _("Ditugaskan unit")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    unit_at = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.AKTIF)
    why = models.CharField(max_length=10, choices=Why.choices, default=Why.SENDIRI)
    enrolled_at = models.DateTimeField(default=now)
    due_on = models.DateField(null=True)
    # Who gave the course to the unit, and why; null for those who came by themselves.
    assignment = models.ForeignKey("courses.Assignment", models.PROTECT, null=True, related_name="enrolments")
    completed_at = models.DateTimeField(null=True)

    # With `EnrolmentQuerySet.with_progress`.
    step_count: int
    done_count: int
    minutes_left: int
    next_step: dict[str, Any] | None
    # With `EnrolmentQuerySet.with_beginning`.
    is_begun: bool

    objects = EnrolmentQuerySet.as_manager()
    owner_path: ClassVar[str] = "person"
    seen_by: ClassVar[dict[Role, str]] = {Role.ADMIN_SDM: "unit_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="enrolment_once"),
            models.CheckConstraint(
                condition=Q(state="selesai", completed_at__isnull=False) | (~Q(state="selesai") & Q(completed_at=None)),
                name="enrolment_completed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="enrolment_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.run}"


class ActivityRecord(models.Model):
    """The facts of progress, appended: opened (again), done. Everything shown as progress is derived from them."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        DIBUKA = "dibuka"
        SELESAI = "selesai"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="records")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    score_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    source = models.CharField(max_length=20, blank=True)
    source_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], condition=Q(kind="selesai"), name="activity_done_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.kind}"


class ActivityProgress(models.Model):
    """Derived from the records: where one enrolment stands in one activity. Never falls."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        BERJALAN = "berjalan", _("Sedang berjalan")
        SELESAI = "selesai", _("Selesai")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    score_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity"], name="progress_once"),
            models.CheckConstraint(
                condition=Q(state="selesai", completed_at__isnull=False) | (~Q(state="selesai") & Q(completed_at=None)),
                name="progress_completed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.state}"


class CheckAnswer(models.Model):
    """An answer to an embedded check. Appended; the latest one is shown."""

    wagtail_reference_index_ignore = True
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="check_answers")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    check_code = models.CharField(max_length=40)
    answer = models.JSONField()
    correct = models.BooleanField()
    answered_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["enrolment", "activity"], name="check_answer_of")]

    def __str__(self) -> str:
        return f"{self.check_code} {self.correct}"


class TaskWork(models.Model):
    """What a learner wrote for a task: a draft until handed in; handed-in work is never changed, a new one is added."""

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="works")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    text = models.TextField()
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=now)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], condition=Q(handed_in_at=None), name="task_one_draft"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity}"
