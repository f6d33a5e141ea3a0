"""People and where they work, through time."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.effective import Effective, EffectiveQuerySet
from people.models.agencies import Agency, Position, Unit


class Person(models.Model):
    """Birth date and sex are not stored: the NIP holds them and no page needs them apart."""

    class Kind(models.TextChoices):
        PNS = "PNS", _("PNS")
        CPNS = "CPNS", _("CPNS")
        PPPK = "PPPK", _("PPPK")
        PPPK_PW = "PPPK_PW", _("PPPK paruh waktu")
        NON_ASN = "NON_ASN", _("Non-ASN")
        MITRA = "MITRA", _("Mitra")

    ASN = (Kind.PNS, Kind.CPNS, Kind.PPPK, Kind.PPPK_PW)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nip = models.CharField(_("NIP"), max_length=18, null=True, blank=True, unique=True)
    title_before = models.CharField(_("gelar depan"), max_length=40, blank=True)
    full_name = models.CharField(_("nama lengkap"), max_length=200)
    title_after = models.CharField(_("gelar belakang"), max_length=80, blank=True)
    kind = models.CharField(_("jenis pegawai"), max_length=8, choices=Kind.choices)
    rank = models.CharField(_("golongan"), max_length=8, blank=True)
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    provider = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="partners")
    left_on = models.DateField(null=True, blank=True)
    # Where the person stands today, derived from the postings (`people.services.persons.refresh_today`).
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people_today")
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    superior = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports_today")

    class Meta:
        verbose_name = _("pegawai")
        verbose_name_plural = _("pegawai")
        constraints = [
            models.CheckConstraint(
                condition=Q(nip=None) | Q(nip__regex=r"^[0-9]{18}$"),
                name="person_nip_18_digits",
                violation_error_message=_("NIP harus 18 angka. Periksa kembali nomor pada SK."),
            ),
            models.CheckConstraint(
                condition=Q(email=None) | Q(email=Lower(F("email"))), name="person_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(kind="MITRA", provider__isnull=False, unit=None) | (~Q(kind="MITRA") & Q(provider=None)),
                name="person_partner_has_provider",
                violation_error_message=_("Mitra perlu penyedia dan tanpa unit kerja; pegawai lain tanpa penyedia."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["NON_ASN", "MITRA"]) | Q(nip=None),
                name="person_without_nip",
                violation_error_message=_("Jenis pegawai ini tidak mempunyai NIP. Kosongkan isian NIP."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def name_with_titles(self) -> str:
        name = f"{self.title_before} {self.full_name}".strip()
        return f"{name}, {self.title_after}" if self.title_after else name

    @property
    def agency(self) -> Agency | None:
        return self.unit.agency if self.unit else self.provider

    @property
    def zone(self) -> str:
        """IANA zone of the person's unit, or of the provider."""
        return self.agency.zone if self.agency else Agency.Zone.WIB

    @property
    def earns_jp(self) -> bool:
        """Only ASN have a JP record; others get certificates and "jam belajar"."""
        return self.kind in self.ASN


class Posting(Effective):
    """A person's place in a unit from a day to a day; one primary posting at a time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings")
    position = models.ForeignKey(Position, models.PROTECT, related_name="+")
    superior = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    is_primary = models.BooleanField(default=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="posting_one_primary",
                expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(is_primary=True),
                violation_error_message=_(
                    "Pegawai ini sudah mempunyai jabatan utama pada masa itu. Akhiri jabatan lama lebih dahulu."
                ),
            ),
            models.CheckConstraint(condition=~Q(valid__isempty=True), name="posting_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.position}"
