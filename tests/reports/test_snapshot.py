"""What a leader's page says, what it keeps to itself, and when it is built anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from competencies.needs import derive_unit_needs
from core import jobs
from core.events import emit
from people.models import Unit
from readiness.events import IndexPublished
from readiness.models import IndexScore
from reports import services
from reports.models import Snapshot
from reports.services import build_snapshots, leader_snapshot
from reports.snapshots.leader import build_leader, build_leaders
from surveys.models import ReleasedUnit, Response
from targets.events import MeasurementRecorded
from tests.certificates.building import certify, finish
from tests.courses.building import edition, run_of, small_course
from tests.support import build, leader_sample, waves
from tests.support.settle import settle

pytestmark = pytest.mark.django_db
INDEX = IndexScore.INDEX
WITHOUT_TIME = ("built_at", "sha256")
FIGURES = ("value", "low", "high", "n")


def say(made: waves.District, wave: int, **values: tuple[float, float, float]) -> None:
    """Give units of a wave an index with its interval."""
    for code, (value, low, high) in values.items():
        score = IndexScore.objects.filter(run=made.runs[wave - 1], unit=made.unit(code), component=INDEX)
        score.update(value=value, low=low, high=high)


def figures_in(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from figures_in(value, f"{path}/{key}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from figures_in(value, f"{path}/{number}")
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield path, part


def without_time(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in WITHOUT_TIME}


# What it says


def test_it_carries_the_scale_and_the_bounds_of_its_instrument(clock):
    made = waves.district(3, waves=1)
    version = made.campaigns[0].version
    content = version.content
    content["instrument"]["scale"] = {"min": 1, "max": 6}
    content["scoring"] = {"rules": {"min_group": 12, "change_min": 0.3}}
    type(version).objects.filter(pk=version.pk).update(content=content)
    run = build_leader(made.opd[0])["run"]
    assert run["scale"] == {"min": 1, "max": 6}
    assert (run["rules"]["min_group"], run["rules"]["change_min"]) == (12, 0.3)
    assert "Kurang dari 12 jawaban" in build_leader(made.pair[0])["hidden_note"]


def test_a_page_has_every_part_that_its_readers_rely_on():
    made = waves.district(5, waves=1)
    samples = leader_sample.shown(), leader_sample.hidden(), leader_sample.before_the_first_wave()
    pages = (
        build_leader(made.opd[0]),
        build_leader(made.pair[1]),
        build_leader(build.unit("LAIN", of=build.agency("L"))),
    )

    for sample, page in zip(samples, pages, strict=True):
        assert page.keys() == sample.keys()
        for part in ("unit", "index", "change"):
            assert page[part].keys() == sample[part].keys()
    assert pages[0]["dimensions"][0].keys() == samples[0]["dimensions"][0].keys()
    assert pages[0]["units"][0].keys() == samples[0]["units"][0].keys()
    assert pages[0]["run"].keys() == samples[0]["run"].keys()


def test_figures_are_those_of_the_index_rounded_once():
    made = waves.district(5, waves=2)
    dinas = made.unit("OPD001")
    score = IndexScore.objects.get(run=made.runs[1], unit=dinas, component=INDEX)
    IndexScore.objects.filter(pk=score.pk).update(
        value=3.125, low=3.014, high=3.2361, change=0.215, change_low=0.1, change_high=0.33
    )

    page = build_leader(dinas)

    assert page["index"] | {"n": 0} == {
        "value": 3.13, "low": 3.01, "high": 3.24, "n": 0, "band": "Baik", "hidden": "",
    }  # fmt: skip
    assert page["change"] == {"value": 0.22, "low": 0.1, "high": 0.33, "verdict": "naik", "why_not": ""}


def test_a_change_inside_its_error_or_too_small_to_matter_is_none():
    made = waves.district(5, waves=2)
    dinas = made.unit("OPD001")
    score = IndexScore.objects.filter(run=made.runs[1], unit=dinas, component=INDEX)

    score.update(change=0.5, change_low=-0.1, change_high=1.1)
    assert build_leader(dinas)["change"]["verdict"] == "tetap"
    score.update(change=-0.19, change_low=-0.3, change_high=-0.1)
    assert build_leader(dinas)["change"]["verdict"] == "kecil"
    score.update(change=-0.2, change_low=-0.3, change_high=-0.1)
    assert build_leader(dinas)["change"]["verdict"] == "turun"


def test_response_is_counted_over_the_people_who_were_asked():
    made = waves.district(5, waves=1)
    rows = ReleasedUnit.objects.filter(campaign=made.campaigns[0])
    rows.filter(unit=made.root).update(headcount=250, n=124)
    rows.filter(unit=made.opd[0]).update(headcount=268, n=214)

    district, dinas = build_leader(made.root), build_leader(made.opd[0])

    assert (district["n"], district["headcount"], district["response_rate"]) == (124, 250, 50)
    assert district["low_response"]  # 49.6 %, however it is rounded
    assert (dinas["n"], dinas["headcount"], dinas["response_rate"], dinas["low_response"]) == (214, 268, 80, False)
    assert {row["code"]: row["rate"] for row in district["units"]}["OPD001"] == 80


def test_the_rank_is_as_wide_as_the_intervals_leave_it():
    made = waves.district(8, waves=1)  # six that are shown
    say(
        made,
        1,
        OPD001=(3.9, 3.8, 4.0),  # surely above
        OPD002=(3.3, 3.0, 3.6),  # overlaps
        OPD003=(3.1, 3.0, 3.2),
        OPD004=(3.0, 2.9, 3.1),  # overlaps
        OPD005=(2.9, 2.8, 3.0),  # touches
        OPD006=(2.2, 2.1, 2.3),  # surely below
    )

    assert build_leader(made.unit("OPD003"))["rank"] == {"from": 2, "to": 5, "of": 6}
    assert build_leader(made.unit("OPD001"))["rank"] == {"from": 1, "to": 1, "of": 6}
    assert build_leader(made.unit("OPD003-0"))["rank"] is None
    assert build_leader(made.root)["rank"] is None


def test_peers_are_at_least_three_other_shown_units_of_the_kind():
    made = waves.district(10, waves=1)  # OPD001, 3, 5, 7 are badan; 2, 4, 6, 8 are dinas
    band = (1.0, 5.0)
    say(made, 1, OPD001=(4.0, *band), OPD003=(3.0, *band), OPD005=(2.5, *band), OPD007=(2.0, *band))

    assert build_leader(made.unit("OPD001"))["peers"] == {"name": "badan", "count": 3, "index": 2.5}

    IndexScore.objects.filter(unit=made.unit("OPD007"), component=INDEX).delete()
    assert build_leader(made.unit("OPD001"))["peers"] is None
    assert build_leader(made.unit("OPD001"))["dimensions"][0]["peers"] is not None


def test_a_wave_that_a_unit_did_not_join_is_a_missing_point_of_its_trend():
    made = waves.district(5, waves=3, absent={2: ["OPD002"]})

    trend = build_leader(made.unit("OPD002"))["trend"]

    assert [(point["wave"], point["index"]["hidden"]) for point in trend] == [(1, ""), (2, "tidak_ikut"), (3, "")]
    assert [trend[1]["index"][figure] for figure in FIGURES] == [None] * 4


def test_the_figure_before_stands_beside_only_where_the_change_may_be_shown():
    made = waves.district(5, waves=2)
    dinas = made.opd[0]
    before = IndexScore.objects.get(run=made.runs[0], unit=dinas, component="D1")

    assert build_leader(dinas)["dimensions"][0]["previous"] == pytest.approx(before.value, abs=0.005)

    isolating = IndexScore.objects.filter(run=made.runs[1], unit=dinas, component="D1")
    isolating.update(change=None, change_low=None, change_high=None)
    page = build_leader(dinas)
    assert page["dimensions"][0]["previous"] is None
    assert page["dimensions"][1]["previous"] is not None


def test_a_page_of_an_earlier_wave_speaks_of_that_wave():
    made = waves.district(5, waves=3)
    page = build_leader(made.opd[0], wave=2)
    score = IndexScore.objects.get(run=made.runs[1], unit=made.opd[0], component=INDEX)

    assert page["run"]["wave"] == 2
    assert page["index"]["value"] == pytest.approx(score.value, abs=0.005)
    assert [point["wave"] for point in page["trend"]] == [1, 2, 3]


def test_opinions_far_apart_are_marked():
    made = waves.district(5, waves=1)
    scores = IndexScore.objects.filter(unit=made.opd[0])
    scores.filter(component="D1").update(rwg=0.699)
    scores.filter(component="D2").update(rwg=0.70)

    first, second = build_leader(made.opd[0])["dimensions"][:2]

    assert (first["rwg"], first["split"]) == (0.7, True)
    assert (second["rwg"], second["split"]) == (0.7, False)


def test_ani_learns_and_the_posts_of_her_unit_and_of_all_above_it_count_her():
    made = waves.district(4, waves=1, of=build.agency("KAB-DUA"))
    below = made.below[made.opd[0].pk][0]
    ani, budi = build.learner("Ani", at=below), build.learner("Budi", at=below)
    build.learner("Citra", at=made.opd[1])
    run = small_course()
    certify(ani, run)
    finish(budi, run)

    for unit, people in ((below, 2), (made.opd[0], 2), (made.root, 3)):
        posts = {post["name"]: post for post in build_leader(unit)["loop"]}
        assert posts["Belajar"]["value"] == f"2 dari {people}"
        assert posts["Bukti"]["value"] == "2"
        assert (posts["Sertifikat"]["value"], posts["Sertifikat"]["note"][:4]) == ("1", "3 JP")
    assert build_leader(made.opd[1])["loop"][1]["value"] == "0 dari 1"


def test_each_reader_has_the_words_of_a_language_and_both_the_same_figures():
    made = waves.district(4, waves=1)
    say_weak(made, made.opd[0])
    ours = leader_snapshot(made.opd[0])
    with translation.override("en-gb"):
        theirs = leader_snapshot(made.opd[0])

    assert [page["loop"][0]["name"] for page in (ours, theirs)] == ["Kesenjangan", "Gap"]
    assert [page["loop"][0]["note"] for page in (ours, theirs)] == ["perlu dipelajari", "to be learned"]
    assert ours["dimensions"] == theirs["dimensions"]
    assert leader_snapshot(made.opd[0]) == ours


def test_pages_in_another_language_are_as_new_as_ours():
    made = waves.district(4, waves=1)
    with translation.override("en"):
        old = leader_snapshot(made.opd[0])
        build_snapshots(owner=made.root)
        assert leader_snapshot(made.opd[0])["built_at"] > old["built_at"]


def test_a_district_without_a_wave_has_a_page_and_its_units():
    made = waves.district(4, waves=0)
    waves.populate(made)

    page = build_leader(made.root)

    assert (page["run"], page["trend"], page["dimensions"], page["index"]["value"]) == (None, [], [], None)
    assert [row["code"] for row in page["units"]] == ["KEC08", "KEC09", "OPD001", "OPD002"]
    assert page["headcount"] == made.headcounts[made.root.pk]


def test_a_unit_that_came_after_the_wave_has_no_part_in_it_and_needs_what_is_needed_above():
    made = waves.district(4, waves=1)
    say_weak(made, made.opd[0])
    new = build.unit("BARU", parent=made.opd[0])

    page = build_leader(new)

    assert page["index"]["hidden"] == "tidak_ikut"
    assert page["hidden_note"].startswith("Unit ini tidak ikut")
    assert page["loop"][0]["note"] == f"menurut {made.opd[0].name}"


def say_weak(made: waves.District, unit: Unit) -> None:
    made.campaigns[-1].scores.filter(unit=unit).update(mean=2.0)
    derive_unit_needs(campaign=str(made.campaigns[-1].uuid))


# What it keeps to itself


def test_a_hidden_unit_has_a_page_without_any_figure_of_the_survey():
    made = waves.district(8, waves=2)
    waves.populate(made)
    say_weak(made, made.root)
    small = made.pair[1]

    page = build_leader(small)

    assert page["hidden_note"] == (
        "Disembunyikan. Kurang dari 5 jawaban, atau dapat dihitung balik dari kelompok lain."
    )
    assert page["headcount"] == 4  # who works there is no secret
    assert [post["value"] for post in page["loop"] if post["name"] == "Ukur ulang"] == [""]
    assert page["loop"][0] == {
        "name": "Kesenjangan", "value": "8 dimensi", "note": f"menurut {made.root.name}", "state": "ada",
    }  # fmt: skip
    allowed = ("/headcount", "/unit/depth", "/wave", "/run/scale", "/run/rules", "/targets", "/actions", "/reliability")
    assert [path for path, _ in figures_in(page) if not any(part in path for part in allowed)] == []


def test_a_page_never_tells_whether_a_unit_was_too_small_or_a_partner():
    made = waves.district(8, waves=2)
    partner, small = (build_leader(unit) for unit in made.pair)

    for part in ("index", "change", "rank", "peers", "trend", "hidden_note", "n", "response_rate"):
        assert partner[part] == small[part]
    assert [row["cell"] for row in partner["dimensions"]] == [row["cell"] for row in small["dimensions"]]
    rows = {row["code"]: row for row in build_leader(made.root)["units"]}
    assert rows["KEC08"]["index"] == rows["KEC09"]["index"]
    assert rows["KEC08"]["rate"] is rows["KEC09"]["rate"] is None


def test_what_is_hidden_leaves_no_trace_in_the_pages_of_others():
    """Change every figure of a hidden cell, as if it had been written by mistake: no other page moves."""
    made = waves.district(8, waves=2)
    units = [made.root, *made.opd]
    before = {unit.code: without_time(build_leader(unit)) for unit in units}

    for unit in (*made.pair, *made.below[made.pair[1].pk]):
        IndexScore.objects.bulk_create(
            IndexScore(run=made.runs[1], unit=unit, component=code, value=4.9, low=4.8, high=5, n=4, rwg=1)
            for code in (INDEX, "D1", "D2")
        )

    assert {unit.code: without_time(build_leader(unit)) for unit in units} == before


def test_a_hidden_dimension_of_a_shown_unit_is_empty_and_counts_for_nobody():
    made = waves.district(10, waves=1)
    hidden = IndexScore.objects.filter(unit=made.unit("OPD003"), component="D4")
    hidden.update(value=None, n=None, low=None, high=None, se=None, df=None, rwg=None, hidden="kecil")

    own, other = build_leader(made.unit("OPD003")), build_leader(made.unit("OPD001"))

    assert own["index"]["value"] is not None
    assert own["dimensions"][3]["cell"] == {**leader_sample.NOTHING, "hidden": "disembunyikan"}
    assert (own["dimensions"][3]["rwg"], own["dimensions"][3]["peers"]) == (None, None)
    assert other["dimensions"][3]["peers"] is None  # two others are left
    assert other["dimensions"][2]["peers"] is not None


def test_barriers_are_told_of_the_whole_wave_alone():
    made = waves.district(4, waves=1)
    Response.objects.bulk_create(
        Response(campaign=made.campaigns[0], bucket=unit, answers=[], barriers=["H01"] if n < 6 else [])
        for unit in made.opd[:2]
        for n in range(10)
    )

    shares = [(row["code"], row["share"]) for row in build_leader(made.root)["barriers"]]
    assert shares == [("H01", 60)]
    assert build_leader(made.opd[0])["barriers"] == []


def test_units_stand_in_the_order_of_their_codes():
    made = waves.district(8, waves=1)
    codes = [row["code"] for row in build_leader(made.root)["units"]]
    assert codes == sorted(codes)


# When it is built


def test_a_stored_page_is_read_in_two_statements(django_assert_num_queries):
    made = waves.district(8, waves=2)
    built = leader_snapshot(made.root)

    with django_assert_num_queries(2):
        assert leader_snapshot(made.root) == built


def test_pages_built_together_are_those_built_alone():
    made = waves.district(6, waves=2, absent={2: ["OPD002"]})
    waves.populate(made)
    say_weak(made, made.root)
    offered = [run_of(edition(code)) for code in ("K1", "K4", "K7")]
    run_of(edition("K9"), unit_scope=made.opd[0])
    finish(build.learner("Ani", at=made.below[made.opd[0].pk][0]), offered[0])
    build.unit("BARU", parent=made.opd[0])
    units = Unit.objects.filter(path__startswith=made.root.path).select_related("agency")

    together = {unit.code: without_time(page) for unit, page in build_leaders(made.root)}

    assert together == {unit.code: without_time(build_leader(unit)) for unit in units}
    assert {row["course"]: row["comply"] for row in together["OPD001"]["actions"]}["K1"] == 1


def test_ten_times_the_units_are_built_by_the_same_questions():
    asked = []
    for number, opd in enumerate((4, 40)):
        made = waves.district(opd, waves=2, of=build.agency(f"KAB-{number}"))
        say_weak(made, made.root)
        run_of(edition(f"K{number + 1}"))
        with CaptureQueriesContext(connection) as questions:
            build_snapshots(owner=made.root)
        asked.append(len(questions))
    assert asked[0] == asked[1] < 40


def test_the_same_figures_have_the_same_sum(clock):
    clock.set("2026-11-21")
    made = waves.district(4, waves=1)
    first = build_leader(made.root)
    clock.move(hours=1)
    second = build_leader(made.root)
    assert first["sha256"] == second["sha256"]
    assert first["built_at"] != second["built_at"]


def test_a_new_wave_is_seen_at_once(clock):
    clock.set("2026-11-20")
    made = waves.district(4, waves=1)
    assert leader_snapshot(made.root)["run"]["wave"] == 1

    clock.move(days=1)
    waves.add_wave(made, 2)

    assert leader_snapshot(made.root)["run"]["wave"] == 2
    assert [point["wave"] for point in leader_snapshot(made.root, 1)["trend"]] == [1, 2]


def test_yesterdays_page_is_shown_and_built_anew_behind_it(clock):
    clock.set("2026-11-20")
    made = waves.district(4, waves=1)
    old = leader_snapshot(made.root)

    clock.move(days=2)
    assert leader_snapshot(made.root) == old
    settle()
    assert leader_snapshot(made.root)["built_at"] > old["built_at"]


def test_a_page_is_built_anew_behind_its_reader_when_somebody_learned_meanwhile(clock):
    clock.set("2026-11-20")
    made = waves.district(4, waves=1)
    here, beside = made.opd[0], made.opd[1]
    ani = build.learner("Ani", at=made.below[here.pk][0])
    run = small_course()
    elsewhere = leader_snapshot(beside)
    assert leader_snapshot(here)["loop"][1]["value"] == "0 dari 1"

    clock.move(minutes=5)
    finish(ani, run)
    clock.move(minutes=6)
    assert leader_snapshot(here)["loop"][1]["value"] == "0 dari 1"
    leader_snapshot(beside)
    settle()

    assert leader_snapshot(here)["loop"][1]["value"] == "1 dari 1"
    assert leader_snapshot(beside) == elsewhere


def test_a_published_index_builds_the_page_of_every_unit():
    made = waves.district(4, waves=2)
    emit(IndexPublished(run=str(made.runs[1].uuid)))
    settle()

    stored = Snapshot.objects.filter(wave=2)
    assert set(stored.values_list("unit__code", flat=True)) == {unit.code for unit in made.units}
    assert Snapshot.objects.filter(wave=1).count() == 0


def test_a_new_figure_of_a_target_builds_them_again_and_one_of_hours_waits_for_the_night():
    made = waves.district(4, waves=1)
    event = {"unit": str(made.root.uuid), "target": "t", "measurement": "m"}

    emit(MeasurementRecorded(code="TP-01", **event))
    settle()
    assert not Snapshot.objects.exists()

    emit(MeasurementRecorded(code="TP-06", **event))
    settle()
    assert Snapshot.objects.count() == len(made.units)


def test_every_night_all_trees_of_pages_are_built():
    first, second = waves.district(3, waves=1), waves.district(3, waves=1, of=build.agency("KAB-DUA"))
    jobs.enqueue("reports.build_all", key="2026-11-21T18:30")
    settle()

    assert Snapshot.objects.count() == len(first.units) + len(second.units)
    assert services.owners_of_pages() == sorted([first.root, second.root], key=lambda unit: unit.path)


@pytest.mark.slow
def test_four_thousand_units_are_built_by_a_job_and_read_as_forty(django_assert_num_queries):
    made = waves.district(1000, below=3, waves=2)
    assert build_snapshots(owner=made.root) == len(made.units) == 4001

    with django_assert_num_queries(2):
        page = leader_snapshot(made.root)
    assert len(page["units"]) == 1000
