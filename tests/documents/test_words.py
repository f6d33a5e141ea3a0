"""The written forms agreed for the product: docs/glossary.md for the terms, the examples by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from documents import words


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (0, "0", "0"),
        (2037, "2.037", "2,037"),
        (Decimal("1234.56"), "1.234,56", "1,234.56"),
        (Decimal("86.70"), "86,7", "86.7"),
        (Decimal("100"), "100", "100"),
        (1_000_000, "1.000.000", "1,000,000"),
        (-3.5, "-3,5", "-3.5"),
    ],
)
def test_numbers_follow_the_readers_language(value, indonesian, english):
    assert words.write_number(value) == indonesian
    assert words.write_number(value, "en") == english


def test_percent_stands_apart_in_indonesian_only():
    assert words.write_percent(Decimal("87.5")) == "87,5 %"
    assert words.write_percent(Decimal("87.5"), "en") == "87.5%"


def test_learning_hours_keep_their_unit():
    assert words.write_jp(6) == "6 JP"
    assert words.write_jp(Decimal("0.50")) == "0,5 JP"
    assert words.write_jp(Decimal("0.5"), "en") == "0.5 JP"


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (0, "0 menit", "0 minutes"),
        (1, "1 menit", "1 minute"),
        (45, "45 menit", "45 minutes"),
        (60, "1 jam", "1 hour"),
        (270, "4 jam 30 menit", "4 hours 30 minutes"),
    ],
)
def test_minutes_become_hours(minutes, indonesian, english):
    assert words.write_duration(minutes) == indonesian
    assert words.write_duration(minutes, "en") == english


def test_days_are_written_out():
    saturday = date(2026, 11, 21)
    assert words.write_day(saturday) == "21 November 2026"
    assert words.write_weekday(saturday) == "Sabtu, 21 November 2026"
    assert words.write_weekday(saturday, "en") == "Saturday, 21 November 2026"
    assert words.write_day(date(2026, 8, 17)) == "17 Agustus 2026"
    assert words.write_day(date(2026, 8, 17), "en") == "17 August 2026"
    assert words.write_short_day(date(2026, 10, 3)) == "3 Okt 2026"
    assert words.write_short_day(date(2026, 10, 3), "en") == "3 Oct 2026"


def test_a_range_says_once_what_both_days_share():
    assert words.write_day_range(date(2026, 11, 2), date(2026, 11, 2)) == "2 November 2026"
    assert words.write_day_range(date(2026, 11, 2), date(2026, 11, 20)) == "2–20 November 2026"
    assert words.write_day_range(date(2026, 9, 28), date(2026, 10, 2)) == "28 September–2 Oktober 2026"
    assert words.write_day_range(date(2026, 12, 28), date(2027, 1, 2)) == "28 Desember 2026–2 Januari 2027"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("Asia/Jakarta", "31 Desember 2026, 23.30 WIB"),
        ("Asia/Makassar", "1 Januari 2027, 00.30 WITA"),
        ("Asia/Jayapura", "1 Januari 2027, 01.30 WIT"),
        ("UTC", "31 Desember 2026, 16.30 UTC+0000"),
    ],
)
def test_one_instant_has_its_own_day_in_each_zone(zone, written):
    at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert words.write_moment(at) == written


def test_english_pages_keep_the_point_in_the_hour():
    at = datetime(2026, 11, 21, 14, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert words.write_time(at) == "14.30 WIB"
    assert words.write_moment(at, "en") == "21 November 2026, 14.30 WIB"


def test_letter_numbers_carry_roman_months():
    assert [words.roman_month(month) for month in (1, 4, 9, 11, 12)] == ["I", "IV", "IX", "XI", "XII"]


def test_nip_is_written_in_its_four_parts():
    assert words.write_nip("198609262015051901") == "19860926 201505 1 901"
    assert words.write_nip("130123456") == "130123456"


def test_a_masked_nip_shows_three_digits_and_no_birth_day():
    assert words.mask_nip("198609262015051902") == "***************902"
