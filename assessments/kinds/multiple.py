"""Several of many. Body `{"options": [{"code", "text"}]}`, key and answer `["A", "C"]`."""

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

instruction = _("pilih semua yang tepat")


def validate(body: dict[str, Any], key: Any) -> None:
    codes = check_options(body.get("options"))
    if not isinstance(key, list) or not key or not set(key) <= set(codes) or len(set(key)) != len(key):
        raise InvalidQuestion("key: a list of options, each once")


def shuffled_codes(body: dict[str, Any]) -> list[str]:
    return [option["code"] for option in body["options"]]


def present(body: dict[str, Any], order: list[str], answer: Any = None, key: Any = None) -> Shown:
    chosen, reviewed = answer or [], key is not None
    options = [
        Option(code, text, code in chosen, mark_of(code in chosen, code in key) if reviewed else "")
        for code, text in texts_of(in_order(body["options"], order)).items()
    ]
    return Shown("assessments/kinds/pilihan_jamak.html", options=options, reviewed=reviewed)


def read_answer(body: dict[str, Any], data: QueryDict, prefix: str) -> list[str] | None:
    chosen = set(data.getlist(prefix))
    if not chosen <= set(shuffled_codes(body)):
        raise UnknownAnswer
    return sorted(chosen) or None


def grade(body: dict[str, Any], key: Any, answer: Any) -> Decimal:
    """Right ticks minus wrong ticks, by the number of right ones: ticking everything earns nothing."""
    right = len(set(answer or []) & set(key))
    wrong = len(set(answer or []) - set(key))
    return Decimal(max(0, right - wrong)) / len(key)


def say(body: dict[str, Any], answer: Any) -> list[str]:
    texts = texts_of(body["options"])
    return [texts[code] for code in answer or []]
