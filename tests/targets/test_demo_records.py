"""The demo's figures come out of its records as its file expects them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from people.demo.load import load_people, read_facts
from people.models import Unit
from targets.demo import load_target_records
from targets.models import ComplaintCase, Measurement, PaperUse, Target
from targets.standing import targets_of
from tests.support.clock import Clock
from tests.support.database import Copy

EXPECTED = read_facts()["realisasi_dari_catatan"]["harapan_uji"]
COUNTED_ON = date(2026, 10, 31)


@pytest.fixture(scope="module")
def arunika(django_db_setup: None, django_db_blocker) -> Iterator[Unit]:
    """Loaded once, for tests that only read."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        Clock(patch).set("2026-11-21")
        load_people(people=200)
        top = Unit.objects.get(agency__code="KAB-ARUNIKA", code="KAB-ARUNIKA")
        load_target_records(top, COUNTED_ON)
        yield top
        Copy().renew()


def test_every_figure_is_as_the_file_expects(arunika):
    found = {}
    for code, expected in EXPECTED.items():
        last = Measurement.objects.filter(target__code=code).newest().order_by("-ends_on").first()
        found[code] = last.value
        if "tepat" in expected:
            assert round(last.value, 4) == Decimal(str(expected["tepat"])), code
        else:
            assert expected["min"] <= last.value <= expected["maks"], (code, last.value)
        for name, column in (("pembilang", last.numerator), ("penyebut", last.denominator)):
            assert name not in expected or column == expected[name]
        for name in ("berfungsi_ganda", "dihentikan"):
            assert last.detail.get(name) == expected.get(name)
    assert set(found) == set(EXPECTED)


def test_the_records_are_as_many_as_the_file_says(arunika):
    cases = ComplaintCase.objects.filter(unit=arunika)
    assert cases.count() == 1200
    assert {cases.filter(received_at__month=month).count() for month in range(2, 10)} <= set(range(115, 126))
    # 42 offices over 22 months, less the two months that nobody reported
    offices = len(read_facts()["opd"])
    assert PaperUse.objects.count() == offices * 22 - 2
    assert not PaperUse.objects.filter(office__code="KEC08", month="2026-04-01").exists()


def test_each_target_shows_what_its_records_say(arunika):
    bullets = {bullet["code"]: bullet for bullet in targets_of(arunika, COUNTED_ON)}
    assert len(bullets) == 16
    assert bullets["TP-08"]["baseline"] == 26  # the agency's own, not the example
    # 2021 WDP, then four years WTP; 3 → 9 by 2030
    assert (bullets["TP-15"]["actual"], bullets["TP-15"]["shown"]) == (4, "16,7 %")
    assert bullets["TP-04"]["note"].startswith("Kerangka terakhir")
    assert bullets["TP-04"]["warnings"] == ["Kerangka berbeda; garis tren diputus dan nilainya tidak dibandingkan."]
    assert bullets["TP-03"]["status"] == "Belum ada data"  # no wave yet in this database
    assert bullets["TP-03"]["actual"] is None
    assert bullets["TP-12"]["warnings"] == []  # TP-12b stands beside it


def test_the_same_draw_gives_the_same_records(arunika):
    first = list(ComplaintCase.objects.order_by("number").values_list("number", "received_at", "office__code"))
    assert first[0][0] == "ADU-2026-00001"
    assert len({number for number, *_ in first}) == 1200
    assert Target.objects.filter(unit=arunika).count() == 16
