"""The kinds of questions: one file each, with the same functions.

`validate` checks at the door (import, editor), `present` makes what a template draws, `read_answer` reads a posted
form, `grade` gives points from 0 to 1, `say` writes an answer in words. Bodies, keys and answers are JSON values; their
shapes stand at the top of each file. A body may be shown; a key never leaves the server before marking.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Protocol

from django.http import QueryDict
from django.utils.functional import Promise

from assessments.kinds import choice, matching, multiple, ordering, truefalse
from assessments.kinds.shown import InvalidQuestion, Shown, UnknownAnswer

__all__ = ["KINDS", "InvalidQuestion", "Kind", "Shown", "UnknownAnswer", "kind_of"]


class Kind(Protocol):
    @property
    def instruction(self) -> Promise | str: ...

    def validate(self, body: dict[str, Any], key: Any) -> None: ...
    def shuffled_codes(self, body: dict[str, Any]) -> list[str]: ...
    def present(self, body: dict[str, Any], order: list[str], answer: Any = None, key: Any = None) -> Shown: ...
    def read_answer(self, body: dict[str, Any], data: QueryDict, prefix: str) -> Any: ...
    def grade(self, body: dict[str, Any], key: Any, answer: Any) -> Decimal: ...
    def say(self, body: dict[str, Any], answer: Any) -> list[str]: ...


KINDS: dict[str, Kind] = {
    "pilihan_ganda": choice,
    "pilihan_jamak": multiple,
    "benar_salah": truefalse,
    "menjodohkan": matching,
    "urutan": ordering,
}


def kind_of(code: str) -> Kind:
    """The kind with that stored code (`QuestionVersion.Kind`). Raises KeyError for an unknown one."""
    return KINDS[code]
