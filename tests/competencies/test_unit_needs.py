"""A scored wave says what units need; what may not be shown takes the need of the nearest shown place above."""

from __future__ import annotations

import time

import pytest

from competencies.models import UnitNeed
from competencies.needs import derive_unit_needs, needs_of
from core.events import emit
from surveys.events import CampaignScored
from surveys.models import ConstructScore, Instrument
from tests.support import build, waves
from tests.support.settle import settle
from tests.support.waves import District

pytestmark = pytest.mark.django_db
FINE = 4.0


@pytest.fixture
def tirta() -> District:
    """Six offices with two units each, one wave; nothing is weak unless a test says so. KEC08 and KEC09 are hidden."""
    made = waves.district(6, waves=1)
    ConstructScore.objects.update(mean=FINE)
    return made


def score(made: District, code: str, construct: str, mean: float | None, *, wave: int = -1) -> None:
    """One cell of the released set; None hides it."""
    cell = ConstructScore.objects.filter(campaign=made.campaigns[wave], unit=made.unit(code), construct=construct)
    empty = dict.fromkeys(("mean", "n", "sd", "low", "high", "rwg"))
    cell.update(**({"mean": mean} if mean is not None else {**empty, "hidden": "kecil"}))


def derive(made: District, *, wave: int = -1) -> int:
    return derive_unit_needs(campaign=str(made.campaigns[wave].uuid))


def needed(made: District, code: str) -> list[tuple]:
    return [
        (need.construct, need.severity, need.course_codes, need.source_unit.code, need.score)
        for need in needs_of(made.unit(code))
    ]


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        (2.59, ("semua", ["K1", "K2", "K3", "K5", "K11"])),
        (2.60, ("pertama", ["K1"])),
        (3.49, ("pertama", ["K1"])),
        (3.50, None),
    ],
)
def test_a_weak_dimension_asks_for_its_courses(tirta, mean, expected):
    score(tirta, "OPD001", "D3", mean)
    derive(tirta)
    found = [(severity, codes) for _, severity, codes, _, _ in needed(tirta, "OPD001")]
    assert found == ([expected] if expected else [])


# On 1..6 a score x stands for 1 + 4(x - 1)/5 on 1..5: 2.9 for 2.52, 3.0 for 2.60, 4.1 for 3.48, 4.125 for 3.50.
@pytest.mark.parametrize(
    ("mean", "expected"),
    [(2.9, ("semua", ["K1", "K9"])), (3.0, ("pertama", ["K1"])), (4.1, ("pertama", ["K1"])), (4.125, None)],
)
def test_on_a_scale_of_six_a_score_is_judged_as_it_would_stand_on_five(tirta, mean, expected):
    version = tirta.campaigns[-1].version
    version.content["instrument"] |= {"scale": {"min": 1, "max": 6}, "skala": None}
    version.save(update_fields=["content"])
    score(tirta, "OPD001", "D1", mean)
    derive(tirta)
    found = [row[1:3] for row in needed(tirta, "OPD001") if row[0] == "D1"]
    assert found == ([expected] if expected else [])
    assert {need.scale_max for need in needs_of(tirta.unit("OPD001"))} == {6}


def test_the_weakest_dimension_comes_first(tirta):
    score(tirta, "OPD001", "D1", 2.41)
    score(tirta, "OPD001", "D4", 3.10)
    score(tirta, "OPD001", "D2", 2.05)
    derive(tirta)
    assert [(row[0], row[4]) for row in needed(tirta, "OPD001")] == [("D2", 2.05), ("D1", 2.41), ("D4", 3.10)]
    need = needs_of(tirta.unit("OPD001"))[0]
    assert (need.construct_name, need.scale_max, need.campaign_title) == ("Kepemimpinan digital", 5, "Gelombang 1")


def test_kec09_with_four_people_and_its_partner_take_what_the_whole_agency_needs(tirta):
    score(tirta, "PEMDA", "D1", 2.41)
    derive(tirta)
    for code in ("KEC09", "KEC08", "KEC09-0"):
        assert needed(tirta, code) == [("D1", "semua", ["K1", "K9"], "PEMDA", 2.41)]


def test_a_hidden_cell_takes_the_one_above_and_leaves_the_others(tirta):
    score(tirta, "OPD001", "D1", 2.50)
    score(tirta, "OPD001", "D2", 2.10)
    score(tirta, "OPD001-0", "D1", None)
    score(tirta, "OPD001-0", "D2", 3.20)
    derive(tirta)
    assert [(row[0], row[3], row[4]) for row in needed(tirta, "OPD001-0")] == [
        ("D1", "OPD001", 2.50),
        ("D2", "OPD001-0", 3.20),
    ]


def test_deriving_again_gives_the_same(tirta):
    score(tirta, "OPD001", "D1", 2.41)
    derive(tirta)
    before = needed(tirta, "OPD001")
    assert derive(tirta) == UnitNeed.objects.count()
    assert needed(tirta, "OPD001") == before


def test_a_new_wave_takes_over_also_where_nothing_is_weak_any_more(tirta):
    score(tirta, "OPD001", "D1", 2.41)
    derive(tirta)
    waves.add_wave(tirta, 2)
    ConstructScore.objects.filter(campaign=tirta.campaigns[1]).update(mean=FINE)
    score(tirta, "OPD002", "D6", 3.0)
    derive(tirta)
    assert needed(tirta, "OPD001") == []
    assert [row[0] for row in needed(tirta, "OPD002")] == ["D6"]


def test_an_old_wave_derived_late_does_not_take_over(tirta):
    waves.add_wave(tirta, 2)
    ConstructScore.objects.update(mean=FINE)
    score(tirta, "OPD001", "D1", 2.0, wave=0)
    score(tirta, "OPD001", "D1", 3.0, wave=1)
    derive(tirta, wave=1)
    derive(tirta, wave=0)
    assert [row[4] for row in needed(tirta, "OPD001")] == [3.0]
    assert UnitNeed.objects.filter(unit=tirta.unit("OPD001"), is_current=False).count() == 1


def test_a_unit_that_came_later_takes_what_the_one_above_needs(tirta):
    score(tirta, "OPD001", "D1", 2.41)
    derive(tirta)
    young = build.unit("BARU", parent=tirta.unit("OPD001"), of=tirta.agency)
    younger = build.unit("BARU-1", parent=young, of=tirta.agency)
    assert [need.source_unit.code for need in needs_of(younger)] == ["OPD001"]


def test_a_unit_where_nothing_is_weak_takes_nothing_from_above(tirta):
    score(tirta, "PEMDA", "D1", 2.41)
    derive(tirta)
    assert needed(tirta, "OPD001") == []


def test_a_survey_of_another_purpose_says_nothing_of_needs(tirta):
    score(tirta, "OPD001", "D1", 2.41)
    derive(tirta)
    Instrument.objects.update(purpose=Instrument.Purpose.DENYUT)
    score(tirta, "OPD001", "D1", 1.5)
    assert derive(tirta) == 0
    assert UnitNeed.objects.filter(score=1.5).count() == 0


def test_needs_follow_when_a_wave_is_scored(tirta):
    score(tirta, "OPD001", "D1", 2.41)
    for _twice in range(2):
        emit(CampaignScored(campaign=str(tirta.campaigns[0].uuid)))
        settle()
    assert [row[0] for row in needed(tirta, "OPD001")] == ["D1"]


def test_needs_of_a_unit_are_one_query(tirta, django_assert_num_queries):
    score(tirta, "OPD001", "D1", 2.41)
    derive(tirta)
    unit = tirta.unit("OPD001-1")
    with django_assert_num_queries(1):
        [str(need.source_unit) for need in needs_of(unit)]


@pytest.mark.proof
def test_the_needs_of_4000_units_take_seconds(size, figure):
    made = waves.district(20, below=size(19, full=199), waves=1)
    ConstructScore.objects.update(mean=2.2)
    begun = time.monotonic()
    rows = derive(made)
    seconds = time.monotonic() - begun
    figure("units", len(made.units))
    figure("derive_seconds", round(seconds, 1))
    assert rows == len(made.units) * 8
    assert seconds < 30
