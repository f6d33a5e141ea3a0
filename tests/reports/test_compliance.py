"""Who has the hours of the year: the figures, the page of HR, what leaders see of it, and the file."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from psycopg.types.range import DateRange

from core.models import AuditEntry
from people.models import Person, Posting, Role, Unit, UnitSpan
from records.ledger.compliance import Compliance, add_up, compliance_by_unit
from records.ledger.models import LedgerEntry
from reports import compliance_xlsx
from tests.certificates.building import certify, finish
from tests.courses.building import small_course
from tests.support import build
from tests.support.settle import settle

pytestmark = pytest.mark.django_db
PAGE, FILE = "/sdm/kepatuhan/", "/sdm/kepatuhan.xlsx"
TODAY = "2026-11-20"
SIGNATORY = "Dra. Endang Sulastri, M.Si."  # works in the agency of every small course


@pytest.fixture(autouse=True)
def november(clock):
    clock.set(TODAY)
    return clock


def give(*people: Person, jp: str | int = 20, year: int = 2026, on: date | None = None) -> None:
    """Hours of a year by the shortest way; how hours are earned is tested elsewhere."""
    day = on or date(year, 3, 2)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            person=person, year=year, jp=Decimal(jp), source="klaim", source_id=uuid.uuid4(), title="Uji",
            started_on=day, held_on=day,
        )
        for person in people
    )  # fmt: skip


def said(answer) -> str:
    assert answer.status_code == 200
    page = answer.content.decode()
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return re.sub(r"\s+", " ", text)


def names(answer) -> list[str]:
    """Of the people in the grid, in its order."""
    rows = re.findall(r'<th scope="row" role="rowheader">(.*?)</th>', answer.content.decode(), re.DOTALL)
    return [next(text for text in re.split(r"<[^>]+>", row) if text.strip()) for row in rows]


def read(answer) -> list[tuple]:
    assert answer.status_code == 200
    return list(load_workbook(BytesIO(answer.getvalue())).active.iter_rows(values_only=True))


@pytest.fixture
def office(kominfo, aptika, dinkes):
    """Two people of Kominfo itself, one of Aptika, one of Dinkes; another of Dinkes has no duty."""
    return {
        "ayu": build.person("Ayu Pertiwi", at=kominfo),
        "bimo": build.person("Bimo Satria", at=kominfo),
        "cakra": build.person("Cakra Wijaya", at=aptika, kind=Person.Kind.PPPK),
        "dian": build.person("Dian Kusuma", at=dinkes),
        "esti": build.person("Esti Rahayu", at=dinkes, kind=Person.Kind.NON_ASN),
    }


# Figures


def compliance_of(unit: Unit, year: int) -> Compliance:
    """Of a unit with everything below it, as the page has it."""
    return add_up(compliance_by_unit(unit, year))


def test_each_kind_is_measured_by_its_own_rule(office, pemda):
    give(office["ayu"], office["cakra"], jp=20)  # 24 are asked of PPPK
    found = compliance_of(pemda, 2026)
    assert (found.people, found.with_rule, found.complied, found.jp_sum) == (5, 4, 1, 40)
    assert (found.below, found.percent) == (3, 25)


def test_hours_just_below_the_target_do_not_comply(office, kominfo):
    give(office["ayu"], jp="19.99")
    assert compliance_of(kominfo, 2026).complied == 0
    give(office["ayu"], jp="0.01")
    assert compliance_of(kominfo, 2026).complied == 1


def test_people_without_a_rule_count_neither_way_whatever_hours_they_have(office, dinkes):
    give(office["esti"], jp=50)
    found = compliance_of(dinkes, 2026)
    assert (found.people, found.with_rule, found.complied, found.jp_sum) == (2, 1, 0, 0)


def test_partners_are_nowhere(eko, pemda):
    assert compliance_of(pemda, 2026).people == 0
    assert compliance_of(pemda, 2026).percent is None


def test_units_add_up_to_what_stands_above_them(office, kominfo, pemda):
    give(*office.values())
    rows = compliance_by_unit(pemda, 2026)
    assert [(str(row.unit), row.people, row.with_rule, row.complied) for row in rows] == [
        ("Dinas Kesehatan", 2, 1, 1),
        ("Dinas Komunikasi dan Informatika", 3, 3, 2),
    ]
    total = compliance_of(pemda, 2026)
    assert (sum(r.people for r in rows), sum(r.complied for r in rows)) == (total.people, total.complied)
    inside = compliance_by_unit(kominfo, 2026)
    assert [(str(row.unit), row.is_direct, row.people) for row in inside] == [
        ("Dinas Komunikasi dan Informatika", True, 2),
        ("Bidang Aplikasi Informatika", False, 1),
    ]


def test_a_unit_whose_number_begins_like_another_is_not_below_it(pemda):
    one = build.unit("SATU", parent=pemda)
    for number in range(12):
        build.person(at=build.unit(f"LAIN-{number}", parent=pemda))
    assert compliance_of(one, 2026).people == 0


def test_hours_of_another_year_and_of_later_days_do_not_count(office, kominfo, november):
    give(office["ayu"], year=2025)
    give(office["bimo"], on=date(2026, 10, 1))
    assert compliance_of(kominfo, 2026).complied == 1
    assert compliance_of(kominfo, 2025).complied == 1
    november.set("2026-09-30")
    assert compliance_of(kominfo, 2026).complied == 0


def test_a_year_that_is_over_counts_who_worked_there_then(office, kominfo, dinkes):
    give(office["ayu"], year=2025)
    build.place(office["ayu"], dinkes, build.position(), from_day=date(2026, 2, 1))
    assert (compliance_of(kominfo, 2025).people, compliance_of(kominfo, 2025).complied) == (3, 1)
    assert (compliance_of(kominfo, 2026).people, compliance_of(dinkes, 2026).people) == (2, 3)


def test_who_has_finished_a_course_counts_once_however_often(ani, office, kominfo):
    course = small_course("K1")
    finish(ani, course)
    settle()
    by_unit = {row.unit.code: row for row in compliance_by_unit(kominfo, 2026, course_code="K1")}
    assert (by_unit["DISKOMINFO-1"].finished, by_unit["DISKOMINFO"].finished) == (1, 0)
    assert all(row.finished == 0 for row in compliance_by_unit(kominfo, 2026, course_code="K2"))


def test_a_revoked_certificate_takes_its_hours_along(ani, aptika):
    from records.ledger.services import revoke_entry

    certify(ani, jp=8)
    entry = LedgerEntry.objects.get()
    assert compliance_of(aptika, 2026).jp_sum == 8
    revoke_entry(entry=entry, note="", by=None)
    assert compliance_of(aptika, 2026).jp_sum == 0


# The page


def test_hr_sees_who_has_the_hours_and_who_has_not(client, citra, office):
    give(office["ayu"], jp="12.5")
    give(office["dian"], jp=21)
    page = said(build.sign_in(client, citra).get(PAGE))
    assert "Kepatuhan JP 2026" in page
    assert "Pemerintah Kabupaten Uji · 6 pegawai, 5 wajib JP · data per 20 November 2026" in page
    assert "12,5 dari 20" in page
    assert "Dinas Komunikasi dan Informatika · Bidang Aplikasi Informatika" in page
    nip = office["ayu"].nip
    assert f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" in page
    assert "Non-ASN" in page


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("status=memenuhi", {"Dian Kusuma"}),
        ("status=belum", {"Ayu Pertiwi", "Bimo Satria", "Cakra Wijaya", "Citra Wulandari"}),
        ("status=kosong", {"Bimo Satria", "Cakra Wijaya", "Citra Wulandari"}),
        ("status=tanpa", {"Esti Rahayu"}),
        ("unit=DINKES", {"Dian Kusuma", "Esti Rahayu"}),
        ("unit=DISKOMINFO", {"Ayu Pertiwi", "Bimo Satria", "Cakra Wijaya"}),
        ("unit=DISKOMINFO-1&status=belum", {"Cakra Wijaya"}),
        ("q=satria+BIMO", {"Bimo Satria"}),
        ("status=memenuhi&tahun=2025", {"Bimo Satria"}),
    ],
)
def test_filters_leave_whom_they_name(client, citra, office, query, who):
    give(office["ayu"], jp=5)
    give(office["dian"], jp=20)
    give(office["bimo"], jp=20, year=2025)
    found = build.sign_in(client, citra).get(f"{PAGE}?{query}")
    assert set(names(found)) == who
    assert f'<p role="status"><b class="num">{len(who)} pegawai</b>' in found.content.decode()


@pytest.mark.parametrize("learning", ["selesai", "aktif", "belum"])
def test_a_course_says_how_far_each_has_come(client, citra, ani, budi, learning):
    course = small_course("K1", title="Pola Pikir Digital")
    finish(ani, course)
    from courses.services import enrol_person

    enrol_person(run=course, person=budi)
    settle()
    build.sign_in(client, citra)
    found = {"selesai": {"Ani Lestari"}, "aktif": {"Budi Santoso"}, "belum": {"Citra Wulandari", SIGNATORY}}
    assert set(names(client.get(f"{PAGE}?kursus=K1&belajar={learning}"))) == found[learning]
    assert "Pola Pikir Digital 20 Nov 2026" in said(client.get(f"{PAGE}?q=ani"))


def test_the_order_is_one_of_a_list(client, citra, office):
    give(office["dian"], jp=3)
    give(office["ayu"], jp=2)
    give(office["cakra"], jp=1)
    build.sign_in(client, citra)
    assert names(client.get(PAGE))[:2] == ["Ayu Pertiwi", "Bimo Satria"]
    assert names(client.get(f"{PAGE}?urut=jp-tinggi"))[:3] == ["Dian Kusuma", "Ayu Pertiwi", "Cakra Wijaya"]
    least = names(client.get(f"{PAGE}?urut=jp-rendah"))
    assert least == ["Bimo Satria", "Citra Wulandari", "Cakra Wijaya", "Ayu Pertiwi", "Dian Kusuma", "Esti Rahayu"]
    assert names(client.get(f"{PAGE}?urut=person__user__password")) == names(client.get(PAGE))


@pytest.mark.parametrize(
    "query", ["tahun=1&status=x&urut=;&belajar=selesai&halaman=-3", "q=%00%25_'&tahun=²", "kursus=%00&halaman=x"]
)
def test_nonsense_in_the_address_counts_as_not_asked(client, citra, office, query):
    assert build.sign_in(client, citra).get(f"{PAGE}?{query}").status_code == 200


def test_nothing_found_says_so_and_offers_the_way_back(client, citra, office):
    page = said(build.sign_in(client, citra).get(f"{PAGE}?q=zzz"))
    assert "Tidak ada pegawai yang cocok" in page
    assert "Hapus saringan" in page
    assert "0 pegawai dari 6" in page


def test_units_with_the_lowest_share_come_first(client, citra, office):
    give(office["ayu"])
    found = build.sign_in(client, citra).get(f"{PAGE}?tampil=unit")
    assert names(found)[-1] == "Dinas Komunikasi dan Informatika"
    assert "1 dari 3 · 33 %" in said(found)
    assert "0 dari 1 · 0 %" in said(found)
    assert "unit=DINKES" in found.content.decode()


def test_the_way_to_an_assignment_names_the_unit(client, citra, office):
    page = build.sign_in(client, citra).get(f"{PAGE}?unit=DINKES").content.decode()
    assert 'href="/sdm/penugasan/baru/?unit=DINKES"' in page


def test_a_page_holds_25_people_and_the_filter_goes_along(client, citra, kominfo):
    build.people(60, at=kominfo)
    build.sign_in(client, citra)
    first = client.get(f"{PAGE}?unit=DISKOMINFO&status=belum&halaman=2")
    assert len(names(first)) == 25
    assert "Halaman 2 dari 3" in said(first)
    assert "status=belum" in re.findall(r'rel="next" href="([^"]*)"', first.content.decode())[0]


# Who may see what


def test_hr_of_a_unit_sees_that_unit_alone(client, office, kominfo, bkpsdm):
    head = build.learner("Fajar Nugroho", at=bkpsdm)
    build.role(head, Role.ADMIN_SDM, kominfo)
    build.sign_in(client, head)
    assert set(names(client.get(PAGE))) == {"Ayu Pertiwi", "Bimo Satria", "Cakra Wijaya"}
    for code in ("DINKES", "PEMDA", "TIDAK-ADA"):
        assert client.get(f"{PAGE}?unit={code}").status_code == 404
        assert client.get(f"{FILE}?unit={code}").status_code == 404
    assert "Dinas Kesehatan" not in client.get(PAGE).content.decode()


def test_a_code_of_another_agency_is_not_mistaken_for_the_own_one(client, citra, office):
    other = build.agency("KOTA-UJI", name="Pemerintah Kota Uji")
    top = build.unit("AAA", of=other)
    build.person("Orang Lain", at=build.unit("DINKES", name="Dinas Lain", parent=top))
    assert "Orang Lain" not in build.sign_in(client, citra).get(f"{PAGE}?unit=DINKES").content.decode()
    assert client.get(f"{PAGE}?unit=AAA").status_code == 404


def test_hr_of_two_agencies_that_share_a_code_opens_each_of_the_units(client, office, dinkes, bkpsdm):
    other = build.agency("KOTA-UJI", name="Pemerintah Kota Uji")
    far = build.unit("DINKES", name="Dinas Kesehatan Kota", parent=build.unit("AAA", of=other))
    build.person("Orang Lain", at=far)
    who = build.learner("Fajar Nugroho", at=bkpsdm)
    build.role(who, Role.ADMIN_SDM, dinkes)
    build.role(who, Role.ADMIN_SDM, far)
    build.sign_in(client, who)
    ours, theirs = ("KAB-UJI", "Dian Kusuma"), ("KOTA-UJI", "Orang Lain")
    for (agency, inside), (_other, outside) in ((ours, theirs), (theirs, ours)):
        page = client.get(f"{PAGE}?instansi={agency}&unit=DINKES")
        assert inside in said(page)
        assert outside not in said(page)
        links = re.findall(r'href="([^"]*[?&;](?:unit|status|tahun)=[^"]*)"', page.content.decode())
        assert links
        assert all(f"instansi={agency}" in link for link in links)
        assert f'href="?instansi={agency}" aria-current="page"' in page.content.decode()
        (assign,) = re.findall(r'href="(/sdm/penugasan/baru/[^"]*)"', page.content.decode())
        assert client.get(assign.replace("&amp;", "&")).context["form"].initial["unit"].agency.code == agency
        people = [row[0] for row in read(client.get(f"{FILE}?instansi={agency}&unit=DINKES"))]
        assert inside in people
        assert outside not in people


def test_a_leader_sees_units_and_nobody_by_name(client, dewi, office):
    give(office["ayu"])
    build.sign_in(client, dewi)
    for query in ("", "?tampil=pegawai", "?q=ayu", "?status=belum&unit=DISKOMINFO-1"):
        page = client.get(PAGE + query).content.decode()
        told = [told for person in office.values() for told in (person.full_name, person.nip) if told]
        assert not [each for each in told if each in page]
    assert "1 dari 3 · 33 %" in said(client.get(PAGE))
    assert client.get(FILE).status_code == 404


def test_hr_below_a_leaders_unit_sees_people_only_there(client, office, pemda, kominfo):
    both = build.learner("Gita Ayu", at=pemda)
    build.role(both, Role.PIMPINAN, pemda)
    build.role(both, Role.ADMIN_SDM, kominfo)
    build.sign_in(client, both)
    assert "Bimo Satria" not in client.get(PAGE).content.decode()
    assert "Bimo Satria" in client.get(f"{PAGE}?unit=DISKOMINFO").content.decode()
    assert client.get(FILE).status_code == 404
    assert client.get(f"{FILE}?unit=DISKOMINFO").status_code == 200


HIDES = "disembunyikan"


def figures(answer) -> dict[str, str]:
    """The strip of sums: its terms with what stands under them."""
    (strip,) = re.findall(r'<dl class="strip figures.*?</dl>', answer.content.decode(), re.DOTALL)
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", strip, re.DOTALL)
    return {term: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", value)).strip() for term, value in pairs}


def finished(answer) -> dict[str, str]:
    """Of each unit the cell of the course that was asked about."""
    rows = re.findall(r'<tr role="row">\s*<th scope="row".*?</tr>', answer.content.decode(), re.DOTALL)
    words = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", re.sub("</?b>", "", row))) for row in rows]
    return {next(filter(str.strip, row.split("|"))): row.strip("| ").rpartition("|")[2].strip() for row in words}


def test_a_leader_cannot_read_the_hours_or_the_course_of_one_person_as_figures_of_a_small_unit(
    client, dewi, citra, ani, aptika
):
    finish(ani, small_course("K1", title="Pola Pikir Digital"))
    settle()
    give(ani, jp=7)
    build.sign_in(client, dewi)
    small = client.get(f"{PAGE}?unit={aptika.code}&kursus=K1")
    assert (figures(small)["Median JP seorang"], figures(small)["Jumlah JP"]) == (HIDES, HIDES)
    assert set(finished(small).values()) == {HIDES}
    assert "kelompok di bawah 5 pegawai disembunyikan" in said(small)
    build.sign_in(client, citra)
    seen = client.get(f"{PAGE}?unit={aptika.code}&kursus=K1&tampil=unit")
    assert figures(seen)["Jumlah JP"] != HIDES
    assert HIDES not in said(seen)


def test_hours_of_the_only_one_with_a_duty_hide_however_many_work_beside(client, dewi, office, dinkes):
    for _each in range(6):
        build.person(at=dinkes, kind=Person.Kind.NON_ASN)
    give(office["dian"], jp=9)
    found = figures(build.sign_in(client, dewi).get(f"{PAGE}?unit=DINKES"))
    assert (found["Median JP seorang"], found["Jumlah JP"]) == (HIDES, HIDES)


def test_what_hides_below_cannot_be_had_by_taking_the_others_from_the_sum_above(client, dewi, pemda):
    """Of 2, 6 and 9 people the 2 hide, and the 6 with them and all below them; the 9 and the sum are told."""
    one, two, three = (build.unit(code, name=f"Unit {code}", parent=pemda) for code in ("SATU", "DUA", "TIGA"))
    part = build.unit("BAGIAN", name="Unit BAGIAN", parent=two)
    for unit, people in ((one, 2), (part, 6), (three, 9)):
        build.people(people, at=unit)
    build.sign_in(client, dewi)
    top = client.get(f"{PAGE}?kursus=K1")
    assert {name: cell for name, cell in finished(top).items() if name.startswith("Unit")} == {
        "Unit SATU": HIDES, "Unit DUA": HIDES, "Unit TIGA": "0 dari 9",
    }  # fmt: skip
    assert figures(top)["Jumlah JP"] == "0 JP"
    for code, hides in (("SATU", True), ("DUA", True), ("BAGIAN", True), ("TIGA", False)):
        below = client.get(f"{PAGE}?kursus=K1&unit={code}")
        assert (figures(below)["Jumlah JP"] == HIDES) is hides
        assert (set(finished(below).values()) == {HIDES}) is hides


@pytest.mark.parametrize("role", [None, Role.ATASAN, Role.EVALUATOR, Role.ANALIS, Role.DPO, Role.AUDITOR])
def test_others_do_not_learn_that_the_page_exists(client, ani, pemda, role):
    if role:
        build.role(ani, role, None if role == Role.ATASAN else pemda)
    build.sign_in(client, ani)
    assert client.get(PAGE).status_code == client.get(FILE).status_code == 404


def test_a_role_that_is_over_opens_nothing(client, ani, pemda, november):
    scope = build.role(ani, Role.ADMIN_SDM, pemda)
    scope.valid = DateRange(build.LONG_AGO, date(2026, 11, 1))
    scope.save()
    assert build.sign_in(client, ani).get(PAGE).status_code == 404


# The file


def test_the_file_holds_the_rows_of_the_page_and_says_where_they_come_from(client, citra, office):
    give(office["ayu"], jp="12.5")
    build.sign_in(client, citra)
    answer = client.get(f"{FILE}?unit=DISKOMINFO&status=belum")
    assert answer["Content-Disposition"] == 'attachment; filename="kepatuhan-jp-2026-diskominfo.xlsx"'
    rows = read(answer)
    assert rows[0][:3] == ("Nama", "NIP", "Jenis pegawai")
    assert rows[1][5:8] == ("JP", "JP", "JP")
    people = {row[0]: row for row in rows[2:] if row[2]}
    assert set(people) == set(names(client.get(f"{PAGE}?unit=DISKOMINFO&status=belum")))
    assert people["Ayu Pertiwi"][1] == office["ayu"].nip
    assert people["Ayu Pertiwi"][5:9] == (12.5, 20, 7.5, "Belum memenuhi")
    text = " ".join(str(row[0]) for row in rows[2 + len(people) :] if row[0])
    assert "Sumber: Titian, rekam JP 2026. Unit kerja: Dinas Komunikasi dan Informatika." in text
    assert "Data per 20 November 2026" in text
    assert "Saringan: Belum memenuhi." in text
    assert "PNS 20 JP" in text


@pytest.mark.parametrize(("language", "status"), [("id", "Belum ada JP"), ("en", "No JP yet")])
def test_the_file_has_the_day_and_the_words_that_its_reader_sees_on_the_page(client, language, status):
    """A course finished at 16.00 UTC is finished on the next day in Jayapura, on the page and in the file."""
    top = build.unit("PAPUA", of=build.agency("KAB-TIMUR", zone="Asia/Jayapura"))
    hr, ana = build.learner(at=top), build.learner("Ana Uji", at=top)
    build.role(hr, Role.ADMIN_SDM, top)
    done = finish(ana)
    at = {"enrolled_at": datetime(2026, 11, 8, 1, tzinfo=UTC), "completed_at": datetime(2026, 11, 9, 16, tzinfo=UTC)}
    type(done).objects.filter(pk=done.pk).update(**at)
    build.sign_in(client, hr)
    client.cookies["bahasa"] = language
    page = said(client.get(f"{PAGE}?q=Ana"))
    _titles, _units, row, *notes = read(client.get(f"{FILE}?q=Ana"))
    assert status in page
    assert "10 Nov 2026" in page
    assert row[8] == status
    assert any(str(note[0]).endswith(" WIT.") for note in notes)
    assert date(2026, 11, 10) in [cell.date() for cell in row if isinstance(cell, datetime)]


def test_a_name_that_looks_like_a_formula_is_a_name(client, citra, kominfo):
    build.person("=HYPERLINK(1)", at=kominfo)
    sheet = load_workbook(BytesIO(build.sign_in(client, citra).get(FILE).getvalue())).active
    assert "'=HYPERLINK(1)" in [cell.value for cell in sheet["A"]]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_file_is_sent_while_it_is_written(client, citra, office, kominfo, django_assert_max_num_queries):
    build.people(2_500, at=kominfo)
    build.sign_in(client, citra)
    with django_assert_max_num_queries(12):
        pieces = list(client.get(FILE).streaming_content)
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 60_000
    assert load_workbook(BytesIO(b"".join(pieces))).active.max_row > 2_500


def test_each_download_leaves_its_trace_without_what_was_searched_for(client, citra, office, kominfo):
    build.sign_in(client, citra).get(f"{FILE}?unit=DISKOMINFO&q=ayu")
    entry = AuditEntry.objects.get(verb="people:export:compliance")
    assert (entry.actor, entry.object_id) == (citra.user.uuid, str(kominfo.uuid))
    assert entry.after["rows"] == 1
    assert entry.after["searched"] is True
    assert "ayu" not in str(entry.after).lower()


def test_too_many_rows_are_refused_in_words_and_leave_no_trace(client, citra, office, monkeypatch):
    monkeypatch.setattr(compliance_xlsx, "MOST_ROWS", 3)
    answer = build.sign_in(client, citra).get(FILE)
    assert answer.status_code == 409
    assert "Pilih unit kerja atau status" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="people:export:compliance").exists()


# At scale


def many_units(numbers: range, parent: Unit) -> list[Unit]:
    made = Unit.objects.bulk_create(Unit(agency=parent.agency, code=f"U-{n}", name=f"Unit {n}") for n in numbers)
    for unit in made:
        unit.path = f"{parent.path}{unit.pk}/"
    Unit.objects.bulk_update(made, ["path"])
    valid = DateRange(build.LONG_AGO, None)
    UnitSpan.objects.bulk_create(
        UnitSpan(unit=unit, parent=parent, name=unit.name, kind=UnitSpan.Kind.DINAS, path=unit.path, valid=valid)
        for unit in made
    )
    return made


def move(people: list[Person], units: list[Unit]) -> None:
    """Spread over the units, one after the other."""
    postings = list(Posting.objects.filter(person__in=people))
    for number, posting in enumerate(postings):
        posting.unit = units[number % len(units)]
    Posting.objects.bulk_update(postings, ["unit"])


def test_the_page_asks_as_often_for_10_people_and_40_units_as_for_1000_and_4000(
    client, citra, pemda, django_assert_max_num_queries
):
    small_course("K1")
    queries = ("", "tampil=unit", "kursus=K1&belajar=belum&q=uji&status=belum", "unit=U-0")
    counts = []
    for crowd, units in ((10, range(40)), (990, range(40, 4_000))):
        people = build.people(crowd, at=pemda)
        move(people, many_units(units, pemda))
        give(*people[::2])
        build.sign_in(client, citra)
        asked = []
        for query in queries:
            with django_assert_max_num_queries(12) as statements:
                assert client.get(f"{PAGE}?{query}").status_code == 200
            asked.append(len(statements))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_figures_take_three_statements_at_most(office, pemda, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert compliance_by_unit(pemda, 2026, course_code="K1")
