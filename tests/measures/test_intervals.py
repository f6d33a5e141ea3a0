"""Intervals: the instrument's example, hand counts, and scipy's own as a second program."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from measures.intervals import estimate, mean_estimate, stratified_estimate, t_quantile
from tests.measures import examples

FIRST = [3.0, 3.5, 4.0, 2.5, 3.0]
SECOND = [4.0, 4.5, 3.5, 4.0, 4.0]


# `scoring.contoh_selang`: mean 16/5 = 3.2; squares 0.04 + 0.09 + 0.64 + 0.49 + 0.04 = 1.30, /4 = 0.325, s = 0.5701;
# t(0.975; 4) = 2.7764; half width 2.7764 x 0.5701/√5 = 0.7079: 2.4921 … 3.9079
def test_the_interval_of_five_persons():
    (case,) = examples.scoring()["contoh_selang"]
    found = mean_estimate(case["skor_orang"], 1, 5)
    assert case["skor_orang"] == FIRST
    assert found.n == case["n"] == 5
    assert found.mean == pytest.approx(case["rata"])
    assert found.sd == pytest.approx(case["s"], abs=5e-5)
    assert t_quantile(found.df) == pytest.approx(case["t"], abs=5e-5)
    assert (found.low, found.high) == pytest.approx((case["bawah"], case["atas"]), abs=5e-3)
    assert (found.low, found.high) == pytest.approx((2.4921, 3.9079), abs=5e-5)


@given(st.lists(st.integers(4, 20).map(lambda quarters: quarters / 4), min_size=3, max_size=40))
def test_it_is_the_interval_of_another_program(scores):
    found = mean_estimate(scores)
    if len(set(scores)) == 1:
        assert (found.low, found.high) == (found.mean, found.mean)
        return
    low, high = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_no_true_mean_lies_beyond_the_ends_of_the_scale():
    # mean 4.75, s = 0.5, half width t(3) 3.1824 x 0.25 = 0.7956: 3.9544 … 5.5456, cut at 5
    found = mean_estimate([5, 5, 5, 4], 1, 5)
    assert (found.low, found.high) == pytest.approx((3.9544, 5.0), abs=5e-5)


def test_one_person_has_a_mean_and_no_interval():
    found = mean_estimate([4.0], 1, 5)
    assert (found.n, found.mean) == (1, 4.0)
    assert all(isnan(value) for value in (found.sd, found.se, found.low, found.high))


def test_equals_have_no_spread_at_all():
    found = mean_estimate([3.1, 3.1, 3.1], 1, 5)
    assert (found.sd, found.se) == (0, 0)
    assert found.low == found.high == found.mean == pytest.approx(3.1)


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_nobody_has_no_mean(values):
    with pytest.raises(ValueError):
        mean_estimate(values)


def test_who_gave_no_score_is_not_counted():
    assert mean_estimate([*FIRST, np.nan]) == mean_estimate(FIRST)


def test_it_can_be_had_from_what_is_left_of_the_values():
    whole = mean_estimate(FIRST, 1, 5)
    assert estimate(whole.n, whole.mean, whole.sd, 1, 5) == whole


# `rules_arti.unit_weighting` and `.interval`: 15 people stand behind FIRST and 5 behind SECOND: W = 0.75 and 0.25.
#   SECOND: mean 4.0, squares 0.25 + 0.25 = 0.5, /4 = 0.125
#   mean 0.75 x 3.2 + 0.25 x 4.0 = 3.4
#   se² = 0.5625 x 0.325/5 + 0.0625 x 0.125/5 = 0.0365625 + 0.0015625 = 0.038125; se = 0.195256
#   df = 4 + 4 = 8, t = 2.3060; 3.4 ± 0.4503: 2.9497 … 3.8503
def test_the_agency_counts_each_unit_by_its_people():
    found = stratified_estimate([(15, mean_estimate(FIRST)), (5, mean_estimate(SECOND))], 1, 5)
    assert (found.n, found.df) == (10, 8)
    assert found.mean == pytest.approx(3.4)
    assert found.se == pytest.approx(0.195256, abs=5e-7)
    assert (found.low, found.high) == pytest.approx((2.9497, 3.8503), abs=5e-5)


def test_one_stratum_is_the_unit_itself():
    alone = mean_estimate(FIRST, 1, 5)
    found = stratified_estimate([(7, alone)], 1, 5)
    assert (found.mean, found.se, found.df) == pytest.approx((alone.mean, alone.se, alone.df))


def test_a_stratum_of_one_person_borrows_the_spread_of_the_others():
    # W = 5/6 and 1/6; pooled s² = 0.325; se² = (25/36) x 0.065 + (1/36) x 0.325 = 0.045139 + 0.009028 = 0.054167
    found = stratified_estimate([(5, mean_estimate(FIRST)), (1, mean_estimate([5.0]))])
    assert found.mean == pytest.approx(3.5)
    assert found.se**2 == pytest.approx(0.054167, abs=5e-7)
    assert found.df == 4


@pytest.mark.parametrize("strata", [[], [(0, mean_estimate(FIRST))], [(float("nan"), mean_estimate(FIRST))]])
def test_strata_need_people(strata):
    with pytest.raises(ValueError):
        stratified_estimate(strata)
