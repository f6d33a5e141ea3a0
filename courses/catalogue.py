"""The catalogue as a reader asks for it: searched, sifted, in order. Sifting and counting are plain Python over the
few columns of all live editions, so that every number on the page comes from one statement.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.models import CourseEdition, CoursePage, Enrolment
from courses.search import clean_query
from people.models import Person

State = Literal["belum", "aktif", "selesai"]
STATES = {"aktif": _("Sedang Anda ikuti"), "belum": _("Belum Anda ikuti"), "selesai": _("Selesai")}
BANDS: dict[str, tuple[Any, Callable[[Decimal], bool]]] = {
    "sampai-2": (_("Sampai 2 JP"), lambda jp: jp <= 2),
    "3-6": (_("Di atas 2 sampai 6 JP"), lambda jp: 2 < jp <= 6),
    "di-atas-6": (_("Di atas 6 JP"), lambda jp: jp > 6),
}
ORDERS = {"susunan": _("Susunan katalog"), "jp": _("JP terbanyak"), "baru": _("Terbaru")}


@dataclass(frozen=True)
class Row:
    """What sifting and ordering need to know of a live edition; `state` is the reader's own."""

    pk: int
    code: str
    level: str
    jp: Decimal
    opens_path: bool
    frozen_at: datetime
    state: str


@dataclass(frozen=True)
class Asked:
    """The question in the address; what is unknown there is left out."""

    query: str
    levels: frozenset[str]
    bands: frozenset[str]
    state: str
    order: str

    @classmethod
    def read(cls, data: QueryDict) -> Asked:
        return cls(
            query=clean_query(data.get("q", "")),
            levels=frozenset(data.getlist("tingkat")) & frozenset(CoursePage.Level.values),
            bands=frozenset(data.getlist("jp")) & frozenset(BANDS),
            state=data.get("status", "") if data.get("status") in STATES else "",
            order=data.get("urut", "") if data.get("urut") in ORDERS else "",
        )

    @property
    def sifts(self) -> bool:
        return bool(self.levels or self.bands or self.state)

    def keeps(self, row: Row, *, without: str = "") -> bool:
        """Whether the row passes the facets; `without` leaves one out, to count what choosing in it would show."""
        return (
            (without == "levels" or not self.levels or row.level in self.levels)
            and (without == "bands" or not self.bands or band_of(row.jp) in self.bands)
            and (without == "state" or not self.state or row.state == self.state)
        )


@dataclass(frozen=True)
class Choice:
    value: str
    label: Any
    count: int
    chosen: bool


def read_rows(person: Person | None) -> list[Row]:
    """All live editions. A course that the reader took in an earlier edition counts as taken."""
    mine = Enrolment.objects.filter(person=person, run__edition__code=OuterRef("code")).exclude(state="mundur")
    editions = CourseEdition.objects.live()
    state: Any = Value("belum")
    if person:
        state = Coalesce(Subquery(mine.order_by("-enrolled_at").values("state")[:1]), Value("belum"))
    columns = ("pk", "code", "level", "jp", "opens_path", "frozen_at", "reader_state")
    return [Row(*values) for values in editions.annotate(reader_state=state).values_list(*columns)]


def sift(rows: Iterable[Row], asked: Asked, ranks: Mapping[int, float]) -> list[Row]:
    """Rows that pass, in the order asked for; of a search, the best first unless told otherwise."""
    kept = [row for row in rows if asked.keeps(row)]
    if asked.order == "jp":
        return sorted(kept, key=lambda row: (-row.jp, _place(row)))
    if asked.order == "baru":
        return sorted(kept, key=lambda row: (-row.frozen_at.timestamp(), _place(row)))
    if ranks and not asked.order:
        return sorted(kept, key=lambda row: (-ranks[row.pk], _place(row)))
    return sorted(kept, key=_place)


def choices_of(rows: list[Row], asked: Asked) -> dict[str, list[Choice]]:
    """Each facet's values with how many rows each would show beside the other facets."""
    levels = Counter(row.level for row in rows if asked.keeps(row, without="levels"))
    bands = Counter(band_of(row.jp) for row in rows if asked.keeps(row, without="bands"))
    states = Counter(row.state for row in rows if asked.keeps(row, without="state"))
    return {
        "levels": [Choice(v, label, levels[v], v in asked.levels) for v, label in CoursePage.Level.choices],
        "bands": [Choice(v, label, bands[v], v in asked.bands) for v, (label, _holds) in BANDS.items()],
        "states": [
            Choice("", _("Semua"), states.total(), not asked.state),
            *(Choice(v, label, states[v], v == asked.state) for v, label in STATES.items()),
        ],
        "orders": [Choice(v, label, 0, v == asked.order) for v, label in ORDERS.items()],
    }


def band_of(jp: Decimal) -> str:
    return next(value for value, (_label, holds) in BANDS.items() if holds(jp))


def read_page(rows: list[Row]) -> list[tuple[Row, CourseEdition]]:
    """The editions of one page, with how many activities each has (`steps`), in the order of the rows."""
    editions = CourseEdition.objects.annotate(steps=Count("activities")).in_bulk([row.pk for row in rows])
    return [(row, editions[row.pk]) for row in rows]


def _place(row: Row) -> tuple[bool, list[tuple[int, str]]]:
    """What opens the path comes first, then codes as people count: K2 before K10."""
    parts = re.findall(r"\d+|\D+", row.code)
    return not row.opens_path, [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
