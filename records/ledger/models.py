"""The JP ledger: rules by year and employee kind, and entries that are only ever appended."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from core.clock import now
from people.models import Person, Role, Unit
from people.scoping import ScopedQuerySet


class JpRuleQuerySet(models.QuerySet["JpRule"]):
    def in_force(self, *, kind: str, year: int) -> JpRule | None:
        """The rule of that year, or the latest earlier one until somebody enters it. None: the kind earns no JP."""
        return self.filter(employee_kind=kind, year__lte=year).order_by("-year").first()


class JpRule(models.Model):
    """What a year asks of an employee kind. `yearly_max` and `is_hard` stay editable: agencies read the law apart."""

    class YearFrom(models.TextChoices):
        COMPLETED_ON = "completed_on", _("hari selesai")
        ISSUED_ON = "issued_on", _("hari terbit sertifikat")

    year = models.PositiveSmallIntegerField()
    employee_kind = models.CharField(max_length=8, choices=Person.Kind.choices)
    minutes_per_jp = models.PositiveSmallIntegerField(default=45)
    daily_cap = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(8))
    yearly_min = models.DecimalField(max_digits=5, decimal_places=1)
    yearly_max = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    is_hard = models.BooleanField(default=False)
    year_from = models.CharField(max_length=14, choices=YearFrom.choices, default=YearFrom.COMPLETED_ON)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = JpRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("aturan JP")
        verbose_name_plural = _("aturan JP")
        constraints = [models.UniqueConstraint(fields=["year", "employee_kind"], name="jp_rule_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.employee_kind}"


class LedgerQuerySet(ScopedQuerySet):
    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def jp(self, *, year: int) -> Decimal:
        """Balance of the year in JP."""
        return self.filter(year=year).aggregate(total=Sum("jp"))["total"] or Decimal(0)

    def jp_in_review(self, *, year: int) -> Decimal:
        """Hours of the year above the daily cap that nobody has decided on yet."""
        return self.filter(year=year).aggregate(total=Sum("jp_in_review"))["total"] or Decimal(0)

    def granted(self) -> Self:
        return self.filter(kind=LedgerEntry.Kind.HIBAH)

    def standing(self) -> Self:
        """Grants that were not revoked."""
        return self.granted().exclude(reversed_by__kind=LedgerEntry.Kind.CABUT)


class LedgerEntry(models.Model):
    """Hours entered once. A correction is a new entry; a trigger refuses UPDATE and DELETE; balance = sum of `jp`.

    Hours above the daily cap stand in `jp_in_review` and are moved to `jp`, or taken away, by a later correction, so
    that both columns are plain sums. `nth_of_year` counts the grants of one course to one person in one year.
    """

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        HIBAH = "hibah", _("Diberikan")
        KOREKSI = "koreksi", _("Koreksi")
        CABUT = "cabut", _("Dicabut")

    class Source(models.TextChoices):
        KURSUS = "kursus", _("Pelatihan Titian")
        KLAIM = "klaim", _("Pelatihan eksternal")
        SALDO_AWAL = "saldo_awal", _("Saldo awal")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="ledger")
    unit_at = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    jp = models.DecimalField(max_digits=6, decimal_places=2)
    jp_in_review = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.HIBAH)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversed_by")
    source = models.CharField(max_length=12, choices=Source.choices)
    source_id = models.UUIDField()
    title = models.CharField(max_length=255)
    course_code = models.CharField(max_length=20, blank=True)
    nth_of_year = models.PositiveSmallIntegerField(default=1)
    rule = models.ForeignKey(JpRule, models.PROTECT, null=True, related_name="+")
    started_on = models.DateField()
    held_on = models.DateField()
    entered_at = models.DateTimeField(default=now)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects = LedgerQuerySet.as_manager()
    owner_path: ClassVar[str] = "person"
    seen_by: ClassVar[dict[Role, str]] = {Role.ADMIN_SDM: "unit_at"}

    class Meta:
        verbose_name = _("rekam JP")
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], condition=Q(kind="hibah"), name="jp_granted_once"),
            models.CheckConstraint(
                condition=~Q(kind="hibah")
                | (Q(jp__gte=0, jp_in_review__gte=0, reverses=None) & (Q(jp__gt=0) | Q(jp_in_review__gt=0))),
                name="jp_grant_is_positive",
            ),
            models.UniqueConstraint(
                fields=["person", "course_code", "year", "nth_of_year"],
                condition=Q(kind="hibah", source="kursus"),
                name="jp_course_counts_once_a_year",
            ),
            models.UniqueConstraint(fields=["reverses"], condition=Q(kind="cabut"), name="jp_revoked_once"),
            models.CheckConstraint(condition=Q(started_on__lte=F("held_on")), name="jp_held_after_start"),
            models.CheckConstraint(
                condition=Q(kind="hibah") | Q(reverses__isnull=False), name="jp_reversal_names_entry"
            ),
        ]
        indexes = [models.Index(fields=["person", "year"], name="jp_person_year")]

    def __str__(self) -> str:
        return f"{self.title} {self.jp}"
