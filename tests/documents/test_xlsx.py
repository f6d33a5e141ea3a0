"""Workbooks, read back with another program's eyes: what was text stays text."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from documents.xlsx import Column, Table, safe_text, write_book, write_sheet

NIP = "198609262015051901"
COLUMNS = [
    Column("Nama", "teks", width=30),
    Column("NIP", "teks", is_text=True),
    Column("JP", "JP", places=1),
    Column("Selesai", "tanggal"),
]


def read(content: bytes, sheet: int = 0):
    return load_workbook(BytesIO(content)).worksheets[sheet]


def values(content: bytes):
    return list(read(content).iter_rows(values_only=True))


def test_titles_units_rows_and_source_stand_in_their_places():
    written = values(write_sheet(COLUMNS, [["Ani", NIP, Decimal("18.5"), None]], ["Sumber: Titian", "Catatan"]))
    assert written[0] == ("Nama", "NIP", "JP", "Selesai")
    assert written[1] == ("teks", "teks", "JP", "tanggal")
    assert written[2] == ("Ani", NIP, 18.5, None)
    assert [row[0] for row in written[3:]] == [None, "Sumber: Titian", "Catatan"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula_wherever_it_stands(start):
    evil = f"{start}HYPERLINK(1)"
    columns = [Column(evil, evil), Column("NIP", is_text=True)]
    sheet = read(write_sheet(columns, [[evil, evil]], [evil]))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.data_type for cell in cells if cell.data_type != "s"] == []
    assert sum(str(cell.value).startswith("'") for cell in cells) == 5


def test_numbers_and_days_stay_numbers_and_days():
    sheet = read(write_sheet(COLUMNS, [["Ani", None, Decimal("-2.25"), date(2026, 11, 21)]], []))
    assert (sheet["C3"].value, sheet["C3"].number_format) == (-2.25, "#,##0.0")
    assert sheet["D3"].value.date() == date(2026, 11, 21)


@pytest.mark.parametrize("number", [NIP, "000000000000000001", "1,98803E+17"])
def test_a_nip_is_text_with_all_its_digits(number):
    cell = read(write_sheet(COLUMNS, [["Ani", number, 1, None]], []))["B3"]
    assert (cell.value, cell.data_type, cell.number_format) == (number, "s", "@")


def test_what_a_sheet_cannot_hold_is_left_out():
    assert safe_text("A\x00n\x07i\ud800") == "Ani"
    assert safe_text("\x00=1+1") == "'=1+1"
    assert values(write_sheet(COLUMNS, [["A\x00ni", None, None, None]], []))[2][0] == "Ani"


def test_a_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError):
        write_sheet(COLUMNS, [["Ani"]], [])


def test_several_sheets_have_names_that_a_spreadsheet_accepts():
    long = "Unit/kerja: " + "a" * 40
    book = load_workbook(BytesIO(write_book([Table(long, COLUMNS, [], []), Table("Dimensi", COLUMNS, [], [])])))
    assert book.sheetnames == [long.replace("/", " ").replace(":", " ")[:31], "Dimensi"]


def test_rows_are_taken_one_by_one():
    rows = ([f"Nama {n}", NIP, n, None] for n in range(3_000))
    assert read(write_sheet(COLUMNS, rows, ["Sumber"])).max_row == 2 + 3_000 + 2


def test_equal_words_give_equal_bytes():
    first, second = (write_sheet(COLUMNS, [["Ani", NIP, 1, date(2026, 1, 2)]], ["Sumber"]) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("value", [float("nan"), Decimal("Infinity")])
def test_what_is_no_number_is_an_error(value):
    with pytest.raises(ValueError):
        write_sheet(COLUMNS, [["Ani", None, value, None]], [])


def test_markup_in_words_is_words():
    evil = "</t><f>1+1</f> & \"'"
    sheet = read(write_book([Table('<"&">', COLUMNS, [[evil, None, None, None]], [evil])]))
    assert (sheet.title, sheet["A3"].value, sheet["A5"].value) == ('<"&">', evil, evil)
