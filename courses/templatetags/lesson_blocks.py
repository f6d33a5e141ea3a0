"""How blocks of a lesson are drawn where a template alone cannot say it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import template

register = template.Library()


@dataclass(frozen=True)
class Cell:
    text: str
    label: str
    names_row: bool


@register.simple_tag
def rows_of(value: dict[str, Any]) -> dict[str, Any]:
    """A table block as {"head", "rows"}; each cell knows its column's label, because a phone shows rows as cards."""
    data = [[cell or "" for cell in row] for row in value["data"]]
    head = data.pop(0) if value.get("first_row_is_table_header") and data else []
    first = bool(value.get("first_col_is_header"))
    return {"head": head, "rows": [_cells(row, head, first) for row in data]}


def _cells(row: list[str], head: list[str], first: bool) -> list[Cell]:
    pairs = zip_longest(row, head[: len(row)], fillvalue="")
    return [Cell(text, label, first and place == 0) for place, (text, label) in enumerate(pairs)]
