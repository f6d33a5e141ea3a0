"""Pairs. Body `{"left": [{"code", "text"}], "right": [{"code", "text"}]}`, key and answer `{"1": "c", "2": "a"}`.

An answer may leave rows out. The codes of the right side must not follow those of the left, or the page would tell.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.kinds.shown import (
    RIGHT,
    WRONG,
    InvalidQuestion,
    Option,
    Row,
    Shown,
    UnknownAnswer,
    check_options,
    in_order,
    texts_of,
)

instruction = _("pilih satu pasangan untuk setiap baris")


def validate(body: dict[str, Any], key: Any) -> None:
    left = check_options(body.get("left"), "left")
    right = check_options(body.get("right"), "right")
    if not isinstance(key, dict) or set(key) != set(left) or not set(key.values()) <= set(right):
        raise InvalidQuestion("key: one right code for each left code")


def shuffled_codes(body: dict[str, Any]) -> list[str]:
    return [option["code"] for option in body["right"]]


def present(body: dict[str, Any], order: list[str], answer: Any = None, key: Any = None) -> Shown:
    chosen, texts = answer or {}, texts_of(in_order(body["right"], order))
    rows = [
        Row(
            code=code,
            text=text,
            choices=[Option(right, words, chosen.get(code) == right) for right, words in texts.items()],
            mark="" if key is None else RIGHT if chosen.get(code) == key[code] else WRONG,
            right="" if key is None else texts[key[code]],
        )
        for code, text in texts_of(body["left"]).items()
    ]
    return Shown("assessments/kinds/menjodohkan.html", rows=rows, reviewed=key is not None)


def read_answer(body: dict[str, Any], data: QueryDict, prefix: str) -> dict[str, str] | None:
    left = [option["code"] for option in body["left"]]
    chosen = {code: value for code in left if (value := data.get(f"{prefix}-{code}"))}
    if not set(chosen.values()) <= set(shuffled_codes(body)):
        raise UnknownAnswer
    return chosen or None


def grade(body: dict[str, Any], key: Any, answer: Any) -> Decimal:
    """The share of right pairs."""
    chosen = answer or {}
    return Decimal(sum(chosen.get(code) == right for code, right in key.items())) / len(key)


def say(body: dict[str, Any], answer: Any) -> list[str]:
    left, right = texts_of(body["left"]), texts_of(body["right"])
    chosen = answer or {}
    return [f"{text} → {right[chosen[code]]}" for code, text in left.items() if code in chosen]
