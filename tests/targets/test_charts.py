"""Positions in the picture of the years, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from targets.charts import BOTTOM, TOP, YearsChart, axis_over, year_of


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([48, 24], [0, 10, 20, 30, 40, 50]),
        ([35, 95], [0, 20, 40, 60, 80, 100]),
        ([2.4, 3.5], [2, 2.5, 3, 3.5]),
        ([0, 6e9], [0, 2e9, 4e9, 6e9]),
        ([-5, 5], [-6, -4, -2, 0, 2, 4, 6]),
        ([3], [3, 4]),
        ([0], [0, 0.2]),
    ],
)
def test_an_axis_has_round_ends_that_hold_all_values(values, ticks):
    assert axis_over(values).ticks == pytest.approx(ticks)


def chart(goals: dict[int, int], figures: dict[date, int], baseline: tuple[int, int] | None = None) -> YearsChart:
    return YearsChart(
        title="",
        goals={year: Decimal(value) for year, value in goals.items()},
        figures={day: Decimal(value) for day, value in figures.items()},
        baseline=baseline and (baseline[0], Decimal(baseline[1])),
        write=str,
    )


def test_a_years_value_stands_at_its_end_and_a_figure_where_its_period_ends():
    assert year_of(date(2026, 12, 31)) == 2026
    assert year_of(date(2026, 7, 2)) == pytest.approx(2025 + 183 / 365)
    drawn = chart({2026: 0, 2027: 100}, {date(2027, 12, 31): 100, date(2027, 7, 2): 50})
    half, whole = drawn.figure_points
    start, end = drawn.goal_points
    assert (whole.x, whole.y, start.y) == (end.x, TOP, BOTTOM)
    assert half.x == pytest.approx(start.x + (end.x - start.x) * 183 / 365, abs=0.01)
    assert half.y == (TOP + BOTTOM) / 2


def test_a_year_without_a_figure_is_not_bridged():
    days = {date(year, 12, 31): year for year in (2024, 2025, 2027)}
    assert len(chart({}, days).figure_paths) == 1


def test_the_way_begins_at_the_baseline():
    drawn = chart({2026: 10, 2028: 20}, {}, baseline=(2025, 0))
    assert drawn.goal_path.split()[0] == f"{drawn.baseline_point.x:g},{drawn.baseline_point.y:g}"
    assert drawn.years == [2025, 2026, 2027, 2028]
