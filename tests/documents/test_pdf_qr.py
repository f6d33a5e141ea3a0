"""QR codes, read back module by module from what was drawn."""

import io
import re

import pytest
import segno
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from documents.qr import QUIET_ZONE, draw_qr, qr_matrix, qr_svg

ADDRESS = "https://titian.contoh.go.id/verifikasi/7K2M-9QXA-4RTD-6HWV-E"


@pytest.fixture
def expected() -> list[list[bool]]:
    return [[bool(module) for module in row] for row in segno.make_qr(ADDRESS, error="q", boost_error=False).matrix]


def test_the_level_is_q():
    # Version 5 at level Q holds exactly these 60 bytes (ISO/IEC 18004, table 7); at M it would be version 4 or smaller.
    assert len(ADDRESS) == 60
    assert len(qr_matrix(ADDRESS)) == 37


def test_paper_carries_every_module_of_the_symbol(expected):
    out = io.BytesIO()
    canvas = Canvas(out)
    draw_qr(canvas, ADDRESS, x=100, y=200, size=74)
    canvas.save()
    stream = stream_of(out)
    assert modules_of(stream) == expected
    assert f"1 g -{QUIET_ZONE} -{QUIET_ZONE} 45 45 re f" in stream


def test_the_dark_modules_are_one_path(expected):
    out = io.BytesIO()
    canvas = Canvas(out)
    draw_qr(canvas, ADDRESS, x=0, y=0, size=74)
    canvas.save()
    stream = stream_of(out)
    assert len(re.findall(r"^0 g .* f$", stream, flags=re.MULTILINE)) == 1


def test_a_page_carries_every_module_of_the_symbol(expected):
    svg = qr_svg(ADDRESS, label="Kode QR")
    side = len(expected)
    seen = [[False] * side for _ in range(side)]
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        for step in range(int(length)):
            seen[int(row) - QUIET_ZONE][int(column) - QUIET_ZONE + step] = True
    assert seen == expected
    assert f'viewBox="0 0 {side + 8} {side + 8}"' in svg


def test_the_svg_obeys_a_strict_policy_and_says_what_it_is():
    svg = qr_svg(ADDRESS, label='Kode "QR" <Ani>')
    assert "style" not in svg
    assert 'role="img"' in svg
    assert "<Ani>" not in svg


def stream_of(out: io.BytesIO) -> str:
    contents = PdfReader(out).pages[0].get_contents()
    assert contents is not None
    return contents.get_data().decode()


def modules_of(stream: str) -> list[list[bool]]:
    """The matrix that the rectangles of the QR path paint."""
    (path,) = re.findall(r"^0 g (.*) f$", stream, flags=re.MULTILINE)
    runs = [tuple(map(int, run)) for run in re.findall(r"(\d+) (\d+) (\d+) 1 re", path)]
    side = max(row for _column, row, _length in runs) + 1
    matrix = [[False] * side for _ in range(side)]
    for column, row, length in runs:
        for step in range(length):
            matrix[side - row - 1][column + step] = True
    return matrix
