"""Frameworks, what a position requires, the evidence people gave, and where that puts them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from competencies.querysets import EvidenceQuerySet, StandardQuerySet
from core.clock import now
from core.effective import Effective, EffectiveQuerySet
from people.models import Person, Position, Role, Unit
from people.scoping import ScopedQuerySet

LEVELS = (MinValueValidator(1), MaxValueValidator(5))


class Framework(Effective):
    """`is_graded`: with levels 1..5; the others are tags (BerAKHLAK, DigComp)."""

    wagtail_reference_index_ignore = True
    code = models.CharField(max_length=30)
    edition = models.CharField(max_length=20, default="1.0")
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    is_graded = models.BooleanField(default=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("kerangka kompetensi")
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="framework_once")]

    def __str__(self) -> str:
        return self.name


class Competency(models.Model):
    wagtail_reference_index_ignore = True
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="competencies")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # The starter course that builds it; a code because courses come later in the story.
    main_course_code = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("kompetensi")
        verbose_name_plural = _("kompetensi")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    wagtail_reference_index_ignore = True
    competency = models.ForeignKey(Competency, models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(validators=LEVELS)
    descriptor = models.CharField(max_length=300)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competency", "number"], name="level_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 5)), name="level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.descriptor}"


class Standard(Effective):
    """The level a position family, one position, or one unit requires. The most specific row wins."""

    wagtail_reference_index_ignore = True
    competency = models.ForeignKey(Competency, models.CASCADE, related_name="standards")
    family = models.CharField(max_length=20, choices=Position.Family.choices, blank=True)
    position = models.ForeignKey(Position, models.CASCADE, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True)
    required_level = models.PositiveSmallIntegerField(validators=LEVELS)
    source = models.CharField(max_length=200, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(required_level__range=(1, 5)), name="standard_level_1_to_5"),
            models.CheckConstraint(
                condition=~Q(family="") | Q(position__isnull=False) | Q(unit__isnull=False),
                name="standard_of_something",
            ),
            ExclusionConstraint(
                name="standard_no_overlap",
                expressions=[
                    ("competency", RangeOperators.EQUAL),
                    ("family", RangeOperators.EQUAL),
                    (Coalesce("position", 0), RangeOperators.EQUAL),
                    (Coalesce("unit", 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Standar untuk kompetensi dan jabatan ini sudah ada pada masa itu. Ubah tanggal mulai atau selesai."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency.code} {self.required_level}"

    @property
    def specificity(self) -> tuple[bool, bool, bool]:
        """Of two rows for one competency the greater one applies: position before unit before family."""
        return (self.position_id is not None, self.unit_id is not None, bool(self.family))


class Evidence(models.Model):
    """Proof that a person reached a level. Appended, revoked, never changed."""

    wagtail_reference_index_ignore = True

    class Source(models.TextChoices):
        UJIAN = "ujian", _("Ujian")
        KURSUS = "kursus", _("Pelatihan")
        ASESOR = "asesor", _("Asesmen")
        NILAI_360 = "nilai_360", _("Penilaian 360")
        LUAR = "luar", _("Sumber luar")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="evidence")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="evidence")
    level = models.PositiveSmallIntegerField(null=True, validators=LEVELS)  # null for a tag without levels
    source = models.CharField(max_length=12, choices=Source.choices)
    source_id = models.UUIDField()
    observed_on = models.DateField()
    expires_on = models.DateField(null=True)  # the last day on which it counts; null: for good
    revoked_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()
    owner_path: ClassVar[str] = "person"
    seen_by: ClassVar[dict[Role, str]] = {}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id", "competency"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.competency.code} {self.level or '–'}"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class Attainment(models.Model):
    """Where a person stands: derived from evidence by `competencies.rules`; may be thrown away and rebuilt."""

    wagtail_reference_index_ignore = True
    person = models.ForeignKey(Person, models.CASCADE, related_name="attainments")
    competency = models.ForeignKey(Competency, models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(validators=LEVELS)
    rule_version = models.CharField(max_length=10)
    as_of = models.DateTimeField(default=now)

    objects = ScopedQuerySet.as_manager()
    owner_path: ClassVar[str] = "person"
    seen_by: ClassVar[dict[Role, str]] = {}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "competency"], name="attainment_once")]

    def __str__(self) -> str:
        return f"{self.competency.code} {self.level}"


class UnitNeed(models.Model):
    """What a closed wave says a unit needs: written from the released set alone, never from answers.

    A unit that may not be shown takes the need of its nearest shown ancestor; `source_unit` names it, and `score` is
    that unit's. Derived: may be thrown away and rebuilt from the wave.
    """

    class Severity(models.TextChoices):
        SEMUA = "semua", _("Semua pelatihan dimensi ini")  # score below 2.60
        PERTAMA = "pertama", _("Pelatihan pertama dimensi ini")  # 2.60 to below 3.50

    wagtail_reference_index_ignore = True
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="needs")
    source_unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    construct = models.CharField(max_length=30)
    construct_name = models.CharField(max_length=200)
    score = models.FloatField()
    scale_max = models.PositiveSmallIntegerField(default=5)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    course_codes = models.JSONField(default=list)  # in order of preference
    campaign = models.UUIDField()
    campaign_title = models.CharField(max_length=200)
    measured_on = models.DateField()
    is_current = models.BooleanField(default=True)  # of the unit's newest wave

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "construct", "campaign"], name="unit_need_once")]
        indexes = [models.Index(fields=["unit"], condition=Q(is_current=True), name="unit_need_current")]

    def __str__(self) -> str:
        return f"{self.unit} {self.construct} {self.severity}"
