"""Alpha and agreement: the instrument's examples with the arithmetic, and what has no answer."""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
import pytest

from measures.reliability import agreement, answers_for_alpha, cronbach_alpha
from measures.trees import Tree, tree_agreement
from tests.measures import examples

ALPHA = examples.scoring()["alpha"]
AGREEMENT = examples.scoring()["rwg"]


# First matrix: item variances 1.3, 0.7, 1.7, 1.3 (sum 5.0); sums 17, 9, 13, 19, 11: mean 13.8,
#   squares 10.24 + 23.04 + 0.64 + 27.04 + 7.84 = 68.8, /4 = 17.2; 4/3 x (1 - 5.0/17.2) = 0.9457
# Second: 1.3, 0.7, 1.3, 2.5 (sum 5.8); sums 14, 11, 14, 15, 10: mean 12.8,
#   squares 1.44 + 3.24 + 1.44 + 4.84 + 7.84 = 18.8, /4 = 4.7; 4/3 x (1 - 5.8/4.7) = -0.3121
@pytest.mark.parametrize("case", ALPHA["contoh"], ids=lambda case: str(case["alpha"]))
def test_alpha_of_a_small_matrix(case):
    found = cronbach_alpha(pd.DataFrame(case["matriks"], dtype="float64"))
    assert found == pytest.approx(case["alpha"], abs=5e-5)
    assert (found < ALPHA["ambang_peringatan"]) is case["peringatan"]


def test_both_examples_of_alpha_are_there():
    assert [case["alpha"] for case in ALPHA["contoh"]] == [0.9457, -0.3121]


GAPS = pd.DataFrame({"A": [1.0, 2, 3, 4, np.nan], "B": [2.0, 2, 3, 5, 4]})


def test_the_rule_for_missing_answers_decides_who_is_read():
    assert len(answers_for_alpha(GAPS, "complete")) == 4
    assert len(answers_for_alpha(GAPS, "pairwise")) == 5
    assert answers_for_alpha(GAPS, "median")["A"].tolist() == [1, 2, 3, 4, 2.5]
    with pytest.raises(ValueError):
        answers_for_alpha(GAPS, "guess")


# complete: A 1 2 3 4 (variance 5/3), B 2 2 3 5 (mean 3, squares 1 + 1 + 0 + 4 = 6, /3 = 2), sums 3 4 6 9 (mean 5.5,
#   squares 6.25 + 2.25 + 0.25 + 12.25 = 21, /3 = 7): 2 x (1 - (5/3 + 2)/7) = 2 x 10/21 = 0.952381
# pairwise: variance of A 5/3 over four, of B over five: 2 2 3 5 4, mean 3.2, squares 1.44 + 1.44 + 0.04 + 3.24 + 0.64
#   = 6.8, /4 = 1.7; covariance over the four pairs ((-1.5)(-1) + (-0.5)(-1) + 0 + 1.5 x 2)/3 = 5/3;
#   total 5/3 + 1.7 + 10/3 = 6.7: 2 x (1 - 3.366667/6.7) = 0.995025
@pytest.mark.parametrize(("missing", "expected"), [("complete", 0.952381), ("pairwise", 0.995025)])
def test_alpha_with_gaps(missing, expected):
    assert cronbach_alpha(GAPS, missing) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    "items",
    [
        pd.DataFrame({"A": [1.0, 2, 3]}),
        pd.DataFrame({"A": [1.0], "B": [2.0]}),
        pd.DataFrame({"A": [], "B": []}, dtype="float64"),
        pd.DataFrame({"A": [3.0, 3, 3], "B": [4.0, 4, 4]}),
        pd.DataFrame({"A": [np.nan, np.nan], "B": [np.nan, np.nan]}),
        pd.DataFrame({"A": [1.0, np.nan], "B": [np.nan, 2.0]}),
    ],
    ids=["one item", "one person", "nobody", "everybody equal", "all blank", "no two in common"],
)
@pytest.mark.parametrize("missing", ["complete", "pairwise", "median"])
def test_where_there_is_no_alpha_none_is_given(items, missing):
    assert cronbach_alpha(items, missing) is None


# s_EU = (5² - 1)/12 = 2 on 1..5
#   J = 4, s² = 0.8: q = 0.4; 4 x 0.6/(4 x 0.6 + 0.4) = 2.4/2.8 = 0.857
#   J = 5, s² = 1.2: q = 0.6; 5 x 0.4/(5 x 0.4 + 0.6) = 2.0/2.6 = 0.769
#   J = 4, s² = 1.4: q = 0.7; 4 x 0.3/(4 x 0.3 + 0.7) = 1.2/1.9 = 0.632
#   J = 4, s² = 2.3: more than chance, 0
@pytest.mark.parametrize("case", AGREEMENT["contoh"], ids=lambda case: str(case["hasil"]))
def test_agreement_of_a_unit(case):
    found = agreement(case["J"], case["s2"], 1, 5)
    assert found == pytest.approx(case["hasil"], abs=5e-4)
    assert (found < AGREEMENT["ambang"]) is case["lencana"]


def test_agreement_on_another_scale():
    # s_EU = (6² - 1)/12 = 2.9167; q = 0.8/2.9167 = 0.27429; 4 x 0.72571/(4 x 0.72571 + 0.27429) = 2.90286/3.17714
    case = examples.scoring()["contoh_skala_lain"]["rwg"]
    assert agreement(case["J"], case["s2"], 1, 6) == pytest.approx(case["hasil"], abs=5e-4)
    assert agreement(4, 0.8, 1, 6) == pytest.approx(0.91367, abs=5e-6)


def agreement_of(items: pd.DataFrame) -> float:
    """Of the people of one unit, as the product counts it."""
    unit = Tree(["U"], [-1], [len(items)], None)
    return tree_agreement(items, np.zeros(len(items), dtype=int), unit, {"D": list(items)}, 1, 5)["D"][0]


def test_agreement_is_counted_on_the_answers_there_are():
    # A: 3 4 4 2 2, mean 3, 4/4 = 1.0; B: 3 3 4 3 and a gap, mean 3.25, squares 0.75, /3 = 0.25; s² = 0.625, q = 0.3125
    items = pd.DataFrame({"A": [3.0, 4, 4, 2, 2], "B": [3, 3, 4, 3, np.nan], "C": [np.nan] * 4 + [5]})
    assert agreement_of(items) == pytest.approx(2 * 0.6875 / (2 * 0.6875 + 0.3125))


def test_one_answer_an_item_says_nothing_about_agreement():
    assert isnan(agreement_of(pd.DataFrame({"A": [3.0], "B": [4.0]})))


def test_everybody_equal_agrees_fully():
    assert agreement_of(pd.DataFrame({"A": [3.0] * 5, "B": [4.0] * 5})) == 1.0
