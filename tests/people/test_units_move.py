"""Units through time: a move changes today and tomorrow, never yesterday."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Refused
from people.models import Unit, UnitSpan
from people.services import units
from people.services.refusals import ForbiddenByRule
from people.services.units import BelowItself, NotThen, OtherAgency
from tests.support import build

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
BEFORE, AFTER = date(2026, 2, 28), date(2026, 3, 2)


def path_on(unit: Unit, day: date) -> str:
    return UnitSpan.objects.at(day).get(unit=unit).path


@pytest.fixture
def seksi(aptika):
    return build.unit("DISKOMINFO-1-1", name="Seksi Aplikasi", parent=aptika, kind=UnitSpan.Kind.SEKSI)


def test_a_new_unit_stands_below_its_parent(pemda, kominfo, aptika):
    assert aptika.path == f"/{pemda.pk}/{kominfo.pk}/{aptika.pk}/"
    assert str(aptika) == "Bidang Aplikasi Informatika"


def test_a_code_is_used_once_in_an_agency(kominfo, pemda):
    with pytest.raises(Refused, match="Kode unit ini sudah dipakai"):
        units.create_unit(
            agency=pemda.agency, code="DISKOMINFO", name="Lagi", kind="dinas", parent=pemda, from_day=build.LONG_AGO
        )
    assert Unit.objects.filter(code="DISKOMINFO").count() == 1


def test_a_moved_unit_takes_everything_below_along_and_leaves_its_past(clock, kominfo, dinkes, aptika, seksi):
    clock.set("2026-06-01")
    was = seksi.path
    units.move_unit(unit=aptika, parent=dinkes, from_day=MARCH)
    assert path_on(seksi, BEFORE) == was
    assert path_on(seksi, AFTER) == f"{dinkes.path}{aptika.pk}/{seksi.pk}/"
    seksi.refresh_from_db()
    assert seksi.path == path_on(seksi, AFTER)
    assert UnitSpan.objects.at(AFTER).get(unit=aptika).parent == dinkes
    assert UnitSpan.objects.at(BEFORE).get(unit=aptika).parent == kominfo


def test_a_move_in_the_future_changes_nothing_today(clock, dinkes, aptika, seksi):
    clock.set("2026-02-01")
    was = seksi.path
    units.move_unit(unit=aptika, parent=dinkes, from_day=MARCH)
    seksi.refresh_from_db()
    assert seksi.path == was
    clock.set("2026-03-01")
    units.refresh_units()
    seksi.refresh_from_db()
    assert seksi.path.startswith(dinkes.path)


def test_two_moves_one_after_the_other(clock, kominfo, dinkes, bkpsdm, aptika, seksi):
    clock.set("2026-06-01")
    units.move_unit(unit=aptika, parent=bkpsdm, from_day=date(2026, 5, 1))
    units.move_unit(unit=aptika, parent=dinkes, from_day=MARCH)
    assert path_on(seksi, BEFORE).startswith(kominfo.path)
    assert path_on(seksi, AFTER).startswith(dinkes.path)
    assert path_on(seksi, date(2026, 5, 1)).startswith(bkpsdm.path)


def test_a_renamed_unit_keeps_its_old_name_in_its_past(clock, aptika):
    clock.set("2026-06-01")
    units.rename_unit(unit=aptika, name="Bidang Layanan Digital", from_day=MARCH)
    assert str(aptika) == "Bidang Layanan Digital"
    assert UnitSpan.objects.at(BEFORE).get(unit=aptika).name == "Bidang Aplikasi Informatika"


def test_a_unit_cannot_hang_below_itself(kominfo, aptika):
    with pytest.raises(BelowItself):
        units.move_unit(unit=kominfo, parent=aptika, from_day=MARCH)


def test_a_unit_cannot_move_to_another_agency(aptika):
    foreign = build.unit("SETDA", of=build.agency("KOTA-LAIN", name="Kota Lain"))
    with pytest.raises(OtherAgency):
        units.move_unit(unit=aptika, parent=foreign, from_day=MARCH)


def test_a_unit_cannot_move_before_it_exists(dinkes, aptika):
    with pytest.raises(NotThen):
        units.move_unit(unit=aptika, parent=dinkes, from_day=date(2019, 1, 1))


def test_spans_of_one_unit_never_overlap(aptika):
    span = aptika.spans.get()
    span.pk, span._state.adding = None, True
    with pytest.raises(ForbiddenByRule, match="Masa berlaku unit ini bertumpuk"):
        from people.services.refusals import said_in_words

        with said_in_words():
            span.save()
