"""Agencies and their unit trees through time."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.effective import Effective, EffectiveQuerySet


class Agency(models.Model):
    """An instansi, or a provider outside government (`mitra`)."""

    class Kind(models.TextChoices):
        KEMENTERIAN = "kementerian", _("Kementerian")
        LEMBAGA = "lembaga", _("Lembaga")
        PROVINSI = "provinsi", _("Provinsi")
        KABUPATEN = "kabupaten", _("Kabupaten")
        KOTA = "kota", _("Kota")
        MITRA = "mitra", _("Mitra")

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    zone = models.CharField(max_length=20, choices=Zone.choices, default=Zone.WIB)
    region_code = models.CharField(max_length=15, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    email_domain = models.CharField(max_length=100, blank=True)
    # Public pages show no NIP unless the agency asks for the mask (15 stars and the last three digits).
    masks_nip_in_public = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = _("instansi")

    def __str__(self) -> str:
        return self.name

    @property
    def zone_label(self) -> str:
        return self.Zone(self.zone).label


class Unit(models.Model):
    """A unit's identity and where it stands today. `path` is "/1/14/203/" and is rewritten on a move."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    code = models.CharField(max_length=60)
    # What it is called today; derived from the spans (`people.services.units.refresh_units`), as is the path.
    name = models.CharField(max_length=200, blank=True)
    path = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("unit kerja")
        verbose_name_plural = _("unit kerja")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "code"],
                name="unit_code_once",
                violation_error_message=_("Kode unit ini sudah dipakai di instansi ini. Isi kode lain."),
            )
        ]
        indexes = [models.Index(fields=["path"], name="unit_path_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name or self.code


class UnitSpan(Effective):
    """What a unit was called, where it hung and of what kind it was, from a day to a day."""

    class Kind(models.TextChoices):
        INSTANSI = "instansi", _("Instansi")
        SEKRETARIAT_DAERAH = "sekretariat_daerah", _("Sekretariat daerah")
        SEKRETARIAT_DPRD = "sekretariat_dprd", _("Sekretariat DPRD")
        INSPEKTORAT = "inspektorat", _("Inspektorat")
        DINAS = "dinas", _("Dinas")
        BADAN = "badan", _("Badan")
        SATUAN = "satuan", _("Satuan")
        KECAMATAN = "kecamatan", _("Kecamatan")
        KELURAHAN = "kelurahan", _("Kelurahan")
        RSUD = "rsud", _("RSUD")
        PUSKESMAS = "puskesmas", _("Puskesmas")
        SEKOLAH = "sekolah", _("Sekolah")
        UPTD = "uptd", _("UPTD")
        SEKRETARIAT = "sekretariat", _("Sekretariat")
        BIDANG = "bidang", _("Bidang")
        BAGIAN = "bagian", _("Bagian")
        SUBBAGIAN = "subbagian", _("Subbagian")
        SEKSI = "seksi", _("Seksi")
        TIM_KERJA = "tim_kerja", _("Tim kerja")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="spans")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_spans")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    echelon = models.CharField(max_length=10, blank=True)
    path = models.CharField(max_length=200)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_span_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_(
                    "Masa berlaku unit ini bertumpuk dengan masa yang sudah ada. Ubah tanggal mulai atau selesai."
                ),
            ),
            models.CheckConstraint(condition=~Q(valid__isempty=True), name="unit_span_not_empty"),
        ]
        indexes = [models.Index(fields=["path"], name="unit_span_path", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    class Kind(models.TextChoices):
        RENAME = "ganti_nama", _("Ganti nama")
        MERGE = "lebur", _("Lebur")
        SPLIT = "pecah", _("Pecah")

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    on = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new", "on"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Position(models.Model):
    """A jabatan. Families group the required competency levels (`competencies.Standard`)."""

    class Family(models.TextChoices):
        JPT_UTAMA = "jpt_utama", _("JPT utama")
        JPT_MADYA = "jpt_madya", _("JPT madya")
        JPT_PRATAMA = "jpt_pratama", _("JPT pratama")
        ADMINISTRATOR = "administrator", _("Administrator")
        PENGAWAS = "pengawas", _("Pengawas")
        PELAKSANA = "pelaksana", _("Pelaksana")
        JF_AHLI_PERTAMA = "jf_ahli_pertama", _("JF ahli pertama")
        JF_AHLI_MUDA = "jf_ahli_muda", _("JF ahli muda")
        JF_AHLI_MADYA = "jf_ahli_madya", _("JF ahli madya")
        JF_AHLI_UTAMA = "jf_ahli_utama", _("JF ahli utama")
        JF_PEMULA = "jf_pemula", _("JF pemula")
        JF_TERAMPIL = "jf_terampil", _("JF terampil")
        JF_MAHIR = "jf_mahir", _("JF mahir")
        JF_PENYELIA = "jf_penyelia", _("JF penyelia")
        NON_ASN = "non_asn", _("Non-ASN")

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=20, choices=Family.choices)

    class Meta:
        verbose_name = _("jabatan")
        verbose_name_plural = _("jabatan")

    def __str__(self) -> str:
        return self.name
