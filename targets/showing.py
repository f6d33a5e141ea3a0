"""Targets as pages show them: bullets, what to do first, figures by year. Nothing is computed here but positions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from measures import progress
from measures.progress import Progress
from measures.rounding import half_up
from targets import words
from targets.charts import YearsChart
from targets.desk import Desk
from targets.models import Measurement, Target
from targets.standing import Standing

BARE = re.compile(r"[\d.,]+")
WORST_FIRST = (
    progress.TERTINGGAL, progress.PERHATIAN, progress.BELUM_ADA, progress.SESUAI, progress.TERCAPAI,
)  # fmt: skip


@dataclass(frozen=True)
class Bullet:
    """From the baseline at the left edge to a target at the right one, in percent of the width."""

    heading: str
    done: Progress
    should: Decimal | None
    of: str  # what the right edge is, in a sentence
    should_year: int | None = None  # the line is read at the end of this year; None: today

    @property
    def width(self) -> str:
        return "" if self.done.bounded is None else _position(self.done.bounded)

    @property
    def tick(self) -> str:
        return "" if self.should is None else _position(min(max(self.should, Decimal(0)), Decimal(100)))

    @property
    def shown(self) -> str:
        return words.write_progress(self.done)

    @property
    def should_shown(self) -> str:
        return "" if self.should is None else words.write_percent(max(self.should, Decimal(0)))

    @property
    def title(self) -> str:
        """The finding, for who does not see the picture."""
        if self.done.raw is None:
            return f"{self.of}: {self.shown}."
        said = _("%(of)s: %(shown)s dari jarak kondisi awal ke target") % {"of": self.of, "shown": self.shown}
        return f"{said}; {self.should_said}." if self.should_shown else f"{said}."

    @property
    def should_said(self) -> str:
        if self.should_year is None:
            return _("seharusnya %(share)s hari ini") % {"share": self.should_shown}
        return _("seharusnya %(share)s pada akhir %(year)s") % {"share": self.should_shown, "year": self.should_year}


def _position(percent: Decimal) -> str:
    """As SVG wants it, whatever the reader's language."""
    return f"{half_up(percent, 1)}%"


@dataclass(frozen=True)
class Row:
    standing: Standing

    @property
    def target(self) -> Target:
        return self.standing.target

    @cached_property
    def final(self) -> Bullet:
        said = {"name": self.target.name, "year": self.standing.final_year}
        return Bullet(
            heading=self._way(_("Akhir RPJMD %(year)s") % said, self.standing.final_value),
            done=self.standing.final_progress,
            should=self.standing.should,
            of=_("%(name)s, target %(year)s") % said,
            should_year=self._should_year,
        )

    @cached_property
    def of_year(self) -> Bullet:
        said = {"name": self.target.name, "year": self.standing.target_year}
        return Bullet(
            heading=self._way(_("Target %(year)s") % said, self.standing.target_value),
            done=self.standing.year_progress,
            should=self.standing.should_year,
            of=_("%(name)s, target %(year)s") % said,
            should_year=self._should_year,
        )

    @property
    def _should_year(self) -> int | None:
        return self.standing.line_on.year if self.standing.line_on != self.standing.on else None

    @property
    def bullets(self) -> list[Bullet]:
        """This year apart from the end, but once where both are the same."""
        return [self.final] if self.standing.target_year == self.standing.final_year else [self.of_year, self.final]

    def _way(self, name: str, goal: Decimal | None) -> str:
        """Target 2026: 48 → 44 jam."""
        if goal is None:
            return name
        start = self.target.baseline
        if start is None or self.target.direction == Target.Direction.PERTAHANKAN:
            return f"{name}: {self.write(goal)}"
        return f"{name}: {words.write_number(start, self.target.measure_unit)} → {self.write(goal)}"

    @property
    def reached(self) -> str:
        return self.write(self.standing.reached)

    @property
    def goal(self) -> str:
        return self.write(self.standing.final_value) if self.standing.final_value is not None else ""

    @property
    def baseline(self) -> str:
        return self.write(self.target.baseline) if self.target.baseline is not None else ""

    @property
    def reference(self) -> str:
        """What somebody else says; a bare number gets its unit."""
        said = self.standing.reference.value if self.standing.reference else ""
        return f"{said} {self.target.measure_unit}" if BARE.fullmatch(said) else said

    @property
    def number(self) -> str:
        """The figure alone, for the big print; its unit stands beside it."""
        if self.standing.reached is None:
            return ""
        return words.write_number(self.standing.reached, self.target.measure_unit)

    @property
    def headline(self) -> str:
        """What this year's target has come to."""
        goal, reached = self.standing.target_value, self.standing.of_this_year
        if goal is None:
            return _("Belum ada nilai tahunan untuk target ini.")
        said = {"year": self.standing.target_year, "goal": self.write(goal)}
        if reached is None:
            return _("Belum ada data tahun ini untuk target %(year)s (%(goal)s).") % said
        if progress.is_met(goal, reached, self.target.direction):
            return _("Target %(year)s (%(goal)s) sudah terpenuhi.") % said
        return _("Target %(year)s (%(goal)s) belum terpenuhi.") % said

    def write(self, value: Decimal | None) -> str:
        return words.write_value(value, self.target.measure_unit)


@dataclass(frozen=True)
class Board:
    """All targets of one agency; `chosen` is a status to which the list is narrowed."""

    desk: Desk
    standings: Sequence[Standing]
    chosen: str

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(each) for each in self.standings if self.chosen in ("", each.status)]

    @property
    def chosen_slug(self) -> str:
        return slug_of(self.chosen)

    @property
    def counts(self) -> list[tuple[str, str | Promise, str, int]]:
        """(address, word, tone, how many) of each status that occurs, the worst first."""
        found = Counter(each.status for each in self.standings)
        return [(slug_of(s), words.STATUS[s], words.TONES[s], found[s]) for s in WORST_FIRST if found[s]]

    @property
    def to_type(self) -> list[Target]:
        """What this reader is to type in and has not yet."""
        return [each.target for each in self.standings if each.is_due and self.desk.may_type(each.target)]

    @property
    def worst(self) -> Row | None:
        """The one furthest behind what it should be."""
        behind = [each for each in self.standings if each.status == progress.TERTINGGAL]
        return Row(max(behind, key=lambda each: each.behind)) if behind else None


def slug_of(status: str) -> str:
    return status.lower().replace(" ", "-")


def status_of_slug(slug: str) -> str:
    return next((status for status in words.STATUS if slug_of(status) == slug), "")


@dataclass(frozen=True)
class YearFigure:
    year: int
    goal: str
    reached: str
    is_now: bool


def years_of(standing: Standing, newest_by_year: dict[int, Measurement]) -> list[YearFigure]:
    """The RPJMD year by year with what was reached; a year without a figure is told as such."""
    write = Row(standing).write
    years = sorted(standing.years.keys() | newest_by_year.keys())
    return [
        YearFigure(
            year,
            write(standing.years[year]) if year in standing.years else "",
            said_of(standing.target, newest_by_year[year]) if year in newest_by_year else "",
            year == standing.target_year,
        )
        for year in years
    ]


def chart_of(standing: Standing, newest_by_year: dict[int, Measurement]) -> YearsChart | None:
    """None where there is neither a yearly value nor a figure."""
    target, years = standing.target, standing.years
    figures = {
        min(row.ends_on, standing.on): reached_in(target, newest_by_year, row) for row in newest_by_year.values()
    }
    if not years and not figures:
        return None
    start = None
    if target.baseline is not None and target.baseline_year is not None:
        start = (target.baseline_year, target.baseline)
    return YearsChart(
        title=title_of(standing),
        goals=years,
        figures=figures,
        baseline=start,
        write=lambda value: words.write_tick(value, target.measure_unit),
        joined=2 if target.frequency == Target.Frequency.DUA_TAHUNAN else 1,
    )


def reached_in(target: Target, newest_by_year: dict[int, Measurement], row: Measurement) -> Decimal:
    """The value; of a streak how many years it had lasted by that year."""
    if row.value is not None:
        return row.value
    until = {year: figure.category for year, figure in newest_by_year.items() if year <= row.ends_on.year}
    return Decimal(progress.streak_of(until, target.streak_value).count)


def title_of(standing: Standing) -> str:
    """What the picture of the years shows, for who does not see it; the table under it has every number."""
    row = Row(standing)
    said = {"name": row.target.name, "reached": row.reached, "goal": row.goal, "year": standing.final_year}
    if standing.final_value is None:
        return _("%(name)s: realisasi terakhir %(reached)s, tanpa nilai tahunan.") % said
    if standing.reached is None:
        return _("%(name)s: target %(goal)s pada akhir %(year)s, belum ada realisasi.") % said
    return _("%(name)s: realisasi terakhir %(reached)s, target %(goal)s pada akhir %(year)s.") % said


def said_of(target: Target, figure: Measurement) -> str:
    """The value, or what the category means: "WTP, Wajar Tanpa Pengecualian"."""
    if figure.category:
        return f"{figure.category}, {target.categories.get(figure.category, '')}".rstrip(", ")
    return words.write_value(figure.value, target.measure_unit)


def parts_of(target: Target, figure: Measurement) -> str:
    """What a ratio was made of: "3 dari 20" for a share, "4.310 ÷ 118" for an average."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    said = {"part": words.write_count(figure.numerator), "whole": words.write_count(figure.denominator)}
    return (_("%(part)s ÷ %(whole)s") if target.ratio_scale == 1 else _("%(part)s dari %(whole)s")) % said


@dataclass(frozen=True)
class Entry:
    """A figure as the history shows it; `is_replaced` by a later one of the same period."""

    target: Target
    figure: Measurement
    is_replaced: bool

    @property
    def period(self) -> str:
        return words.write_period(self.figure.period)

    @property
    def said(self) -> str:
        return said_of(self.target, self.figure)

    @property
    def parts(self) -> str:
        return parts_of(self.target, self.figure)

    @property
    def details(self) -> list[tuple[str, str]]:
        """What belongs beside the figure: what a saving was made of, applications that do the same."""
        return [
            (name.replace("_", " "), words.write_count(Decimal(value))) for name, value in self.figure.detail.items()
        ]


def entries_of(target: Target, ranked: Iterable[Measurement]) -> list[Entry]:
    """`ranked` by `MeasurementQuerySet.with_rank`."""
    return [Entry(target, figure, getattr(figure, "entered_nth", 1) > 1) for figure in ranked]


def newest_by_year(figures: Iterable[Measurement]) -> dict[int, Measurement]:
    """Of each year its last period; `figures` come newest first."""
    found: dict[int, Measurement] = {}
    for figure in figures:
        found.setdefault(figure.ends_on.year, figure)
    return found
