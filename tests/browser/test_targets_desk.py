"""Pages of targets on every screen, and an import without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from core.clock import today
from people.models import Person, Role, UnitSpan
from targets.importing.complaints import take_upload
from targets.importing.resource import COLUMNS
from targets.loading import load_targets, read_content
from targets.models import Target
from targets.periods import period_of
from targets.services import Figure, Proof, record_measurement
from tests.support import build
from tests.support.screens import look_at, written

pytestmark = pytest.mark.slow

HEADER = ",".join(COLUMNS)


def log_of(amount: int, *, status: str = "diproses") -> bytes:
    rows = (
        f"ADU-{n:04},aplikasi,KOMINFO,perizinan,2026-01-{1 + n % 28:02}T08:00:00+07:00,"
        f"2026-01-{1 + n % 28:02}T{10 + n % 12}:00:00+07:00,,{status}"
        for n in range(amount)
    )
    return "\n".join([HEADER, *rows]).encode()


@pytest.fixture
def problems() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert not found, written(found)


@pytest.fixture
def head(stage) -> Person:
    """Leads a district with figures of each kind: ahead, behind, none yet, a streak, a contradiction of a pair."""
    agency = build.agency("KAB-TARGET", name="Pemerintah Kabupaten Target")
    top = build.unit("PEMDA", name="Pemerintah Kabupaten Target", of=agency, kind=UnitSpan.Kind.INSTANSI)
    build.unit("KOMINFO", name="Dinas Komunikasi dan Informatika", parent=top)
    load_targets(unit=top, content=read_content())
    who = build.learner("Damar Prakoso", at=top, email="damar@uji.contoh")
    build.role(who, Role.PIMPINAN, top)
    build.role(who, Role.EVALUATOR, top)
    day = today().replace(month=1, day=1)  # known on any day that the test runs on
    type_in(who, "TP-04", day, value="2.75")
    type_in(who, "TP-05", day, value="1.62")
    type_in(who, "TP-11", day, value="350000000")
    type_in(who, "TP-12", day, value="23")
    type_in(who, "TP-12", day, value="24")
    type_in(who, "TP-15", day, category="WTP")
    return who


def type_in(who: Person, code: str, day: date, *, value: str = "", category: str = "") -> None:
    target = Target.objects.select_related("unit__agency").get(code=code)
    record_measurement(
        target=target,
        period=period_of(target.frequency, day),
        measured_on=day,
        figure=Figure(value=Decimal(value) if value else None, category=category),
        proof=Proof("Laporan hasil evaluasi 12/2026", "selisih belanja sebelum dan sesudah", "1 Januari–30 September"),
        by=who.user,
    )


@pytest.fixture
def page(open_page, head) -> Page:
    return signed_in(open_page(width=1280, height=800), head)


def signed_in(page: Page, who: Person) -> Page:
    page.goto("/masuk/")
    page.get_by_label("NIP atau e-mail dinas").fill(str(who.email))
    page.get_by_label("Kata sandi", exact=True).fill(build.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("^((?!masuk).)*$"))
    return page


def test_pages_of_targets(page, problems):
    for address in (
        *("/pimpinan/target/", "/pimpinan/target/?status=tertinggal", "/pimpinan/target/TP-06/"),
        *("/pimpinan/target/TP-11/", "/pimpinan/target/TP-12/", "/pimpinan/target/TP-15/"),
        *("/pimpinan/target/TP-11/isi/", "/pimpinan/target/TP-15/isi/", "/pimpinan/aduan/impor/"),
        *("/pimpinan/target/TP-11/nilai/", "/pimpinan/target/TP-15/nilai/"),
    ):
        problems += look_at(page, address)
    problems += look_at(page, "/pimpinan/target/TP-99/", status=404)


def test_every_state_of_an_import(page, head, problems):
    unit = Target.objects.get(code="TP-06").unit
    for content in (
        log_of(30),
        log_of(5) + b"\n=1+1,aplikasi,KOMINFO,perizinan,2026-01-01,,,diproses",
        b"PK\x03\x04",
        log_of(1_000),
    ):
        upload = take_upload(unit=unit, file_name="log-aduan-2026.csv", content=content, by=head.user)
        problems += look_at(page, f"/pimpinan/aduan/impor/{upload.uuid}/")
    problems += look_at(page, "/pimpinan/aduan/impor/")


def test_yearly_values_are_set_on_a_telephone_without_a_script(open_page, head):
    page = signed_in(open_page(javascript=False), head)
    page.goto("/pimpinan/target/TP-12/")
    page.get_by_role("link", name="Ubah nilai tahunan").click()
    page.get_by_label("2028", exact=True).fill("-3")
    page.get_by_role("button", name="Simpan nilai tahunan").click()
    expect(page.get_by_role("alert")).to_contain_text("Nilai ini di luar satuan jenis pekerjaan.")
    page.get_by_label("2028", exact=True).fill("1.250")
    page.get_by_role("button", name="Simpan nilai tahunan").click()
    expect(page.get_by_text("Nilai tahunan TP-12 tersimpan.")).to_be_visible()
    expect(page.get_by_text("Nilai 2029 berlawanan arah dengan tahun sebelumnya")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="2028")).to_contain_text("1.250 jenis pekerjaan")


def test_a_log_is_brought_in_without_a_script(open_page, head):
    page = signed_in(open_page(javascript=False), head)
    page.goto("/pimpinan/target/TP-06/")
    page.get_by_role("link", name="Impor log aduan").click()
    for expected, status in (("Terapkan 30 baris", "diproses"), ("Terapkan 30 baris", "selesai")):
        log = {"name": "log.csv", "mimeType": "text/csv", "buffer": log_of(30, status=status)}
        page.get_by_label("Berkas log aduan (CSV)").set_input_files(log)
        page.get_by_role("button", name="Unggah dan tinjau").click()
        page.get_by_role("button", name=expected).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Log aduan diterapkan")
        page.goto("/pimpinan/aduan/impor/")
    page.goto("/pimpinan/target/TP-06/")
    expect(page.get_by_role("heading", name="Sekarang")).to_be_visible()
    expect(page.get_by_text("n = 30").first).to_be_visible()
