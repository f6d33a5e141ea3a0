"""The sums of a tree against what each unit's people give when they are read one unit at a time."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.intervals import mean_estimate, stratified_estimate
from measures.reliability import agreement
from measures.trees import Tree, tree_agreement, tree_figures

ROOT, A, B, A1, A2 = range(5)
PARENTS = [-1, ROOT, ROOT, A, A]


def tree(weights=(20, 15, 5, 8, 7)) -> Tree:
    return Tree(["R", "A", "B", "A1", "A2"], PARENTS, [20, 15, 5, 8, 7], weights)


def figures(scores: dict[int, list[float]], of: Tree) -> pd.DataFrame:
    places = np.array([place for place, values in scores.items() for _ in values], dtype=int)
    frame = pd.DataFrame({"D": [value for values in scores.values() for value in values]}, dtype="float64")
    return tree_figures(frame, places, of, minimum=5, low=1, high=5).set_index("place")


FIRST = [3.0, 3.5, 4.0, 2.5, 3.0]
SECOND = [4.0, 4.5, 3.5, 4.0, 4.0]


def test_a_unit_has_everybody_below_it_and_the_root_weighs_its_children():
    found = figures({A1: FIRST, A2: SECOND, B: SECOND}, tree())
    assert found["mean"].tolist() == pytest.approx([3.6 * 0.75 + 4.0 * 0.25, 3.6, 4.0, 3.2, 4.0])
    assert found["n"].tolist() == [15, 10, 5, 5, 5]
    assert set(found["hidden"]) == {""}


def test_people_of_the_root_itself_are_a_stratum_of_those_left_over():
    # weights 20 in all, 15 + 5 in the children would leave nobody: here the root has 4 of its own, 24 in all
    found = figures({A1: FIRST, A2: SECOND, B: SECOND, ROOT: [1.0, 2.0, 1.0, 2.0, 1.5]}, tree((24, 15, 5, 8, 7)))
    assert found["mean"][ROOT] == pytest.approx((15 * 3.6 + 5 * 4.0 + 4 * 1.5) / 24)


def test_a_unit_of_equals_and_those_below_it_hide():
    found = figures({A1: [3.0] * 5, A2: [3.0] * 5, B: SECOND}, tree())
    assert found["hidden"].tolist()[A] == "seragam"
    assert found["hidden"].tolist()[B] == "pasangan"
    assert all(isnan(found[column][A]) for column in ("n", "mean", "sd", "se", "low", "high"))


def test_nobody_anywhere_hides_everything():
    found = figures({A1: [nan] * 5, B: [nan] * 6}, tree())
    assert set(found["hidden"]) == {"kecil"}
    assert found["mean"].isna().all()


@st.composite
def districts(draw):
    size = draw(st.integers(1, 12))
    parents = [-1, *(draw(st.integers(0, unit - 1)) for unit in range(1, size))]
    own = [draw(st.integers(0, 12)) for _ in range(size)]
    seed = draw(st.integers(0, 10_000))
    random = np.random.default_rng(seed)
    scores = {unit: (random.integers(2, 11, count) / 2).tolist() for unit, count in enumerate(own)}
    heads = [0] * size
    for unit in range(size - 1, -1, -1):
        heads[unit] += own[unit] + draw(st.integers(0, 5))
        if unit:
            heads[parents[unit]] += heads[unit]
    codes = [f"U{unit:02}" for unit in range(size)]
    return scores, Tree(codes, parents, heads, heads)


def below(parents, unit) -> set[int]:
    found = {unit}
    for place, parent in enumerate(parents):
        if parent in found:
            found.add(place)
    return found


@given(districts())
@settings(max_examples=150)
def test_whatever_the_tree_the_figures_are_those_of_its_people(made):
    scores, of = made
    found = figures(scores, of)
    for unit in range(1, len(of.codes)):
        if found["hidden"][unit]:
            assert isnan(found["mean"][unit])
            continue
        expected = mean_estimate([v for place in below(of.parents, unit) for v in scores[place]], 1, 5)
        assert found.loc[unit, ["n", "mean", "sd", "se", "low", "high"]].tolist() == pytest.approx(
            [expected.n, expected.mean, expected.sd, expected.se, expected.low, expected.high]
        )
    if found["hidden"][0]:
        return
    shown = [child for child in of.children(0) if not found["hidden"][child]]
    inside = set().union(*(below(of.parents, child) for child in shown))
    strata = [
        (of.headcounts[child], mean_estimate([v for place in below(of.parents, child) for v in scores[place]]))
        for child in shown
    ]
    pool = [v for place in scores if place not in inside for v in scores[place]]
    if pool:
        strata.append((of.headcounts[0] - sum(of.headcounts[child] for child in shown), mean_estimate(pool)))
    expected = stratified_estimate(strata, 1, 5)
    assert found.loc[0, ["n", "mean", "se", "df", "low", "high"]].tolist() == pytest.approx(
        [expected.n, expected.mean, expected.se, expected.df, expected.low, expected.high]
    )


def test_agreement_goes_up_the_tree_as_well():
    random = np.random.default_rng(5)
    places = np.repeat([A1, A2, B], 6)
    items = pd.DataFrame(random.integers(1, 6, (18, 3)), columns=list("XYZ"), dtype="float64")
    items.iloc[3, 1] = nan
    found = tree_agreement(items, places, tree(), {"D": ["X", "Y"], "E": ["Z"]}, 1, 5)
    for unit, inside in ((ROOT, [A1, A2, B]), (A, [A1, A2]), (A1, [A1]), (B, [B])):
        rows = items[np.isin(places, inside)]
        assert found["D"][unit] == pytest.approx(agreement(2, rows[["X", "Y"]].var().mean(), 1, 5))
        assert found["E"][unit] == pytest.approx(agreement(1, rows["Z"].var(), 1, 5))
