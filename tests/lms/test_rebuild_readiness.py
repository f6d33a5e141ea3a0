"""Results, needs, indices and leaders' pages follow from released answers: dropped and rebuilt they are the same."""

from __future__ import annotations

from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model

from competencies.models import UnitNeed
from core.models import Event, Job
from people.models import Person
from readiness.models import IndexRun, IndexScore
from reports.models import Snapshot
from surveys.models import Campaign, ConstructScore, ReleasedUnit, Reliability
from surveys.scoring import score_campaign
from tests.support.settle import settle
from tests.surveys.waving import form, offices, released, send_all, wave

pytestmark = pytest.mark.django_db
# The number of the row, a fresh name for each computation, and the moment: nobody reads them.
OF_THE_ROW = {"id", "uuid", "run_id", "computed_at", "built_at"}
DERIVED: tuple[type[Model], ...] = (ConstructScore, Reliability, UnitNeed, IndexRun, IndexScore, Snapshot)


@pytest.fixture
def district(clock) -> dict[str, list[Person]]:
    """Two scored waves; KEC09 has four people, so KEC08 hides with it."""
    clock.set("2026-05-04")
    people = offices(DINKES=14, BKPSDM=9, KEC08=6, KEC09=4)
    everybody = [person for office in people.values() for person in office]
    for number in (1, 2):
        campaign = wave(number=number)
        send_all(campaign, everybody, partial(answers, wave=number))
        score_campaign(campaign=released(campaign))
        settle()
        clock.move(days=180)
    assert Campaign.objects.filter(state=Campaign.State.DINILAI).count() == 2
    return people


def answers(person: int, *, wave: int) -> dict[str, Any]:
    return form(97 * person + 1_000 * wave)


def figures(model: type[Model]) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in OF_THE_ROW]
    return sorted((clean(row) for row in model._default_manager.values_list(*names)), key=repr)


def clean(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A stored page names the moment of its building; its sum does not cover it."""
    return tuple({**cell, "built_at": ""} if isinstance(cell, dict) else cell for cell in row)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {model._meta.label: figures(model) for model in DERIVED}


def rebuild() -> None:
    call_command("rebuild_derived", stdout=StringIO())
    settle()


def check() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_invariants", stdout=out)
    return out.getvalue()


def test_the_figures_are_the_same_after_dropping_and_rebuilding(district):
    rebuild()
    before = everything()
    assert all(before.values())
    for model in (Snapshot, IndexScore, IndexRun, UnitNeed, Reliability, ConstructScore):
        model._default_manager.all().delete()
    rebuild()
    assert everything() == before


def test_all_is_well_after_two_waves_and_after_a_rebuild(district):
    for _again in range(2):
        call_command("check_invariants", stdout=StringIO())
        rebuild()


def test_a_need_that_no_result_says_is_found_and_a_missing_one_unless_it_is_on_its_way(district):
    need = UnitNeed.objects.filter(unit__code="KEC09", is_current=True, source_unit__code="PEMDA").first()
    UnitNeed.objects.filter(pk=need.pk).update(source_unit=need.unit)
    assert f"{need.campaign_title}: 2 kebutuhan unit tidak sesuai hasil yang dilepas" in check()
    newest = Campaign.objects.latest("closes_on")
    UnitNeed.objects.filter(campaign=newest.uuid).delete()
    assert "kebutuhan unit tidak sesuai" in check()
    again = Job.objects.filter(kind="competencies.derive_unit_needs", key=str(newest.uuid))
    assert again.update(state=Job.State.MENUNGGU)
    call_command("check_invariants", stdout=StringIO())


def test_a_figure_of_too_few_people_or_of_a_hidden_unit_is_found(district):
    score = ConstructScore.objects.filter(unit__code="DINKES").first()
    ConstructScore.objects.filter(pk=score.pk).update(n=4)
    hidden = ReleasedUnit.objects.filter(unit__code="KEC09").first()
    score.pk, score.unit = None, hidden.unit
    score.save()
    said = check()
    assert f"{score.construct} di DINKES tampil, padahal jawabannya kurang" in said
    assert f"{score.construct} di KEC09 tampil" in said


def test_an_index_of_a_hidden_unit_and_a_wave_without_index_are_found(district):
    score = IndexScore.objects.filter(run__is_current=True, component="INDEX").first()
    score.pk, score.unit = None, ReleasedUnit.objects.filter(unit__code="KEC09").first().unit
    score.save()
    assert "INDEX di KEC09 tersimpan, padahal unitnya disembunyikan" in check()
    IndexRun.objects.all().delete()
    assert "tidak ada indeks yang berlaku" in check()


def test_a_page_that_says_another_index_is_found(district):
    rebuild()
    page = Snapshot.objects.filter(unit__code="DINKES", wave=2).get()
    page.data["index"]["value"] = 4.99
    page.save()
    assert "DINKES, gelombang 2: halaman pimpinan memuat 4.99" in check()
    assert not Event.objects.filter(handled_at=None).exists()
