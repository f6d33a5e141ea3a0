"""Certificates: facts frozen at issue, numbers without gaps, revocation that is known at once."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.facts import CertificateFacts
from core.clock import now
from core.effective import Effective, EffectiveQuerySet
from courses.models import Enrolment
from people.models import Agency, Person, Role, Unit
from people.scoping import ScopedQuerySet


class CertificateTemplate(Effective):
    """How an agency's certificates are numbered and signed."""

    wagtail_reference_index_ignore = True
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="certificate_templates")
    code = models.CharField(max_length=30, default="baku")
    version = models.PositiveSmallIntegerField(default=1)
    issuing_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number_pattern = models.CharField(
        max_length=120, default="{kode_klasifikasi}/{urut:5}/{kode_unit}/{bulan_romawi}/{tahun}"
    )
    classification_code = models.CharField(max_length=30, default="800.1.4")
    city = models.CharField(max_length=100)
    shows_nip = models.BooleanField(default=True)
    valid_years = models.PositiveSmallIntegerField(default=3)
    legal_basis = models.CharField(max_length=400, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code", "version"], name="template_version_once"),
            models.CheckConstraint(
                condition=Q(number_pattern__contains="{urut") & Q(number_pattern__contains="{tahun}"),
                name="template_number_has_sequence_and_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.code} v{self.version}"


class Signatory(Effective):
    wagtail_reference_index_ignore = True
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="signatories")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)

    objects = EffectiveQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class NumberSeriesQuerySet(models.QuerySet["NumberSeries"]):
    def locked(self, *, agency: Agency, year: int) -> NumberSeries:
        """The series of that agency and year, made when there is none, locked until the transaction ends."""
        self.get_or_create(agency=agency, year=year)
        return self.select_for_update().get(agency=agency, year=year)


class NumberSeries(models.Model):
    """The next number of an agency's year; locked only while a number is taken."""

    wagtail_reference_index_ignore = True
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="number_series")
    year = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField(default=1)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}"

    def take_number(self) -> int:
        """The next number; on a row that came from `locked`. A transaction that fails gives it back."""
        taken = self.next_number
        self.next_number += 1
        self.save(update_fields=["next_number"])
        return taken


class CertificateQuerySet(ScopedQuerySet):
    def with_fate(self) -> Self:
        """With what decides whether they hold: revocation and successor."""
        return self.select_related("revocation", "replaced_by")


class Certificate(models.Model):
    """`facts` hold every word on the paper. `file` and `sha256` are empty until the drawing job has run."""

    wagtail_reference_index_ignore = True

    class Status(models.TextChoices):
        SAH = "sah", _("Sah")
        DICABUT = "dicabut", _("Dicabut")
        DIGANTI = "diganti", _("Diganti")
        KEDALUWARSA = "kedaluwarsa", _("Kedaluwarsa")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=24, unique=True)
    number = models.CharField(max_length=120)
    sequence = models.PositiveIntegerField()
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="certificates")
    template = models.ForeignKey(CertificateTemplate, models.PROTECT, related_name="+")
    facts = models.JSONField()
    jp = models.DecimalField(max_digits=5, decimal_places=1)
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=now)
    valid_until = models.DateField(null=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    file = models.CharField(max_length=120, blank=True)  # path under PRIVATE_ROOT
    sha256 = models.CharField(max_length=64, blank=True)

    objects = CertificateQuerySet.as_manager()
    owner_path: ClassVar[str] = "person"
    seen_by: ClassVar[dict[Role, str]] = {Role.ADMIN_SDM: "enrolment__unit_at"}

    class Meta:
        verbose_name = _("sertifikat")
        verbose_name_plural = _("sertifikat")
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="certificate_number_once"),
            models.UniqueConstraint(fields=["series", "number"], name="certificate_number_text_once"),
            models.UniqueConstraint(fields=["enrolment", "version"], name="certificate_version_once"),
            models.CheckConstraint(
                condition=Q(file="", sha256="") | (~Q(file="") & ~Q(sha256="")), name="certificate_file_has_sum"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("issued_on")), name="certificate_valid_after_issue"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def paper(self) -> CertificateFacts:
        """What the paper says."""
        return CertificateFacts.from_json(self.facts)

    @property
    def successor(self) -> Certificate | None:
        return self.replaced_by if hasattr(self, "replaced_by") else None

    @property
    def withdrawal(self) -> Revocation | None:
        return self.revocation if hasattr(self, "revocation") else None

    def is_expired(self, on: date) -> bool:
        return self.valid_until is not None and on > self.valid_until

    def status_on(self, day: date) -> Status:
        """What a stranger may rely on that day. A successor says more than the revocation that made room for it."""
        if self.successor:
            return self.Status.DIGANTI
        if self.withdrawal:
            return self.Status.DICABUT
        return self.Status.KEDALUWARSA if self.is_expired(day) else self.Status.SAH


class Revocation(models.Model):
    wagtail_reference_index_ignore = True

    class Reason(models.TextChoices):
        SALAH_DATA = "salah_data", _("Data pada sertifikat keliru")
        DIGANTI = "diganti", _("Diganti sertifikat baru")
        PELANGGARAN = "pelanggaran", _("Syarat kelulusan tidak dipenuhi")

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.certificate} dicabut"
