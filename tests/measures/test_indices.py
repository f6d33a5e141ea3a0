"""Dimensions to one index, numbers to words: the instrument's examples and the edges of its bands."""

from __future__ import annotations

import pytest

from measures.indices import band, to_five, weighted_index
from measures.rounding import half_up
from tests.measures import examples

INDICES = [case for case in examples.scoring()["contoh"] if "dimensi" in case]


# D1 D2 D3 D8 weigh 15, the others 10: (195 + 105)/100 = 3.00; without D4 (195 + 80)/90 = 3.0556, shown 3.06
@pytest.mark.parametrize("case", INDICES, ids=lambda case: case["kasus"])
def test_the_index_is_normalised_over_the_dimensions_there_are(case):
    found = weighted_index(case["dimensi"], examples.weights(), 6)
    assert found == pytest.approx(case["hasil"], abs=5e-5)
    assert band(found, 1, 5) == case["predikat"]
    assert half_up(found, 2) == half_up(case.get("tampil", case["hasil"]), 2)


def test_fewer_than_six_dimensions_are_no_index():
    means = {f"D{n}": 3.0 for n in range(1, 6)} | {"D6": None, "D7": float("nan")}
    assert weighted_index(means, examples.weights(), 6) is None
    assert weighted_index(means, examples.weights(), 5) == pytest.approx(3.0)
    assert weighted_index({}, examples.weights(), 0) is None


def test_what_has_no_weight_has_no_part():
    assert weighted_index({"D1": 4.0, "X": 1.0}, {"D1": 15}, 1) == 4.0


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (5.0, "Memuaskan"), (4.2, "Memuaskan"), (4.1999, "Sangat Baik"), (3.5, "Sangat Baik"), (3.4999, "Baik"),
        (2.6, "Baik"), (2.5996, "Cukup"), (1.8, "Cukup"), (1.7999, "Kurang"), (1.0, "Kurang"),
    ],
)  # fmt: skip
def test_the_word_follows_the_unrounded_value(value, word):
    assert band(value, 1, 5) == word


def test_the_bands_are_those_of_the_instrument():
    for row in examples.scoring()["bands"]:
        assert band(max(row["min"], 1.0), 1, 5) == row["predikat"]


# `contoh_skala_lain`: 1 + 4 x (5.0 - 1)/(6 - 1) = 4.2, which is "Memuaskan" although 4.2 has no exact binary value
def test_another_scale_is_judged_as_it_would_stand_on_one_to_five():
    case = examples.scoring()["contoh_skala_lain"]
    assert to_five(case["skor"], 1, 6) == pytest.approx(case["pada_skala_1_5"]) == pytest.approx(4.2)
    assert band(case["skor"], 1, 6) == case["predikat"] == "Memuaskan"
