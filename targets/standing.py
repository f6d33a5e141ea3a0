"""Where each target of an agency stands on a day: what the pages show and what a report takes over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from measures.progress import BELUM_ADA, Progress, Streak, expected_on, is_met, status_of, streak_of, target_progress
from people.models import Unit
from targets import words
from targets.models import Measurement, ReferenceValue, Target
from targets.pairs import Figure, warnings_of

# What warnings compare; a streak is counted over all its years.
PERIODS_READ = 3
# Counted from nought each January: compared with the same month a year before.
COUNTED_IN_YEAR = ("TP-01",)
MONTHS_READ = 13


@dataclass(frozen=True)
class Standing:
    """One target on one day. `reached` is the streak for a streak, else the value of the newest period."""

    target: Target
    on: date
    newest: Measurement | None
    reached: Decimal | None
    years: dict[int, Decimal]
    streak: Streak | None = None
    warnings: list[str | Promise] = field(default_factory=list)

    @property
    def reached_year(self) -> int | None:
        return self.newest.ends_on.year if self.newest else None

    @property
    def line_on(self) -> date:
        """The day at which the line is read: today, but for a streak the end of its last year known.

        Each of its years is judged in the next one: nobody can be behind a year that is not audited yet.
        """
        return self.newest.ends_on if self.target.is_streak and self.newest else self.on

    @property
    def target_year(self) -> int | None:
        """The line's year; where it has no value the next year that has one, else the last."""
        later = [year for year in self.years if year >= self.line_on.year]
        return min(later) if later else max(self.years, default=None)

    @property
    def target_value(self) -> Decimal | None:
        return None if self.target_year is None else self.years[self.target_year]

    @property
    def final_year(self) -> int | None:
        return max(self.years, default=None)

    @property
    def final_value(self) -> Decimal | None:
        return None if self.final_year is None else self.years[self.final_year]

    @property
    def of_this_year(self) -> Decimal | None:
        """The figure of the year that the yearly target asks for; last year's figure says nothing about this year."""
        asked = min(self.target_year or self.line_on.year, self.line_on.year)
        return self.reached if self.reached_year == asked else None

    @property
    def is_due(self) -> bool:
        """Whether a figure is missing that could be known by now; audits of a year come in the next one."""
        if self.target.is_streak:
            return (self.reached_year or 0) < self.on.year - 1
        return self.on.year in self.years and self.of_this_year is None

    @property
    def year_progress(self) -> Progress:
        return self._progress(self.target_value, self.of_this_year)

    @property
    def final_progress(self) -> Progress:
        return self._progress(self.final_value, self.reached)

    @property
    def expected(self) -> Decimal | None:
        """Where the straight line between the yearly values stands on `line_on`."""
        if not self.years:
            return None
        year, baseline = self.target.baseline_year, self.target.baseline
        start = {} if year is None or baseline is None else {year: baseline}
        return expected_on(start | self.years, self.line_on)

    @property
    def should(self) -> Decimal | None:
        """`expected` as a share of the whole way, in percent."""
        return self._progress(self.final_value, self.expected).raw

    @property
    def behind(self) -> Decimal:
        """How much of the whole way is missing to where it should be, in percent; what is held has no way."""
        if self.final_progress.raw is None or self.should is None:
            return Decimal(0)
        return self.should - self.final_progress.raw

    @property
    def should_year(self) -> Decimal | None:
        return self._progress(self.target_value, self.expected).raw

    @property
    def is_met(self) -> bool:
        """The final target is reached."""
        if self.reached is None or self.final_value is None:
            return False
        return is_met(self.final_value, self.reached, self.target.direction)

    @property
    def status(self) -> str:
        return status_of(self.final_progress, self.should, met=self.is_met)

    @property
    def status_word(self) -> str | Promise:
        """Beside a figure what it lacks to be judged, not that there is none."""
        if self.status != BELUM_ADA or self.reached is None:
            return words.STATUS[self.status]
        return _("Belum ada kondisi awal") if self.years else _("Belum ada nilai tahunan")

    @property
    def reading(self) -> str:
        """How the line is to be read where it is not read as of today, or where the figure begins anew each year."""
        if self.target.is_streak:
            return _(
                "Hasil satu tahun baru diketahui pada tahun berikutnya. "
                "Karena itu garisnya dibaca pada akhir tahun terakhir yang sudah diketahui, bukan hari ini."
            )
        if self.target.code in COUNTED_IN_YEAR:
            return _(
                "Angka ini dihitung dari nol setiap 1 Januari, sedangkan garisnya tidak. "
                "Sebelum akhir tahun statusnya dapat tampak tertinggal; bandingkan dengan bulan yang sama tahun lalu."
            )
        return ""

    @property
    def tone(self) -> str:
        return words.TONES[self.status]

    @property
    def reference(self) -> ReferenceValue | None:
        return next(iter(self.target.references.all()), None)

    @property
    def note(self) -> str:
        """What has to be known to read the figure."""
        if self.streak and self.streak.gap:
            return _("Belum ada data untuk %(year)s; hitungan berhenti di situ.") % {"year": self.streak.gap}
        return self.target.note

    def _progress(self, goal: Decimal | None, reached: Decimal | None) -> Progress:
        return target_progress(self.target.baseline, goal, reached, self.target.direction)


def targets_of(unit: Unit, on: date) -> list[dict[str, Any]]:
    """The agency's targets as plain values for reports, in their order; `unit` is the agency's top unit.

    Progress in percent as it is, below 0 and above 100 too; `shown` says it as it is to be read. A missing figure is
    null and its status "Belum ada data".
    """
    return [as_bullet(standing) for standing in standings_of(Target.objects.filter(unit=unit), on)]


def standings_of(targets: QuerySet[Target], on: date) -> list[Standing]:
    """In four queries, however many targets and figures there are."""
    rows = list(targets.prefetch_related("years", "references"))
    figures = figures_of(rows, on)
    warnings = warnings_of({row.code: compared(row, figures.get(row.pk, [])) for row in rows})
    return [stand(row, on, figures.get(row.pk, []), warnings.get(row.code, [])) for row in rows]


def figures_of(targets: Iterable[Target], on: date) -> dict[int, list[Measurement]]:
    """By target the figures that count, newest period first."""
    wanted = Q(nth_period__lte=PERIODS_READ) | Q(target__value_kind=Target.ValueKind.STREAK)
    wanted |= Q(target__code__in=COUNTED_IN_YEAR, nth_period__lte=MONTHS_READ)
    rows = Measurement.objects.filter(target__in=targets).known_on(on).newest().filter(wanted)
    by_target = groupby(rows.order_by("target_id", "-ends_on"), key=lambda row: row.target_id)
    return {key: list(group) for key, group in by_target}


def stand(target: Target, on: date, figures: list[Measurement], warnings: list[str | Promise]) -> Standing:
    newest = figures[0] if figures else None
    streak = None
    reached = newest.value if newest else None
    if target.is_streak and newest:
        categories = {figure.ends_on.year: figure.category for figure in figures}
        streak = streak_of(categories, target.streak_value, since=first_year_of(target))
        reached = Decimal(streak.count)
    years = {year.year: year.value for year in target.years.all()}
    return Standing(target, on, newest, reached, years, streak, warnings)


def first_year_of(target: Target) -> int | None:
    """Of a streak: the first of the years that its baseline counts."""
    if target.baseline is None or target.baseline_year is None:
        return None
    return target.baseline_year - int(target.baseline) + 1


def compared(target: Target, figures: list[Measurement]) -> list[Figure]:
    read = MONTHS_READ if target.code in COUNTED_IN_YEAR else PERIODS_READ
    return [Figure(figure.period, figure.value) for figure in figures[:read] if figure.value is not None]


def as_bullet(standing: Standing) -> dict[str, Any]:
    target, newest, reference = standing.target, standing.newest, standing.reference
    return {
        "code": target.code,
        "name": target.name,
        "measure": target.measure_unit,
        "direction": target.direction,
        "baseline": _number(target.baseline),
        "baseline_year": target.baseline_year,
        "actual": _number(standing.reached),
        "actual_on": newest.measured_on.isoformat() if newest else None,
        "actual_period": newest.period if newest else None,
        "target": _number(standing.target_value),
        "target_year": standing.target_year,
        "final": _number(standing.final_value),
        "final_year": standing.final_year,
        "progress_year": _number(standing.year_progress.raw),
        "progress_final": _number(standing.final_progress.raw),
        "should": _number(standing.should),
        "status": standing.status,
        "tone": standing.tone,
        "shown": words.write_progress(standing.final_progress),
        "shown_year": words.write_progress(standing.year_progress),
        "note": standing.note,
        "reference": _reference(reference) if reference else None,
        "warnings": [str(sentence) for sentence in standing.warnings],
    }


def _reference(row: ReferenceValue) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "value": row.value,
        "by": row.claimed_by or row.source,
        "on": row.claimed_on.isoformat() if row.claimed_on else None,
        "method": row.method,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
