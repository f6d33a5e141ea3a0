"""A wave: who is asked, who took part. Knows who, never what; see responses.py for the other side."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Person, Role, Unit
from people.scoping import ScopedQuerySet
from surveys.models.instruments import InstrumentVersion


class Campaign(models.Model):
    """One wave over the people of `owner_unit` and below, as they stood on `frame_on`."""

    class State(models.TextChoices):
        DISUSUN = "disusun", _("Disusun")
        DIBUKA = "dibuka", _("Dibuka")
        DITUTUP = "ditutup", _("Ditutup, hasil disiapkan")
        DILEPAS = "dilepas", _("Jawaban dilepas")
        DINILAI = "dinilai", _("Hasil siap")
        KOSONG = "kosong", _("Ditutup, belum ada jawaban")
        # Fewer answers in all than one group may have: none was released, all were destroyed.
        KURANG = "kurang", _("Ditutup, jawaban kurang dari batas kelompok")

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)  # in the address that people are given
    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="campaigns")
    title = models.CharField(_("judul"), max_length=200)
    number = models.PositiveSmallIntegerField()  # gelombang 1, 2, 3 … of this owner and instrument
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns")
    opens_on = models.DateField(_("dibuka"))
    closes_on = models.DateField(_("ditutup"))  # the last day on which answers are taken, in the owner's zone
    frame_on = models.DateField(_("tanggal kerangka responden"))
    min_cell = models.PositiveSmallIntegerField(default=5)
    min_comments = models.PositiveSmallIntegerField(default=10)
    purpose = models.CharField(_("tujuan pemrosesan"), max_length=300)
    retention = models.CharField(_("masa simpan"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DISUSUN)
    public_key = models.BinaryField(null=True)  # X25519; the private half is a file (`surveys.keys`) until release
    reminder_rounds = models.PositiveSmallIntegerField(default=0)
    # After release: private key destroyed, dead rows of boxes, drafts and participations gone from the disk.
    traces_wiped = models.BooleanField(default=False)

    objects = ScopedQuerySet.as_manager()
    owner_path: ClassVar[str] = "participations__person"
    seen_by: ClassVar[dict[Role, str]] = {Role.ANALIS: "owner_unit", Role.EVALUATOR: "owner_unit"}

    class Meta:
        verbose_name = _("gelombang survei")
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="campaign_closes_after_opening"),
            models.CheckConstraint(condition=Q(min_cell__gte=5), name="campaign_min_cell_5"),
            models.CheckConstraint(condition=Q(min_comments__gte=10), name="campaign_min_comments_10"),
            models.CheckConstraint(
                condition=Q(state="disusun") | Q(public_key__isnull=False), name="campaign_open_has_key"
            ),
            models.UniqueConstraint(fields=["owner_unit", "version", "number"], name="campaign_wave_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.DIBUKA

    @property
    def takes_comments(self) -> bool:
        """Free words are read of a whole agency alone: of one office they would point at their writers."""
        return self.owner_unit.path.count("/") == 2

    @property
    def has_results(self) -> bool:
        return self.state == self.State.DINILAI


class Participation(models.Model):
    """Who is asked and whether an answer came: no time of answer, no link to it.

    Rewritten in random order when the wave is released (`surveys.anonymity`), so that neither the row's place nor its
    transaction tells in which order people answered.
    """

    wagtail_reference_index_ignore = True
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations")
    unit_at = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.campaign} · {self.person}"


class Draft(models.Model):
    """Answers not yet sent, encrypted with a key that only the browser's cookie and the person's uuid give together."""

    wagtail_reference_index_ignore = True
    secret_hash = models.CharField(max_length=64, primary_key=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="drafts")
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return str(self.campaign)


class ReleasedUnit(models.Model):
    """Part of the released set: which units of the tree may be shown at all. Written once, at release.

    `bucket` is where the unit's answers were stored: the unit itself when it stands, else the nearest ancestor into
    whose pool they were merged (`surveys.buckets`). `n` and `headcount` of a unit that does not stand are never shown.
    """

    class Why(models.TextChoices):
        TAMPIL = "", _("Tampil")
        KECIL = "kecil", _("Kurang dari batas kelompok")
        PASANGAN = "pasangan", _("Ikut disembunyikan agar kelompok lain tidak dapat dihitung")
        TIDAK_IKUT = "tidak_ikut", _("Tidak ikut gelombang ini")

    wagtail_reference_index_ignore = True
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="released_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # as of the frame day
    bucket = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)  # as of the frame day; `released_frame` names buckets by it
    depth = models.PositiveSmallIntegerField()  # 0 the owner unit, 1 perangkat daerah …
    headcount = models.PositiveIntegerField()
    n = models.PositiveIntegerField(null=True)  # null where hidden
    hidden = models.CharField(max_length=12, choices=Why.choices, blank=True, default=Why.TAMPIL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="released_unit_once"),
            models.CheckConstraint(condition=Q(hidden="", n__gte=5) | (~Q(hidden="") & Q(n=None)), name="released_n"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.hidden or self.n}"
