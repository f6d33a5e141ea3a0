"""How figures of targets are said, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from documents import words
from measures import progress
from measures.progress import Progress
from measures.rounding import half_up

RUPIAH, PERCENT = "rupiah", "persen"
INDEX, SCORE_PLACES = "indeks", 2

STATUS: dict[str, str | Promise] = {
    progress.SESUAI: _lazy("Sesuai jalur"),
    progress.PERHATIAN: _lazy("Perlu perhatian"),
    progress.TERTINGGAL: _lazy("Tertinggal"),
    progress.TERCAPAI: _lazy("Tercapai"),
    progress.BELUM_ADA: _lazy("Belum ada data"),
}
TONES = {
    progress.SESUAI: "ok",
    progress.PERHATIAN: "warn",
    progress.TERTINGGAL: "err",
    progress.TERCAPAI: "ok",
    progress.BELUM_ADA: "",
}
MARKS: dict[str, str | Promise] = {
    progress.MEMBURUK: _lazy("memburuk"),
    progress.DIPERTAHANKAN: _lazy("dipertahankan"),
    progress.LEPAS: _lazy("tidak dipertahankan"),
    progress.BELUM: _lazy("belum ada data"),
    progress.TANPA_DASAR: _lazy("belum ada kondisi awal"),
}


def write_progress(done: Progress) -> str:
    """ "75 %", "0 %, memburuk", "100 %, melampaui target (125 %)", "dipertahankan", "belum ada data"."""
    if done.raw is None or done.bounded is None:
        return str(MARKS[done.mark])
    shown = write_percent(done.bounded)
    if done.mark == progress.MELAMPAUI:
        return _("%(shown)s, melampaui target (%(raw)s)") % {"shown": shown, "raw": write_percent(done.raw)}
    return f"{shown}, {MARKS[done.mark]}" if done.mark else shown


def write_percent(value: Decimal) -> str:
    return words.write_percent(half_up(value, 1), _language())


def write_number(value: Decimal, measure_unit: str) -> str:
    places = decimals_of(measure_unit)
    write = words.write_score if places == SCORE_PLACES else words.write_number
    return write(half_up(value, places), _language())


def write_tick(value: Decimal, measure_unit: str) -> str:
    """A number beside a line of a chart, short: "50 %", "1,5 miliar"; the unit stands in the words around."""
    if measure_unit == PERCENT:
        return words.write_percent(value, _language())
    if measure_unit == RUPIAH:
        large = ((10**12, _("triliun")), (10**9, _("miliar")), (10**6, _("juta")))
        for size, word in large:
            if abs(value) >= size:
                return f"{words.write_number(value / size, _language())} {word}"
    return words.write_number(value, _language())


def write_count(value: Decimal) -> str:
    return words.write_number(half_up(value, 0), _language())


def write_value(value: Decimal | None, measure_unit: str) -> str:
    """ "48 jam", "37,8 %", "Rp350.000.000"; a missing one is missing."""
    if value is None:
        return _("belum ada data")
    written = write_number(value, measure_unit)
    if measure_unit == RUPIAH:
        return f"−Rp{written[1:]}" if value < 0 else f"Rp{written}"
    if measure_unit == PERCENT:
        return words.write_percent(half_up(value, 1), _language())
    return written if measure_unit.startswith((INDEX, "nilai")) else f"{written} {measure_unit}"


def write_period(code: str) -> str:
    """Oktober 2026, Triwulan IV 2026, Semester II 2026, 2026."""
    year, _dash, part = code.partition("-")
    if not part:
        return year
    if part[0] == "T":
        return _("Triwulan %(nth)s %(year)s") % {"nth": words.ROMAN[int(part[1]) - 1], "year": year}
    if part[0] == "S":
        return _("Semester %(nth)s %(year)s") % {"nth": words.ROMAN[int(part[1]) - 1], "year": year}
    months = words.MONTHS if _language() == "en" else words.BULAN
    return f"{months[int(part) - 1]} {year}"


def decimals_of(measure_unit: str) -> int:
    if measure_unit == RUPIAH:
        return 0
    return SCORE_PLACES if measure_unit.startswith(INDEX) else 1


def _language() -> str:
    return get_language() or "id"
