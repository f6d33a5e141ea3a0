"""The form of one question, read at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.kinds import kind_of
from assessments.models import AttemptItem
from core.errors import Refused

PREFIX = "jawab"
REVIEW = "tinjau"
MOST_DIGITS = 4


class TamperedForm(Refused):
    sentence = _("Isian halaman ini tidak lengkap, jadi jawaban belum disimpan. Muat ulang halaman, lalu jawab lagi.")
    status = 400


@dataclass(frozen=True)
class PostedAnswer:
    answer: Any
    revision: int
    flagged: bool

    def changes(self, item: AttemptItem) -> bool:
        """Whether saving would change anything; walking through answered questions writes nothing."""
        return (self.answer, self.flagged) != (item.answer, item.flagged)


def read_posted(item: AttemptItem, data: QueryDict) -> PostedAnswer:
    """Raises TamperedForm, UnknownAnswer."""
    version = item.question_version
    return PostedAnswer(
        answer=kind_of(version.kind).read_answer(version.body, data, PREFIX),
        revision=read_number(data.get("revisi")),
        flagged="tanda" in data,
    )


def is_number(text: str | None) -> TypeGuard[str]:
    """Digits that fit a column."""
    return text is not None and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def read_number(text: str | None) -> int:
    if not is_number(text):
        raise TamperedForm
    return int(text)
