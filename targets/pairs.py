"""Targets that are read side by side: what one of them may hide. Pure; a warning refuses nothing.

The rules and their sentences are those of content/targets.yaml, `paired`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Figure:
    period: str
    value: Decimal


# Of each target its last periods, newest first.
Figures = Mapping[str, Sequence[Figure]]
NOTICEABLE = Decimal(1)  # points of satisfaction


def warnings_of(figures: Figures) -> dict[str, list[str | Promise]]:
    """For each target the sentences that belong beside it; both of a pair carry the same."""
    found: dict[str, list[str | Promise]] = {}
    for one, other, holds, sentence in PAIRS:
        if holds(figures.get(one, ()), figures.get(other, ())):
            for code in (one, other):
                found.setdefault(code, []).append(sentence)
    return found


def change_of(figures: Sequence[Figure]) -> Decimal | None:
    """From the period before to the last one; None with less than two."""
    return figures[0].value - figures[1].value if len(figures) > 1 else None


def change_in_a_year(figures: Sequence[Figure]) -> Decimal | None:
    """To the last period from the same one a year before; None where that is not known."""
    if not figures:
        return None
    year, dash, part = figures[0].period.partition("-")
    before = f"{int(year) - 1}{dash}{part}"
    return next((figures[0].value - figure.value for figure in figures if figure.period == before), None)


def common_changes(one: Sequence[Figure], other: Sequence[Figure]) -> tuple[Decimal, Decimal] | None:
    """Both changes over the last two periods that both have."""
    shared = {figure.period for figure in other}
    mine = [figure for figure in one if figure.period in shared]
    wanted = {figure.period for figure in mine[:2]}
    theirs = [figure for figure in other if figure.period in wanted]
    first, second = change_of(mine), change_of(theirs)
    return None if first is None or second is None else (first, second)


def without_partner(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    return bool(one) and one[0].period not in {figure.period for figure in other}


def fewer_without_joining(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    changes = common_changes(one, other)
    return changes is not None and changes[0] < 0 and changes[1] <= 0


def opposed(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Fewer hours are better and a greater share is better: both moving the same way is a contradiction."""
    changes = common_changes(one, other)
    return changes is not None and changes[0] * changes[1] > 0


def saved_at_a_price(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    saved, satisfied = change_of(one), change_of(other)
    return saved is not None and satisfied is not None and saved > 0 and satisfied < -NOTICEABLE


def hours_without_skill(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Hours are counted from nought each January: of a month only the same month a year ago says more or less."""
    hours = change_in_a_year(one)
    if hours is None or hours <= 0 or len(other) < 3:
        return False
    return other[0].value <= other[1].value <= other[2].value


def succeeded(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    return bool(one) and bool(other)


Rule = Callable[[Sequence[Figure], Sequence[Figure]], bool]
PAIRS: tuple[tuple[str, str, Rule, str | Promise], ...] = (
    (
        "TP-12",
        "TP-12b",
        without_partner,
        _("Isi juga jumlah pegawai yang dialihkan dan jalur peningkatan keterampilannya."),
    ),
    (
        "TP-08",
        "TP-09",
        fewer_without_joining,
        _("Aplikasi berkurang, tetapi layanan terpadu belum bertambah. Periksa apakah layanan warga ikut berhenti."),
    ),
    (
        "TP-06",
        "TP-07",
        opposed,
        _("Median dan porsi 24 jam berlawanan arah. Periksa aduan yang sangat lama."),
    ),
    ("TP-11", "TP-14", saved_at_a_price, _("Penghematan disertai penurunan kepuasan. Jelaskan penyebabnya.")),
    (
        "TP-01",
        "TP-02",
        hours_without_skill,
        _("Jam pelajaran bertambah, tetapi kompetensi belum. Tinjau pilihan pelatihan."),
    ),
    (
        "TP-04",
        "TP-05",
        succeeded,
        _("Kerangka berbeda; garis tren diputus dan nilainya tidak dibandingkan."),
    ),
)
