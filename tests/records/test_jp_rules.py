"""The rules as the domain brief words them; every number is counted by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from records.ledger.rules import Standing, deciding_day, local_day, split_by_daily_cap

# 31 December 2026, 23.30 WIB and, at the same instant, 1 January 2027, 01.30 WIT.
NEW_YEARS_EVE = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "day"), [("Asia/Jakarta", date(2026, 12, 31)), ("Asia/Jayapura", date(2027, 1, 1))])
def test_one_instant_is_the_old_year_in_a_wib_unit_and_the_new_one_in_a_wit_unit(zone, day):
    assert local_day(NEW_YEARS_EVE, zone) == day


@pytest.mark.parametrize(("year_from", "year"), [("completed_on", 2026), ("issued_on", 2027)])
def test_completed_in_december_and_issued_in_january_follows_the_rule_row(year_from, year):
    day = deciding_day(year_from=year_from, completed_on=date(2026, 12, 30), issued_on=date(2027, 1, 4))
    assert day.year == year


def test_nothing_is_entered_before_the_issue_that_decides_the_year():
    assert deciding_day(year_from="issued_on", completed_on=date(2026, 12, 30), issued_on=None) is None


@pytest.mark.parametrize(
    ("jp", "taken", "days", "counted", "in_review"),
    [
        ("3", "0", 1, "3", "0"),
        ("9", "0", 1, "8", "1"),
        ("3", "6", 1, "2", "1"),
        ("2", "8", 1, "0", "2"),
        ("12", "0", 2, "12", "0"),
        ("20", "0", 2, "16", "4"),
        ("2", "20", 1, "0", "2"),
    ],
)
def test_hours_above_eight_a_day_wait_and_none_is_dropped(jp, taken, days, counted, in_review):
    split = split_by_daily_cap(
        jp=Decimal(jp),
        taken=Decimal(taken),
        started_on=date(2026, 11, 1),
        held_on=date(2026, 11, days),
        daily_cap=Decimal(8),
    )
    assert (split.counted, split.in_review) == (Decimal(counted), Decimal(in_review))
    assert split.counted + split.in_review == Decimal(jp)


@pytest.mark.parametrize(
    ("jp", "percent", "left", "met"), [("5", "25", "15", False), ("20", "100", "0", True), ("23", "100", "0", True)]
)
def test_five_of_twenty_is_a_quarter_and_twenty_of_twenty_is_met(jp, percent, left, met):
    standing = Standing(jp=Decimal(jp), target=Decimal(20))
    assert (standing.percent, standing.left, standing.is_met) == (Decimal(percent), Decimal(left), met)
