"""Which courses a dimension asks for: `recommendation_rules` of the instrument."""

from __future__ import annotations

import pytest

from measures.gaps import courses_for

COURSES = ("K1", "K9", "K5")


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (1.0, ("semua", COURSES)),
        (2.5999, ("semua", COURSES)),
        (2.60, ("pertama", ("K1",))),
        (3.4999, ("pertama", ("K1",))),
        (3.50, (None, ())),
        (5.0, (None, ())),
    ],
)
def test_the_weaker_a_dimension_the_more_courses(score, expected):
    assert courses_for(score, COURSES) == expected


# on 1..6: 3.0 stands at 1 + 4 x 2/5 = 2.60, 4.125 at 1 + 4 x 3.125/5 = 3.50
@pytest.mark.parametrize(("score", "severity"), [(2.99, "semua"), (3.0, "pertama"), (4.12, "pertama"), (4.125, None)])
def test_another_scale_is_judged_as_on_one_to_five(score, severity):
    assert courses_for(score, COURSES, 1, 6)[0] == severity


def test_a_dimension_without_courses_has_a_need_and_nothing_to_offer():
    assert courses_for(2.0, ()) == ("semua", ())
