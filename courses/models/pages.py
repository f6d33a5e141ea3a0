"""What authors write: Wagtail pages hold words and media only. Learners see frozen editions, never these."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from assessments.models import Bank
from competencies.models import Competency
from courses.blocks import Body
from people.models import Agency


class CatalogueIndexPage(Page):
    """The shelf under which all courses stand."""

    preview_modes: list[tuple[str, str]] = []
    admin_default_ordering = "ord"

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("katalog pelatihan")


class CoursePage(Page):
    preview_modes: list[tuple[str, str]] = []
    admin_default_ordering = "ord"

    class Level(models.TextChoices):
        DASAR = "dasar", _("Dasar")
        MENENGAH = "menengah", _("Menengah")
        LANJUT = "lanjut", _("Lanjut")

    code = models.CharField(_("kode"), max_length=20, unique=True)
    provider = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, verbose_name=_("penyelenggara"))
    summary = models.TextField(_("ringkasan"))
    audience = models.CharField(_("peserta"), max_length=300, blank=True)
    level = models.CharField(_("tingkat"), max_length=10, choices=Level.choices, default=Level.DASAR)
    jp = models.DecimalField(
        _("jam pelajaran (JP)"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)], default=1
    )
    minutes = models.PositiveSmallIntegerField(_("menit"), default=45)
    opens_path = models.BooleanField(_("selalu pertama pada jalur"), default=False)
    pass_percent = models.PositiveSmallIntegerField(
        _("nilai ambang lulus"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    final_attempts = models.PositiveSmallIntegerField(_("percobaan tes akhir"), default=3)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("tanda"))
    synonyms = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, verbose_name=_("sinonim pencarian")
    )
    dimensions = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name=_("dimensi kesiapan")
    )
    target_codes = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("target"))
    prerequisites = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("prasyarat"))
    regulations = ParentalManyToManyField("courses.Regulation", blank=True, verbose_name=_("dasar hukum"))
    # Of the file it was last imported from: the same file changes nothing.
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    parent_page_types = ["courses.CatalogueIndexPage"]
    subpage_types = ["courses.ModulePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        FieldPanel("summary"),
        FieldPanel("audience"),
        MultiFieldPanel(
            [FieldPanel("jp"), FieldPanel("minutes"), FieldPanel("level"), FieldPanel("opens_path")], _("Ukuran")
        ),
        MultiFieldPanel([FieldPanel("pass_percent"), FieldPanel("final_attempts")], _("Cara lulus")),
        InlinePanel("outcomes", label=_("Hasil belajar")),
        InlinePanel("competencies", label=_("Kompetensi yang dibuktikan")),
        FieldPanel("regulations"),
        FieldPanel("provider"),
        MultiFieldPanel(
            [FieldPanel("tags"), FieldPanel("synonyms"), FieldPanel("dimensions"), FieldPanel("target_codes")],
            _("Penemuan"),
        ),
        FieldPanel("prerequisites"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("pelatihan")


class CourseOutcome(Orderable):
    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="outcomes")
    code = models.CharField(_("kode"), max_length=20)
    text = models.CharField(_("hasil belajar"), max_length=400)


class CourseCompetency(Orderable):
    """`level` null: a tag (BerAKHLAK) that has no levels."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="competencies")
    competency = models.ForeignKey(Competency, models.PROTECT, verbose_name=_("kompetensi"))
    level = models.PositiveSmallIntegerField(
        _("tingkat"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class ModulePage(Page):
    preview_modes: list[tuple[str, str]] = []
    admin_default_ordering = "ord"
    code = models.CharField(_("kode"), max_length=20)

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    content_panels = [*Page.content_panels, FieldPanel("code")]

    class Meta:
        verbose_name = _("modul")


class LessonPage(Page):
    class Kind(models.TextChoices):
        BACAAN = "bacaan", _("Bacaan")
        KASUS = "kasus", _("Kasus")
        TUGAS = "tugas", _("Tugas")
        UJIAN = "ujian", _("Kuis atau tes")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("kode"), max_length=30)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices, default=Kind.BACAAN)
    minutes = models.PositiveSmallIntegerField(_("menit"), default=10)
    required = models.BooleanField(_("wajib"), default=True)
    body = StreamField(Body(), blank=True, verbose_name=_("isi"))
    sources = models.JSONField(_("sumber"), default=list, blank=True)
    # A task
    deliverable = RichTextField(_("yang dikumpulkan"), blank=True, features=["bold", "italic", "ol", "ul"])
    rubric = models.JSONField(_("rubrik"), default=list, blank=True)
    rubric_pass_level = models.PositiveSmallIntegerField(_("tingkat rubrik minimal"), default=2)
    # A quiz
    bank = models.ForeignKey(Bank, models.PROTECT, null=True, blank=True, verbose_name=_("bank soal"))
    draw = models.PositiveSmallIntegerField(_("jumlah soal"), default=0)
    draw_outcomes = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("dari hasil belajar")
    )
    min_per_outcome = models.PositiveSmallIntegerField(_("minimal per hasil belajar"), default=0)
    is_final = models.BooleanField(_("tes akhir"), default=False)

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("code"), FieldPanel("kind"), FieldPanel("minutes"), FieldPanel("required")], _("Materi")
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [FieldPanel("deliverable"), FieldPanel("rubric"), FieldPanel("rubric_pass_level")],
            _("Tugas"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("bank"),
                FieldPanel("draw"),
                FieldPanel("draw_outcomes"),
                FieldPanel("min_per_outcome"),
                FieldPanel("is_final"),
            ],
            _("Kuis atau tes"),
            classname="collapsed",
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    preview_modes = [("", _("Seperti dibaca peserta"))]

    class Meta:
        verbose_name = _("materi")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        """Only authors see this: pages are not served, learners read frozen editions."""
        return TemplateResponse(request, "courses/preview.html", {"lesson": self})


class GlossaryTerm(models.Model):
    term = models.CharField(_("istilah"), max_length=120, unique=True)
    abbreviation = models.CharField(_("singkatan"), max_length=30, blank=True)
    definition = models.TextField(_("arti"))
    synonyms = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("sinonim"))
    see_also = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name=_("lihat juga"))
    source = models.CharField(_("sumber"), max_length=200, blank=True)

    panels = [
        FieldPanel("term"),
        FieldPanel("abbreviation"),
        FieldPanel("definition"),
        FieldPanel("synonyms"),
        FieldPanel("see_also"),
        FieldPanel("source"),
    ]

    class Meta:
        verbose_name = _("istilah")
        verbose_name_plural = _("daftar istilah")
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term


class Regulation(models.Model):
    class Status(models.TextChoices):
        BERLAKU = "berlaku", _("berlaku")
        BERLAKU_DIUBAH = "berlaku_diubah", _("berlaku dengan perubahan")
        DIGANTI = "diganti", _("dicabut atau diganti")
        PERLU_DICEK = "perlu_dicek", _("periksa status pada JDIH")

    code = models.CharField(_("kode"), max_length=60, unique=True)
    kind = models.CharField(_("jenis"), max_length=60)
    number = models.CharField(_("nomor"), max_length=30)
    year = models.PositiveSmallIntegerField(_("tahun"))
    title = models.CharField(_("tentang"), max_length=300)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PERLU_DICEK)
    confidence = models.CharField(_("keyakinan"), max_length=2, blank=True)
    synonyms = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("sinonim"))
    topics = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("topik"))
    main_course_codes = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("dibahas pada pelatihan")
    )
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, verbose_name=_("diganti oleh"))
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("peraturan")
        verbose_name_plural = _("peraturan")
        ordering = ["kind", "year", "number"]

    def __str__(self) -> str:
        # A letter's number ends in its year already.
        return f"{self.kind} {self.number}" if "/" in self.number else f"{self.kind} {self.number}/{self.year}"

    @property
    def status_words(self) -> str:
        """The status as a page may say it: only what was seen in a public source is said as certain."""
        return str((self.Status(self.status) if self.confidence == "S" else self.Status.PERLU_DICEK).label)


class SearchSynonym(models.Model):
    """What people type for what is written: "Jabar Cyber Hoax" → "Jabar Saber Hoaks". Never shown as right spelling."""

    phrase = models.CharField(max_length=150)
    target = models.CharField(max_length=200)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phrase", "target"], name="synonym_once")]

    def __str__(self) -> str:
        return f"{self.phrase} → {self.target}"
