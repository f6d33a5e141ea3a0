"""Properties of the draw; the exact draws below are pinned so that an upgrade cannot move old attempts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from assessments.drawing import Candidate, Drawn, Section, draw_questions

seeds = st.integers(min_value=0, max_value=2**63 - 1)


@st.composite
def sections(draw) -> Section:
    outcomes = draw(st.lists(st.sampled_from(["O1", "O2", "O3", ""]), min_size=1, max_size=20))
    pool = tuple(Candidate(pk, outcome, ("A", "B", "C")) for pk, outcome in enumerate(outcomes, start=1))
    return Section(draw=draw(st.integers(1, 25)), pool=pool, min_per_outcome=draw(st.integers(0, 3)))


@given(sections(), seeds)
def test_a_seed_draws_the_same_whatever_order_the_pool_comes_in(section, seed):
    backwards = Section(section.draw, section.pool[::-1], section.min_per_outcome)
    assert draw_questions([section], seed) == draw_questions([backwards], seed)


@given(sections(), seeds)
def test_as_many_as_asked_and_none_twice(section, seed):
    drawn = [item.pk for item in draw_questions([section], seed)]
    assert len(drawn) == len(set(drawn)) == min(section.draw, len(section.pool))


@given(sections(), seeds)
def test_every_outcome_gets_its_share_where_there_is_room(section, seed):
    outcome_of = {candidate.pk: candidate.outcome for candidate in section.pool}
    there = Counter(outcome for outcome in outcome_of.values() if outcome)
    owed = {outcome: min(section.min_per_outcome, number) for outcome, number in there.items()}
    got = Counter(outcome_of[item.pk] for item in draw_questions([section], seed))
    if sum(owed.values()) <= section.draw:
        assert all(got[outcome] >= number for outcome, number in owed.items())


@given(seeds)
def test_too_few_places_give_each_outcome_one_before_any_gets_two(seed):
    pool = tuple(Candidate(pk, f"O{pk % 3}") for pk in range(12))
    drawn = draw_questions([Section(draw=3, pool=pool, min_per_outcome=2)], seed)
    assert len({f"O{item.pk % 3}" for item in drawn}) == 3


@given(sections(), seeds)
def test_options_are_the_same_letters_in_another_order(section, seed):
    assert all(sorted(item.option_order) == ["A", "B", "C"] for item in draw_questions([section], seed))


def test_two_sections_of_one_pool_share_no_question():
    pool = tuple(Candidate(pk) for pk in range(10))
    drawn = draw_questions([Section(5, pool), Section(5, pool)], 7)
    assert sorted(item.pk for item in drawn) == list(range(10))


def test_seeds_differ_and_every_question_has_its_turn():
    pool = tuple(Candidate(pk) for pk in range(10))
    turns = Counter(item.pk for seed in range(1000) for item in draw_questions([Section(3, pool)], seed))
    # 300 expected of each; five standard deviations of a binomial(1000, 0.3) are 72.
    assert all(228 < turns[pk] < 372 for pk in range(10))


def test_an_old_attempt_is_drawn_as_it_was():
    pool = tuple(Candidate(pk, "O1", ("A", "B", "C", "D")) for pk in range(1, 6))
    assert draw_questions([Section(2, pool)], 2026) == PINNED


PINNED = [Drawn(pk=1, option_order=["D", "A", "B", "C"]), Drawn(pk=5, option_order=["C", "A", "D", "B"])]
