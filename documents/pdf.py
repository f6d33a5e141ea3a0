"""Paper of the house: A4 pages with our own type, readable aloud, the same bytes for the same words.

A `Sheet` is drawn from the top down. Everything that a reader should hear is drawn inside `sheet.tagged(…)`, everything
that only decorates inside `sheet.decoration()`; from this the sheet builds the tag tree that the drawing library lacks.
Lengths are points, y grows upwards as in PDF; `top` is always the upper edge of what is about to be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject, PDFObjectReference, PDFString
from reportlab.pdfgen.canvas import Canvas

from documents.typesetting import (
    ACCENT,
    BRAND,
    LINE,
    MUTED,
    SANS,
    SANS_BOLD,
    SUNKEN,
    Face,
    Paragraph,
    fit_text,
    printable,
    register_fonts,
    set_text,
)

PAGE_WIDTH, PAGE_HEIGHT = A4
CELL_PADDING = 7.0
BAND_WIDTH = 14 * mm
# Tag-tree keys: pages take 0, 1, 2 …; links start well above any page count.
FIRST_LINK_KEY = 10_000


@dataclass
class _Tag:
    """A node of the tag tree: a paragraph, a table, a cell."""

    kind: str
    parent: _Tag | None
    alternative: str = ""
    children: list[_Tag] = field(default_factory=list)
    page: int | None = None
    mark: int | None = None
    link: PDFObjectReference | None = None


@dataclass(frozen=True)
class Column:
    title: str
    width: float
    align_right: bool = False


class Sheet:
    """A document under the pen. `finish()` gives the bytes; equal calls give equal bytes."""

    def __init__(self, *, title: str, author: str, subject: str, dated: date) -> None:
        register_fonts()
        self._out = BytesIO()
        self.canvas = Canvas(
            self._out, pagesize=A4, pageCompression=1, invariant=1, initialFontName=SANS, lang="id", pdfVersion=(1, 7)
        )
        self.canvas.setTitle(printable(title))
        self.canvas.setAuthor(printable(author))
        self.canvas.setSubject(printable(subject))
        self.canvas.setCreator("Titian")
        self.canvas.setProducer("Titian")
        self.canvas.setDateFormatter(lambda *_now: f"D:{dated:%Y%m%d}")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self._root = _Tag(kind="Document", parent=None)
        self._open = self._root
        self._marks: list[list[_Tag]] = [[]]
        self._links: list[_Tag] = []
        self._pages: list[dict[str, Any]] = []

    @property
    def page(self) -> int:
        """Number of the page under the pen, from 1."""
        return len(self._pages) + 1

    def next_page(self) -> None:
        # Pages are kept open until the end, when "halaman 2/3" can be written.
        self._pages.append(dict(self.canvas.__dict__))
        self._marks.append([])
        self.canvas._startPage()

    @contextmanager
    def group(self, kind: str) -> Iterator[None]:
        """Tags drawn inside belong together: a Table, a TR, an L with its LI."""
        self._open = self._add(kind)
        yield
        assert self._open.parent
        self._open = self._open.parent

    @contextmanager
    def tagged(self, kind: str, *, alternative: str = "") -> Iterator[None]:
        """What is drawn inside is read aloud as one `kind`: P, H1, H2, TH, TD, LBody, Link, Figure (`alternative`)."""
        tag = self._add(kind, alternative)
        marks = self._marks[-1]
        tag.page, tag.mark = len(self._pages), len(marks)
        marks.append(tag)
        self.canvas._code.append(f"/{kind} <</MCID {tag.mark}>> BDC")
        yield
        self.canvas._code.append("EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn inside is not read aloud."""
        self.canvas._code.append("/Artifact BMC")
        yield
        self.canvas._code.append("EMC")

    def put(self, paragraph: Paragraph, *, x: float, top: float, kind: str = "P", right: float | None = None) -> float:
        """Draw at `x` (or so that it ends at `right`) and return the lower edge."""
        with self.tagged(kind):
            return self._draw(paragraph, x=x, top=top, right=right)

    def put_link(self, paragraph: Paragraph, url: str, *, x: float, top: float) -> float:
        with self.tagged("Link"):
            bottom = self._draw(paragraph, x=x, top=top, right=None)
        tag = self._marks[-1][-1]
        self.canvas.linkURL(
            url,
            (x, bottom, x + paragraph.width, top),
            StructParent=FIRST_LINK_KEY + len(self._links),
            Contents=PDFString(url),
        )
        tag.link = self.canvas._annotationrefs[-1]
        self._links.append(tag)
        return bottom

    def put_table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        x: float,
        top: float,
        bottom: float,
        turn_page: Callable[[], float],
        total: Sequence[str] | None = None,
    ) -> float:
        """Rows under a shaded head. A row that would cross `bottom` goes to a new page below a repeated head.

        `turn_page` begins the new page and returns its top edge. The last row never travels without `total`.
        """
        body, strong = Face(size=9.5), Face(SANS_BOLD, 9.5)
        prepared = [self._row(columns, row, body) for row in rows]
        closing = [self._row(columns, total, strong)] if total else []
        head = self._row(columns, [column.title for column in columns], Face(SANS_BOLD, 9))
        with self.group("Table"):
            y = self._put_head(columns, head, x=x, top=top)
            for index, row in enumerate(prepared + closing):
                tied = closing[0] if closing and index == len(prepared) - 1 else []
                if y - _row_height(row) - (_row_height(tied) if tied else 0) < bottom:
                    y = self._put_head(columns, head, x=x, top=turn_page(), repeated=True)
                y = self._put_row(columns, row, x=x, top=y, cell="TD", rule=index < len(prepared))
        return y

    def _row(self, columns: Sequence[Column], cells: Sequence[str], face: Face) -> list[Paragraph]:
        return [
            set_text((cell, face), width=column.width - 2 * CELL_PADDING, leading=face.size * 1.4)
            for column, cell in zip(columns, cells, strict=True)
        ]

    def _put_head(
        self, columns: Sequence[Column], head: list[Paragraph], *, x: float, top: float, repeated: bool = False
    ) -> float:
        height = _row_height(head)
        with self.decoration():
            self.canvas.setFillColor(SUNKEN)
            self.canvas.rect(x, top - height, sum(column.width for column in columns), height, stroke=0, fill=1)
        if not repeated:
            return self._put_row(columns, head, x=x, top=top, cell="TH", rule=True)
        with self.decoration():
            return self._draw_cells(columns, head, x=x, top=top)

    def _put_row(
        self, columns: Sequence[Column], row: list[Paragraph], *, x: float, top: float, cell: str, rule: bool
    ) -> float:
        y = top - _row_height(row)
        with self.group("TR"):
            left = x
            for column, paragraph in zip(columns, row, strict=True):
                with self.tagged(cell):
                    self._draw_cell(column, paragraph, x=left, top=top)
                left += column.width
        if rule:
            self.rule(x, y, left - x)
        return y

    def _draw_cells(self, columns: Sequence[Column], row: list[Paragraph], *, x: float, top: float) -> float:
        for column, paragraph in zip(columns, row, strict=True):
            self._draw_cell(column, paragraph, x=x, top=top)
            x += column.width
        return top - _row_height(row)

    def _draw_cell(self, column: Column, paragraph: Paragraph, *, x: float, top: float) -> None:
        right = x + column.width - CELL_PADDING if column.align_right else None
        self._draw(paragraph, x=x + CELL_PADDING, top=top - CELL_PADDING, right=right)

    def rule(self, x: float, y: float, width: float, *, weight: float = 0.5, color: Any = LINE) -> None:
        with self.decoration():
            self.canvas.setStrokeColor(color)
            self.canvas.setLineWidth(weight)
            self.canvas.line(x, y, x + width, y)

    def brand_edge(self) -> None:
        """The brand band along the left edge with the deck line beside it."""
        with self.decoration():
            self.canvas.setFillColor(BRAND)
            self.canvas.rect(0, 0, BAND_WIDTH, PAGE_HEIGHT, stroke=0, fill=1)
            self.canvas.setFillColor(ACCENT)
            self.canvas._code.append(_deck_line(BAND_WIDTH))

    def put_agency(self, agency: str, unit: str, *, x: float, top: float, width: float) -> float:
        """Who speaks: the mark, the agency and the unit that issues."""
        mark_width, gap = 39, 11
        name = fit_text(
            agency, Face(SANS_BOLD, 13), width=width - mark_width - gap, smallest=12, broken_size=13, line_height=1.3
        )
        below = set_text((unit, Face(size=11, color=MUTED)), width=width - mark_width - gap, leading=15)
        with self.decoration():
            self._draw_mark(x, top, mark_width)
        bottom = self.put(name, x=x + mark_width + gap, top=top + 1)
        return self.put(below, x=x + mark_width + gap, top=bottom) if unit else bottom

    def _draw_mark(self, x: float, top: float, width: float) -> None:
        self.canvas.saveState()
        self.canvas.translate(x, top)
        self.canvas.scale(width / 34, -width / 34)
        self.canvas.setStrokeColor(ACCENT)
        self.canvas.setLineWidth(3)
        self.canvas.line(1, 12, 33, 12)
        self.canvas.setLineWidth(2.5)
        self.canvas.lines([(4, 12, 4, 26), (12.6, 12, 12.6, 21), (21.3, 12, 21.3, 21), (30, 12, 30, 26)])
        self.canvas.setStrokeColor(BRAND)
        self.canvas.bezier(1, 11, 8, 0, 26, 0, 33, 11)
        self.canvas.restoreState()

    def _draw(self, paragraph: Paragraph, *, x: float, top: float, right: float | None) -> float:
        for number, line in enumerate(paragraph.lines):
            size = max(face.size for _text, face in line)
            # Capitals stand in the middle of their line.
            baseline = top - number * paragraph.leading - paragraph.leading / 2 - size * 0.36
            start = x if right is None else right - sum(face.width(text) for text, face in line)
            writing = self.canvas.beginText(start, baseline)
            tracking = 0.0
            for text, face in line:
                writing.setFont(face.font, face.size)
                writing.setFillColor(face.color)
                if face.tracking != tracking:
                    tracking = face.tracking
                    writing.setCharSpace(tracking)
                writing.textOut(text)
            # A broken line keeps its space, for those who copy or listen.
            if right is None and number < len(paragraph.lines) - 1:
                writing.textOut(" ")
            if tracking:
                writing.setCharSpace(0)
            self.canvas.drawText(writing)
        return top - paragraph.height

    def finish(self, footer: Callable[[int, int], tuple[str, str] | None] | None = None) -> bytes:
        """Close the document. `footer(page, pages)` gives the left and right words under a page, or None."""
        self._pages.append(dict(self.canvas.__dict__))
        document = self.canvas._doc
        for number, page in enumerate(self._pages, start=1):
            self.canvas.__dict__.update(page)
            words = footer(number, len(self._pages)) if footer else None
            if words:
                self._put_footer(*words)
            self.canvas.showPage()
            made = document.Pages.pages[-1]
            made.__NoDefault__ = [*made.__NoDefault__, "StructParents", "Tabs"]
            made.StructParents, made.Tabs = number - 1, PDFName("S")
        self._write_tags(document)
        self.canvas.save()
        return self._out.getvalue()

    def _put_footer(self, left: str, right: str) -> None:
        face = Face(size=8.5, color=MUTED)
        margin, end, page_room = 30 * mm, PAGE_WIDTH - 20 * mm, 30 * mm
        document = fit_text(left, face, width=end - margin - page_room, smallest=7, broken_size=7)
        with self.decoration():
            self._draw(document, x=margin, top=14 * mm, right=None)
            self._draw(
                set_text((right, face), width=page_room, leading=face.size * 1.2), x=margin, top=14 * mm, right=end
            )

    def _write_tags(self, document: Any) -> None:
        root, parents = _Written(), _Written()
        root_number = _number_of(document, root)
        numbers: dict[int, int] = {}
        top = self._write_tag(document, self._root, root_number, numbers)
        entries = [
            f"{page} [{' '.join(f'{numbers[id(tag)]} 0 R' for tag in marks)}]" for page, marks in enumerate(self._marks)
        ]
        entries += [f"{FIRST_LINK_KEY + index} {numbers[id(tag)]} 0 R" for index, tag in enumerate(self._links)]
        parents.words = f"<</Nums[{' '.join(entries)}]>>"
        root.words = f"<</Type/StructTreeRoot/K {top} 0 R/ParentTree {_number_of(document, parents)} 0 R>>"
        document.Catalog.StructTreeRoot = root
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _write_tag(self, document: Any, tag: _Tag, parent: int, numbers: dict[int, int]) -> int:
        entry = _Written()
        number = numbers[id(tag)] = _number_of(document, entry)
        kids = [f"{self._write_tag(document, child, number, numbers)} 0 R" for child in tag.children]
        words = f"/S/{tag.kind}/P {parent} 0 R"
        if tag.page is not None:
            words += f"/Pg {_number_of(document, document.Pages.pages[tag.page])} 0 R"
            kids.append(str(tag.mark))
        if tag.link is not None:
            kids.append(f"<</Type/OBJR/Obj {tag.link.format(document).decode()}>>")
        if tag.kind == "TH":
            words += "/A<</O/Table/Scope/Column>>"
        if tag.alternative:
            words += f"/Alt {PDFString(tag.alternative).format(document).decode('latin-1')}"
        entry.words = f"<<{words}/K[{' '.join(kids)}]>>"
        return number

    def _add(self, kind: str, alternative: str = "") -> _Tag:
        tag = _Tag(kind=kind, parent=self._open, alternative=printable(alternative))
        self._open.children.append(tag)
        return tag


def _row_height(row: Sequence[Paragraph]) -> float:
    return max(paragraph.height for paragraph in row) + 2 * CELL_PADDING


class _Written(PDFObject):
    """A PDF object in our own words: a table has a hundred tags, and the general way is slow and wordy."""

    __RefOnly__ = 1
    words = ""

    def format(self, _document: Any) -> bytes:
        return self.words.encode("latin-1")


def _number_of(document: Any, thing: PDFObject) -> int:
    number: int = document.idToObjectNumberAndVersion[document.Reference(thing).name][0]
    return number


@cache
def _deck_line(x: float) -> str:
    """The deck of a footbridge seen from above: a rail and its planks, as one path."""
    planks = " ".join(f"{x:.2f} {PAGE_HEIGHT - 21 * step - 1.5:.2f} 5.25 1.5 re" for step in range(41))
    return f"{x:.2f} 0 1.5 {PAGE_HEIGHT:.2f} re {planks} f"
