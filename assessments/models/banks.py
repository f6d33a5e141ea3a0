"""Questions and their versions. A version that was shown to somebody is locked; an edit makes the next one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Unit


class Bank(models.Model):
    code = models.CharField(_("kode"), max_length=40, unique=True)
    title = models.CharField(_("judul"), max_length=200)
    owner_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit pemilik")
    )

    class Meta:
        verbose_name = _("bank soal")
        verbose_name_plural = _("bank soal")

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    bank = models.ForeignKey(Bank, models.CASCADE, related_name="questions", verbose_name=_("bank soal"))
    code = models.CharField(_("kode"), max_length=40)

    class Meta:
        verbose_name = _("soal")
        verbose_name_plural = _("soal")
        constraints = [models.UniqueConstraint(fields=["bank", "code"], name="question_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def latest(self) -> QuestionVersion | None:
        return max(self.versions.all(), key=lambda version: version.number, default=None)


class QuestionVersion(models.Model):
    """`body` is what may be shown, `key` is what never leaves the server; their shapes are in `assessments.kinds`."""

    class Kind(models.TextChoices):
        CHOICE = "pilihan_ganda", _("Pilihan ganda")
        MULTIPLE = "pilihan_jamak", _("Pilihan jamak")
        TRUE_FALSE = "benar_salah", _("Benar atau salah")
        MATCHING = "menjodohkan", _("Menjodohkan")
        ORDERING = "urutan", _("Urutan")

    class Difficulty(models.TextChoices):
        MUDAH = "mudah", _("Mudah")
        SEDANG = "sedang", _("Sedang")
        SULIT = "sulit", _("Sulit")

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    stem = models.TextField()
    body = models.JSONField(default=dict)
    key = models.JSONField()
    feedback = models.TextField(blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    cognitive_level = models.CharField(max_length=12, blank=True)
    difficulty = models.CharField(max_length=10, choices=Difficulty.choices, blank=True)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]

    def __str__(self) -> str:
        return f"{self.question.code} v{self.number}"
