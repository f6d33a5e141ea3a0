"""One of several. Body `{"options": [{"code", "text"}]}`, key `"A"`, answer `"A"`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.kinds.shown import (
    InvalidQuestion,
    Option,
    Shown,
    UnknownAnswer,
    check_options,
    in_order,
    mark_of,
    texts_of,
)

instruction = _("pilih satu jawaban")


def validate(body: dict[str, Any], key: Any) -> None:
    if key not in check_options(body.get("options")):
        raise InvalidQuestion("key: not one of the options")


def shuffled_codes(body: dict[str, Any]) -> list[str]:
    return [option["code"] for option in body["options"]]


def present(body: dict[str, Any], order: list[str], answer: Any = None, key: Any = None) -> Shown:
    reviewed = key is not None
    options = [
        Option(code, text, code == answer, mark_of(code == answer, code == key) if reviewed else "")
        for code, text in texts_of(in_order(body["options"], order)).items()
    ]
    return Shown("assessments/kinds/pilihan_ganda.html", options=options, reviewed=reviewed)


def read_answer(body: dict[str, Any], data: QueryDict, prefix: str) -> str | None:
    value = data.get(prefix)
    if not value:
        return None
    if value not in shuffled_codes(body):
        raise UnknownAnswer
    return value


def grade(body: dict[str, Any], key: Any, answer: Any) -> Decimal:
    return Decimal(answer == key)


def say(body: dict[str, Any], answer: Any) -> list[str]:
    return [] if answer is None else [texts_of(body["options"])[answer]]
