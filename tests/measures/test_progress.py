"""The examples of the starter set of targets, counted there by hand, and the edges of its rules."""

from datetime import date
from decimal import Decimal

import pytest

from measures import progress
from measures.progress import Progress, expected_on, status_of, streak_of, target_progress
from targets.loading import read_content

CONTENT = read_content()
TARGETS = {row["code"]: row for row in CONTENT["targets"]}


@pytest.mark.parametrize("example", CONTENT["progress"]["contoh"], ids=lambda e: f"{e['code']}-{e['realisasi']}")
def test_progress_is_as_in_the_published_examples(example):
    done = target_progress(
        *(Decimal(str(example[name])) for name in ("baseline", "target", "realisasi")),
        TARGETS[example["code"]]["arah"],
    )
    wanted = example["capaian"]
    assert done.raw == (None if wanted is None else Decimal(str(wanted)))
    marks = {-25.0: progress.MEMBURUK, 125.0: progress.MELAMPAUI, None: progress.DIPERTAHANKAN}
    assert done.mark == marks.get(wanted, "")


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "mark"),
    [
        (None, "50", "20", progress.TANPA_DASAR),  # a claim gives no baseline
        ("10", "50", None, progress.BELUM),
        ("10", None, "20", progress.BELUM),
    ],
)
def test_what_is_missing_is_missing_and_not_zero(baseline, target, actual, mark):
    figures = [None if figure is None else Decimal(figure) for figure in (baseline, target, actual)]
    assert target_progress(*figures) == Progress(None, mark)


@pytest.mark.parametrize(
    ("direction", "actual", "mark"),
    [
        ("naik", "3", progress.DIPERTAHANKAN),
        ("naik", "2", progress.LEPAS),
        ("turun", "2", progress.DIPERTAHANKAN),
        ("turun", "4", progress.LEPAS),
    ],
)
def test_a_target_equal_to_the_baseline_is_held_or_lost(direction, actual, mark):
    assert target_progress(Decimal(3), Decimal(3), Decimal(actual), direction) == Progress(None, mark)


def test_a_target_to_hold_has_no_percentage_however_far_it_is():
    assert target_progress(Decimal(2), Decimal(3), Decimal(4), "pertahankan").mark == progress.DIPERTAHANKAN
    assert target_progress(Decimal(2), Decimal(3), Decimal("2.9"), "pertahankan").mark == progress.LEPAS


def test_the_bar_stays_between_0_and_100():
    assert [Progress(Decimal(raw)).bounded for raw in (-25, 75, 125)] == [0, 75, 100]


LINE = {2025: Decimal(48), 2026: Decimal(44), 2028: Decimal(32)}


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2024, 6, 1), 48),  # before the first year: the first
        (date(2025, 12, 31), 48),
        (date(2026, 12, 31), 44),
        # 2026-12-31 to 2028-12-31 are 731 days; after 365 of them 44 - 12 × 365/731
        (date(2027, 12, 31), Decimal(44) - Decimal(12) * 365 / 731),
        (date(2031, 1, 1), 32),  # after the last year: the last
    ],
)
def test_expected_lies_on_the_line_between_yearly_values(day, value):
    assert expected_on(LINE, day) == value


@pytest.mark.parametrize(
    ("raw", "should", "word"),
    [
        (90, 100, "Sesuai jalur"),
        ("89.99", 100, "Perlu perhatian"),
        (30, 50, "Perlu perhatian"),  # exactly 60 %
        ("29.9", 50, "Tertinggal"),
        (-5, 50, "Tertinggal"),
        (0, 0, "Sesuai jalur"),  # nothing is asked for yet and nothing was lost
        (-1, 0, "Tertinggal"),
    ],
)
def test_status_compares_with_what_should_be_today(raw, should, word):
    assert status_of(Progress(Decimal(raw)), Decimal(should), met=False) == word


def test_status_of_a_reached_target_and_of_one_without_data():
    assert status_of(Progress(Decimal(100)), Decimal(40), met=True) == "Tercapai"
    assert status_of(Progress(None, progress.BELUM), Decimal(40), met=False) == "Belum ada data"
    assert status_of(Progress(None, progress.LEPAS), None, met=False) == "Tertinggal"


@pytest.mark.parametrize("example", TARGETS["TP-15"]["contoh_hitung"], ids=lambda e: "-".join(e["urutan"]))
def test_streaks_are_as_in_the_published_examples(example):
    years = dict(enumerate(example["urutan"], start=2022))
    assert streak_of(years, "WTP").count == example["beruntun"]


def test_a_year_without_data_ends_the_streak_and_is_named():
    streak = streak_of({2021: "WTP", 2023: "WTP", 2024: "WTP"}, "WTP")
    assert (streak.count, streak.gap) == (2, 2022)
    assert streak_of({}, "WTP").count == 0


def test_the_year_before_the_first_one_is_named_where_it_was_to_be_known():
    assert streak_of({2025: "WTP"}, "WTP", since=2022).gap == 2024
    assert streak_of({2022: "WTP", 2023: "WTP"}, "WTP", since=2022).gap is None
    assert streak_of({2025: "WDP"}, "WTP", since=2022).gap is None
