"""Which answers are stored together. Trees and counts are made up; nothing here knows a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from surveys.buckets import ABSENT, PARTNER, SHOWN, SMALL, Fate, UnitCount, plan_buckets

MINIMUM = 5


def district(**answers: int) -> list[UnitCount]:
    """One agency (unit 0) with units directly below it; headcount twice the answers."""
    below = [UnitCount(place, 0, code, 2 * n, n) for place, (code, n) in enumerate(answers.items(), start=1)]
    return [UnitCount(0, None, "PEMDA", 0, 0), *below]


def hidden(units: list[UnitCount], **options: Any) -> dict[str, str]:
    fates = plan_buckets(units, **options)
    return {unit.code: fates[unit.unit].hidden for unit in units}


def test_a_small_office_takes_the_smallest_other_into_the_agency_s_pool():
    units = district(DINKES=30, KEC08=7, KEC09=4, BKPSDM=12)
    assert hidden(units) == {"PEMDA": SHOWN, "DINKES": SHOWN, "KEC08": PARTNER, "KEC09": SMALL, "BKPSDM": SHOWN}
    assert {fate.bucket for fate in plan_buckets(units).values()} == {0, 1, 4}


def test_the_partner_is_the_one_with_fewest_people_not_fewest_answers():
    units = [*district(DINKES=30, KEC09=4), UnitCount(3, 0, "KEC01", 10, 9), UnitCount(4, 0, "KEC02", 20, 6)]
    assert hidden(units)["KEC01"] == PARTNER
    assert hidden(units)["KEC02"] == SHOWN


def test_equal_partners_are_taken_by_their_code():
    assert hidden(district(KEC05=7, KEC03=7, KEC09=4, DINKES=7))["DINKES"] == PARTNER


def test_who_hid_another_in_the_wave_before_hides_it_again():
    units = district(DINKES=30, KEC08=9, KEC09=4, BKPSDM=7)
    assert hidden(units)["BKPSDM"] == PARTNER
    assert hidden(units, partners={2}) == {
        "PEMDA": SHOWN, "DINKES": SHOWN, "KEC08": PARTNER, "KEC09": SMALL, "BKPSDM": SHOWN,
    }  # fmt: skip
    assert hidden(district(DINKES=30, KEC08=9, KEC09=6), partners={2})["KEC08"] == SHOWN


def test_without_complement_the_small_one_is_alone_for_whoever_subtracts():
    units = district(DINKES=30, KEC08=7, KEC09=4)
    assert hidden(units, complement=False) == {"PEMDA": SHOWN, "DINKES": SHOWN, "KEC08": SHOWN, "KEC09": SMALL}


def test_two_small_offices_that_hide_each_other_need_no_partner():
    assert hidden(district(DINKES=30, KEC08=3, KEC09=2))["DINKES"] == SHOWN


def test_people_of_the_parent_itself_hide_a_small_office_too():
    units = [UnitCount(0, None, "PEMDA", 9, 6), *district(DINKES=30, KEC09=2)[1:]]
    assert hidden(units)["DINKES"] == SHOWN


def test_an_office_without_answers_takes_nobody_with_it():
    units = [*district(DINKES=30, KEC08=7), UnitCount(9, 0, "KEC09", 4, 0)]
    assert hidden(units) == {"PEMDA": SHOWN, "DINKES": SHOWN, "KEC08": SHOWN, "KEC09": ABSENT}


def test_what_is_below_a_dissolved_office_is_dissolved_with_it():
    units = [*district(DINKES=30, KEC09=3), UnitCount(3, 0, "KEC08", 2, 1), UnitCount(4, 3, "SEKSI", 8, 6)]
    fates = plan_buckets(units)
    assert fates[3] == Fate(0, PARTNER, 10, 7)
    assert fates[4] == Fate(0, PARTNER, 8, 6)


def test_an_office_hides_its_small_sections_in_its_own_pool():
    units = [
        *district(DINKES=0, BKPSDM=9),
        UnitCount(3, 1, "SUNGRAM", 9, 8),
        UnitCount(4, 1, "P2P", 12, 9),
        UnitCount(5, 1, "TU", 4, 2),
    ]
    fates = plan_buckets(units)
    assert [fates[unit].bucket for unit in (1, 3, 4, 5)] == [1, 1, 4, 1]


def test_fewer_answers_than_the_minimum_in_all_go_nowhere():
    assert {fate.bucket for fate in plan_buckets(district(DINKES=3, KEC09=1)).values()} == {None}


@st.composite
def trees(draw) -> list[UnitCount]:
    size = draw(st.integers(1, 25))
    units = []
    for unit in range(size):
        parent = draw(st.integers(0, unit - 1)) if unit else None
        n = draw(st.integers(0, 12))
        units.append(UnitCount(unit, parent, f"U{unit:02}", n + draw(st.integers(0, 6)), n))
    return units


@given(trees())
@settings(max_examples=300)
def test_whatever_the_tree_no_pool_is_small_and_nothing_shown_hangs_below_something_hidden(units):
    fates = plan_buckets(units, minimum=MINIMUM)
    own = {unit.unit: unit for unit in units}
    pools: dict[int, int] = defaultdict(int)
    groups: dict[int, int] = defaultdict(int)
    for unit in units:
        fate = fates[unit.unit]
        if fate.bucket is None:
            assert sum(unit.n for unit in units) < MINIMUM
            continue
        pools[fate.bucket] += unit.n
        groups[fate.bucket] += unit.n > 0
        assert not fates[fate.bucket].hidden
        if not fate.hidden:
            assert fate.bucket == unit.unit
            assert fate.n >= MINIMUM
        if unit.parent is not None and fates[unit.parent].hidden:
            assert fate.hidden
    for bucket, n in pools.items():
        assert n == 0 or n >= MINIMUM
        # From the parent's own people alone, or from two groups at least.
        assert groups[bucket] != 1 or own[bucket].n == n
    assert sum(pools.values()) in (0, sum(unit.n for unit in units))


@given(trees())
@settings(max_examples=150)
def test_whatever_the_tree_what_is_shown_less_what_is_shown_below_it_is_nobody_or_enough(units):
    """The arithmetic of attack 2: each shown unit less any set of shown units below it that do not overlap."""
    fates = plan_buckets(units, minimum=MINIMUM)
    shown_children: dict[int, int] = defaultdict(int)
    for unit in units:
        if unit.parent is not None and not fates[unit.unit].hidden:
            shown_children[unit.parent] += fates[unit.unit].n
    for unit in units:
        if not fates[unit.unit].hidden:
            rest = fates[unit.unit].n - shown_children[unit.unit]
            assert rest == 0 or rest >= MINIMUM


# The attacker: knows the tree, who answered where, and the sum of every unit that is shown


def below(units: list[UnitCount], top: int) -> set[int]:
    found = {top}
    for unit in units:  # parents first
        if unit.parent in found:
            found.add(unit.unit)
    return found


def spans(units: list[UnitCount], fates: dict[int, Fate], said: dict[int, int]) -> Iterator[tuple[int, float]]:
    """How far the sum of each unit that holds answers and is hidden stays open, in steps of a scale of 1 to 5."""
    asked = [unit for unit in units if unit.n]
    shown = [unit.unit for unit in units if not fates[unit.unit].hidden]
    equations = [[float(unit.unit in below(units, top)) for unit in asked] for top in shown]
    sums = [sum(said[unit.unit] for unit in asked if unit.unit in below(units, top)) for top in shown]
    bounds = [(1 * unit.n, 5 * unit.n) for unit in asked]
    for unit in units:
        if not fates[unit.unit].hidden or not fates[unit.unit].n:
            continue
        goal = np.array([float(one.unit in below(units, unit.unit)) for one in asked])
        known = {"A_eq": equations or None, "b_eq": sums or None, "bounds": bounds}
        least, most = linprog(goal, **known).fun, -linprog(-goal, **known).fun
        yield unit.unit, most - least


@given(trees(), st.data())
@settings(max_examples=80)
def test_attack_2_whatever_the_tree_no_small_unit_is_solved_for(units, data):
    """Everybody answers about the middle, so that no sum lies at an end of the scale, where it would tell by itself.

    A small unit keeps a whole step of its mean. A large one that is hidden for its sake stays open by what the rest of
    its pool can take from it or give to it: a step up and a step down for each person of the smaller side.
    """
    fates = plan_buckets(units, minimum=MINIMUM)
    said = {unit.unit: data.draw(st.integers(2 * unit.n, 4 * unit.n)) for unit in units}
    for unit, span in spans(units, fates, said):
        bucket, n = fates[unit].bucket, fates[unit].n
        if fates[unit].hidden == SMALL:
            assert span >= 0.99 * n, (units, unit)
        if bucket is not None:  # else nothing at all is published
            pool = sum(one.n for one in units if fates[one.unit].bucket == bucket)
            assert span >= 1.99 * min(n, pool - n) > 0, (units, unit)


@given(trees())
@settings(max_examples=80)
def test_attack_2_no_sum_or_difference_of_what_is_shown_is_of_one_to_four_people(units):
    """What can be computed is whole pools: the row space of the published sums is that of the pools, each 0 or 5 up."""
    fates = plan_buckets(units, minimum=MINIMUM)
    asked = [unit for unit in units if unit.n]
    shown = [unit.unit for unit in units if not fates[unit.unit].hidden]
    if not shown:
        return
    sums = np.array([[float(unit.unit in below(units, top)) for unit in asked] for top in shown])
    pools = np.array([[float(fates[unit.unit].bucket == top) for unit in asked] for top in shown])
    pools = pools[pools.any(axis=1)]
    assert np.linalg.matrix_rank(sums) == len(pools) == np.linalg.matrix_rank(np.vstack([sums, pools]))
    assert all(pool @ [unit.n for unit in asked] >= MINIMUM for pool in pools)


def test_attack_2_without_complement_the_same_attacker_finds_the_four_people():
    units = district(DINKES=30, KEC08=7, KEC09=4)
    said = {0: 0, 1: 90, 2: 21, 3: 9}
    assert dict(spans(units, plan_buckets(units, complement=False), said)) == {3: 0}
    assert dict(spans(units, plan_buckets(units), said))[3] > 1
