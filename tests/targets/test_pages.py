"""Pages of targets: who sees what, what stands there, and typing in a figure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from core.models import AuditEntry
from people.models import Role
from targets.desk import desk_of
from targets.loading import load_targets, read_content
from targets.models import Measurement, Target
from targets.periods import period_of
from targets.services import Figure, Proof, record_measurement
from targets.showing import Board
from targets.standing import standings_of
from tests.support import build

pytestmark = pytest.mark.django_db
LIST = "/pimpinan/target/"


def said(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    page = answer.content.decode()
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return unescape(re.sub(r"\s+", " ", text))


def typed(target, value: str, by, *, on: date = date(2026, 11, 20), **proof: str) -> Measurement:
    return record_measurement(
        target=target,
        period=period_of(target.frequency, on),
        measured_on=on,
        figure=Figure(value=Decimal(value)),
        proof=Proof("laporan uji", **proof),
        by=by.user,
    )


def sent(**changes: str) -> dict[str, str]:
    return {"period": "2026", "measured_on": "2026-11-20", "value": "2,84", "evidence": "LHE 12/2026"} | changes


# Who sees what


def test_an_agency_without_targets_says_what_will_be_here(pemda, november, leader):
    assert "Belum ada target" in said(leader.get(LIST))


def test_learners_and_other_agencies_see_nothing(agency, ani):
    other = build.agency("KOTA-LAIN", name="Pemerintah Kota Lain")
    top = build.unit("KOTA", of=other)
    foreign = build.learner(at=top)
    build.role(foreign, Role.PIMPINAN, top)
    for who in (ani, foreign):
        client = build.sign_in(Client(), who)
        assert client.get(f"{LIST}TP-06/").status_code == 404
        assert client.get(f"{LIST}?instansi=KAB-UJI").status_code == 404
    assert client.get(LIST).status_code == 200  # the foreign leader's own, empty one
    assert build.sign_in(Client(), ani).get(LIST).status_code == 404


def test_a_leader_of_an_office_reads_the_agencys_targets_and_types_none(agency, kominfo):
    head = build.learner(at=kominfo)
    build.role(head, Role.PIMPINAN, kominfo)
    client = build.sign_in(Client(), head)
    assert "TP-12 Jenis pekerjaan terotomasi" in said(client.get(LIST))
    assert "Isi realisasi" not in said(client.get(f"{LIST}TP-12/"))
    assert client.get(f"{LIST}TP-12/isi/").status_code == 404
    assert client.post(f"{LIST}TP-12/isi/", sent(value="9")).status_code == 404
    assert not Measurement.objects.exists()


def test_who_answers_for_two_agencies_chooses(agency, dewi):
    other = build.agency("KOTA-LAIN", name="Pemerintah Kota Lain")
    top = build.unit("KOTA", of=other, name="Kota Lain")
    load_targets(unit=top, content=read_content())
    build.role(dewi, Role.PIMPINAN, top)
    client = build.sign_in(Client(), dewi)
    assert "Pemerintah Kabupaten Uji Target transformasi" in said(client.get(LIST))
    page = client.get(f"{LIST}?instansi=KOTA-LAIN")
    assert "Kota Lain Target transformasi" in said(page)
    assert 'href="/pimpinan/target/TP-11/isi/?instansi=KOTA-LAIN"' in page.content.decode()


@pytest.mark.parametrize("code", ["TP-99", "tp-06", "%00", "TP-06%27--", "x" * 300])
def test_a_code_that_does_not_exist_is_not_found(agency, leader, code):
    assert leader.get(f"{LIST}{code}/").status_code == 404
    assert leader.get(f"{LIST}{code}/isi/").status_code == 404
    assert leader.get(f"{LIST}?instansi={code}").status_code == 404


# What stands there


def test_the_list_tells_figure_goal_status_and_progress(agency, leader, dewi, evaluator, target):
    typed(target("TP-04"), "2.8", evaluator, on=date(2025, 12, 31))
    typed(target("TP-12"), "23", dewi, on=date(2026, 11, 20))
    text = said(leader.get(LIST))
    # TP-12: (23 − 5) / (50 − 5) = 40 %; the line stands at 5 + 5 × 325/365 = 9,45, which is 9,9 %
    assert "TP-12 Jenis pekerjaan terotomasi" in text
    assert "23 jenis pekerjaan → 50 jenis pekerjaan (2030) Sesuai jalur 40 %" in text
    # TP-04: (2,8 − 2,6) / (3,0 − 2,6) = 50 % where all is due
    assert "2,80 → 3,00 (2025) Tertinggal 50 %" in text
    assert "Isi juga jumlah pegawai yang dialihkan" in text
    assert "TP-04 paling tertinggal" not in text  # first what the reader has to do
    assert "realisasi menunggu Anda isi" in text


def test_the_worst_is_the_one_furthest_behind_its_line(agency, target, evaluator, dewi):
    """TP-12: 2,2 % of the way where 9,9 % are due; TP-04: 5 % where all is due."""
    typed(target("TP-12"), "6", dewi)
    typed(target("TP-04"), "2.62", evaluator, on=date(2025, 12, 31))
    standings = standings_of(Target.objects.all(), date(2026, 11, 21))
    assert {each.target.code for each in standings if each.status == "Tertinggal"} == {"TP-04", "TP-12"}
    assert Board(desk_of(dewi.user, ""), standings, "").worst.target.code == "TP-04"


def test_the_data_team_finds_its_targets_and_no_button_to_a_closed_page(agency, kominfo):
    who = build.learner(at=kominfo)
    build.role(who, Role.TIM_DIGITAL, agency)
    client = build.sign_in(Client(), who)
    assert 'href="/pimpinan/target/"' in client.get("/belajar/").content.decode()
    page = client.get(f"{LIST}TP-03/").content.decode()
    assert "btn gold" not in page
    assert "/daerah/" not in page


def test_beside_a_figure_stands_what_it_lacks_and_not_that_there_is_none(agency, leader, target):
    Target.objects.filter(code="TP-14").update(baseline=None, baseline_year=None, baseline_status="")
    Measurement.objects.create(
        target=target("TP-14"), period="2026-S1", ends_on=date(2026, 6, 30), measured_on=date(2026, 6, 30), value=85,
        source="uji",
    )  # fmt: skip
    assert "85 → 90 (2030) Belum ada kondisi awal" in said(leader.get(LIST))
    assert "nilai 25-100 Belum ada kondisi awal" in said(leader.get(f"{LIST}TP-14/"))


def test_a_streak_is_held_against_the_last_year_that_was_audited(agency, leader, target):
    for year in (2022, 2023, 2024, 2025):
        Measurement.objects.create(
            target=target("TP-15"), period=f"{year}", ends_on=date(year, 12, 31), measured_on=date(year + 1, 5, 31),
            category="WTP", source="uji", evidence="uji",
        )  # fmt: skip
    text = said(leader.get(f"{LIST}TP-15/"))
    assert "4 tahun Sesuai jalur" in text
    assert "Target 2025 (4 tahun) sudah terpenuhi." in text
    assert "16,7 %, seharusnya 16,7 % pada akhir 2025" in text
    assert "garisnya dibaca pada akhir tahun terakhir yang sudah diketahui, bukan hari ini" in text


def test_the_list_narrows_to_a_status_and_ignores_an_unknown_one(agency, leader, evaluator, target):
    typed(target("TP-04"), "2.8", evaluator, on=date(2025, 12, 31))
    behind = said(leader.get(f"{LIST}?status=tertinggal"))
    assert "TP-04 Indeks SPBE" in behind
    assert "TP-06 Waktu" not in behind
    assert "TP-06 Waktu" in said(leader.get(f"{LIST}?status=%00x"))


def test_a_claim_is_told_with_who_when_how_and_never_drawn(agency, leader, target):
    page = leader.get(f"{LIST}TP-12/")
    text = said(page)
    assert "Acuan (klaim) “600 jenis pekerjaan” Gubernur Jawa Barat, 8 Desember 2020. Metode: tidak disebutkan." in text
    assert "tidak digambar dan tidak dipakai dalam rumus" in text
    assert "600" not in "".join(re.findall(r"<svg.*?</svg>", page.content.decode(), re.S))


def test_a_bullet_says_in_words_what_it_draws(agency, leader, dewi, target):
    typed(target("TP-12"), "23", dewi)
    page = leader.get(f"{LIST}TP-12/").content.decode()
    assert (
        'aria-label="Jenis pekerjaan terotomasi, target 2030: 40 % dari jarak kondisi awal ke target; '
        'seharusnya 9,9 % hari ini."'
    ) in page
    assert '<rect class="pt" y="10" width="40.0%" height="10"/>' in page
    assert '<line class="sh" x1="9.9%" x2="9.9%"' in page
    # of this year: (23 − 5) / (10 − 5) = 360 %
    assert "100 %, melampaui target (360 %)" in unescape(page)


def test_without_a_baseline_nothing_is_drawn(agency, leader, dewi, target):
    Target.objects.filter(code="TP-12").update(baseline=None, baseline_year=None, baseline_status="")
    typed(target("TP-12"), "23", dewi)
    page = leader.get(f"{LIST}TP-12/")
    assert "Belum ada kondisi awal terukur" in said(page)
    assert '<rect class="pt" y="10"' not in page.content.decode()


def test_every_figure_stays_in_the_history_and_the_last_one_counts(agency, leader, dewi, target):
    typed(target("TP-12"), "8", dewi)
    typed(target("TP-12"), "9", dewi)
    text = said(leader.get(f"{LIST}TP-12/"))
    assert "Semester II 2026 9 jenis pekerjaan laporan uji" in text
    assert "Semester II 2026 Diganti 8 jenis pekerjaan laporan uji" in text
    assert "2026 dinilai sekarang 10 jenis pekerjaan 9 jenis pekerjaan" in text


def test_pages_take_the_same_statements_whatever_there_is(agency, leader, dewi, target, django_assert_max_num_queries):
    twelve = target("TP-12")
    counts = []
    for amount in (10, 990):
        Measurement.objects.bulk_create(
            Measurement(
                target=twelve, period="2026-S2", ends_on=date(2026, 12, 31), measured_on=date(2026, 11, 1),
                value=number, source="uji", evidence="uji", typed_by=dewi,
            )
            for number in range(amount)
        )  # fmt: skip
        with django_assert_max_num_queries(10) as board:
            leader.get(LIST)
        with django_assert_max_num_queries(12) as one:
            leader.get(f"{LIST}TP-12/")
        counts.append((len(board), len(one)))
    assert counts[0] == counts[1]


# Typing in


def test_a_figure_is_typed_with_its_evidence(agency, evaluator, target):
    client = build.sign_in(Client(), evaluator)
    assert "Isi realisasi" in said(client.get(f"{LIST}TP-04/"))
    assert client.get(f"{LIST}TP-04/isi/").status_code == 200
    answer = client.post(f"{LIST}TP-04/isi/", sent(), follow=True)
    assert "Realisasi TP-04 tersimpan." in said(answer)
    row = Measurement.objects.get()
    assert (row.value, row.period, row.evidence, row.typed_by) == (Decimal("2.84"), "2026", "LHE 12/2026", evaluator)
    assert AuditEntry.objects.filter(verb="targets:measurement:type", actor=evaluator.user.uuid).count() == 1


def test_sending_the_same_figure_twice_enters_it_once(agency, evaluator):
    client = build.sign_in(Client(), evaluator)
    for _again in range(2):
        assert client.post(f"{LIST}TP-04/isi/", sent()).status_code == 302
    assert Measurement.objects.count() == 1


def test_the_form_asks_for_what_the_target_asks_for(agency, leader):
    money = leader.get(f"{LIST}TP-11/isi/").content.decode()
    assert all(f'name="{name}"' in money for name in ("value", "method", "covers", "evidence"))
    opinion = leader.get(f"{LIST}TP-15/isi/").content.decode()
    assert "WTP, Wajar Tanpa Pengecualian" in opinion
    assert 'name="value"' not in opinion


@pytest.mark.parametrize(
    ("code", "changes", "sentence"),
    [
        ("TP-12", {"value": ""}, "Nilainya belum diisi. Isi satu bilangan."),
        ("TP-12", {"value": "sembilan"}, "Tulis bilangan saja dengan koma desimal, misalnya 2,84."),
        ("TP-12", {"value": "2.84"}, "Tulis bilangan saja dengan koma desimal, misalnya 2,84."),
        ("TP-12", {"value": "-3"}, "Nilai ini di luar satuan jenis pekerjaan."),
        ("TP-12", {"value": "1e9"}, "Tulis bilangan saja"),
        ("TP-12", {"value": "9" * 20}, "Nilai ini di luar satuan"),
        ("TP-12", {"value": "9" * 40}, "Isian ini terlalu panjang untuk sebuah bilangan."),
        ("TP-12", {"evidence": " "}, "Bukti belum diisi. Isi nama atau nomor dokumennya."),
        ("TP-12", {"period": "2031"}, "Masa ini tidak ditawarkan. Pilih salah satu dari daftar."),
        ("TP-12", {"measured_on": "2027-01-01"}, "Tanggal ini belum tiba atau sebelum masanya mulai."),
        ("TP-12", {"measured_on": "2026-06-30"}, "Tanggal ini belum tiba atau sebelum masanya mulai."),
        ("TP-12", {"measured_on": "31/12"}, "Tanggal tidak dikenali. Tulis misalnya 2026-12-31."),
        ("TP-11", {"method": ""}, "Metode belum diisi. Tulis cara angka ini dihitung."),
        ("TP-15", {"category": "WTF"}, "Opini ini tidak ada dalam daftar. Pilih salah satu dari daftar."),
    ],
)
def test_a_tampered_or_unfinished_form_says_what_is_wrong(agency, leader, code, changes, sentence):
    fields = {"period": "2026-S2" if code == "TP-12" else "2026", "measured_on": "2026-11-20", "value": "9"}
    fields |= {"evidence": "x", "method": "y", "covers": "z", "category": "WTP"} | changes
    assert sentence in said(leader.post(f"{LIST}{code}/isi/", fields), status=400)
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("21", "20"), "bagian tidak melebihi keseluruhannya"),
        (("0", "0"), "Penyebut lebih dari nol"),
        (("1,5", "20"), "Tulis bilangan bulat saja, misalnya 1250."),
        (("-1", "20"), "Isi pembilang dan penyebut."),
    ],
)
def test_a_share_needs_both_parts_and_no_more_than_the_whole(agency, citra, parts, sentence):
    client = build.sign_in(Client(), citra)
    fields = {"period": "2026-S2", "measured_on": "2026-11-20", "evidence": "x"}
    answer = client.post(f"{LIST}TP-12b/isi/", fields | dict(zip(("numerator", "denominator"), parts, strict=True)))
    assert sentence in said(answer, status=400)
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("code", ["TP-01", "TP-03", "TP-06"])
def test_a_computed_figure_has_no_form_for_anybody(agency, leader, code):
    assert leader.get(f"{LIST}{code}/isi/").status_code == 404
    assert leader.post(f"{LIST}{code}/isi/", sent()).status_code == 404


def test_an_index_outside_its_scale_is_a_slip_of_the_comma(agency, evaluator):
    client = build.sign_in(Client(), evaluator)
    answer = client.post(f"{LIST}TP-04/isi/", sent(value="284"))
    assert "Nilai ini di luar satuan indeks 1-5. Periksa tanda koma dan jumlah angkanya." in said(answer, status=400)
