"""One person's answer sheet while it is filled in: what a draft holds, and what of it a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from uuid import UUID, uuid4

from surveys.answering import is_shown
from surveys.schema import DimensionSpec, InstrumentSpec, ItemSpec


@dataclass
class Sheet:
    """`answers` has a key for each item answered, None for "don't know"; `token` names the one submission."""

    token: UUID = field(default_factory=uuid4)
    answers: dict[str, int | None] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    barriers: list[str] = field(default_factory=list)
    comment: str = ""
    research: bool = False

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Sheet:
        known = {part.name: content[part.name] for part in fields(cls) if part.name in content}
        return cls(**{**known, "token": UUID(content["token"])})

    def written(self) -> dict[str, Any]:
        return {**asdict(self), "token": str(self.token)}


@dataclass(frozen=True)
class Part:
    """One page: a dimension, with the number of its first item counted over the whole instrument."""

    number: int
    dimension: DimensionSpec
    first: int
    spec: InstrumentSpec

    def asked(self, sheet: Sheet) -> list[tuple[int, ItemSpec]]:
        """The items this person is asked, numbered; one that hangs on another's answer only when that was given, and
        was asked for."""
        numbered = enumerate(self.dimension.items, start=self.first)
        return [(number, item) for number, item in numbered if is_shown(self.spec, item, sheet.answers)]

    def open_items(self, sheet: Sheet) -> list[tuple[int, ItemSpec]]:
        return [(number, item) for number, item in self.asked(sheet) if item.code not in sheet.answers]

    def missing(self, sheet: Sheet) -> list[ItemSpec]:
        """Required and without a value; "don't know" is none."""
        return [item for _, item in self.asked(sheet) if item.required and sheet.answers.get(item.code) is None]


def parts_of(spec: InstrumentSpec) -> list[Part]:
    return list(_parts(spec))


def _parts(spec: InstrumentSpec) -> Iterator[Part]:
    first = 1
    for number, dimension in enumerate(spec.dimensions, start=1):
        yield Part(number, dimension, first, spec)
        first += len(dimension.items)


def next_part(parts: list[Part], sheet: Sheet) -> int:
    """Where to go on: the first part with something open, else one beyond the last."""
    return next((part.number for part in parts if part.open_items(sheet)), len(parts) + 1)
