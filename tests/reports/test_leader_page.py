"""What leaders see of their unit and of the district, and what nobody sees."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from core.clock import today
from people.models import Role
from reports import charts
from reports.leader_page import against, bullet_of, help_first, page_of, previous_wave, scale_of, trend_points
from reports.pdf.leader import draw_leader
from reports.services import leader_xlsx
from reports.views import leader as views
from surveys.models import Campaign
from targets.loading import load_targets, read_content
from targets.models import Measurement, Target
from targets.words import write_value
from tests.support import build, leader_sample, waves

UNOFFICIAL = "Indeks Titian adalah ukuran internal, bukan nilai resmi SPBE atau Pemdi."
MOST_STATEMENTS = 10


@pytest.fixture
def district(db, clock):
    clock.set("2026-11-21")
    return waves.district(6, below=2, waves=3)


@pytest.fixture
def signed_in(client, district):
    """A client of somebody with a role in a unit of the district (the whole of it unless told)."""

    def sign_in(role=Role.PIMPINAN, *units):
        who = build.learner(at=district.root)
        for unit in units or [district.root]:
            build.role(who, role, unit)
        return build.sign_in(client, who)

    return sign_in


@pytest.fixture
def drawn(signed_in, monkeypatch):
    """The page of a snapshot written by hand."""

    def draw(data, address="/pimpinan/"):
        monkeypatch.setattr(views, "leader_snapshot", lambda unit, wave=None, language=None: data)
        return said(signed_in().get(address))

    return draw


def said(answer) -> str:
    assert answer.status_code == 200
    text = answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")])))


def address(unit, tail="") -> str:
    return f"/daerah/opd/{unit.code}/{tail}"


# Who may see what


@pytest.mark.parametrize(
    "role",
    [Role.PIMPINAN, Role.ADMIN_SDM, Role.EVALUATOR, Role.ANALIS, Role.TIM_PERCEPATAN, Role.ADMIN_INSTANSI],
)
def test_these_roles_read_the_page_of_their_unit(district, signed_in, role):
    client = signed_in(role, district.opd[0])
    assert district.opd[0].name in said(client.get("/pimpinan/"))
    assert client.get(address(district.below[district.opd[0].pk][1])).status_code == 200


@pytest.mark.parametrize("tail", ["", "laporan.pdf", "laporan.xlsx", "laporan.json"])
def test_another_unit_is_as_missing_as_none(district, signed_in, tail):
    client = signed_in(Role.PIMPINAN, district.opd[0])
    assert client.get(address(district.opd[1], tail)).status_code == 404
    assert client.get(address(district.root, tail)).status_code == 404
    assert client.get(f"/daerah/opd/TIDAK-ADA/{tail}").status_code == 404


def test_another_agency_with_the_same_code_stays_closed(district, signed_in):
    other = waves.district(4, waves=1, of=build.agency("KOTA-LAIN", name="Pemerintah Kota Lain"))
    assert district.opd[0].code == other.opd[0].code
    shown = signed_in(Role.PIMPINAN, other.opd[0]).get(address(other.opd[0]))
    assert "Pemerintah Kota Lain" in shown.context["page"].data["agency"]["name"]


def test_a_reader_of_two_agencies_opens_both_units_of_one_code_and_stays_in_each(district, signed_in):
    other = waves.district(6, below=2, waves=3, of=build.agency("KOTA-LAIN", name="Pemerintah Kota Lain"))
    client = signed_in(Role.PIMPINAN, district.root, other.opd[0])
    choice = client.get("/pimpinan/")
    ways = re.findall(r'href="(/daerah/opd/[^"]+)"', choice.content.decode())
    assert ways == ["/daerah/opd/OPD001/?instansi=KOTA-LAIN", "/daerah/opd/PEMDA/?instansi=KAB-UJI"]
    assert "Pemerintah Kota Lain" in said(choice)
    for made, code in ((district, "KAB-UJI"), (other, "KOTA-LAIN")):
        own = client.get(f"/daerah/opd/OPD001/?instansi={code}&gelombang=2")
        assert own.context["page"].data["unit"]["uuid"] == str(made.opd[0].uuid)
        links = re.findall(r'href="(/daerah/[^"]+)"', own.content.decode())
        assert links
        assert all(f"instansi={code}" in link for link in links)
        assert f'<input type="hidden" name="instansi" value="{code}">' in own.content.decode()
        exported = client.get(f"/daerah/opd/OPD001/laporan.json?instansi={code}")
        assert json.loads(exported.content)["agency"]["code"] == code
    assert client.get("/daerah/opd/PEMDA/?instansi=KOTA-LAIN").status_code == 404


def test_a_reader_of_one_agency_is_never_asked_for_it(district, signed_in):
    page = signed_in(Role.PIMPINAN).get("/pimpinan/").content.decode()
    assert "instansi=" not in page
    assert 'name="instansi"' not in page


@pytest.mark.parametrize(
    "tail", ["%00/", "a%00/laporan.pdf", "%00/laporan.xlsx", "%00/laporan.json", "A/?instansi=%00"]
)
def test_an_address_that_no_unit_can_have_is_missing(district, signed_in, tail):
    assert signed_in().get(f"/daerah/opd/{tail}").status_code == 404


@pytest.mark.parametrize("role", [Role.PESERTA, Role.ATASAN, Role.PENGAJAR])
def test_other_roles_learn_nothing(district, client, role):
    who = build.learner(at=district.opd[0])
    build.role(who, role)
    build.sign_in(client, who)
    for path in ("/pimpinan/", "/daerah/", address(district.opd[0])):
        assert client.get(path).status_code == 404


def test_the_overview_is_for_those_who_see_the_whole_district(district, signed_in):
    assert signed_in(Role.PIMPINAN, district.opd[0]).get("/daerah/").status_code == 404
    assert signed_in(Role.PIMPINAN).get("/daerah/").status_code == 200


def test_several_units_are_a_choice_and_a_unit_below_another_is_not_one_more(district, signed_in):
    one, two = district.opd[:2]
    client = signed_in(Role.PIMPINAN, one, two, district.below[two.pk][0])
    answer = client.get("/pimpinan/")
    assert re.findall(r'href="/daerah/opd/([^/"]+)/"', answer.content.decode()) == [one.code, two.code]


def test_crumbs_begin_at_the_highest_place_that_opens(district, signed_in):
    opd = district.opd[0]
    deep = address(district.below[opd.pk][0])
    whole = signed_in(Role.PIMPINAN).get(deep).context["trail"]
    assert [label for label, _ in whole] == [district.root.name, "Perangkat daerah", opd.name]
    part = signed_in(Role.PIMPINAN, opd).get(deep).context["trail"]
    assert [label for label, _ in part] == [opd.name]


# What stands on the page


def test_the_page_says_index_band_interval_change_and_that_it_is_unofficial(drawn):
    text = drawn(leader_sample.shown())
    assert UNOFFICIAL in text
    assert "3,12 Baik" in text
    assert "rentang 95 %: 3,01–3,23" in text
    assert "ke-9 sampai ke-16 dari 40 perangkat daerah" in text
    assert "Kelompok sebanding 2,99 (12 dinas)" in text
    assert "214 menjawab (80 % dari yang ditanya)" in text


def test_a_change_inside_the_error_is_no_movement(drawn):
    text = drawn(leader_sample.shown())
    assert "Belum ada perubahan yang bermakna dari gelombang 3." in text
    assert "Naik 0,19" not in text


def test_a_change_that_is_sure_but_small_is_not_said_to_lie_inside_the_error(drawn):
    data = leader_sample.shown()
    data["dimensions"][7]["change"] = leader_sample.change(0.15, 0.1, "kecil")
    text = drawn(data)
    assert "Selisih +0,19 (rentang +0,03 sampai +0,35) di luar galat ukur, tetapi di bawah 0,20." in text
    moves = text[text.index("Apa yang berubah") :]
    assert "Kolaborasi dan layanan publik nyata, tetapi kecil" in moves
    assert "Kepemimpinan digital dalam galat ukur" in moves
    assert "D8 Kolaborasi dan layanan publik 3,59 3,44–3,74 214 3,44 3,30 kecil" in text


def other_rules():
    """A wave on a scale of 1 to 6 whose instrument has bounds of its own."""
    data = leader_sample.shown()
    data["run"]["scale"]["max"] = 6
    data["run"]["rules"] = {
        "min_group": 10, "change_min": 0.3, "rwg_flag_below": 0.6, "alpha_warn_below": 0.8,
        "response_rate_warn_below": 0.65,
    }  # fmt: skip
    data["trend"][-1]["index"] = data["index"] = leader_sample.cell(5.6, 0.2, 214, "Sangat Baik")
    data["dimensions"][0]["cell"] = leader_sample.cell(5.7, 0.2, 214, "Sangat Baik")
    return data | {"low_response": True}


def test_the_page_names_the_scale_and_the_bounds_of_its_own_instrument(district, signed_in, monkeypatch):
    monkeypatch.setattr(views, "leader_snapshot", lambda unit, wave=None, language=None: other_rules())
    text = said(signed_in(Role.ANALIS).get("/pimpinan/"))
    assert "pada skala 1–6" in text
    assert "sedikitnya 0,30" in text
    assert "kesepakatan di bawah 0,60" in text
    assert "Alfa di bawah 0,80" in text
    assert "Respons di bawah 65 %" in text
    assert "Kelompok di bawah 10 jawaban" in text
    assert "Kelompok dengan kurang dari 10 jawaban" in text


def test_a_score_above_five_of_six_is_drawn_where_it_lies():
    page = page_of(other_rules())
    assert page.trend
    assert page.profile
    assert max(charts.trend_axis(trend_points(page.data), None, scale_of(page.data)).ticks()) == 6
    assert "6,0" in page.trend.chart
    assert "6,0" in page.profile.scale
    data = leader_sample.agency()
    data["run"]["scale"]["max"] = 6
    data["units"] = [
        row | {"index": leader_sample.cell(place, 0.1, 9, "Baik")}
        for row, place in zip(data["units"], (5.2, 5.8), strict=False)
    ]
    first, second = (re.search(r'<circle class="pt" cx="([^"]+)"', row.chart)[1] for row in help_first(data))
    assert first != second


def test_the_workbook_names_the_scale_and_the_bounds_of_its_own_instrument():
    book = load_workbook(BytesIO(leader_xlsx(other_rules())))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "Indeks kesiapan (skala 1–6)" in cells
    assert "skala 1–6" in cells
    assert any("kurang dari 10 jawaban" in cell for cell in cells)
    assert not [cell for cell in cells if "(skala 1–5)" in cell]


@pytest.mark.parametrize(("verdict", "value", "words"), [("naik", 0.31, "Naik 0,31"), ("turun", -0.31, "Turun 0,31")])
def test_a_movement_beyond_error_is_told_beside_learning_not_from_it(drawn, verdict, value, words):
    moved = {"value": value, "low": value - 0.1, "high": value + 0.1, "verdict": verdict, "why_not": ""}
    text = drawn(leader_sample.shown() | {"change": moved})
    assert f"{words} dari gelombang 3." in text
    assert "di luar galat ukur" in text
    assert "berjalan bersamaan dengan pelatihan; belum ada pembanding untuk menyebut sebab" in text


def test_no_comparison_says_why(drawn):
    why = "Gelombang 3 dan 4 memakai versi instrumen berbeda."
    text = drawn(leader_sample.shown() | {"change": leader_sample.NO_CHANGE | {"why_not": why}})
    assert f"Belum dapat dibandingkan. {why}" in text
    assert "Naik" not in text.split("Tren")[0].replace("Naik atau turun", "")


def test_dimensions_stand_beside_last_wave_and_peers(drawn):
    text = drawn(leader_sample.shown())
    assert "D3 Kompetensi dan talenta digital 2,92 2,77–3,07 214 2,58 2,95 naik" in text
    assert "Pendapat terbelah" in text  # rwg of D1 is 0.61


def test_a_hidden_dimension_is_named_and_gives_nothing(drawn):
    text = drawn(leader_sample.shown())
    assert "D4 Tata kelola dan regulasi disembunyikan" in text


def test_targets_say_status_in_words_and_a_claim_is_never_a_baseline(drawn):
    text = drawn(leader_sample.shown())
    assert "Sesuai jalur" in text
    assert "0 %, memburuk" in text
    assert "Acuan (klaim): lebih dari separuh, menurut Pernyataan dinas. Bukan kondisi awal." in text
    assert "Median dan porsi 24 jam berlawanan arah." in text


def held(**fields):
    """A target that asks no more than to keep what there is."""
    kept = {"direction": "pertahankan", "actual": 85.0, "target": 80.0, "final": 80.0, "measure": "nilai"}
    return leader_sample.target("TP-14", "Nilai layanan", **(kept | fields))


@pytest.mark.parametrize(("status", "shown"), [("Tercapai", "dipertahankan"), ("Tertinggal", "tidak dipertahankan")])
def test_a_target_to_be_held_says_so_beside_its_figure_instead_of_no_data(status, shown):
    row = bullet_of(held(status=status, shown=shown))
    assert "belum ada data" not in row.chart
    assert f">{shown}</text>" in row.chart
    assert f"<title>Nilai layanan: {shown}.</title>" in row.chart


def test_a_target_that_got_worse_is_read_aloud_as_it_is_written():
    (worse,) = (row for row in leader_sample.shown()["targets"] if row["code"] == "TP-10")
    title = "Pemakaian kertas, jarak dari kondisi awal ke target akhir: 0 %, memburuk; seharusnya 27 % hari ini."
    assert f"<title>{title}</title>" in bullet_of(worse).chart


@pytest.mark.parametrize(
    ("measure", "value", "written", "number"),
    [
        ("indeks 1–5", 3.1, "3,10", 3.1),
        ("persen", 37.843, "37,8 %", 37.8),
        ("rupiah", 350_000_000.4, "Rp350.000.000", 350_000_000),
        ("jam", 42.4567, "42,5 jam", 42.5),
    ],
)
def test_a_figure_of_a_target_is_written_as_on_the_page_of_targets(measure, value, written, number):
    assert write_value(Decimal(str(value)), measure) == written
    data = leader_sample.shown()
    data["targets"] = [held(measure=measure, actual=value, final=value, baseline=value, target=value)]
    assert (bullet_of(data["targets"][0]).actual, bullet_of(data["targets"][0]).final) == (written, written)
    paper = PdfReader(BytesIO(draw_leader(data))).pages[0].extract_text()
    assert re.sub(r"\s+", "", f"{written} menuju {written}") in re.sub(r"\s+", "", paper)
    sheet = load_workbook(BytesIO(leader_xlsx(data)))["Target"]
    titles, _units, row, *_notes = sheet.iter_rows(values_only=True)
    assert [row[titles.index(title)] for title in ("Realisasi", "Target tahunan", "Target akhir")] == [number] * 3


def test_the_workbook_says_of_which_year_a_target_is_and_what_progress_is_counted_to():
    sheet = load_workbook(BytesIO(leader_xlsx(leader_sample.shown())))["Target"]
    titles, _units, row, *_notes = sheet.iter_rows(values_only=True)
    said = dict(zip(titles, row, strict=True))
    assert (said["Target tahunan"], said["Tahun target"]) == (2.9, 2026)
    assert said["Capaian terhadap target akhir"] == "52 %"


def test_files_name_the_day_on_which_they_were_made_where_the_agency_is():
    """18.30 UTC of the 20th is the 21st in Jakarta."""
    data = leader_sample.shown() | {"built_at": "2026-11-20T18:30:00+00:00"}
    notes = [str(row[0]) for row in load_workbook(BytesIO(leader_xlsx(data))).active.iter_rows(values_only=True)]
    assert "Disusun 21 November 2026." in notes
    paper = PdfReader(BytesIO(draw_leader(data))).pages[0].extract_text()
    assert "Disusun 21 November 2026, 01.30 WIB" in " ".join(paper.split())


def test_an_english_reader_reads_states_in_english_and_paper_in_indonesian_throughout(district, signed_in):
    load_targets(unit=district.root, content=read_content())
    target = Target.objects.get(unit=district.root, code="TP-01")
    day = date(2026, 10, 31)
    Measurement.objects.create(target=target, period="2026-10", ends_on=day, measured_on=day, value=20, source="uji")
    client = signed_in()
    client.cookies["bahasa"] = "en"
    small = district.pair[1]
    page = said(client.get(address(small)))
    assert "Behind" in page[page.index("TP-01") :]
    assert "Tertinggal" not in page
    sheets = load_workbook(BytesIO(client.get(address(small, "laporan.xlsx")).content))
    cells = {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "Tertinggal" not in cells
    paper = PdfReader(BytesIO(client.get(address(small, "laporan.pdf")).content)).pages[0].extract_text()
    assert "Disembunyikan. Kurang dari 5 jawaban" in " ".join(paper.split())
    assert "Hidden" not in paper


def test_the_index_target_is_drawn_and_told(drawn):
    data = leader_sample.shown()
    data["targets"][0]["code"] = "TP-03"
    assert "Target 2030 adalah 3,60, kurang 0,48." in drawn(data)


def test_next_steps_carry_unit_and_course_to_those_who_may_assign(district, signed_in, monkeypatch):
    monkeypatch.setattr(views, "leader_snapshot", lambda unit, wave=None, language=None: leader_sample.shown())
    link = "/sdm/penugasan/baru/?unit=DISDUKCAPIL&amp;course=K8"
    assert link in signed_in(Role.PIMPINAN).get("/pimpinan/").content.decode()
    evaluator = signed_in(Role.EVALUATOR).get("/pimpinan/").content.decode()
    assert "/sdm/penugasan/" not in evaluator
    assert "/pelatihan/merancang-ulang-proses/" in evaluator


@pytest.mark.parametrize(("role", "shown"), [(Role.ANALIS, True), (Role.EVALUATOR, True), (Role.PIMPINAN, False)])
def test_reliability_is_for_those_who_judge_the_instrument(district, signed_in, role, shown):
    client = signed_in(role)
    assert ("Keandalan instrumen" in said(client.get("/pimpinan/"))) is shown
    exported = json.loads(client.get(address(district.root, "laporan.json")).content)
    assert bool(exported["reliability"]) is shown


# States


def test_before_the_first_wave_the_page_says_what_will_be_here_and_who_does_it(drawn):
    text = drawn(leader_sample.before_the_first_wave())
    assert "Belum ada gelombang survei" in text
    assert "Analis survei membuka gelombang" in text
    assert "Indeks kesiapan" not in text
    assert "Unduh PDF" not in text


def test_while_a_wave_is_open_nothing_of_it_is_told_but_its_day(district, signed_in):
    Campaign.objects.create(
        code="terbuka", version=district.campaigns[0].version, title="Gelombang 4", number=4,
        owner_unit=district.root, opens_on=today(), closes_on=today() + timedelta(days=9), frame_on=today(),
        purpose="Mengukur", retention="Lima tahun", state=Campaign.State.DIBUKA, public_key=b"\0" * 32,
    )  # fmt: skip
    text = said(signed_in(Role.PIMPINAN, district.opd[0]).get("/pimpinan/"))
    assert "Gelombang 4 berjalan sampai 30 November 2026. Jawaban masih tersegel" in text


def test_few_answers_are_warned_of(drawn):
    assert "Respons di bawah 50 %" in drawn(leader_sample.shown() | {"low_response": True})
    assert "Respons di bawah 50 %" not in drawn(leader_sample.shown())


def test_a_hidden_unit_has_a_sentence_in_place_of_figures(drawn):
    data = leader_sample.hidden()
    text = drawn(data)
    assert "Disembunyikan. Kurang dari 5 jawaban, atau dapat dihitung balik dari kelompok lain." in text
    assert "Belum cukup data untuk menggambar tren unit ini." in text
    assert "Profil dimensi" not in text
    assert "menjawab (" not in text


def test_an_answer_that_all_gave_shows_its_band_only(drawn):
    same = leader_sample.NOTHING | {"hidden": "seragam", "band": "Baik"}
    text = drawn(leader_sample.shown() | {"index": same, "change": leader_sample.NO_CHANGE})
    assert "Semua jawaban sama, jadi hanya predikatnya yang ditampilkan: Baik." in text


# The hidden pair


def test_the_hidden_pair_cannot_be_told_apart(district, signed_in):
    """Small and partner have the same marks, words and classes, wherever they stand."""
    client = signed_in()
    for path in ("/pimpinan/", "/daerah/"):
        text = client.get(path).content.decode()
        rows = [
            re.search(rf"<tr[^>]*>(?:(?!</tr>).)*{unit.name}.*?</tr>", text, re.DOTALL)[0] for unit in district.pair
        ]
        for unit, place in zip(district.pair, range(2), strict=True):
            rows[place] = rows[place].replace(unit.code, "X").replace(unit.name, "X")
            rows[place] = re.sub(r'(data-l="Pegawai">)\d+', r"\1", rows[place])
        assert rows[0] == rows[1]
        assert "kecil" not in rows[0]
        assert "pasangan" not in rows[0]


def test_the_hidden_stand_last_by_name_whatever_they_hide():
    data = leader_sample.agency()
    rows = help_first(data)
    shown = [row.data["index"]["value"] for row in rows if row.shown]
    assert shown == sorted(shown)
    hidden = [row.data["name"] for row in rows if not row.shown]
    assert hidden == sorted(hidden)
    assert [row.shown for row in rows] == [True] * len(shown) + [False] * len(hidden)


def test_below_or_above_needs_the_whole_interval():
    cell = {"low": 2.5, "high": 2.9}
    assert against(cell, 3.0)[0] == "Bantu lebih dahulu"
    assert against(cell, 2.7)[0] == "Belum terpisah dari rata-rata"
    assert against(cell, 2.4)[0] == "Di atas rata-rata"


# Overview, waves, files


def test_the_overview_lists_from_the_lowest_and_filters_by_group(district, signed_in):
    client = signed_in()
    shown = [row for row in client.get("/daerah/").context["rows"] if row.shown]
    assert [row.data["index"]["value"] for row in shown] == sorted(row.data["index"]["value"] for row in shown)
    group = client.get("/daerah/?kelompok=kecamatan")
    assert {row.data["code"] for row in group.context["rows"]} == {"KEC08", "KEC09"}
    assert UNOFFICIAL in said(group)


def test_a_wave_is_chosen_by_its_number_and_a_missing_one_is_missing(district, signed_in):
    client = signed_in()
    text = said(client.get("/pimpinan/?gelombang=2"))
    assert "gelombang 2, Mei 2026" in text
    for wrong in ("9", "x", "-1", "99999999", "9" * 5_000):
        assert client.get(f"/pimpinan/?gelombang={wrong}").status_code == 404


def test_files_have_the_figures_of_the_page_and_no_name_of_a_person(district, signed_in):
    client, opd = signed_in(), district.opd[0]
    page = client.get(address(opd)).context["page"]
    for suffix in ("pdf", "xlsx", "json"):
        answer = client.get(address(opd, f"laporan.{suffix}"))
        assert answer["Content-Disposition"] == f'attachment; filename="kesiapan-opd001-gelombang-3.{suffix}"'
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        if suffix == "json":
            assert json.loads(answer.content)["index"] == page.data["index"]
        elif suffix == "xlsx":
            book = load_workbook(BytesIO(answer.content))
            figures = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
            assert any(isinstance(f, float) and round(f, 2) == round(page.index["value"], 2) for f in figures)
        else:
            assert answer.content.startswith(b"%PDF")


def test_pages_ask_as_often_for_40_rows_of_units_as_for_4000(client, db, clock):
    clock.set("2026-11-21")
    counts = []
    for number, below in enumerate((0, 99)):
        made = waves.district(40, below=below, waves=2, of=build.agency(f"KAB-{number}"))
        who = build.learner(at=made.root)
        build.role(who, Role.PIMPINAN, made.root)
        build.sign_in(client, who)
        counts.append([statements(client, path) for path in ("/pimpinan/", "/daerah/", address(made.opd[0]))])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_STATEMENTS


def statements(client, path) -> int:
    """Of a page that is stored already."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("sample", ["shown", "agency", "hidden", "before_the_first_wave"])
def test_every_state_opens_for_a_reader_in_english(district, signed_in, monkeypatch, sample):
    data = getattr(leader_sample, sample)()
    monkeypatch.setattr(views, "leader_snapshot", lambda unit, wave=None, language=None: data)
    client = signed_in(Role.ANALIS)
    client.post("/bahasa/", {"bahasa": "en"})
    for path in ("/pimpinan/", "/daerah/"):
        assert '<html lang="en"' in client.get(path).content.decode()


def test_the_wave_before_is_the_last_one_with_a_figure():
    data = leader_sample.shown()
    assert previous_wave(data) == 3
    data["trend"][2]["index"] = leader_sample.hide("pasangan")
    assert previous_wave(data) == 1


def test_what_a_snapshot_says_is_escaped():
    data = leader_sample.shown()
    data["dimensions"][0]["name"] = "<script>alert(1)</script>"
    page = page_of(data)
    assert page.profile
    assert "<script" not in page.profile.lines[0].chart
