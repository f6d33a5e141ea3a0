"""A sequence. Body `{"options": [{"code", "text"}]}`, key `["C", "A", "B"]`, answer `{"C": 1, "A": 2}`.

The answer gives each option its place, so that a half-done or double place is kept as the learner left it.
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

instruction = _("pilih urutan untuk setiap baris")


def validate(body: dict[str, Any], key: Any) -> None:
    codes = check_options(body.get("options"))
    if not isinstance(key, list) or sorted(key) != sorted(codes):
        raise InvalidQuestion("key: every option once, in the right order")


def shuffled_codes(body: dict[str, Any]) -> list[str]:
    return [option["code"] for option in body["options"]]


def present(body: dict[str, Any], order: list[str], answer: Any = None, key: Any = None) -> Shown:
    chosen, places = answer or {}, range(1, len(body["options"]) + 1)
    rows = [
        Row(
            code=code,
            text=text,
            choices=[Option(str(place), str(place), chosen.get(code) == place) for place in places],
            mark="" if key is None else RIGHT if chosen.get(code) == key.index(code) + 1 else WRONG,
            right="" if key is None else str(key.index(code) + 1),
        )
        for code, text in texts_of(in_order(body["options"], order)).items()
    ]
    return Shown("assessments/kinds/urutan.html", rows=rows, reviewed=key is not None)


def read_answer(body: dict[str, Any], data: QueryDict, prefix: str) -> dict[str, int] | None:
    codes = shuffled_codes(body)
    chosen = {code: value for code in codes if (value := data.get(f"{prefix}-{code}"))}
    places = {str(place): place for place in range(1, len(codes) + 1)}
    if not set(chosen.values()) <= set(places):
        raise UnknownAnswer
    return {code: places[value] for code, value in chosen.items()} or None


def grade(body: dict[str, Any], key: Any, answer: Any) -> Decimal:
    """The share of options in their right place; of two options in one place at most one can be right."""
    chosen = answer or {}
    return Decimal(sum(chosen.get(code) == place for place, code in enumerate(key, start=1))) / len(key)


def say(body: dict[str, Any], answer: Any) -> list[str]:
    """`answer` as a learner gave it, or a key."""
    places = answer if isinstance(answer, dict) else {code: place for place, code in enumerate(answer or [], start=1)}
    texts = texts_of(body["options"])
    return [f"{place}. {texts[code]}" for code, place in sorted(places.items(), key=lambda pair: pair[1])]
