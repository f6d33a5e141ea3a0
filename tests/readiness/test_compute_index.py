"""From a scored wave to the index of every unit. Expected figures are worked out by hand, most in `small`."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scipy import stats

from core import jobs
from core.models import Event, Job
from readiness import services
from readiness.events import IndexPublished
from readiness.models import IndexRun, IndexScore
from readiness.querysets import current_runs
from readiness.services import NotScored, compute_index, rebuild_index
from surveys.models import ConstructScore, Instrument
from tests.readiness.small import BLANK, FIRST, SECOND, answered, instrument, scored
from tests.support import build
from tests.support.settle import settle
from tests.surveys.waving import offices, wave

pytestmark = pytest.mark.django_db

FIGURES = ("value", "n", "low", "high", "se", "df", "rwg")
CHANGE = ("change", "change_low", "change_high", "change_hidden")
NO_FIGURES = dict.fromkeys((*FIGURES, "change", "change_low", "change_high")) | {"change_hidden": ""}


def compute(campaign) -> IndexRun:
    return compute_index(campaign=str(campaign.uuid))


def score(run, code, component="INDEX") -> dict:
    return run.scores.values(*FIGURES, *CHANGE, "hidden").get(unit__code=code, component=component)


def stored(run) -> list:
    return list(run.scores.order_by("unit", "component").values_list("unit", "component", "hidden", *FIGURES, *CHANGE))


def both() -> dict:
    return {"DINKES": FIRST, "BKPSDM": SECOND}


def test_every_unit_that_stands_has_its_index_and_dimensions():
    people = offices(DINKES=15, BKPSDM=5, KEC09=4, KEC08=6)
    run = compute(scored({**both(), "KEC08": SECOND, "KEC09": FIRST[:4]}, people))
    found = set(run.scores.values_list("unit__code", "component"))
    assert found == {(unit, part) for unit in ("PEMDA", "DINKES", "KEC08") for part in ("INDEX", "D1", "D2")}


def test_a_run_says_what_it_was_computed_from():
    campaign = scored(both(), offices(DINKES=15, BKPSDM=5))
    run = compute(campaign)
    assert (run.framework, run.instrument_version, run.wave, run.title) == ("UJI", "1", 1, campaign.title)
    assert (run.as_of, run.owner_unit, run.campaign) == (campaign.closes_on, campaign.owner_unit, campaign.uuid)
    assert run.formula_version == "1.0"
    assert len(run.inputs_sha256) == 64
    assert list(current_runs(campaign.owner_unit)) == [run]


# 0.6 x 3.2 + 0.4 x 3.0 = 3.12. Persons' own: 2.6 3.3 3.6 3.1 3.0 (mean 3.12), squares 0.2704 + 0.0324 + 0.2304
# + 0.0004 + 0.0144 = 0.548, /4 = 0.137, se = √(0.137/5) = 0.165529; ± 2.7764 x se = 0.459582: 2.6604 … 3.5796
def test_the_index_of_a_unit_weighs_its_dimensions():
    found = score(compute(scored(both(), offices(DINKES=15, BKPSDM=5))), "DINKES")
    assert (found["n"], found["df"], found["rwg"]) == (5, 4, None)
    assert found["value"] == pytest.approx(3.12)
    assert found["se"] == pytest.approx(0.165529, abs=5e-7)
    assert (found["low"], found["high"]) == pytest.approx((2.6604, 3.5796), abs=5e-5)


# W = 15/20 and 5/20. D1 3.4, D2 0.75 x 3 + 0.25 x 4 = 3.25; index 0.6 x 3.4 + 0.4 x 3.25 = 3.34, which is
# 0.75 x 3.12 + 0.25 x 4 as well, since nothing is missing.
# BKPSDM's persons: 3.6 4.3 3.7 4.4 4.0, squares 0.16 + 0.09 + 0.09 + 0.16 + 0 = 0.5, /4 = 0.125
# se² = 0.5625 x 0.137/5 + 0.0625 x 0.125/5 = 0.0154125 + 0.0015625 = 0.016975, se = 0.130288; df 8, t 2.3060:
# ± 0.300445: 3.0396 … 3.6404
def test_the_index_of_the_agency_weighs_its_units_by_their_people():
    found = score(compute(scored(both(), offices(DINKES=15, BKPSDM=5))), "PEMDA")
    assert (found["n"], found["df"]) == (10, 8)
    assert found["value"] == pytest.approx(3.34)
    assert found["se"] == pytest.approx(0.130288, abs=5e-7)
    assert (found["low"], found["high"]) == pytest.approx((3.0396, 3.6404), abs=5e-5)


def test_the_dimensions_are_those_of_the_released_scores():
    campaign = scored(both(), offices(DINKES=15, BKPSDM=5))
    run = compute(campaign)
    columns = ("n", "low", "high", "rwg", "hidden")
    released = ConstructScore.objects.filter(campaign=campaign).values_list("unit", "construct", "mean", *columns)
    shown = run.scores.exclude(component="INDEX").values_list("unit", "component", "value", *columns)
    assert set(shown) == set(released)


# Below 1..6 the persons' D1 are 5.0 4.5 5.0 4.5 4.5 (mean 4.7), C is 6 5 6 5 4 (mean 5.2): 0.6 x 4.7 + 0.4 x 5.2 = 4.9
def test_the_index_on_a_scale_of_one_to_six():
    given = [(5, 2, 6), (4, 2, 5), (6, 3, 6), (3, 1, 5), (5, 3, 4)]
    people = offices(DINKES=5, BKPSDM=5)
    run = compute(scored({"DINKES": given, "BKPSDM": given}, people, version=instrument(high=6)))
    assert score(run, "DINKES")["value"] == pytest.approx(4.9)


def four_of_five() -> dict:
    """In BKPSDM only four say something about D2; DISHUB, the smallest beside it, hides with it."""
    return {"DINKES": [*FIRST, *FIRST[:4]], "BKPSDM": [*SECOND[:4], (5, 3, None)], "DISHUB": [*SECOND, *FIRST[:3]]}


def test_a_hidden_dimension_has_no_figure_and_no_part_in_the_index():
    people = offices(DINKES=9, BKPSDM=5, DISHUB=8)
    run = compute(scored(four_of_five(), people, version=instrument(min_dimensions=1)))
    assert score(run, "BKPSDM", "D2") == {**NO_FIGURES, "hidden": "kecil"}
    assert score(run, "DISHUB", "D2") == {**NO_FIGURES, "hidden": "pasangan"}
    found = score(run, "BKPSDM")
    assert found["value"] == score(run, "BKPSDM", "D1")["value"] == pytest.approx(4.0)
    assert found["n"] == 5


def test_too_few_dimensions_left_hide_the_index():
    run = compute(scored(four_of_five(), offices(DINKES=9, BKPSDM=5, DISHUB=8)))
    assert score(run, "BKPSDM") == {**NO_FIGURES, "hidden": "kecil"}
    assert score(run, "DINKES")["value"] is not None


@pytest.mark.parametrize(("triple", "why"), [((3, 3, 3), "seragam"), (BLANK, "kecil")])
def test_equals_and_blanks_have_no_index_but_the_word_why(triple, why):
    run = compute(scored({"DINKES": [triple] * 6, "BKPSDM": [triple] * 6}, offices(DINKES=6, BKPSDM=6)))
    assert score(run, "PEMDA") == {**NO_FIGURES, "hidden": why}
    assert set(run.scores.values_list("hidden", "value")) == {(why, None)}


def two_waves(before: dict, after: dict, people: dict, version=None) -> tuple[IndexRun, IndexRun]:
    first = compute(scored(before, people))
    return first, compute(scored(after, people, version=version, number=2))


# DINKES from 3.0 3.5 4.0 2.5 3.0 to 4.0 4.5 3.5 4.0 4.0: + 0.8, by Welch 0.0837 … 1.5163 (`test_change`)
def test_a_change_has_its_interval():
    first, second = two_waves(both(), {"DINKES": SECOND, "BKPSDM": SECOND}, offices(DINKES=5, BKPSDM=5))
    assert {row["change_hidden"] for row in first.scores.values("change_hidden")} == {"pertama"}
    found = score(second, "DINKES", "D1")
    low, high = stats.ttest_ind(
        [4.0, 4.5, 3.5, 4.0, 4.0], [3.0, 3.5, 4.0, 2.5, 3.0], equal_var=False
    ).confidence_interval(0.95)
    assert found["change"] == pytest.approx(0.8)
    assert (found["change_low"], found["change_high"]) == pytest.approx((low, high))
    assert found["change_hidden"] == ""
    assert score(second, "DINKES")["change"] == pytest.approx(4.0 - 3.12)


def test_no_change_is_told_across_versions():
    people = offices(DINKES=5, BKPSDM=5)
    _, second = two_waves(both(), both(), people, version=instrument("2"))
    assert {tuple(row) for row in second.scores.values_list(*CHANGE)} == {(None, None, None, "versi")}


def test_no_change_is_told_where_one_to_four_people_make_it():
    people = offices(DINKES=10, BKPSDM=5)
    first = compute(scored({**both(), "DINKES": [*FIRST, FIRST[0]]}, people))
    second = compute(scored(both(), people, number=2))
    assert first.scores.exists()
    assert score(second, "DINKES")["change_hidden"] == score(second, "PEMDA")["change_hidden"] == "anggota"
    assert score(second, "DINKES")["change"] is None
    assert score(second, "BKPSDM")["change"] == pytest.approx(0.0)


def test_no_change_is_told_against_what_was_hidden():
    people = offices(DINKES=10, BKPSDM=10, DISHUB=5)
    before = {"DINKES": [*FIRST, *SECOND], "BKPSDM": FIRST[:4], "DISHUB": SECOND}
    _, second = two_waves(before, {"DINKES": [*FIRST, *SECOND], "BKPSDM": SECOND, "DISHUB": SECOND}, people)
    assert score(second, "BKPSDM")["change_hidden"] == "tersembunyi"
    assert score(second, "DINKES")["change"] == pytest.approx(0.0)


def test_a_wave_before_that_comes_late_is_compared_after_all():
    people = offices(DINKES=5, BKPSDM=5)
    late = answered(both(), people)
    second = compute(scored({"DINKES": SECOND, "BKPSDM": SECOND}, people, number=2))
    assert score(second, "DINKES")["change_hidden"] == "pertama"

    settle()

    found = current_runs(late.owner_unit)
    assert [run.wave for run in found] == [1, 2]
    assert score(found[1], "DINKES", "D1")["change"] == pytest.approx(0.8)
    assert not IndexRun.objects.get(pk=second.pk).is_current


def test_an_open_wave_has_no_index_and_that_is_said():
    offices(DINKES=6)
    with pytest.raises(NotScored, match="belum ditutup dan dinilai"):
        compute(wave())


def test_a_wave_without_results_has_no_index():
    campaign = answered({}, offices(DINKES=6))
    with pytest.raises(NotScored):
        compute(campaign)
    assert not IndexRun.objects.exists()


def test_scoring_sets_the_index_going_and_the_index_tells_of_itself():
    campaign = answered(both(), offices(DINKES=15, BKPSDM=5))
    settle()
    run = current_runs(campaign.owner_unit).get()
    assert run.scores.count() == 3 * 3
    told = Event.objects.get(kind="readiness.IndexPublished")
    assert told.payload == {"run": str(run.uuid)}


def test_what_does_not_measure_readiness_has_scores_and_no_index():
    version = instrument()
    Instrument.objects.update(purpose=Instrument.Purpose.DENYUT)
    campaign = answered(both(), offices(DINKES=15, BKPSDM=5), version=version)
    settle()
    assert campaign.scores.exists()
    assert not IndexRun.objects.exists()


def test_the_job_run_twice_leaves_one_run():
    campaign = scored(both(), offices(DINKES=15, BKPSDM=5))
    settle()
    run = current_runs(campaign.owner_unit).get()
    before = stored(run)
    work = Job.objects.get(kind=services.COMPUTE)
    Job.objects.filter(pk=work.pk).update(state=Job.State.MENUNGGU)
    assert jobs.run(work.pk)
    assert IndexRun.objects.get() == run
    assert stored(run) == before
    assert Event.objects.filter(kind="readiness.IndexPublished").count() == 1


def test_a_death_half_way_leaves_the_run_that_was(monkeypatch):
    campaign = scored(both(), offices(DINKES=15, BKPSDM=5))
    first = compute(campaign)

    def die(event: IndexPublished) -> None:
        raise SystemError("killed")

    monkeypatch.setattr(services, "emit", die)
    monkeypatch.setattr(services.kesiapan, "VERSION", "1.1")
    services.queue_index(str(campaign.uuid))
    assert not jobs.run(Job.objects.get(kind=services.COMPUTE).pk)
    assert IndexRun.objects.get() == first
    assert IndexRun.objects.get().is_current
    assert IndexScore.objects.count() == 3 * 3


def test_another_formula_makes_another_run_and_the_old_one_stays_to_be_read(monkeypatch):
    campaign = scored(both(), offices(DINKES=15, BKPSDM=5))
    first = compute(campaign)
    monkeypatch.setattr(services.kesiapan, "VERSION", "1.1")
    second = compute(campaign)
    assert (second.formula_version, second.inputs_sha256) == ("1.1", first.inputs_sha256)
    assert list(current_runs(campaign.owner_unit)) == [second]
    assert stored(first) == stored(second)


def test_dropped_runs_come_out_the_same():
    people = offices(DINKES=5, BKPSDM=5)
    runs = two_waves(both(), {"DINKES": SECOND, "BKPSDM": SECOND}, people)
    before = [(run.inputs_sha256, stored(run)) for run in runs]
    IndexScore.objects.all().delete()
    IndexRun.objects.all().delete()
    assert rebuild_index() == 2
    again = current_runs(build.unit("PEMDA"))
    assert [(run.inputs_sha256, stored(run)) for run in again] == before


def test_dropped_scores_alone_are_computed_again():
    campaign = scored(both(), offices(DINKES=15, BKPSDM=5))
    before = stored(compute(campaign))
    IndexScore.objects.all().delete()
    assert stored(compute(campaign)) == before


def test_more_units_cost_no_more_queries():
    counts = []
    for number, amount in ((1, 3), (2, 12)):
        people = offices(**{f"OPD{number}{n:02}": 5 for n in range(amount)})
        campaign = scored(dict.fromkeys(people, FIRST), people, number=number, version=instrument(str(number)))
        IndexRun.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            compute(campaign)
        counts.append(len(queries))
    assert counts[0] == counts[1]
