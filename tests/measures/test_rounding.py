"""The one rounding rule. The expected values are those of school arithmetic, worked out by hand."""

from decimal import Decimal, InvalidOperation

import pytest

from measures.rounding import half_up


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (Decimal("2.5"), 0, "3"),
        (Decimal("3.5"), 0, "4"),
        (Decimal("2.4999"), 0, "2"),
        (2.675, 2, "2.68"),  # its binary value is 2.67499…
        (1.005, 2, "1.01"),
        (86.65, 1, "86.7"),
        ("0.125", 2, "0.13"),
        (Decimal("-2.5"), 0, "-3"),
        (-0.4, 0, "0"),
        (6, 2, "6.00"),
        (1250, -2, "1300"),
    ],
)
def test_a_tie_goes_away_from_zero(value, places, expected):
    assert half_up(value, places) == Decimal(expected)


def test_the_result_shows_the_places_that_were_asked_for():
    assert str(half_up(6, 2)) == "6.00"


def test_zero_has_no_minus_sign():
    assert str(half_up(Decimal("-0.004"), 2)) == "0.00"


def test_what_is_not_a_number_is_refused():
    with pytest.raises(InvalidOperation):
        half_up("banyak", 1)
