"""The sheet: fonts, tags, tables that turn the page, footers that know the last page."""

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from documents.pdf import Column, Sheet
from documents.typesetting import Face, set_text


def new_sheet(title: str = "Laporan") -> Sheet:
    return Sheet(title=title, author="Kabupaten Tirtanagara", subject="Uji", dated=date(2026, 11, 20))


def paragraph(words: str):
    return set_text((words, Face()), width=400, leading=14)


def read(sheet: Sheet, footer=None) -> Any:
    return PdfReader(io.BytesIO(sheet.finish(footer)))


def walk(element) -> list[tuple[str, int]]:
    """(kind, depth) of each tag in reading order."""
    found = []

    def visit(entry, depth):
        entry = entry.get_object()
        if isinstance(entry, list):
            for kid in entry:
                visit(kid, depth)
        elif isinstance(entry, dict) and "/S" in entry:
            found.append((entry["/S"], depth))
            visit(entry["/K"], depth + 1)

    visit(element, 0)
    return found


def test_a_document_names_itself_and_its_language():
    sheet = new_sheet("Laporan\u202e Kesiapan")
    sheet.put(paragraph("Isi"), x=50, top=700)
    document = read(sheet)
    assert document.metadata.title == "Laporan Kesiapan"
    assert document.metadata.creation_date_raw == "D:20261120"
    catalog = document.trailer["/Root"]
    assert catalog["/Lang"] == "id"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalog["/MarkInfo"]["/Marked"]


def test_tags_tell_the_order_of_reading():
    sheet = new_sheet()
    sheet.put(paragraph("Judul"), x=50, top=700, kind="H1")
    with sheet.group("L"), sheet.group("LI"):
        sheet.put(paragraph("1."), x=50, top=650, kind="Lbl")
        sheet.put(paragraph("Langkah"), x=70, top=650, kind="LBody")
    tree = read(sheet).trailer["/Root"]["/StructTreeRoot"]
    assert walk(tree["/K"]) == [("/Document", 0), ("/H1", 1), ("/L", 1), ("/LI", 2), ("/Lbl", 3), ("/LBody", 3)]


def test_every_mark_of_a_page_is_known_to_the_tag_tree():
    sheet = new_sheet()
    for _page in range(3):
        sheet.put(paragraph("Satu"), x=50, top=700)
        sheet.rule(50, 600, 100)
        sheet.put(paragraph("Dua"), x=50, top=500)
        sheet.next_page()
    sheet.put(paragraph("Tiga"), x=50, top=700)
    document = read(sheet)
    numbers = document.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    known = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in document.pages:
        stream = page.get_contents().get_data()
        assert stream.count(b"BDC") == len(known[page["/StructParents"]].get_object())
        assert stream.count(b"BDC") + stream.count(b"BMC") == stream.count(b"EMC")


def test_a_link_is_read_as_a_link():
    sheet = new_sheet()
    sheet.put_link(paragraph("titian.contoh.go.id"), "https://titian.contoh.go.id/", x=50, top=700)
    document = read(sheet)
    (annotation,) = document.pages[0]["/Annots"]
    assert annotation.get_object()["/A"]["/URI"] == "https://titian.contoh.go.id/"
    numbers = document.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    known = dict(zip(numbers[::2], numbers[1::2], strict=True))
    assert known[annotation.get_object()["/StructParent"]].get_object()["/S"] == "/Link"


@pytest.fixture
def long_table() -> Any:
    sheet = new_sheet()

    def turn_page() -> float:
        sheet.next_page()
        return 800

    rows = [(str(number), f"Baris ke-{number}") for number in range(1, 61)]
    columns = [Column("No.", 40, align_right=True), Column("Isi", 300)]
    sheet.put_table(columns, rows, total=("", "Jumlah"), x=50, top=800, bottom=60, turn_page=turn_page)
    return read(sheet, footer=lambda page, pages: ("Uji", f"halaman {page}/{pages}"))


def test_a_long_table_turns_the_page_below_a_repeated_head(long_table):
    pages = [page.extract_text() for page in long_table.pages]
    assert len(pages) > 1
    assert all("Isi" in page for page in pages)
    for number in range(1, 61):
        assert sum(f"Baris ke-{number}\n" in page + "\n" for page in pages) == 1


def test_a_repeated_head_is_not_read_aloud_again(long_table):
    kinds = [kind for kind, _depth in walk(long_table.trailer["/Root"]["/StructTreeRoot"]["/K"])]
    assert kinds.count("/TH") == 2


def test_the_footer_knows_the_last_page(long_table):
    count = len(long_table.pages)
    for number, page in enumerate(long_table.pages, start=1):
        assert f"halaman {number}/{count}" in page.extract_text()


@pytest.mark.parametrize("rows", range(20, 30))
def test_the_total_never_stands_alone_on_a_page(rows):
    sheet = new_sheet()

    def turn_page() -> float:
        sheet.next_page()
        return 800

    sheet.put_table(
        [Column("Isi", 300)],
        [(f"Baris ke-{number}",) for number in range(rows)],
        total=("Jumlah",),
        x=50,
        top=800,
        bottom=60,
        turn_page=turn_page,
    )
    assert f"Baris ke-{rows - 1}" in read(sheet).pages[-1].extract_text()
