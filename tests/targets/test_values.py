"""Yearly values and baseline: an agency puts its own in the place of the examples."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from core.models import AuditEntry, Event
from people.models import Role
from targets.loading import load_targets, read_content
from targets.models import Measurement, Target
from tests.support import build
from tests.targets.test_pages import said

pytestmark = pytest.mark.django_db
ADDRESS = "/pimpinan/target/{}/nilai/"
OWN = {
    "year_2025": "26", "year_2026": "21", "year_2027": "", "year_2028": "16", "year_2029": "14,5", "year_2030": "13",
    "baseline": "26", "baseline_year": "2025", "status": "terukur", "source": "Inventaris aplikasi 1/2026",
}  # fmt: skip


def values_of(code: str) -> dict[int, Decimal]:
    return dict(Target.objects.get(code=code).years.values_list("year", "value"))


def test_a_leader_puts_the_agencys_own_values_in_the_place_of_the_examples(agency, leader, dewi):
    page = leader.get("/pimpinan/target/TP-08/")
    assert f'href="{ADDRESS.format("TP-08")}"' in page.content.decode()
    answer = leader.post(ADDRESS.format("TP-08"), OWN, follow=True)
    assert answer.redirect_chain == [("/pimpinan/target/TP-08/", 302)]
    assert "Nilai tahunan TP-08 tersimpan." in unescape(answer.content.decode())
    assert values_of("TP-08") == {2025: 26, 2026: 21, 2028: 16, 2029: Decimal("14.5"), 2030: 13}
    text = said(answer)
    assert "26 aplikasi (2025, terukur) Inventaris aplikasi 1/2026" in text
    assert "2026 dinilai sekarang 21 aplikasi" in text
    entry = AuditEntry.objects.get(verb="targets:target:set", actor=dewi.user.uuid)
    assert (entry.before["years"]["2026"], entry.after["years"]["2026"]) == ("105.000000", "21.000000")
    assert Event.objects.filter(kind__endswith="TargetSet").count() == 1


def test_the_form_shows_what_stands_and_saving_it_as_it_is_changes_nothing(agency, leader, target):
    page = leader.get(ADDRESS.format("TP-11")).content.decode()
    assert 'name="year_2026" value="500.000.000"' in page
    inputs = dict(re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', page))
    before = values_of("TP-11")
    leader.post(ADDRESS.format("TP-11"), inputs | {"status": "contoh"})
    assert values_of("TP-11") == before
    assert target("TP-11").baseline == 0
    assert not Event.objects.filter(kind__endswith="TargetSet").exists()


def test_a_value_against_the_direction_is_saved_and_doubted(agency, leader):
    answer = leader.post(ADDRESS.format("TP-08"), OWN | {"year_2028": "40"}, follow=True)
    assert "Nilai 2028 berlawanan arah dengan tahun sebelumnya" in unescape(answer.content.decode())
    assert values_of("TP-08")[2028] == 40


def test_an_agency_that_does_not_know_where_it_began_says_so(agency, leader, target):
    leader.post(ADDRESS.format("TP-08"), OWN | {"baseline": "", "baseline_year": ""})
    found = target("TP-08")
    assert (found.baseline, found.baseline_year, found.baseline_status, found.baseline_source) == (None, None, "", "")


@pytest.mark.parametrize(
    ("code", "changes", "sentence"),
    [
        ("TP-04", {"year_2025": "6"}, "Nilai ini di luar satuan indeks 1-5."),
        ("TP-13", {"year_2026": "130"}, "Nilai ini di luar satuan persen."),
        ("TP-08", {"year_2026": "-1"}, "Nilai ini di luar satuan aplikasi."),
        ("TP-08", {"baseline": "-1"}, "Nilai ini di luar satuan aplikasi."),
        ("TP-08", {"year_2026": "dua"}, "Tulis bilangan saja dengan koma desimal, misalnya 2,84."),
        ("TP-15", {"year_2026": "4,5"}, "Tulis bilangan bulat saja"),
        ("TP-08", {"baseline": ""}, "Nilai kondisi awal belum diisi. Isi nilainya, atau kosongkan tahunnya."),
        ("TP-08", {"baseline_year": ""}, "Tahun kondisi awal belum diisi. Isi tahunnya, misalnya 2025."),
        ("TP-08", {"baseline_year": "25"}, "Tahun kondisi awal harus antara 2000 dan 2030."),
        ("TP-08", {"baseline_year": "lama"}, "Tulis tahun dengan empat angka, misalnya 2025."),
        ("TP-08", {"source": ""}, "Sumber belum diisi. Isi dokumen yang memuat kondisi awal terukur ini."),
        ("TP-08", {"status": "klaim"}, "Status ini tidak ada dalam daftar. Pilih salah satu."),
        ("TP-08", {"source": "x" * 301}, "Isian ini lebih dari 300 huruf."),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words_and_nothing_changes(agency, leader, code, changes, sentence):
    before = values_of(code)
    fields = OWN if code == "TP-08" else {"status": "contoh"}
    assert sentence in said(leader.post(ADDRESS.format(code), fields | changes), status=400)
    assert values_of(code) == before


# Who


@pytest.mark.parametrize("role", [Role.PIMPINAN, Role.ADMIN_SDM, Role.TIM_PERCEPATAN, Role.ADMIN_INSTANSI])
def test_who_answers_for_the_agency_sets_its_values(agency, role):
    who = build.learner(at=agency)
    build.role(who, role, agency)
    assert build.sign_in(Client(), who).get(ADDRESS.format("TP-06")).status_code == 200


def test_who_owns_a_target_sets_its_values_and_no_others(agency, kominfo):
    who = build.learner(at=kominfo)
    build.role(who, Role.TIM_DIGITAL, agency)
    client = build.sign_in(Client(), who)
    assert client.get(ADDRESS.format("TP-13")).status_code == 200
    assert client.get(ADDRESS.format("TP-06")).status_code == 404
    assert "Ubah nilai tahunan" not in said(client.get("/pimpinan/target/TP-06/"))


def test_others_and_other_agencies_set_nothing(agency, kominfo, ani):
    head = build.learner(at=kominfo)
    build.role(head, Role.PIMPINAN, kominfo)  # of an office, not of the agency
    top = build.unit("KOTA", of=build.agency("KOTA-LAIN", name="Kota Lain"))
    load_targets(unit=top, content=read_content())
    foreign = build.learner(at=top)
    build.role(foreign, Role.PIMPINAN, top)
    before = set(Target.objects.get(unit=agency, code="TP-08").years.values_list("year", "value"))
    for who in (ani, head):
        client = build.sign_in(Client(), who)
        assert client.get(ADDRESS.format("TP-08")).status_code == 404
        assert client.post(ADDRESS.format("TP-08"), OWN).status_code == 404
    client = build.sign_in(Client(), foreign)
    assert client.post(ADDRESS.format("TP-08") + "?instansi=KAB-UJI", OWN).status_code == 404
    assert client.post(ADDRESS.format("TP-08"), OWN).status_code == 302  # their own
    assert set(Target.objects.get(unit=agency, code="TP-08").years.values_list("year", "value")) == before


def test_a_form_of_another_site_sets_nothing(agency, dewi):
    strict = build.sign_in(Client(enforce_csrf_checks=True), dewi)
    assert strict.post(ADDRESS.format("TP-08"), OWN).status_code == 403
    assert values_of("TP-08")[2026] == 105


# The years as a picture


def test_the_years_are_drawn_with_target_figure_and_baseline(agency, leader, target):
    for year, value in ((2025, "48"), (2026, "42")):
        Measurement.objects.create(
            target=target("TP-06"), period=f"{year}-10", ends_on=f"{year}-10-31", measured_on=f"{year}-10-31",
            value=Decimal(value), source="uji",
        )  # fmt: skip
    page = unescape(leader.get("/pimpinan/target/TP-06/").content.decode())
    drawn = page[page.index('height="232"') : page.index("<table")]
    assert "realisasi terakhir 42 jam, target 24 jam pada akhir 2030" in drawn
    assert drawn.count('<circle class="tr"') == 6
    assert drawn.count('<circle class="pt"') == 2
    assert drawn.count('<circle class="ho"') == 1
    assert drawn.count("<polyline") == 2  # the dashed way, and one between the two figures


def test_a_claim_is_in_no_picture_and_without_values_there_is_none(agency, leader, target):
    page = leader.get("/pimpinan/target/TP-12/").content.decode()
    assert "600" not in page[page.index('height="232"') : page.index("<table")]
    target("TP-12").years.all().delete()
    assert 'height="232"' not in leader.get("/pimpinan/target/TP-12/").content.decode()
