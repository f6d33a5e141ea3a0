"""What the database forbids, in the user's words: the sentence stands beside the constraint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused

FIELDS = {
    "people_person_nip": _("NIP ini sudah dipakai pegawai lain. Periksa nomor pada SK, atau buka data pegawai itu."),
    "people_person_email": _("E-mail ini sudah dipakai pegawai lain. Isi e-mail lain, atau kosongkan."),
    "people_user": _("Akun untuk NIP atau e-mail ini sudah ada. Cari akun itu, atau pakai e-mail lain."),
}


class ForbiddenByRule(Refused):
    """A constraint of the database, said with its own sentence."""


@contextmanager
def said_in_words() -> Iterator[None]:
    """Run writes in a savepoint; what a constraint forbids leaves as `Refused`, and nothing half-written stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ForbiddenByRule(sentence_of(constraint_name(error))) from error


def constraint_name(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return (diagnosis and diagnosis.constraint_name) or ""


def sentence_of(name: str) -> str | None:
    for prefix, sentence in FIELDS.items():
        if name.startswith(prefix):
            return str(sentence)
    for model in apps.get_app_config("people").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and has_own_words(constraint):
                return str(constraint.violation_error_message)
    return None


def has_own_words(constraint) -> bool:  # type: ignore[no-untyped-def]
    return constraint.violation_error_message != constraint.default_violation_error_message
