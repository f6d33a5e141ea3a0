"""`readiness_report`: the page of a unit as a file, as the screen has it; clear words when that cannot be."""

from __future__ import annotations

import json
import resource
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from pypdf import PdfReader

from people.models import Role
from tests.support import build, waves

pytestmark = pytest.mark.django_db


def report(unit: str, out: Path, **options: object) -> str:
    said = StringIO()
    call_command("readiness_report", unit, out=out, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def district() -> waves.District:
    made = waves.district(5, waves=2)
    waves.populate(made)
    return made


@pytest.fixture
def reader(client, district):
    """An evaluator: whoever runs a command reads all that the page ever says."""
    person = build.learner("Ibu Penilai", at=district.root)
    build.role(person, Role.EVALUATOR, district.root)
    return build.sign_in(client, person)


def words(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def cells(content: bytes) -> list[list[tuple[object, ...]]]:
    return [list(sheet.values) for sheet in load_workbook(BytesIO(content))]


@pytest.mark.parametrize("code", ["PEMDA", "OPD001", "KEC09"])
def test_each_file_says_what_the_screen_says(district, reader, tmp_path, code):
    for wave in (1, 2):
        address = f"/daerah/opd/{code}/laporan."
        for ending, read in (("json", json.loads), ("xlsx", cells), ("pdf", words)):
            out = tmp_path / f"{code}.{ending}"
            assert report(code, out, wave=wave) == f"{out} ditulis, {out.stat().st_size} bita.\n"
            assert read(out.read_bytes()) == read(reader.get(f"{address}{ending}?gelombang={wave}").content)


def test_without_a_number_it_is_the_newest_wave(district, tmp_path):
    report("OPD001", tmp_path / "a.json")
    report("OPD001", tmp_path / "b.JSON", wave=2)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.JSON").read_bytes()


def test_a_code_of_two_agencies_asks_for_the_agency(district, tmp_path):
    other = waves.district(3, waves=1, of=build.agency("KAB-DUA", name="Pemerintah Kabupaten Dua"))
    out = tmp_path / "a.json"

    with pytest.raises(CommandError, match="dengan salah satu dari: KAB-DUA, KAB-UJI"):
        report("OPD001", out)

    report("OPD001", out, agency="KAB-DUA")
    assert json.loads(out.read_bytes())["unit"]["uuid"] == str(other.unit("OPD001").uuid)


def test_a_report_that_cannot_be_finished_leaves_the_one_of_before(district, tmp_path):
    out = tmp_path / "a.json"
    out.write_bytes(b"kemarin")
    # A tenth of a page is all that fits.
    fits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, fits[1]))
    try:
        with pytest.raises(CommandError, match=r"tidak dapat ditulis: .+\. Pilih folder lain\."):
            report("OPD001", out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, fits)
    assert out.read_bytes() == b"kemarin"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_what_cannot_be_written_is_said_and_leaves_no_file(district, tmp_path):
    new = build.unit("LAIN", of=build.agency("L"))
    (tmp_path / "folder.pdf").mkdir()
    for code, name, options, sentence in (
        ("TIDAK-ADA", "a.pdf", {}, "Unit TIDAK-ADA tidak ditemukan. Periksa kode unit dan instansinya."),
        ("OPD001", "a.docx", {}, "Akhiran berkas tidak dikenal. Tulis --out dengan .pdf, .xlsx, atau .json."),
        ("OPD001", "a", {}, "Akhiran berkas tidak dikenal. Tulis --out dengan .pdf, .xlsx, atau .json."),
        ("OPD001", "a.pdf", {"wave": 7}, "Unit OPD001 tidak mempunyai gelombang 7. Periksa nomor gelombangnya."),
        ("OPD001", "hilang/a.pdf", {}, "No such file or directory. Pilih folder lain."),
        ("OPD001", "folder.pdf", {}, "Is a directory. Pilih folder lain."),
        (new.code, "a.pdf", {}, "Unit LAIN belum punya hasil: belum ada gelombang yang dinilai."),
    ):
        with pytest.raises(CommandError) as told:
            report(code, tmp_path / name, **options)
        assert sentence in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.pdf"]
