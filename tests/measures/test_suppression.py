"""Who is hidden, and what linear programming finds of them in the rest: nothing, unless partners are left out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linprog, milp

from measures.suppression import (
    PARTNER,
    SHOWN,
    SMALL,
    UNIFORM,
    Cell,
    Hiding,
    Member,
    hide_column,
    hide_in_tree,
    hide_small_with_partner,
    in_order,
    least_span,
    spans,
)

LOW, HIGH, LEAST = 1.0, 5.0, 5
LIMITS = (LEAST, LOW, HIGH)
NOBODY = Cell(0, float("nan"), float("nan"), float("nan"))


def mean_range(members: list[Member], place: int) -> tuple[float, float]:
    """What linear programming says of one hidden mean, given Σ W m and every weight."""
    weights = np.array([[member.weight for member in members]])
    known = [sum(member.weight * member.mean for member in members)]
    goal = np.eye(len(members))[place]
    least = linprog(goal, A_eq=weights, b_eq=known, bounds=(LOW, HIGH))
    most = linprog(-goal, A_eq=weights, b_eq=known, bounds=(LOW, HIGH))
    return float(least.fun), float(-most.fun)


def count_range(n: list[int], place: int, most_each: int) -> tuple[int, int]:
    """What integer programming says of one hidden n, given their sum."""
    goal = np.eye(len(n))[place]
    rule = LinearConstraint(np.ones((1, len(n))), sum(n), sum(n))
    found = [
        milp(sign * goal, constraints=rule, integrality=np.ones(len(n)), bounds=(1, most_each)) for sign in (1, -1)
    ]
    return round(found[0].fun), round(-found[1].fun)


# Who is hidden


def test_nothing_is_hidden_where_every_group_is_large_enough():
    assert hide_small_with_partner({"A": 5, "B": 60}, None, LEAST) == Hiding()


def test_beside_a_single_small_group_the_smallest_by_headcount_goes():
    n = {"A": 4, "B": 20, "C": 8, "D": 30}
    assert hide_small_with_partner(n, {"A": 4, "B": 21, "C": 90, "D": 35}, LEAST).groups == {"A", "B"}


def test_without_headcounts_the_smallest_by_respondents_goes_and_ties_by_code():
    assert hide_small_with_partner({"A": 4, "D": 9, "C": 9, "B": 30}, None, LEAST).groups == {"A", "C"}


def test_two_small_groups_need_no_partner_when_they_hold_five_people_together():
    assert hide_small_with_partner({"A": 4, "B": 2, "C": 9}, None, LEAST) == Hiding(frozenset("AB"), count=False)


def test_partners_join_until_the_hidden_hold_five_people_together():
    assert hide_small_with_partner({"A": 1, "B": 2, "C": 9, "D": 10}, None, LEAST).groups == {"A", "B", "C"}


def test_a_small_group_that_outweighs_its_partner_by_far_gets_another():
    # 3 of 300 people answered: beside a partner of 20 the hidden mean would be theirs within 4 × 20/300 = 0.27
    n, people = {"A": 3, "B": 15, "C": 30}, {"A": 300, "B": 20, "C": 60}
    assert hide_small_with_partner(n, people, LEAST) == Hiding(frozenset("ABC"))


def test_the_total_goes_where_no_partner_can_help():
    n, people = {"A": 3, "B": 8, "C": 9}, {"A": 900, "B": 8, "C": 9}
    assert hide_small_with_partner(n, people, LEAST).total


def test_the_total_goes_where_nobody_is_left_to_hide_behind():
    assert hide_small_with_partner({"A": 3}, None, LEAST) == Hiding(frozenset("A"), total=True)
    assert hide_small_with_partner({"A": 2, "B": 2}, None, LEAST) == Hiding(frozenset("AB"), total=True)


@pytest.mark.parametrize("n", [dict.fromkeys("ABCDEF", 1), dict.fromkeys("ABC", 4)], ids=["all one", "all four"])
def test_the_number_of_people_is_not_told_where_it_gives_each_group_away(n):
    hiding = hide_small_with_partner(n, None, LEAST)
    assert hiding == Hiding(frozenset(n), total=False, count=False)


@pytest.mark.parametrize("n", [(4, 4, 3), (1, 1, 2, 1), (4, 2), (3, 4)])
def test_a_number_that_is_kept_back_does_not_tell_by_its_absence_that_all_have_one_or_all_have_four(n):
    hiding = hide_small_with_partner(dict(zip("ABCD", n, strict=False)) | {"Z": 30}, None, LEAST)
    assert hiding == Hiding(frozenset("ABCD"[: len(n)]), count=False)


def test_the_number_of_people_is_told_where_a_large_group_is_hidden_beside_the_small_one():
    assert hide_small_with_partner({"A": 4, "B": 9, "C": 30}, None, LEAST) == Hiding(frozenset("AB"))


def test_an_instrument_may_ask_for_larger_groups():
    assert hide_small_with_partner({"A": 9, "B": 10, "C": 11}, None, 10).groups == {"A", "B"}


# One dimension over all groups


def column(given: Mapping[str, tuple[int, float]], hidden: str = "") -> Hiding:
    cells = {code: Member(n, n, mean) for code, (n, mean) in given.items()}
    return hide_column(cells, Hiding(frozenset(hidden)), in_order({code: n for code, (n, _) in given.items()}), LIMITS)


def test_a_single_small_cell_gets_a_partner_and_the_total_keeps_its_number_to_itself():
    assert column({"A": (4, 3.0), "B": (6, 3.0), "C": (9, 4.0)}) == Hiding(frozenset("AB"), count=False)


def test_a_small_cell_beside_hidden_groups_needs_no_other():
    given = {"A": (4, 3.0), "B": (6, 3.0), "C": (3, 4.0), "D": (9, 2.0)}
    assert column(given, hidden="AB") == Hiding(frozenset("ABC"), count=False)


def test_a_column_keeps_its_number_to_itself_where_its_hidden_cells_are_all_small():
    given = {"A": (2, 3.0), "B": (4, 3.5), "C": (9, 4.0)}
    assert column(given, hidden="AB") == Hiding(frozenset("AB"), count=False)
    assert column(given | {"B": (5, 3.5)}, hidden="AB") == Hiding(frozenset("AB"))


def test_hidden_groups_that_left_a_dimension_out_hide_nobody():
    given = {"A": (4, 3.0), "B": (0, float("nan")), "C": (9, 4.0), "D": (12, 2.0)}
    assert column(given, hidden="AB").groups == {"A", "B", "C"}


def test_the_total_goes_where_the_sum_is_at_the_end_of_the_scale():
    given = {"A": (4, 5.0), "B": (6, 5.0), "C": (9, 4.0)}
    assert column(given, hidden="AB") == Hiding(frozenset("AB"), total=True)


def test_a_dimension_that_too_few_answered_has_no_total():
    given = {"A": (1, 5.0), "B": (2, 5.0), "C": (0, float("nan"))}
    assert column(given) == Hiding(frozenset("ABC"), total=True)


# What linear programming finds

groups = st.lists(st.integers(1, 14), min_size=2, max_size=7)
means = st.floats(LOW, HIGH).map(lambda value: round(value, 2))


@st.composite
def sheets(draw) -> tuple[dict[str, int], dict[str, int] | None, dict[str, float]]:
    n = {f"U{place}": count for place, count in enumerate(draw(groups))}
    more = draw(st.none() | st.lists(st.integers(0, 40), min_size=len(n), max_size=len(n)))
    people = None if more is None else {code: n[code] + extra for code, extra in zip(n, more, strict=True)}
    return n, people, {code: draw(means) for code in n}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 30), means), min_size=1, max_size=6))
def test_spans_are_what_linear_programming_finds(drawn):
    members = [Member(weight, weight, mean) for weight, mean in drawn]
    for place, found in enumerate(spans(members, LOW, HIGH)):
        assert found == pytest.approx(mean_range(members, place), abs=1e-6)


@settings(max_examples=60)
@given(sheets())
def test_no_hidden_mean_and_no_hidden_number_follows_from_the_rest(sheet):
    n, people, mean = sheet
    size = people or n
    rows = hide_small_with_partner(n, people, LEAST)
    cells = {code: Member(n[code], size[code], mean[code]) for code in n}
    found = hide_column(cells, rows, in_order(size), LIMITS)
    assert rows.groups >= {code for code in n if n[code] < LEAST}
    hidden = [cells[code] for code in sorted(found.groups)]
    if not found.total:
        assert not hidden or (len(hidden) > 1 and sum(member.n for member in hidden) >= LEAST)
        for place, member in enumerate(hidden):
            low, high = mean_range(hidden, place)
            assert high - low >= least_span(member.n, LEAST, LOW, HIGH) - 1e-6
    if hidden and not rows.total and rows.count:
        counts = [member.n for member in hidden]
        for place in range(len(hidden)):
            for most in {sum(counts), LEAST - 1} if max(counts) < LEAST and len(hidden) > 2 else {sum(counts)}:
                least, largest = count_range(counts, place, most)
                assert least < largest


@settings(max_examples=30)
@given(sheets())
def test_without_partners_the_same_attack_finds_every_single_small_group(sheet):
    n, people, mean = sheet
    rows = hide_small_with_partner(n, people, LEAST, complement=False)
    cells = {code: Member(n[code], (people or n)[code], mean[code]) for code in n}
    found = hide_column(cells, rows, in_order(n), LIMITS, complement=False)
    if len(found.groups) == 1:
        (code,) = found.groups
        assert mean_range([cells[code]], 0) == pytest.approx((mean[code], mean[code]), abs=1e-6)
        assert count_range([n[code]], 0, sum(n.values())) == (n[code], n[code])


@settings(max_examples=40)
@given(sheets(), st.randoms(use_true_random=False))
def test_values_never_decide_who_is_hidden(sheet, chance):
    n, people, mean = sheet
    rows = hide_small_with_partner(n, people, LEAST)
    other = dict(zip(mean, chance.sample(list(mean.values()), len(mean)), strict=True))
    found = [
        hide_column({code: Member(n[code], n[code], values[code]) for code in n}, rows, in_order(n), LIMITS).groups
        for values in (mean, other)
    ]
    assert found[0] == found[1]


# A tree of which every level is published


def cell(values: list[float]) -> Cell:
    return Cell(len(values), float(np.mean(values)), min(values), max(values)) if values else NOBODY


def below(parents: list[int], place: int) -> list[int]:
    return [place, *(each for child, up in enumerate(parents) if up == place for each in below(parents, child))]


def hide(parents: list[int], people: list[list[float]]) -> list[str]:
    def whole(place: int) -> Cell:
        return cell([value for each in below(parents, place) for value in people[each]])

    sizes = [(whole(place).n, f"U{place:02}") for place in range(len(parents))]
    return hide_in_tree(parents, sizes, whole, lambda place: cell(people[place]), minimum=LEAST, low=LOW, high=HIGH)


def subtree_range(
    parents: list[int], people: list[list[float]], reasons: list[str], target: int
) -> tuple[float, float]:
    """The mean of a unit and all below it, given the means of all that are shown and everybody's n."""
    n = np.array([len(each) for each in people])
    inside = np.array([[each in below(parents, place) for each in range(len(parents))] for place in range(len(n))])
    shown = [place for place, reason in enumerate(reasons) if reason == SHOWN]
    known = [sum(sum(people[each]) for each in below(parents, place)) for place in shown]
    goal = inside[target] / (inside[target] @ n)
    bounds = [(LOW * count, HIGH * count) for count in n]
    rules = {"A_eq": inside[shown].astype(float), "b_eq": known} if shown else {}
    return linprog(goal, bounds=bounds, **rules).fun, -linprog(-goal, bounds=bounds, **rules).fun


@st.composite
def districts(draw) -> tuple[list[int], list[list[float]]]:
    parents = [-1, *(draw(st.integers(0, place)) for place in range(draw(st.integers(1, 6))))]
    answers = st.integers(4, 20).map(lambda quarter: quarter / 4)
    return parents, [draw(st.lists(answers, max_size=9)) for _ in parents]


@settings(max_examples=60)
@given(districts())
def test_no_small_unit_of_a_tree_follows_from_all_that_is_shown(district):
    parents, people = district
    reasons = hide(parents, people)
    for place in range(len(parents)):
        n = sum(len(people[each]) for each in below(parents, place))
        if 0 < n < LEAST:
            assert reasons[place]
            low, high = subtree_range(parents, people, reasons, place)
            assert high - low > 0.05


def test_in_a_tree_the_smallest_sibling_is_hidden_beside_a_single_small_unit():
    people = [[], [3.0, 4.0, 2.0], [3.0, 4.0] * 3, [2.0, 5.0] * 5]
    assert hide([-1, 0, 0, 0], people) == [SHOWN, SMALL, PARTNER, SHOWN]


def test_in_a_tree_with_the_partner_shown_the_same_attack_succeeds():
    parents, people = [-1, 0, 0, 0], [[], [3.0, 4.0, 2.0], [3.0, 4.0] * 3, [2.0, 5.0] * 5]
    naive = [SHOWN, SMALL, SHOWN, SHOWN]
    assert subtree_range(parents, people, naive, 1) == pytest.approx((3.0, 3.0))


def test_a_unit_of_one_opinion_shows_no_figure_and_neither_does_what_lies_below_it():
    people = [[], [4.0] * 3, [4.0] * 6, [2.0, 5.0] * 5]
    assert hide([-1, 0, 1, 0], people)[1:3] == [UNIFORM, UNIFORM]
