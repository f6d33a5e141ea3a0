"""Where a target stands on a day: the way, the line, the word, and what its partner warns of. Counted by hand."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

import pytest

from targets.models import Measurement, Target
from targets.pairs import Figure, warnings_of
from targets.services import set_target
from targets.standing import standings_of, targets_of

pytestmark = pytest.mark.django_db
MIDYEAR = date(2026, 7, 2)  # 183 of 365 days after the end of 2025


def enter(target: Target, value: str, *, ends_on: date, known: date | None = None) -> None:
    Measurement.objects.create(
        target=target, period=f"{ends_on.year}", ends_on=ends_on, measured_on=known or ends_on,
        value=Decimal(value), source="uji", evidence="uji",
    )  # fmt: skip


def opinion(target: Target, year: int, category: str) -> None:
    Measurement.objects.create(
        target=target, period=f"{year}", ends_on=date(year, 12, 31), measured_on=date(year + 1, 5, 31),
        category=category, source="uji", evidence="uji",
    )  # fmt: skip


def standing(target: Target, on: date):
    return standings_of(Target.objects.filter(pk=target.pk), on)[0]


def test_a_falling_target_moves_towards_its_goal(agency, target):
    """TP-06: 48 hours, 44 asked for 2026, 24 for 2030; 42 are reached."""
    six = target("TP-06")
    enter(six, "42", ends_on=date(2026, 7, 31), known=MIDYEAR)
    now = standing(six, MIDYEAR)
    assert now.final_progress.raw == 25  # (42 − 48) / (24 − 48)
    assert now.year_progress.raw == 150  # (42 − 48) / (44 − 48)
    # the line: 48 − 4 × 183/365 = 45,994520…, so 2,00547…/24 = 8,3562 % of the whole way
    assert round(now.expected, 4) == Decimal("45.9945")
    assert round(now.should, 4) == Decimal("8.3562")
    assert (now.status, now.is_met) == ("Sesuai jalur", False)


@pytest.mark.parametrize(
    ("hours", "status"),
    [
        # 90 % of the line is 7,5205 % of the way: 46,19507…; 60 % is 5,0137 %: 46,79671…
        ("46.1950", "Sesuai jalur"),
        ("46.1952", "Perlu perhatian"),
        ("46.7966", "Perlu perhatian"),
        ("46.7968", "Tertinggal"),
        ("54", "Tertinggal"),
        ("24", "Tercapai"),
    ],
)
def test_the_word_compares_with_where_it_should_be_today(agency, target, hours, status):
    six = target("TP-06")
    enter(six, hours, ends_on=date(2026, 7, 31), known=MIDYEAR)
    assert standing(six, MIDYEAR).status == status


def test_a_figure_not_known_yet_and_one_of_last_year_do_not_count_for_this_year(agency, target):
    six = target("TP-06")
    enter(six, "47", ends_on=date(2025, 12, 31))
    enter(six, "30", ends_on=date(2026, 7, 31), known=date(2026, 8, 3))
    now = standing(six, MIDYEAR)
    assert (now.reached, now.of_this_year) == (47, None)
    assert now.year_progress.mark == "belum ada data"
    assert standing(six, date(2026, 8, 3)).of_this_year == 30


def test_a_year_without_a_value_is_crossed_in_one_line(agency, target):
    """TP-05: 1,5 in 2026 and 2,0 in 2028; in between the line, and the goal is the next one there is."""
    five = target("TP-05")
    enter(five, "1.8", ends_on=date(2027, 12, 31))
    now = standing(five, date(2027, 12, 31))
    assert (now.target_year, now.target_value, now.final_year) == (2028, 2, 2030)
    assert now.final_progress.raw == 30  # (1,8 − 1,5) / (2,5 − 1,5)
    assert round(now.should, 3) == Decimal("24.966")  # 0,5 × 365/731 of 1,0


def test_the_target_of_a_year_equal_to_the_baseline_is_held_or_lost(agency, target):
    five = target("TP-05")  # baseline and target of 2026 are both 1,5
    enter(five, "1.4", ends_on=date(2026, 12, 31))
    assert standing(five, date(2026, 12, 31)).year_progress.mark == "tidak dipertahankan"


def test_without_baseline_there_is_no_progress_whatever_somebody_claims(agency, target):
    twelve = target("TP-12")
    assert twelve.references.get().kind == "klaim"
    Target.objects.filter(pk=twelve.pk).update(baseline=None, baseline_year=None, baseline_status="")
    enter(twelve, "9", ends_on=date(2026, 6, 30))
    bullet = next(row for row in targets_of(agency, MIDYEAR) if row["code"] == "TP-12")
    assert (bullet["progress_final"], bullet["should"], bullet["shown"]) == (None, None, "belum ada kondisi awal")
    assert (bullet["status"], bullet["baseline"]) == ("Belum ada data", None)
    assert bullet["reference"] == {
        "kind": "klaim", "value": "600", "by": "Gubernur Jawa Barat", "on": "2020-12-08", "method": "tidak disebutkan",
    }  # fmt: skip


def test_the_agencys_own_values_replace_the_examples(agency, target):
    set_target(target=target("TP-08"), years={2026: Decimal(21), 2030: Decimal(13)}, baseline=(2025, Decimal(26)))
    enter(target("TP-08"), "22", ends_on=date(2026, 6, 30))
    bullet = next(row for row in targets_of(agency, MIDYEAR) if row["code"] == "TP-08")
    assert (bullet["baseline"], bullet["target"], bullet["final"], bullet["final_year"]) == (26, 21, 13, 2030)
    assert bullet["progress_year"] == 80  # (22 − 26) / (21 − 26)
    assert round(bullet["progress_final"], 3) == 30.769  # 4 / 13


def test_a_streak_counts_back_and_stops_where_a_year_is_missing(agency, target):
    fifteen = target("TP-15")
    for year, category in ((2021, "WTP"), (2023, "WTP"), (2024, "WTP"), (2025, "WTP")):
        opinion(fifteen, year, category)
    now = standing(fifteen, date(2026, 6, 30))
    assert (now.reached, now.streak.gap) == (3, 2022)
    assert now.note == "Belum ada data untuk 2022; hitungan berhenti di situ."
    assert now.status == "Tertinggal"  # 3 of 9 is where it began, and something is asked for by now
    opinion(fifteen, 2022, "WDP")
    assert standing(fifteen, date(2026, 6, 30)).note == ""


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 11, 22), date(2027, 5, 30)])
def test_a_flawless_record_is_not_behind_a_year_that_is_not_audited_yet(agency, target, day):
    """Four years in a row by 2025, as asked for 2025: 1 of 6 years of the way, and that is where the line stands."""
    fifteen = target("TP-15")
    for year in (2022, 2023, 2024, 2025):
        opinion(fifteen, year, "WTP")
    now = standing(fifteen, day)
    assert (now.line_on, round(now.should, 3)) == (date(2025, 12, 31), Decimal("16.667"))
    assert now.status == "Sesuai jalur"
    assert (now.target_year, now.target_value, now.of_this_year) == (2025, 4, 4)


def test_a_streak_of_which_only_the_last_year_is_typed_says_which_year_is_missing(agency, target):
    opinion(target("TP-15"), 2025, "WTP")  # the baseline says three years up to 2024
    now = standing(target("TP-15"), date(2026, 6, 1))
    assert (now.reached, now.note) == (1, "Belum ada data untuk 2024; hitungan berhenti di situ.")


def test_a_target_counted_anew_each_january_says_so(agency, target):
    assert "dihitung dari nol setiap 1 Januari" in standing(target("TP-01"), MIDYEAR).reading
    assert standing(target("TP-06"), MIDYEAR).reading == ""


def monthly(target: Target, *figures: tuple[str, str]) -> None:
    for month, value in figures:
        year, number = (int(part) for part in month.split("-"))
        ends_on = date(year, number, monthrange(year, number)[1])
        Measurement.objects.create(
            target=target, period=month, ends_on=ends_on, measured_on=ends_on, value=Decimal(value), source="uji"
        )


@pytest.mark.parametrize(("year_before", "warned"), [("15", True), ("25", False)])
def test_hours_are_compared_with_the_same_month_of_the_year_before(agency, target, year_before, warned):
    """More than in May, as in every year; more than in June a year ago only where that was 15."""
    months = [(f"2025-{number:02}", year_before) for number in range(6, 13)]
    monthly(target("TP-01"), *months, *((f"2026-{number:02}", f"{number * 3}") for number in range(1, 7)))
    for number, ends_on in enumerate((date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30))):
        enter(target("TP-02"), "2.4", ends_on=ends_on, known=date(2026, 6, 28 + (number > 1)))
    bullets = {row["code"]: row["warnings"] for row in targets_of(agency, MIDYEAR)}
    assert bool(bullets["TP-01"]) is bool(bullets["TP-02"]) is warned


def test_everything_in_four_statements(agency, target, django_assert_num_queries):
    for amount in (10, 1_000):
        Measurement.objects.bulk_create(
            Measurement(
                target=target("TP-12"), period="2026-S1", ends_on=date(2026, 6, 30), measured_on=date(2026, 6, 1),
                value=number, source="uji", evidence="uji",
            )
            for number in range(amount)
        )  # fmt: skip
        with django_assert_num_queries(4):
            targets_of(agency, MIDYEAR)


# Pairs


def figures(**periods: tuple[tuple[str, str], ...]) -> dict[str, list[Figure]]:
    """`TP_06=(("2026-10", "40"), ("2026-09", "42"))`, newest first."""
    return {
        code.replace("_", "-"): [Figure(period, Decimal(value)) for period, value in rows]
        for code, rows in periods.items()
    }


NOW, BEFORE, LONG_BEFORE, A_YEAR_BEFORE = "2026-T4", "2026-T3", "2026-T2", "2025-T4"


@pytest.mark.parametrize(
    ("given", "warned"),
    [
        (figures(TP_12=((NOW, "9"),)), {"TP-12", "TP-12b"}),
        (figures(TP_12=((NOW, "9"),), TP_12b=((BEFORE, "50"),)), {"TP-12", "TP-12b"}),
        (figures(TP_12=((NOW, "9"),), TP_12b=((NOW, "50"),)), set()),
        (figures(TP_08=((NOW, "20"), (BEFORE, "22")), TP_09=((NOW, "15"), (BEFORE, "15"))), {"TP-08", "TP-09"}),
        (figures(TP_08=((NOW, "20"), (BEFORE, "22")), TP_09=((NOW, "20"), (BEFORE, "15"))), set()),
        (figures(TP_08=((NOW, "20"), (BEFORE, "22"))), set()),  # nothing to compare with
        # fewer hours and a smaller share: one better, one worse
        (figures(TP_06=((NOW, "40"), (BEFORE, "42")), TP_07=((NOW, "30"), (BEFORE, "35"))), {"TP-06", "TP-07"}),
        (figures(TP_06=((NOW, "40"), (BEFORE, "42")), TP_07=((NOW, "40"), (BEFORE, "35"))), set()),
        (figures(TP_11=((NOW, "9"), (BEFORE, "5")), TP_14=((NOW, "80"), (BEFORE, "81.1"))), {"TP-11", "TP-14"}),
        (figures(TP_11=((NOW, "9"), (BEFORE, "5")), TP_14=((NOW, "80"), (BEFORE, "81"))), set()),  # exactly 1
        (
            figures(
                TP_01=((NOW, "50"), (BEFORE, "40"), (A_YEAR_BEFORE, "40")),
                TP_02=((NOW, "2.4"), (BEFORE, "2.4"), (LONG_BEFORE, "2.5")),
            ),
            {"TP-01", "TP-02"},
        ),
        (
            figures(
                TP_01=((NOW, "50"), (BEFORE, "40"), (A_YEAR_BEFORE, "50")),  # counted from nought each January
                TP_02=((NOW, "2.4"), (BEFORE, "2.4"), (LONG_BEFORE, "2.5")),
            ),
            set(),
        ),
        (
            figures(TP_01=((NOW, "50"), (A_YEAR_BEFORE, "40")), TP_02=((NOW, "2.4"), (BEFORE, "2.5"))),
            set(),  # one period
        ),
        (figures(TP_04=((BEFORE, "2.8"),), TP_05=((NOW, "1.6"),)), {"TP-04", "TP-05"}),
    ],
)
def test_a_pair_warns_where_one_may_hide_what_the_other_shows(given, warned):
    assert set(warnings_of(given)) == warned
