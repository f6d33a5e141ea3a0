"""Accounts and what they may reach."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.effective import Effective, EffectiveQuerySet
from people.models.agencies import Unit
from people.models.persons import Person


class User(AbstractUser):
    """An account. `username` is the NIP, or a made-up word for people without one; the e-mail signs in as well."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    last_name = None  # type: ignore[assignment]  # one name field, on the person
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)  # type: ignore[assignment]
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="user")
    is_demo = models.BooleanField(default=False)

    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("akun")
        verbose_name_plural = _("akun")
        constraints = [
            models.CheckConstraint(condition=Q(email=None) | Q(email=Lower(F("email"))), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.person.full_name if self.person else self.username

    @property
    def first_name(self) -> str:  # type: ignore[override]
        """What Wagtail's menu calls an author by; without one it would show the NIP."""
        return self.get_short_name()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]


class Role(models.TextChoices):
    """The one list of roles; what each sees and does is in docs/guides/roles.md."""

    PESERTA = "peserta", _("Peserta")
    ATASAN = "atasan", _("Atasan langsung")
    PIMPINAN = "pimpinan", _("Pimpinan")
    ADMIN_SDM = "admin_sdm", _("Admin kepegawaian")
    PENYUSUN = "penyusun", _("Penyusun materi")
    PENGAJAR = "pengajar", _("Pengajar")
    EVALUATOR = "evaluator", _("Evaluator")
    ANALIS = "analis", _("Analis survei")
    AUDITOR = "auditor", _("Auditor")
    DPO = "dpo", _("Pejabat pelindungan data")
    TIM_PERCEPATAN = "tim_percepatan", _("Tim percepatan")
    TIM_DIGITAL = "tim_digital", _("Tim digital")
    ADMIN_INSTANSI = "admin_instansi", _("Admin instansi")
    ADMIN_SISTEM = "admin_sistem", _("Admin sistem")


# Reach that does not come from a unit: own reports, own runs, own courses, the installation.
WITHOUT_UNIT = (Role.PESERTA, Role.ATASAN, Role.PENGAJAR, Role.PENYUSUN, Role.ADMIN_SISTEM, Role.TIM_DIGITAL)


# Roles that open pages about other people: their sessions are short. Authors see texts, not people.
OVER_OTHERS = tuple(role for role in Role if role not in (Role.PESERTA, Role.PENYUSUN, Role.TIM_DIGITAL))


class Scope(Effective):
    """A role held in a unit and everything below it, from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="scopes")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="scopes")
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(role__in=WITHOUT_UNIT), name="scope_unit_where_role_needs_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class SignIn(AbstractBaseSession):
    """One browser that is signed in: Django's session row, with its owner, so that people see and end their own."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_ins")
    device = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sesi")
        verbose_name_plural = _("sesi")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from people.sign_in.store import SessionStore

        return SessionStore


class TriedName(models.Model):
    """Wrong passwords in a row for a typed name, known or not. The key is a keyed hash: people mistype NIK here."""

    key = models.CharField(max_length=40, unique=True)
    wrong = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key[:6]}… {self.wrong}"
