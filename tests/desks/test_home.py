"""Home opens with the one thing to do now, whoever comes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model

from competencies.models import Standard
from competencies.needs import derive_unit_needs
from courses.assignments import assign_unit
from courses.models import Enrolment, Run
from courses.services import open_activity
from people.models import Person, Unit
from records.ledger.models import JpRule
from surveys.models import ConstructScore
from tests.certificates.building import finish
from tests.courses.building import competency, edition, many_editions, run_of, small_course, step
from tests.support import build, study, waves
from tests.support.settle import settle
from tests.surveys import waving

pytestmark = pytest.mark.django_db
HOME = "/belajar/"
DUE = date(2030, 12, 31)


@pytest.fixture
def see(client):
    def see(who: Person) -> str:
        return " ".join(build.sign_in(client, who).get(HOME).content.decode().split())

    return see


@pytest.fixture
def needs_digital():
    """Pelaksana need level 2 of the competency that the small course proves."""
    return Standard.objects.create(
        competency=competency(), family="pelaksana", required_level=2, valid=(build.LONG_AGO, None)
    )


def test_a_learner_who_has_done_nothing_sees_k1_as_the_next_step(see, ani):
    small_course("K3")
    first = small_course("K1", title="Pola Pikir Digital", opens_path=True)
    page = see(ani)
    assert "Mulai dari sini" in page
    hero = page[page.index('class="card hero"') :]
    assert hero.index("Pola Pikir Digital") < hero.index("Pelatihan pembuka: dasar bagi semua pelatihan lain.")
    assert f'class="btn gold" href="/pelatihan/{first.edition.slug}/"' in hero
    assert "Ani Lestari · Pengadministrasi Perkantoran · Bidang Aplikasi Informatika" in page


def test_the_hero_leads_to_the_exact_lesson(see, ani, clock):
    clock.set("2026-11-20 16:05")
    enrolment = study.enrol(ani, small_course(title="Pelindungan Data Pribadi").edition.code)
    study.study(enrolment, until=2)
    clock.move(minutes=1)
    open_activity(enrolment=enrolment, activity=step(enrolment.run, 4))
    page = see(ani)
    assert f'class="btn gold" href="/belajar/{enrolment.run.edition.slug}/materi-4/">Lanjutkan materi 4</a>' in page
    assert "Terakhir dibuka 20 November 2026, 16.06 WIB" in page
    assert "20 % · sisa ± 40 menit" in page


def test_of_two_courses_the_one_opened_last_stands_first(see, ani, clock):
    clock.set("2026-03-02")
    one, two = (study.enrol(ani, small_course(title=title).edition.code) for title in ("Satu", "Dua"))
    open_activity(enrolment=two, activity=step(two.run, 1))
    clock.move(minutes=1)
    open_activity(enrolment=one, activity=step(one.run, 2))
    page = see(ani)
    assert 'id="langkah">Satu</h2>' in page
    others = page[page.index("Sedang Anda ikuti") :]
    assert f'href="/belajar/{two.run.edition.slug}/materi-1/" aria-label="Lanjutkan: Dua"' in others


def test_the_bridge_shows_where_ani_stands_in_her_main_gap(see, ani, needs_digital):
    run = small_course()
    assert "Titian Anda: Pola pikir digital" in see(ani)
    study.study(study.enrol(ani, run.edition.code), until=3)
    page = see(ani)
    assert "Anda belum dinilai, perlu tingkat 2" in page
    assert "2 dari 5 materi" in page
    study.study(Enrolment.objects.get())
    assert "Titian Anda" not in see(ani)


def test_hours_of_the_year_stand_against_the_rule_of_the_kind(see, ani, clock):
    clock.set("2026-11-21")
    JpRule.objects.update_or_create(year=2026, employee_kind="PNS", defaults={"yearly_min": Decimal(20)})
    JpRule.objects.filter(year=2026, employee_kind="PNS").update(daily_cap=8)
    study.study(study.enrol(ani, small_course(jp=3).edition.code))
    settle()
    page = see(ani)
    assert "JP tahun 2026" in page
    assert '<div class="big">3 <small>dari 20 JP</small></div>' in page
    assert "Kurang 17 JP sampai 31 Desember 2026." in page


def test_a_partner_reads_hours_of_learning_and_never_jp(see, eko, clock):
    clock.set("2026-11-21")
    study.study(study.enrol(eko, small_course(minutes=135).edition.code))
    settle()
    page = see(eko)
    assert "Jam belajar tahun 2026" in page
    assert "2 jam 15 menit" in page
    assert "dari 20 JP" not in page
    assert "JP tahun" not in page


def test_a_certificate_is_announced_until_it_can_be_downloaded(see, ani):
    finish(ani, small_course(title="Pelindungan Data Pribadi"))
    assert "Sertifikat sedang disiapkan." in see(ani)
    settle()
    page = see(ani)
    assert "Unduh PDF" in page
    assert "/sertifikat/" in page


def test_when_everything_is_done_home_says_so(see, ani):
    study.study(study.enrol(ani, small_course().edition.code))
    page = see(ani)
    assert "Tidak ada yang mendesak" in page
    assert "Anda sudah menyelesaikan semua pelatihan yang terbuka untuk Anda." in page


def test_without_any_course_home_says_so(see, ani):
    assert "Belum ada pelatihan yang terbuka untuk Anda." in see(ani)


def test_without_a_standard_the_suggestions_are_called_general(see, ani):
    small_course("K1")
    small_course("K2")
    assert "Belum ada standar kompetensi untuk Anda, jadi saran ini umum." in see(ani)


def test_a_person_without_unit_and_position_has_a_home(see, eko):
    run_of(edition("K1"))
    assert "Pembelajaran Saya" in see(eko)


def test_an_account_without_person_is_told_what_to_do(client):
    account = get_user_model().objects.create_user("admin")
    html = build.sign_in(client, account).get(HOME).content.decode()
    assert "Akun ini belum terhubung dengan data pegawai." in html


def test_nobody_sees_the_courses_of_others(see, ani, citra):
    study.enrol(ani, small_course(title="Hanya Ani").edition.code)
    page = see(citra)
    assert "Lanjutkan" not in page
    assert "Anda ikuti" not in page


def test_many_courses_under_way_are_cut_short_in_words(see, ani):
    runs = [each.runs.get() for each in many_editions(15)]
    Enrolment.objects.bulk_create(Enrolment(run=run, person=ani) for run in runs)
    assert "Masih ada 2 pelatihan lain yang Anda ikuti." in see(ani)


def test_home_is_closed_to_strangers(client):
    assert client.get(HOME)["Location"] == f"/masuk/?next={HOME}"


def test_home_asks_as_often_for_10_rows_as_for_1000(client, ani, needs_digital, django_assert_max_num_queries):
    study.study(study.enrol(ani, small_course().edition.code))
    counts = []
    for crowd in (10, 990):
        made = many_editions(crowd)
        runs = [each.runs.get() for each in made[: crowd // 2]]
        Enrolment.objects.bulk_create(Enrolment(run=run, person=ani) for run in runs)
        build.sign_in(client, ani)
        with django_assert_max_num_queries(8) as asked:
            assert client.get(HOME).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.fixture
def asked_office():
    """Builds a district after a wave in which the pola pikir of OPD001 is weak, and gives that office."""

    def made(opd: int, *, below: int, of: str = "KAB-TIRTA") -> Unit:
        district = waves.district(opd, below=below, waves=1, of=build.agency(of))
        scores = ConstructScore.objects.filter(campaign=district.campaigns[0])
        scores.update(mean=4)
        scores.filter(unit=district.unit("OPD001"), construct="D1").update(mean=2.41)
        derive_unit_needs(campaign=str(district.campaigns[0].uuid))
        return district.unit("OPD001")

    return made


def test_home_says_what_the_unit_needs_with_the_reason_the_level_and_the_hours(see, asked_office):
    proves = [{"code": "DG-01", "name": "Pola pikir digital", "level": 2}]
    for code, title in (("K1", "Pola Pikir Digital"), ("K9", "Kepemimpinan Digital")):
        run_of(edition(code, title=title, competencies=proves, jp=6, minutes=270))
    page = see(build.learner(at=asked_office(6, below=2)))
    hero, suggested = page[page.index('class="card hero"') :].split('id="saran"')
    for shown, title, advice in (
        (hero, "Pola Pikir Digital", "Pelatihan ini yang pertama disarankan untuk menaikkannya."),
        (suggested, "Kepemimpinan Digital", "Pelatihan ini termasuk yang disarankan untuk menaikkannya."),
    ):
        assert title in shown
        assert f"Gelombang 1: Pola pikir dan perubahan di Dinas 1 bernilai 2,41 dari 5. {advice}" in shown
        assert "6 JP · 4 jam 30 menit · menuju Pola pikir digital tingkat 2" in shown


@pytest.mark.proof
def test_home_asks_as_often_in_40_units_as_in_4000_and_while_a_wave_is_open(
    client, asked_office, needs_digital, size, figure, django_assert_max_num_queries
):
    for code in ("K1", "K9", "K2"):
        small_course(code)
    counts = []
    for agency, opd, below, crowd in (("KAB-SATU", 10, 3, 10), ("KAB-DUA", 20, size(9, full=199), 1_000)):
        office = asked_office(opd, below=below, of=agency)
        build.people(crowd, at=office)
        who = build.learner("Sari Dewi", at=office)
        waving.wave(Unit.objects.get(agency__code=agency, code="PEMDA"), number=2)
        assign_unit(run=Run.objects.get(edition__code="K2"), unit=office, due_on=DUE, reason="Perintah", by=None)
        settle()
        build.sign_in(client, who)
        with django_assert_max_num_queries(8) as asked:
            page = client.get(HOME).content.decode()
        assert "Ditugaskan unit kerja" in page
        assert "Isi survei" in page
        assert "di Dinas 1 bernilai 2,41 dari 5." in page
        counts.append(len(asked))
    figure("queries", counts)
    assert counts[0] == counts[1]


@pytest.mark.proof
def test_a_thousand_people_come_for_the_first_time(client, size, figure, needs_digital, django_assert_max_num_queries):
    """Nothing is warmed up for them: each page asks within its cap for every one of them."""
    first = small_course("K1", opens_path=True).edition
    many_editions(10)
    crowd = build.people(size(40, full=1_000))
    caps = {HOME: 8, "/katalog/": 8, f"/pelatihan/{first.slug}/": 10, "/kompetensi/": 8, "/jp/": 8, "/sertifikat/": 8}
    for person in crowd:
        build.sign_in(client, person)
        for address, cap in caps.items():
            with django_assert_max_num_queries(cap):
                assert client.get(address).status_code == 200
    figure("people", len(crowd))
