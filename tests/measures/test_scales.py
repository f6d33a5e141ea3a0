"""Recode, person scores, composite. Expected numbers: the examples of KTDI's `scoring`, with the arithmetic beside."""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
import pytest

from measures.scales import composite, least_answers, person_scores, recode
from tests.measures import examples

CASES = {case["kasus"]: case for case in examples.scoring()["contoh"]}
PERSONS = [case for case in CASES.values() if "jawaban" in case]
INDICES = [case for case in CASES.values() if "dimensi" in case]


def test_the_instrument_has_the_examples_that_are_worked_out_here():
    assert len(PERSONS) == 3
    assert len(INDICES) == 2


# D1-02 and D1-04 are reversed: 6 - 2 = 4 and 6 - 2 = 4.
#   4, 4, 5, 4, blank: 4 of 5 answered (80 %), (4 + 4 + 5 + 4)/4 = 17/4 = 4.25
#   4, 4, 5, blank, blank: 3 of 5 answered (60 % < 75 %), no score
# D2, none of the three reversed:
#   3, 4, 2, blank: 3 of 4 answered (75 %), 9/3 = 3.00
@pytest.mark.parametrize("case", PERSONS, ids=lambda case: case["kasus"])
def test_a_persons_score_is_the_mean_of_what_was_answered_if_that_is_enough(case):
    turned = recode(examples.one_row(case["jawaban"]), examples.reverse_items(), 1, 5)
    if "recode" in case:
        assert turned.iloc[0].dropna().tolist() == case["recode"]
    score = person_scores(turned, {"D": list(case["jawaban"])}, 0.75)["D"].iloc[0]
    assert isnan(score) if case["hasil"] is None else score == pytest.approx(case["hasil"])


# Weights D1 D2 D3 D8: 15 each, D4 D5 D6 D7: 10 each.
#   all eight: 15 x (3.6 + 3.2 + 2.9 + 3.3) + 10 x (2.5 + 2.4 + 2.6 + 3.0) = 195 + 105 = 300; 300/100 = 3.00
#   without D4: 195 + 10 x (2.4 + 2.6 + 3.0) = 275; 275/90 = 3.0556
@pytest.mark.parametrize("case", INDICES, ids=lambda case: case["kasus"])
def test_the_composite_is_the_weighted_mean_of_the_dimensions_there_are(case):
    row = pd.DataFrame([case["dimensi"]], dtype="float64")
    assert composite(row, examples.weights(), 6).iloc[0] == pytest.approx(case["hasil"], abs=5e-5)


def test_five_dimensions_of_eight_are_too_few_for_a_composite():
    row = pd.DataFrame([{f"D{n}": 3.0 if n < 6 else np.nan for n in range(1, 9)}])
    assert isnan(composite(row, examples.weights(), 6).iloc[0])
    assert composite(row, examples.weights(), 5).iloc[0] == pytest.approx(3.0)


# `scoring.contoh_skala_lain`, 1..6: 1 + 6 - 2 = 5 and 1 + 6 - 3 = 4; (5 + 5 + 6 + 4)/4 = 20/4 = 5.0; 4 of 5 = 0.8
def test_on_another_scale_the_ends_add_up_to_what_a_reversed_item_is_taken_from():
    case = examples.scoring()["contoh_skala_lain"]
    answers = {f"B{n}": item["x"] for n, item in enumerate(case["jawaban"])}
    reverse = [f"B{n}" for n, item in enumerate(case["jawaban"]) if item["reverse"]]
    turned = recode(examples.one_row(answers), reverse, 1, 6)
    assert [None if isnan(x) else x for x in turned.iloc[0]] == case["recode"] == [5, 5, 6, 4, None]
    assert turned.iloc[0].notna().mean() == case["porsi_terjawab"] == 0.8
    assert person_scores(turned, {"B": list(answers)}, 0.75)["B"].iloc[0] == case["skor"] == 5.0


@pytest.mark.parametrize(("items", "least"), [*examples.scoring()["min_terjawab_jumlah"].items(), (1, 1), (8, 6)])
def test_three_quarters_of_the_items_are_counted_up(items, least):
    assert least_answers(items, 0.75) == least


def test_a_share_that_binary_numbers_cannot_hold_asks_for_no_item_more():
    assert least_answers(10, 0.7) == 7
    assert least_answers(3, 0.0) == 1


def test_nobody_gives_no_scores_and_no_failure():
    empty = pd.DataFrame({"A": [], "B": []}, dtype="float64")
    scores = person_scores(recode(empty, ["B"], 1, 5), {"D": ["A", "B"]}, 0.75)
    assert scores.shape == (0, 1)
    assert composite(scores, {"D": 1}, 1).empty


def test_who_left_all_blank_has_no_score():
    blank = pd.DataFrame({"A": [np.nan, 4], "B": [np.nan, 2]})
    scores = person_scores(blank, {"D": ["A", "B"]}, 0.75)
    assert scores["D"].tolist()[1] == 3.0
    assert isnan(scores["D"][0])
    assert isnan(composite(scores, {"D": 1}, 1)[0])


def test_recoding_leaves_what_it_was_given_untouched():
    given = pd.DataFrame({"A": [1.0], "B": [2.0]})
    recode(given, ["A"], 1, 5)
    assert given["A"].tolist() == [1.0]
