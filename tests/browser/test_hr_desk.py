"""The pages of HR, of a leader who gives a course, and home after a wave: on every screen, full and empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from competencies.needs import derive_unit_needs
from core.clock import now, today
from courses.assignments import assign_unit
from courses.models import Enrolment, Run
from people.models import Person, Role
from records.ledger.models import LedgerEntry
from surveys.models import ConstructScore
from tests.browser.test_keyboard import Keys
from tests.support import build, waves
from tests.support.screens import look_at, problems_of, written
from tests.support.settle import settle
from tests.support.waves import District

pytestmark = pytest.mark.slow

GRID, GIVE, GIVEN = "/sdm/kepatuhan/", "/sdm/penugasan/baru/", "/sdm/penugasan/"
HR, HEAD, LEARNER = "sinta@uji.contoh", "teguh@uji.contoh", "roro@uji.contoh"
LONG_NAME = "Raden Roro Kusumaningtyas Wulandari Prabandari Suryaningrat"
LONG_PLACE = "Bidang Penyelenggaraan E-Government, Persandian, dan Statistik Sektoral"
WHY = "Skor pola pikir dan perubahan dinas kita 2,41 dari 5. Selesaikan sebelum gelombang berikutnya."


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What is collected here fails the test at its end, all of it."""
    found: list[str] = []
    yield found
    assert not found, written(found)


@pytest.fixture
def district(stage) -> District:
    """Units with people of all kinds, hours and courses; one scored wave in which OPD001 is weak."""
    made = waves.district(9, below=2, waves=1, of=build.agency("KAB-TIRTA", name="Pemerintah Kabupaten Tirta"))
    scores = ConstructScore.objects.filter(campaign=made.campaigns[0])
    for construct, mean in (("D1", 2.41), ("D4", 3.1), ("D6", 2.2)):
        scores.filter(unit__code__in=("OPD001", "OPD001-0"), construct=construct).update(mean=mean)
    derive_unit_needs(campaign=str(made.campaigns[0].uuid))
    fill(made)
    return made


def fill(made: District) -> None:
    office = made.unit("OPD001-0")
    office.name = LONG_PLACE
    office.save()
    kinds = (Person.Kind.PNS, Person.Kind.PPPK, Person.Kind.NON_ASN)
    build.learner(LONG_NAME, at=office, email=LEARNER, title_after="S.Kom., M.T.I.")
    build.role(build.learner("Sinta", at=made.root, email=HR), Role.ADMIN_SDM, made.root)
    build.role(build.learner("Teguh Prasojo", at=made.opd[0], email=HEAD), Role.PIMPINAN, made.opd[0])
    for number in range(24):
        build.person(f"Pegawai {number}", at=made.opd[number % 4], kind=kinds[number % 3])
    day = today()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            person=person, year=day.year, jp=Decimal("6.5") * (number % 5), source="klaim", source_id=uuid4(),
            title="Uji", started_on=day, held_on=day,
        )
        for number, person in enumerate(Person.objects.filter(kind="PNS").order_by("pk"))
        if number % 5
    )  # fmt: skip
    finished = Run.objects.get(edition__code="K10")
    for person in Person.objects.filter(unit__in=made.opd)[:5]:
        Enrolment.objects.create(
            run=finished, person=person, unit_at=person.unit, state=Enrolment.State.SELESAI, completed_at=now()
        )


@pytest.fixture
def sign_in(open_page) -> Callable[..., Page]:
    def sign_in(email: str) -> Page:
        page = open_page(width=1280, height=800)
        page.goto("/masuk/")
        page.get_by_label("NIP atau e-mail dinas").fill(email)
        page.get_by_label("Kata sandi", exact=True).fill(build.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("^((?!masuk).)*$"))
        return page

    return sign_in


@pytest.fixture
def hr(district, sign_in) -> Page:
    return sign_in(HR)


def test_the_grid(hr, problems):
    expect(hr).to_have_url(re.compile(f"{GRID}$"))
    for query in (
        *("", "tampil=unit", "kursus=K10", "tampil=unit&kursus=K10", "status=belum&q=pegawai", "q=zzzz"),
        *("unit=OPD001-0", "unit=OPD007", "tampil=unit&unit=OPD007-1"),
    ):
        problems += look_at(hr, f"{GRID}?{query}")
    problems += look_at(hr, f"{GRID}?unit=TIDAK-ADA", status=404)


def test_an_assignment_from_the_form_to_its_end(hr, problems):
    problems += look_at(hr, GIVEN)
    problems += look_at(hr, f"{GIVE}?unit=OPD001&course=K1")
    hr.goto(f"{GIVE}?unit=OPD001&course=K1")
    hr.get_by_role("button", name="Tinjau penugasan").click()
    expect(hr.get_by_role("heading", level=1)).to_have_text("Tugaskan pelatihan")
    problems += problems_of(hr)
    hr.get_by_label("Batas waktu").fill((today() + timedelta(days=30)).isoformat())
    hr.get_by_label("Alasan").fill(WHY)
    hr.get_by_role("button", name="Tinjau penugasan").click()
    expect(hr.get_by_role("heading", level=1)).to_contain_text("Tugaskan pelatihan ini kepada")
    problems += problems_of(hr)
    hr.get_by_role("button", name="Tugaskan pelatihan").click()
    expect(hr.get_by_text("Pendaftaran sedang berjalan")).to_be_visible()
    problems += problems_of(hr)
    settle()
    hr.get_by_role("link", name="Perbarui").click()
    expect(hr.get_by_role("link", name=LONG_NAME)).to_be_visible()
    problems += problems_of(hr)
    problems += look_at(hr, GIVEN)


def test_a_person_as_hr_sees_them(hr, district, problems):
    roro = Person.objects.get(full_name=LONG_NAME)
    other = Person.objects.filter(kind="NON_ASN", unit__in=district.opd).first()
    give_k1(district)
    for person in (roro, other):
        problems += look_at(hr, f"/sdm/pegawai/{person.uuid}/")


def test_home_with_what_the_unit_needs_and_what_was_given(district, sign_in, problems):
    page = sign_in(LEARNER)
    expect(page.get_by_text(f"Pola pikir dan perubahan di {LONG_PLACE} bernilai 2,41 dari 5.").first).to_be_visible()
    problems += look_at(page, "/belajar/")
    give_k1(district)
    problems += look_at(page, "/belajar/")
    expect(page.get_by_text(WHY)).to_be_visible()


def give_k1(made: District) -> None:
    run = Run.objects.get(edition__code="K1")
    assign_unit(run=run, unit=made.unit("OPD001"), due_on=today() + timedelta(days=9), reason=WHY, by=None)
    settle()


def test_the_next_step_is_on_the_first_screen_of_a_telephone(hr):
    hr.set_viewport_size({"width": 360, "height": 640})
    for address in (GRID, GIVEN):
        hr.goto(address)
        expect(hr.get_by_role("link", name="Tugaskan pelatihan").first).to_be_in_viewport()


def test_a_leader_finds_the_desk_and_gives_a_course_by_keyboard(district, sign_in):
    page = sign_in(HEAD)
    keys = Keys(page)
    page.goto("/belajar/")
    menu = page.get_by_role("navigation", name="Utama", exact=True)
    keys.tab_to(menu.locator("summary", has_text="Meja kerja"))
    page.keyboard.press("Enter")
    keys.tab_to(menu.get_by_role("link", name="Kepatuhan JP"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{GRID}")
    keys.press("Tugaskan pelatihan", role="link")
    page.wait_for_url(f"**{GIVE}?unit=OPD001")
    expect(page.get_by_label("Unit kerja")).to_have_value(str(district.unit("OPD001").uuid))
