"""From released answers to the scores of every unit. Expected figures are worked out by hand, most in `small`."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import jobs
from core.models import Event, Job
from surveys import scoring
from surveys.events import CampaignScored
from surveys.models import Campaign, ConstructScore, Reliability
from surveys.scoring import NothingToScore, NotReleased, rebuild_scores, score_campaign
from tests.readiness.small import BLANK, FIRST, SECOND, answered, instrument, scored
from tests.support import build
from tests.surveys.waving import offices, released, send_all, wave

pytestmark = pytest.mark.django_db


def figures(campaign, code, construct) -> dict:
    columns = ("n", "mean", "sd", "low", "high", "rwg", "hidden")
    return campaign.scores.values(*columns).get(unit__code=code, construct=construct)


def stored(campaign) -> list:
    columns = ("unit", "construct", "n", "mean", "sd", "low", "high", "rwg", "hidden")
    alphas = Reliability.objects.filter(campaign=campaign).order_by("construct")
    return [
        *campaign.scores.order_by("unit", "construct").values_list(*columns),
        *alphas.values_list("construct", "alpha", "n", "items", "missing"),
    ]


def test_every_unit_that_stands_has_every_dimension_and_the_hidden_have_none():
    units = offices(DINKES=20, KEC08=6, KEC09=4, BKPSDM=9)
    campaign = wave()
    send_all(campaign, [person for people in units.values() for person in people])
    score_campaign(campaign=released(campaign))
    found = set(campaign.scores.values_list("unit__code", "construct"))
    assert found == {(unit, f"D{n}") for unit in ("PEMDA", "DINKES", "BKPSDM") for n in range(1, 9)}
    assert campaign.has_results
    assert Reliability.objects.filter(campaign=campaign).count() == 8


# A: 3 4 4 2 2, variance 4/4 = 1.0; B turned: 3 3 4 3 4, mean 3.4, squares 1.2, /4 = 0.3; s² = 0.65, q = 0.325,
# r_wg(2) = 2 x 0.675/(2 x 0.675 + 0.325) = 1.35/1.675 = 0.80597. 3.2 ± 2.7764 x 0.25495 = 2.4921 … 3.9079
def test_a_unit_has_the_mean_of_its_people_their_interval_and_their_agreement():
    people = offices(DINKES=5, BKPSDM=5)
    found = figures(scored({"DINKES": FIRST, "BKPSDM": SECOND}, people), "DINKES", "D1")
    assert (found["n"], found["hidden"]) == (5, "")
    assert found["mean"] == pytest.approx(3.2)
    assert found["sd"] == pytest.approx(0.5701, abs=5e-5)
    assert (found["low"], found["high"]) == pytest.approx((2.4921, 3.9079), abs=5e-5)
    assert found["rwg"] == pytest.approx(0.80597, abs=5e-6)


# 15 people in DINKES, 5 in BKPSDM: W = 0.75 and 0.25, se² = 0.038125 (`tests/measures/test_intervals.py`)
@pytest.mark.parametrize("absent", [0, 30])
def test_the_agency_counts_each_unit_by_the_people_asked_and_leaves_out_who_did_not_take_part(absent):
    people = offices(DINKES=15, BKPSDM=5, ABSEN=absent)
    found = figures(scored({"DINKES": FIRST, "BKPSDM": SECOND}, people), "PEMDA", "D1")
    assert found["n"] == 10
    assert found["mean"] == pytest.approx(3.4)
    assert (found["low"], found["high"]) == pytest.approx((2.9497, 3.8503), abs=5e-5)


def test_respondents_weigh_the_agency_where_the_instrument_says_so():
    people = offices(DINKES=15, BKPSDM=5)
    version = instrument(unit_weighting="respondents")
    found = figures(scored({"DINKES": FIRST, "BKPSDM": SECOND}, people, version=version), "PEMDA", "D1")
    assert found["mean"] == pytest.approx(3.6)  # (3.2 x 5 + 4.0 x 5)/10


# KEC09 (4 people) and BKPSDM (5, the smallest beside it) are one pool of 9: W = 15/24 and 9/24.
# Pool: BKPSDM 20.0 in all, KEC09 four of (2, 4, 1): (2 + 2)/2 = 2.0 each, 8.0; mean 28/9 = 3.1111
# 3.2 x 15/24 + 3.1111 x 9/24 = 2.0 + 1.166667 = 3.166667
def test_what_is_hidden_counts_in_the_agency_as_one_pool():
    people = offices(DINKES=15, BKPSDM=5, KEC09=4)
    campaign = scored({"DINKES": FIRST, "BKPSDM": SECOND, "KEC09": [(2, 4, 1)] * 4}, people)
    assert set(campaign.scores.values_list("unit__code", flat=True)) == {"PEMDA", "DINKES"}
    found = figures(campaign, "PEMDA", "D1")
    assert found["n"] == 14
    assert found["mean"] == pytest.approx(3.166667, abs=5e-7)


# The same, with 40 people of the secretariat itself asked who all kept silent: as if they had not been asked. Once one
# of them answers they count: the pool is 10 people, D1 2 as well (30/10 = 3.0), for 49 of 64.
def test_own_staff_of_whom_nobody_answered_count_for_nothing_in_the_agency():
    people = offices(DINKES=15, BKPSDM=5, KEC09=4)
    staff = build.people(40, at=build.unit("PEMDA"))
    given = {"DINKES": FIRST, "BKPSDM": SECOND, "KEC09": [(2, 4, 1)] * 4}
    assert figures(scored(given, people), "PEMDA", "D1")["mean"] == pytest.approx(3.166667, abs=5e-7)
    second = scored(given | {"PEMDA": [(2, 4, 1)]}, people | {"PEMDA": staff}, number=2)
    assert figures(second, "PEMDA", "D1")["mean"] == pytest.approx(3.2 * 15 / 64 + 3.0 * 49 / 64)


def test_a_unit_has_everybody_below_it():
    top = offices(BKPSDM=5)
    dinkes = build.unit("DINKES", parent=build.unit("PEMDA"))
    sections = {code: build.people(5, at=build.unit(code, parent=dinkes)) for code in ("P2P", "TU")}
    campaign = scored({"BKPSDM": SECOND, "P2P": FIRST, "TU": SECOND}, top | sections)
    assert figures(campaign, "DINKES", "D1")["mean"] == pytest.approx(3.6)
    assert figures(campaign, "P2P", "D1")["mean"] == pytest.approx(3.2)
    assert campaign.scores.count() == 5 * 2


# 1..6: B turned is 7 - B. A 5 4 6 3 5, B 2 2 3 1 3, turned 5 5 4 6 4: scores 5.0 4.5 5.0 4.5 4.5, mean 4.7,
# squares 0.09 + 0.04 + 0.09 + 0.04 + 0.04 = 0.30, /4 = 0.075, se = √0.015 = 0.122474; ± 2.7764 x se = 0.3400
def test_a_scale_of_one_to_six():
    people = offices(DINKES=5, BKPSDM=5)
    given = [(5, 2, 6), (4, 2, 5), (6, 3, 6), (3, 1, 5), (5, 3, 4)]
    campaign = scored({"DINKES": given, "BKPSDM": given[::-1]}, people, version=instrument(high=6))
    found = figures(campaign, "DINKES", "D1")
    assert found["mean"] == pytest.approx(4.7)
    assert (found["low"], found["high"]) == pytest.approx((4.3600, 5.0400), abs=5e-5)


def test_a_dimension_that_four_answered_hides_and_another_hides_beside_it():
    people = offices(DINKES=9, BKPSDM=5, DISHUB=8)
    given = {"DINKES": [*FIRST, *FIRST[:4]], "BKPSDM": SECOND, "DISHUB": [*SECOND, *FIRST[:3]]}
    given["BKPSDM"] = [*SECOND[:4], (5, 3, None)]
    campaign = scored(given, people)
    assert figures(campaign, "BKPSDM", "D2") == dict.fromkeys(("n", "mean", "sd", "low", "high", "rwg")) | {
        "hidden": "kecil"
    }
    assert figures(campaign, "DISHUB", "D2")["hidden"] == "pasangan"  # 8 people, the smallest left
    assert figures(campaign, "DINKES", "D2")["hidden"] == ""
    assert figures(campaign, "BKPSDM", "D1")["hidden"] == figures(campaign, "DISHUB", "D1")["hidden"] == ""
    assert figures(campaign, "PEMDA", "D2")["n"] == 21


def test_where_everybody_says_the_same_only_that_is_said():
    people = offices(DINKES=6, BKPSDM=6)
    campaign = scored({"DINKES": [(3, 3, 3)] * 6, "BKPSDM": [(3, 3, 3)] * 6}, people)
    assert set(campaign.scores.values_list("hidden", "mean", "n")) == {("seragam", None, None)}
    assert set(campaign.reliabilities.values_list("alpha", flat=True)) == {None}
    assert campaign.has_results


def test_forms_sent_in_blank_give_no_figure():
    people = offices(DINKES=6, BKPSDM=6)
    campaign = scored({"DINKES": [BLANK] * 6, "BKPSDM": [BLANK] * 6}, people)
    assert set(campaign.scores.values_list("hidden", "mean", "n")) == {("kecil", None, None)}
    assert set(campaign.reliabilities.values_list("alpha", "n")) == {(None, 0)}


def test_alpha_is_given_from_the_number_of_respondents_that_the_instrument_asks_for():
    # A and B turned of both five: A 3 4 4 2 2 4 5 4 3 5 (mean 3.6, squares 10.4, /9 = 1.155556)
    # B 3 3 4 3 4 4 4 3 5 3 (mean 3.6, squares 4.4, /9 = 0.488889); sums 6 7 8 5 6 8 9 7 8 8 (mean 7.2, squares 13.6,
    # /9 = 1.511111): 2 x (1 - 1.644444/1.511111) = -0.176471
    people = offices(DINKES=5, BKPSDM=5)
    few = scored({"DINKES": FIRST, "BKPSDM": SECOND}, people)
    assert few.reliabilities.values_list("alpha", "n", "items", "missing").get(construct="D1") == (
        None, 10, 2, "complete",
    )  # fmt: skip
    enough = scored({"DINKES": FIRST, "BKPSDM": SECOND}, people, version=instrument("2", alpha_min_respondents=10))
    assert enough.reliabilities.get(construct="D1").alpha == pytest.approx(-0.176471, abs=5e-7)


def test_a_wave_that_is_not_released_is_refused():
    offices(DINKES=6)
    campaign = wave()
    with pytest.raises(NotReleased, match="belum dilepas"):
        score_campaign(campaign=campaign)


@pytest.mark.parametrize("given", [{}, {"DINKES": FIRST[:4]}])
def test_a_wave_of_fewer_than_five_answers_is_refused_and_nothing_is_written(given):
    campaign = answered(given, offices(DINKES=6))
    with pytest.raises(NothingToScore, match="kurang dari lima jawaban"):
        score_campaign(campaign=campaign)
    assert not ConstructScore.objects.exists()
    assert not Event.objects.filter(kind="surveys.CampaignScored").exists()


def test_the_job_run_twice_leaves_the_same_rows_and_one_event():
    campaign = answered({"DINKES": FIRST, "BKPSDM": SECOND}, offices(DINKES=15, BKPSDM=5))
    work = Job.objects.get(kind="surveys.score")
    assert jobs.run(work.pk)
    first = stored(campaign)
    Job.objects.filter(pk=work.pk).update(state=Job.State.MENUNGGU)
    assert jobs.run(work.pk)
    assert stored(campaign) == first
    assert Event.objects.filter(kind="surveys.CampaignScored").count() == 1


def test_a_death_half_way_leaves_nothing_and_the_next_try_does_it_all(monkeypatch):
    campaign = answered({"DINKES": FIRST, "BKPSDM": SECOND}, offices(DINKES=15, BKPSDM=5))

    def die(event: CampaignScored) -> None:
        raise SystemError("killed")

    work = Job.objects.get(kind="surveys.score")
    with monkeypatch.context() as broken:
        broken.setattr(scoring, "emit", die)
        assert not jobs.run(work.pk)
    assert not campaign.scores.exists()
    assert not campaign.reliabilities.exists()
    assert Campaign.objects.get(pk=campaign.pk).state == Campaign.State.DILEPAS
    Job.objects.filter(pk=work.pk).update(due_at=work.due_at)
    assert jobs.run(work.pk)
    assert campaign.scores.count() == 3 * 2


def test_dropped_scores_come_out_the_same():
    campaign = scored({"DINKES": FIRST, "BKPSDM": SECOND}, offices(DINKES=15, BKPSDM=5))
    before = stored(campaign)
    ConstructScore.objects.all().delete()
    Reliability.objects.all().delete()
    assert rebuild_scores() == 1
    assert stored(campaign) == before


def test_more_units_cost_no_more_queries():
    counts = []
    for number, amount in ((1, 3), (2, 12)):
        people = offices(**{f"OPD{number}{n:02}": 5 for n in range(amount)})
        campaign = answered(dict.fromkeys(people, FIRST), people, number=number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            score_campaign(campaign=campaign)
        counts.append(len(queries))
    assert counts[0] == counts[1]
