"""QR codes as vectors: one path on paper, one path on a page. Level Q, quiet zone of four modules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

import segno
from reportlab.pdfgen.canvas import Canvas

QUIET_ZONE = 4


def qr_matrix(text: str) -> list[list[bool]]:
    """Rows of dark (True) and light modules, without the quiet zone."""
    # boost_error off: the level is what the rules of the house say, not the luck of the length.
    symbol = segno.make_qr(text, error="q", boost_error=False)
    return [[bool(module) for module in row] for row in symbol.matrix]


def draw_qr(canvas: Canvas, text: str, *, x: float, y: float, size: float) -> None:
    """Draw `text` as a square of dark modules of side `size` (points) with its lower left corner at (x, y).

    The quiet zone lies around the square, in white, so that the square can be aligned with the text above it. Runs of
    dark modules become rectangles of one single path, written in whole modules under a scaled grid: exact on any
    printer, small, and a fraction of the cost of a shape for each module.
    """
    matrix = qr_matrix(text)
    side = len(matrix)
    frame = side + 2 * QUIET_ZONE
    runs = " ".join(f"{start} {side - row - 1} {length} 1 re" for row, start, length in _dark_runs(matrix))
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / side, size / side)
    canvas._code.append(f"1 g {-QUIET_ZONE} {-QUIET_ZONE} {frame} {frame} re f")
    canvas._code.append(f"0 g {runs} f")
    canvas.restoreState()


def qr_svg(text: str, *, label: str) -> str:
    """An `<svg>` for a web page, without style or script. `label` is what a screen reader says."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_ZONE
    runs = "".join(
        f"M{start + QUIET_ZONE} {row + QUIET_ZONE}h{length}v1h-{length}z" for row, start, length in _dark_runs(matrix)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" role="img"'
        f' aria-label={quoteattr(label)} shape-rendering="crispEdges"><title>{escape(label)}</title>'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{runs}"/></svg>'
    )


def _dark_runs(matrix: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """(row, first column, length) of each horizontal run of dark modules."""
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules):
            length = sum(1 for _ in run)
            if dark:
                yield row, column, length
            column += length
