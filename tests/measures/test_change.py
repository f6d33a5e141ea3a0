"""Change between two waves: a hand count, a second program, and when it deserves a word."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from measures.change import compare, verdict
from measures.intervals import mean_estimate

BEFORE = [3.0, 3.5, 4.0, 2.5, 3.0]
AFTER = [4.0, 4.5, 3.5, 4.0, 4.0]


# 4.0 - 3.2 = 0.8; se² = 0.325/5 + 0.125/5 = 0.065 + 0.025 = 0.09, se = 0.3
# df = 0.09²/(0.065²/4 + 0.025²/4) = 0.0081/0.0012125 = 6.6804; t = 2.3878 (between 2.4469 at 6 and 2.3646 at 7)
# 0.8 ± 0.7163: 0.0837 … 1.5163
def test_the_difference_of_two_waves():
    found = compare(mean_estimate(BEFORE), mean_estimate(AFTER), 0.20)
    assert found.value == pytest.approx(0.8)
    assert (found.low, found.high) == pytest.approx((0.0837, 1.5163), abs=5e-4)
    assert found.verdict == "naik"
    assert compare(mean_estimate(AFTER), mean_estimate(BEFORE), 0.20).verdict == "turun"


halves = st.lists(st.integers(2, 10).map(lambda n: n / 2), min_size=3, max_size=30)


@given(halves, halves)
def test_it_is_welchs_interval_of_another_program(before, after):
    assume(len(set(before)) > 1 and len(set(after)) > 1)
    found = compare(mean_estimate(before), mean_estimate(after), 0.20)
    low, high = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((low, high))


# `scoring.selisih_bermakna`: at least 0.20, and an interval without zero
@pytest.mark.parametrize(
    ("value", "low", "high", "word"),
    [
        (0.20, 0.05, 0.35, "naik"),
        (3.4 - 3.2, 0.05, 0.35, "naik"),  # 0.19999999999999973
        (0.19, 0.05, 0.33, "kecil"),
        (-0.19, -0.33, -0.05, "kecil"),
        (0.19, -0.05, 0.43, "tetap"),
        (0.50, -0.01, 1.01, "tetap"),
        (0.50, 0.0, 1.0, "tetap"),
        (-0.20, -0.35, -0.05, "turun"),
        (-0.50, -1.01, 0.01, "tetap"),
        (0.50, float("nan"), float("nan"), "tetap"),
    ],
)
def test_a_word_is_given_only_to_what_is_large_and_sure(value, low, high, word):
    assert verdict(value, low, high, 0.20) == word


def test_two_groups_of_equals_differ_by_exactly_their_difference():
    found = compare(mean_estimate([3.0] * 5), mean_estimate([4.0] * 6), 0.20)
    assert (found.value, found.low, found.high, found.verdict) == (1.0, 1.0, 1.0, "naik")


def test_one_group_of_equals_leaves_the_other_ones_error():
    # se = √0.065 = 0.25495, df = 4, t = 2.7764: 0.8 ± 0.7079
    found = compare(mean_estimate(BEFORE), mean_estimate([4.0] * 6), 0.20)
    assert (found.low, found.high) == pytest.approx((0.0921, 1.5079), abs=5e-5)


def test_what_has_no_error_has_no_interval_and_no_word():
    found = compare(mean_estimate([3.0]), mean_estimate(AFTER), 0.20)
    assert isnan(found.low)
    assert found.verdict == "tetap"
