"""True or false. Body `{}`, key and answer `true` or `false`; posted as `benar` or `salah`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.kinds.shown import InvalidQuestion, Option, Shown, UnknownAnswer, mark_of

instruction = _("pilih benar atau salah")
WORDS = {True: "benar", False: "salah"}
VALUES = {"benar": True, "salah": False}


def validate(body: dict[str, Any], key: Any) -> None:
    if not isinstance(key, bool):
        raise InvalidQuestion("key: true or false")


def shuffled_codes(body: dict[str, Any]) -> list[str]:
    """None: true comes before false everywhere."""
    return []


def present(body: dict[str, Any], order: list[str], answer: Any = None, key: Any = None) -> Shown:
    reviewed = key is not None
    options = [
        Option(word, _name(value), value is answer, mark_of(value is answer, value is key) if reviewed else "")
        for value, word in WORDS.items()
    ]
    return Shown("assessments/kinds/benar_salah.html", options=options, reviewed=reviewed)


def read_answer(body: dict[str, Any], data: QueryDict, prefix: str) -> bool | None:
    value = data.get(prefix)
    if not value:
        return None
    if value not in VALUES:
        raise UnknownAnswer
    return VALUES[value]


def grade(body: dict[str, Any], key: Any, answer: Any) -> Decimal:
    return Decimal(answer is key)


def say(body: dict[str, Any], answer: Any) -> list[str]:
    return [] if answer is None else [_name(answer)]


def _name(value: bool) -> str:
    return gettext("Benar") if value else gettext("Salah")
