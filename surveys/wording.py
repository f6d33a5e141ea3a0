"""The words of an instrument document that respondents read. Whatever it leaves out has a plain default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from surveys.models import InstrumentVersion


@dataclass(frozen=True)
class Wording:
    document: Mapping[str, Any]

    @classmethod
    def of(cls, version: InstrumentVersion) -> Wording:
        return cls(version.content)

    @property
    def opening(self) -> str:
        return self._text("instrument", "pembuka") or _(
            "Jawablah sesuai keadaan nyata di unit kerja Anda saat ini. Tidak ada jawaban benar atau salah."
        )

    @property
    def disclaimer(self) -> str:
        return self._text("instrument", "penafian")

    @property
    def minutes(self) -> int:
        found = self._at("instrument", "waktu_pengisian_menit")
        return found if isinstance(found, int) else 10

    @property
    def consent(self) -> str:
        return self._text("instrument", "persetujuan_riset", "teks")

    @property
    def barrier_question(self) -> str:
        return self._text("barriers", "pertanyaan") or _("Hambatan apa yang paling terasa di unit Anda?")

    @property
    def comment_label(self) -> str:
        return self._text("barriers", "isian_bebas", "label") or _("Ceritakan singkat (jangan menyebut nama orang)")

    @cached_property
    def has_comment(self) -> bool:
        return isinstance(self._at("barriers", "isian_bebas"), Mapping)

    def _text(self, *path: str) -> str:
        found = self._at(*path)
        return found.strip() if isinstance(found, str) else ""

    def _at(self, *path: str) -> Any:
        found: Any = self.document
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found
