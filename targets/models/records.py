"""The records that figures are computed from. No names, no telephone numbers, no text of anybody's complaint."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Unit
from targets.querysets import ApplicationQuerySet, ComplaintQuerySet


class ComplaintCase(models.Model):
    """One complaint from the log: when it came and when the first answer with content went out."""

    class Status(models.TextChoices):
        DITERIMA = "diterima", _("Diterima")
        DIPROSES = "diproses", _("Diproses")
        SELESAI = "selesai", _("Selesai")
        DITOLAK = "ditolak", _("Ditolak")

    wagtail_reference_index_ignore = True
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the agency's top unit
    number = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sector = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("aduan")
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="complaint_once"),
            models.CheckConstraint(
                condition=Q(first_response_at=None) | Q(first_response_at__gte=F("received_at")),
                name="complaint_answered_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("received_at")),
                name="complaint_finished_after_receipt",
            ),
        ]
        indexes = [models.Index(fields=["unit", "received_at"], name="complaint_received")]

    def __str__(self) -> str:
        return self.number


class Application(models.Model):
    """An entry of the inventory. `main` is the application that does the same; a double counts until it is stopped."""

    wagtail_reference_index_ignore = True
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=100)
    active_since = models.DateField()
    stopped_on = models.DateField(null=True)
    main = models.ForeignKey("self", models.PROTECT, null=True, related_name="doubles")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="application_once"),
            models.CheckConstraint(
                condition=Q(stopped_on=None) | Q(stopped_on__gte=F("active_since")),
                name="application_stopped_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CrossService(models.Model):
    """A service that several units give together; one flow since `integrated_on`, or not yet."""

    wagtail_reference_index_ignore = True
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    offices = models.ManyToManyField(Unit, related_name="+")
    integrated_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # no longer in the list from that day

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="cross_service_once")]

    def __str__(self) -> str:
        return self.name


class DatasetEntry(models.Model):
    """A data set of the register with the four principles of Satu Data (Perpres 39/2019)."""

    wagtail_reference_index_ignore = True
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    producer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    measure_unit = models.CharField(max_length=60, blank=True)
    is_priority = models.BooleanField()
    has_standard = models.BooleanField()
    has_metadata = models.BooleanField()
    is_interoperable = models.BooleanField()
    has_reference_code = models.BooleanField()
    updated_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="dataset_once")]

    def __str__(self) -> str:
        return self.title


class PaperUse(models.Model):
    """Reams of 500 sheets that left the store for one office in one month. A month without a row is unknown, not 0."""

    wagtail_reference_index_ignore = True
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    reams = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "month"], name="paper_use_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="paper_use_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.month:%Y-%m}"


class SatisfactionSum(models.Model):
    """Answers of one service office's satisfaction survey, added up: nobody's own answer is kept.

    `totals` are the sums of the nine items (1..4 each), `extras` those of the three that stay outside the SKM value.
    """

    wagtail_reference_index_ignore = True
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ends_on = models.DateField()  # last day of the semester
    respondents = models.PositiveIntegerField()
    totals = models.JSONField()
    extras = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "ends_on"], name="satisfaction_once"),
            models.CheckConstraint(condition=Q(respondents__gt=0), name="satisfaction_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.ends_on}"
