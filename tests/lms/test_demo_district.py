"""The demo's district lives through three waves, and what was planted in it comes out of the product's own services.

Expectations are those that stand beside the plan, `survei.harapan_uji` in people/demo/demo_agency.yaml.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import mean

import pytest
from django.core.management import call_command

from people.demo.load import read_facts
from readiness.models import IndexRun, IndexScore

pytestmark = pytest.mark.slow
HIDDEN = {"KEC09", "KEC08"}
SPLIT = 0.70  # `scoring` of the instrument: rwg_flag_below


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker):
    """Seeded once for the module, in a database that the next module starts anew."""
    from tests.support.database import Copy

    copy = Copy()
    with django_db_blocker.unblock():
        call_command("seed_demo", verbosity=0)
        yield District()
        copy.renew()


class District:
    """Index figures by wave: {wave: {office: {component: score}}}."""

    def __init__(self) -> None:
        self.plan = {row["code"]: row for row in read_facts()["opd"]}
        runs = IndexRun.objects.filter(is_current=True, owner_unit__code="KAB-ARUNIKA").order_by("wave")
        self.waves = {run.wave: self.scores_of(run) for run in runs}

    def scores_of(self, run: IndexRun) -> dict[str, dict[str, IndexScore]]:
        found: dict[str, dict[str, IndexScore]] = {}
        for score in run.scores.select_related("unit"):
            found.setdefault(score.unit.code, {})[score.component] = score
        return found

    def value(self, wave: int, office: str, component: str = "INDEX") -> float | None:
        score = self.waves[wave].get(office, {}).get(component)
        return score.value if score else None

    def offices(self, chosen: Callable[[dict], bool]) -> list[str]:
        return [code for code, row in self.plan.items() if chosen(row)]

    def rises(self, offices: list[str], component: str, before: int, after: int) -> list[float]:
        pairs = [(self.value(before, code, component), self.value(after, code, component)) for code in offices]
        return [later - earlier for earlier, later in pairs if earlier is not None and later is not None]


def test_what_was_learnt_shows_where_it_was_learnt(lived):
    trained = lived.offices(lambda row: row["dilatih_mulai_gelombang"] == 2)
    untrained = lived.offices(lambda row: row["dilatih_mulai_gelombang"] is None)
    assert 0.25 <= mean(lived.rises(trained, "D1", 1, 2)) <= 0.65
    assert abs(mean(lived.rises(untrained, "D1", 1, 2))) < 0.15


def test_the_agency_rises_from_wave_to_wave(lived):
    first, second, third = (lived.value(wave, "KAB-ARUNIKA") for wave in (1, 2, 3))
    assert first < second < third
    assert [round(value, 1) for value in (first, second, third)] == pytest.approx([2.7, 2.8, 2.9], abs=0.11)


def test_the_strong_lead_and_processes_are_weakest_at_first(lived):
    of_offices = {code: value for code in lived.plan if (value := lived.value(1, code)) is not None}
    assert {"DISKOMINFO", "DPMPTSP"} <= set(sorted(of_offices, key=of_offices.__getitem__)[-5:])
    dimensions = {f"D{n}": lived.value(1, "KAB-ARUNIKA", f"D{n}") for n in range(1, 9)}
    assert min(dimensions, key=dimensions.__getitem__) == "D5"


@pytest.mark.parametrize("wave", [1, 2, 3])
def test_the_small_office_is_hidden_and_never_alone(lived, wave):
    shown = {code for code in lived.plan if lived.value(wave, code) is not None}
    absent = {"DISKANLA"} if wave == 2 else set()
    assert set(lived.plan) - shown - absent == HIDDEN


def test_an_office_that_did_not_take_part_has_no_point(lived):
    assert lived.value(2, "DISKANLA") is None
    assert lived.value(1, "DISKANLA") is not None
    assert lived.value(3, "DISKANLA") is not None


@pytest.mark.parametrize("office", ["SATPOLPP", "DISHUB"])
def test_divided_offices_are_told_as_divided(lived, office):
    assert lived.waves[1][office]["D1"].rwg < SPLIT <= lived.waves[1]["DISKOMINFO"]["D1"].rwg


def test_items_of_a_dimension_go_together(lived):
    from surveys.models import Reliability

    alphas = Reliability.objects.filter(campaign__owner_unit__code="KAB-ARUNIKA", campaign__number=1, construct="D1")
    assert [row.alpha >= 0.70 for row in alphas] == [True]


def test_nothing_is_left_undone_but_the_drawing_of_certificates(lived):
    from core.models import Event, Job

    assert not Event.objects.filter(handled_at=None).exists()
    undone = Job.objects.exclude(state__in=[Job.State.SELESAI])
    assert set(undone.values_list("kind", flat=True)) <= {"certificates.draw"}
