"""What a template draws of one question, and the two things that can be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Refused

RIGHT, WRONG = "benar", "keliru"


class InvalidQuestion(ValueError):
    """A body or key that cannot be asked; the text tells the author what to repair."""


class UnknownAnswer(Refused):
    """A posted value that the question does not offer: a tampered form, or a page of an older version."""

    sentence = _("Jawaban ini tidak ada pada soal. Muat ulang halaman, lalu pilih lagi.")
    status = 400


@dataclass(frozen=True)
class Option:
    """`mark` is empty until the right answer may be shown."""

    code: str
    text: str
    chosen: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """One select: what stands beside it, what it offers, and after marking the right choice in words."""

    code: str
    text: str
    choices: list[Option]
    mark: str = ""
    right: str = ""


@dataclass(frozen=True)
class Shown:
    """`template` draws it with `shown` and `prefix`; a `reviewed` one cannot be changed any more."""

    template: str
    options: list[Option] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    reviewed: bool = False


def texts_of(options: list[dict[str, str]]) -> dict[str, str]:
    return {option["code"]: option["text"] for option in options}


def in_order(options: list[dict[str, str]], order: list[str]) -> list[dict[str, str]]:
    """Options in the drawn order; without one, as the author wrote them."""
    texts = texts_of(options)
    return [{"code": code, "text": texts[code]} for code in order] if order else options


def check_options(options: Any, what: str = "options") -> list[str]:
    """Codes of a list of at least two options, each with a code of its own and a text."""
    if not isinstance(options, list) or len(options) < 2:
        raise InvalidQuestion(f"{what}: at least two are needed")
    for option in options:
        if not isinstance(option, dict) or not option.get("code") or not str(option.get("text", "")).strip():
            raise InvalidQuestion(f"{what}: each needs a code and a text")
    codes = [option["code"] for option in options]
    if len(set(codes)) != len(codes):
        raise InvalidQuestion(f"{what}: a code occurs twice")
    return codes


def mark_of(chosen: bool, right: bool) -> str:
    """The right option is marked whether chosen or not; a wrong one only when chosen."""
    return RIGHT if right else WRONG if chosen else ""
