"""What an instrument document says, read and checked. Pure: mappings in, frozen dataclasses out.

The document is that of `surveys/instruments/ktdi.yaml`: `instrument`, `dimensions`, `scoring.rules` (each rule
optional, defaults as in that file). Text for people (titles, labels) stays in the document; here is what code needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


class BadInstrument(Exception):
    """`sentence` says in Indonesian what is wrong, where, and what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class ItemSpec:
    code: str
    text: str
    reverse: bool = False
    competencies: tuple[str, ...] = ()
    required: bool = False
    show_if: Mapping[str, Any] | None = None  # {"item": code, "in": [values]}


@dataclass(frozen=True)
class DimensionSpec:
    code: str
    name: str
    weight: float
    items: tuple[ItemSpec, ...]
    courses: tuple[str, ...] = ()
    rubric: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupSpec:
    """An optional question about oneself, answered by choice among groups; merged or blanked where groups are small."""

    code: str
    label: str
    choices: tuple[tuple[str, str], ...]
    merge_order: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rules:
    min_answered_share: float = 0.75
    min_group: int = 5
    min_group_comments: int = 10
    min_dimensions: int = 1
    alpha_missing: str = "complete"  # complete | pairwise | median
    alpha_min_respondents: int = 30
    alpha_warn_below: float = 0.70
    rwg_flag_below: float = 0.70
    unit_weighting: str = "headcount"  # headcount | respondents
    change_min: float = 0.20
    endurance_min_waves: int = 3
    response_rate_warn_below: float = 0.50
    decimals: int = 2
    missing_values: tuple[Any, ...] = (None,)


@dataclass(frozen=True)
class InstrumentSpec:
    code: str
    version: str
    name: str
    scale_min: int
    scale_max: int
    dimensions: tuple[DimensionSpec, ...]
    rules: Rules
    scale_labels: tuple[tuple[int | None, str], ...] = ()
    groups: tuple[GroupSpec, ...] = ()
    barriers: tuple[tuple[str, str], ...] = ()
    barriers_max: int = 3
    comment_max: int = 500

    @cached_property
    def items(self) -> tuple[ItemSpec, ...]:
        """All items in the order in which answers are stored."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @cached_property
    def weights(self) -> dict[str, float]:
        return {dimension.code: dimension.weight for dimension in self.dimensions}


def read_instrument(document: Any) -> InstrumentSpec:
    """The document as a checked specification. Raises BadInstrument."""
    raise NotImplementedError
