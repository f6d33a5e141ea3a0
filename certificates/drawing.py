"""A certificate's facts as an A4 sheet: the front to hang on a wall, the back to check."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from reportlab.lib.units import mm

from certificates.facts import CertificateFacts, CompetencyLine, HoursUnit
from documents.pdf import PAGE_HEIGHT, PAGE_WIDTH, Column, Sheet
from documents.qr import draw_qr
from documents.typesetting import (
    INK,
    LINE_STRONG,
    MUTED,
    NBSP,
    SANS_BOLD,
    SERIF,
    SERIF_SEMIBOLD,
    Face,
    Paragraph,
    Run,
    fit_text,
    set_text,
)
from documents.words import write_day, write_day_range, write_number

LEFT = 30 * mm
WIDTH = PAGE_WIDTH - LEFT - 20 * mm
TOP = PAGE_HEIGHT - 20 * mm
BOTTOM = 20 * mm
QR_SIZE = 26 * mm
QR_ABOVE_TEXT = 5 * mm
# The signature stands right of the code; between them the widest address still fits.
SIGNATURE_LEFT = LEFT + 88 * mm
SIGNATURE_WIDTH = PAGE_WIDTH - 20 * mm - SIGNATURE_LEFT
PEN_ROOM = 22 * mm
STAMP_HEIGHT = 42
STAMP_GAP = 8
HEADING_HEIGHT = 28
LABEL_WIDTH = 42 * mm
ROW_GAP = 5
STEP_INDENT = 16
CHECK_PADDING = 14
FINGERPRINT_HEIGHT = 35

TITLE = Face(SERIF, 44, tracking=-0.9)
NAME = Face(SERIF_SEMIBOLD, 28, tracking=-0.3)
COURSE = Face(SANS_BOLD, 17, tracking=-0.2)
BODY = Face(size=11.5)
STRONG = Face(SANS_BOLD, 11.5)
QUIET = Face(size=11.5, color=MUTED)
HEADING = Face(SANS_BOLD, 14, tracking=-0.15)
CODE = Face(SANS_BOLD, 11.5, tracking=0.3)
CHECK_FACE = Face(size=10.5)
SMALL = Face(size=9.5)
SMALL_STRONG = Face(SANS_BOLD, 9.5)
SMALL_QUIET = Face(size=9.5, color=MUTED)


@dataclass(frozen=True)
class Piece:
    """A paragraph of the front with the space above it; `air` gives way when the page is full, `above` does not."""

    paragraph: Paragraph
    kind: str = "P"
    above: float = 0
    air: float = 0


def draw_certificate(facts: CertificateFacts) -> bytes:
    """The PDF of a certificate. Equal facts give equal bytes; one link (verification), no image, no script."""
    sheet = Sheet(
        title=f"Sertifikat {facts.number} – {facts.person_name}",
        author=facts.agency_name,
        subject=facts.course_title,
        dated=facts.issued_on,
    )
    _draw_front(sheet, facts)
    _draw_back(sheet, facts)

    def footer(page: int, pages: int) -> tuple[str, str] | None:
        # The front hangs on a wall; the back pages must not be put behind another front.
        return (f"Sertifikat {facts.number} · {facts.person_name}", f"halaman {page}/{pages}") if page > 1 else None

    return sheet.finish(footer)


def _draw_front(sheet: Sheet, facts: CertificateFacts) -> None:
    sheet.brand_edge()
    code, signature = _code_lines(facts), _signature_lines(facts)
    code_top = BOTTOM + sum(line.height for line in code) + QR_ABOVE_TEXT + QR_SIZE
    signature_top = BOTTOM + sum(line.height for line in signature) + _signature_room(facts)
    y = sheet.put_agency(facts.agency_name, facts.issuing_unit_name, x=LEFT, top=TOP, width=WIDTH)
    _stack(sheet, _front_pieces(facts), top=y, bottom=max(code_top, signature_top) + 6 * mm)
    _draw_code(sheet, facts, code, top=code_top)
    _draw_signature(sheet, facts, signature, top=signature_top)


def _stack(sheet: Sheet, pieces: list[Piece], *, top: float, bottom: float) -> None:
    needed = sum(piece.above + piece.paragraph.height for piece in pieces)
    air = sum(piece.air for piece in pieces)
    share = max(0, min(1, (top - bottom - needed) / air))
    y = top
    for piece in pieces:
        y = sheet.put(piece.paragraph, x=LEFT, top=y - piece.above - piece.air * share, kind=piece.kind)


def _front_pieces(facts: CertificateFacts) -> list[Piece]:
    return [
        Piece(_text(("Sertifikat", TITLE), leading=46), kind="H1", air=26 * mm),
        Piece(_text((f"Nomor {facts.number}", QUIET)), above=5),
        *[
            Piece(_text((f"Pengganti sertifikat nomor {number}", QUIET)))
            for number in [facts.replaces_number]
            if number
        ],
        Piece(_text(("diberikan kepada", BODY)), air=18 * mm),
        Piece(fit_text(facts.person_name, NAME, width=WIDTH, smallest=18, broken_size=24), kind="H2", above=8),
        *[Piece(_text((line, BODY), leading=17), above=4) for line in _person_lines(facts)],
        Piece(_text(("atas kelulusannya dalam pelatihan", BODY)), air=16 * mm),
        Piece(fit_text(facts.course_title, COURSE, width=WIDTH, smallest=17, broken_size=17), kind="H2", above=5),
        Piece(_text(*_held(facts), leading=17), above=8),
    ]


def _person_lines(facts: CertificateFacts) -> list[str]:
    identity = " · ".join(part for part in (facts.identity.replace(" ", NBSP), facts.rank) if part)
    office = ", ".join(part for part in (facts.position, facts.unit) if part)
    return [line for line in (identity, office) if line]


def _held(facts: CertificateFacts) -> list[Run]:
    days = write_day_range(facts.held_from, facts.held_to)
    return [
        (f"yang diselenggarakan secara {facts.place} pada {days}, selama ", BODY),
        (_hours_in_words(facts), STRONG),
        (", dengan kualifikasi ", BODY),
        (facts.qualification, STRONG),
        (".", BODY),
    ]


def _hours_in_words(facts: CertificateFacts) -> str:
    unit = "jam pelajaran (JP)" if facts.hours_unit is HoursUnit.JP else "jam belajar"
    return f"{write_number(facts.hours)} {unit}".replace(" ", NBSP)


def _code_lines(facts: CertificateFacts) -> list[Paragraph]:
    width = SIGNATURE_LEFT - LEFT - 6 * mm
    return [
        _text(("Periksa keaslian: pindai, atau buka", SMALL_QUIET), leading=13, width=width),
        fit_text(_check_address(facts), SMALL, width=width, smallest=7, broken_size=9, line_height=1.4),
        fit_text(facts.code, CODE, width=width, smallest=8, broken_size=9),
    ]


def _check_address(facts: CertificateFacts) -> str:
    """The address without scheme and code, as a person types it."""
    return facts.verify_url.split("://")[-1].removesuffix(facts.code).rstrip("/")


def _draw_code(sheet: Sheet, facts: CertificateFacts, lines: list[Paragraph], *, top: float) -> None:
    with sheet.tagged("Figure", alternative=f"Kode QR verifikasi: {facts.verify_url}"):
        draw_qr(sheet.canvas, facts.verify_url, x=LEFT, y=top - QR_SIZE, size=QR_SIZE)
    y = top - QR_SIZE - QR_ABOVE_TEXT
    invitation, address, code = lines
    y = sheet.put(invitation, x=LEFT, top=y)
    y = sheet.put_link(address, facts.verify_url, x=LEFT, top=y)
    sheet.put(code, x=LEFT, top=y)


def _signature_lines(facts: CertificateFacts) -> list[Paragraph]:
    """Place and day, office; then, below the signature, name and rank."""
    lines = [
        _text((f"{facts.city}, {write_day(facts.issued_on)}", BODY), width=SIGNATURE_WIDTH),
        fit_text(
            facts.signatory_title,
            BODY,
            width=SIGNATURE_WIDTH,
            smallest=BODY.size,
            broken_size=BODY.size,
            line_height=1.4,
        ),
        _text((facts.signatory_name, STRONG), width=SIGNATURE_WIDTH),
    ]
    return [*lines, _text((facts.signatory_rank, SMALL), width=SIGNATURE_WIDTH, leading=13)]


def _signature_room(facts: CertificateFacts) -> float:
    return STAMP_HEIGHT + 2 * STAMP_GAP if facts.signature_note else PEN_ROOM


def _draw_signature(sheet: Sheet, facts: CertificateFacts, lines: list[Paragraph], *, top: float) -> None:
    place, office, name, rank = lines
    y = sheet.put(place, x=SIGNATURE_LEFT, top=top)
    y = sheet.put(office, x=SIGNATURE_LEFT, top=y)
    if facts.signature_note:
        _draw_stamp(sheet, facts.signature_note, top=y - STAMP_GAP)
    y = sheet.put(name, x=SIGNATURE_LEFT, top=y - _signature_room(facts))
    if facts.signatory_rank:
        sheet.put(rank, x=SIGNATURE_LEFT, top=y)


def _draw_stamp(sheet: Sheet, note: str, *, top: float) -> None:
    """What may truly be said of the electronic signature, in a dashed frame that no one takes for a seal."""
    inner = SIGNATURE_WIDTH - 20
    with sheet.decoration():
        sheet.canvas.setStrokeColor(LINE_STRONG)
        sheet.canvas.setLineWidth(1)
        sheet.canvas.setDash(3, 2)
        sheet.canvas.roundRect(SIGNATURE_LEFT, top - STAMP_HEIGHT, SIGNATURE_WIDTH, STAMP_HEIGHT, 3)
        sheet.canvas.setDash()
    y = top - 7
    y = sheet.put(
        _text(("Ditandatangani secara elektronik", SMALL), width=inner, leading=14), x=SIGNATURE_LEFT + 10, top=y
    )
    stated = fit_text(note, SMALL_STRONG, width=inner, smallest=7, broken_size=7, line_height=1.4)
    sheet.put(stated, x=SIGNATURE_LEFT + 10, top=y)


def _draw_back(sheet: Sheet, facts: CertificateFacts) -> None:
    y = _turn_page(sheet)
    if facts.modules:
        y = _draw_modules(sheet, facts, top=y) - 11 * mm
    evidence, check = _evidence_rows(facts), _check_steps(facts)
    evidence_height = HEADING_HEIGHT + sum(value.height + ROW_GAP for _label, value in evidence)
    check_height = CHECK_PADDING + HEADING_HEIGHT + sum(step.height + ROW_GAP for step in check) + FINGERPRINT_HEIGHT
    # Both or neither: a last page with three lines on it looks like a mistake of the printer.
    if y - evidence_height - 8 * mm - check_height < BOTTOM:
        y = _turn_page(sheet)
        check_top = y - evidence_height - 12 * mm
    else:
        check_top = BOTTOM + check_height
    _draw_evidence(sheet, evidence, top=y)
    _draw_check(sheet, facts, check, top=check_top)


def _turn_page(sheet: Sheet) -> float:
    sheet.next_page()
    sheet.brand_edge()
    return TOP


def _draw_modules(sheet: Sheet, facts: CertificateFacts, *, top: float) -> float:
    y = _put_heading(sheet, "Mata pelatihan", top=top)
    unit = "JP" if facts.hours_unit is HoursUnit.JP else "Jam belajar"
    number_width, hours_width = 36, 40 if facts.hours_unit is HoursUnit.JP else 78
    columns = [
        Column("No.", number_width, align_right=True),
        Column("Mata pelatihan", WIDTH - number_width - hours_width),
        Column(unit, hours_width, align_right=True),
    ]
    rows = [
        (str(number), module.title, "" if module.hours is None else write_number(module.hours))
        for number, module in enumerate(facts.modules, start=1)
    ]
    total = ("", "Jumlah", write_number(facts.hours))
    return sheet.put_table(
        columns,
        rows,
        total=total,
        x=LEFT,
        top=y,
        bottom=BOTTOM,
        turn_page=lambda: _turn_page(sheet),
    )


def _evidence_rows(facts: CertificateFacts) -> list[tuple[Paragraph, Paragraph]]:
    valid = f"Sampai {write_day(facts.valid_until)}" if facts.valid_until else "Tanpa batas waktu"
    said = [
        *zip_longest(["Kompetensi"], [_competency_words(line) for line in facts.competencies], fillvalue=""),
        ("Penilaian", facts.assessment),
        ("Masa berlaku", valid),
        ("Dasar penyelenggaraan", facts.legal_basis),
    ]
    return [
        (
            _text((label, SMALL_QUIET), width=LABEL_WIDTH, leading=14),
            _text((value, SMALL_STRONG), width=WIDTH - LABEL_WIDTH, leading=14),
        )
        for label, value in said
        if value
    ]


def _competency_words(line: CompetencyLine) -> str:
    if line.level is None:
        return line.name
    return f"{line.name}, tingkat{NBSP}{line.level} ({line.level_name})"


def _draw_evidence(sheet: Sheet, rows: list[tuple[Paragraph, Paragraph]], *, top: float) -> None:
    y = _put_heading(sheet, "Bukti dan kompetensi", top=top)
    for label, value in rows:
        if label.lines:
            sheet.put(label, x=LEFT, top=y)
        y = sheet.put(value, x=LEFT + LABEL_WIDTH, top=y) - ROW_GAP


def _check_steps(facts: CertificateFacts) -> list[Paragraph]:
    steps = [
        f"Pindai kode QR di halaman muka, atau buka {_check_address(facts)} dan ketik kode {facts.code}.",
        "Cocokkan nama, nomor, dan tanggal.",
        "Bila menerima berkas PDF, unggah di halaman itu untuk mencocokkan sidik berkasnya.",
    ]
    return [_text((step, CHECK_FACE), width=WIDTH - STEP_INDENT, leading=15) for step in steps]


def _draw_check(sheet: Sheet, facts: CertificateFacts, steps: list[Paragraph], *, top: float) -> None:
    sheet.rule(LEFT, top, WIDTH, weight=1.5, color=INK)
    y = _put_heading(sheet, "Cara memeriksa", top=top - CHECK_PADDING)
    with sheet.group("L"):
        for number, step in enumerate(steps, start=1):
            with sheet.group("LI"):
                sheet.put(_text((f"{number}.", CHECK_FACE), leading=15), x=LEFT, top=y, kind="Lbl")
                y = sheet.put(step, x=LEFT + STEP_INDENT, top=y, kind="LBody") - ROW_GAP
    sha256 = facts.content_sha256
    grouped = " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))
    y = sheet.put(_text(("Sidik isi sertifikat (SHA-256), bukan sidik berkas", SMALL_QUIET)), x=LEFT, top=y - 6)
    sheet.put(_text((grouped, Face(size=9)), leading=13), x=LEFT, top=y)


def _put_heading(sheet: Sheet, words: str, *, top: float) -> float:
    sheet.put(_text((words, HEADING), leading=18), x=LEFT, top=top, kind="H2")
    return top - HEADING_HEIGHT


def _text(*runs: Run, leading: float = 16, width: float = WIDTH) -> Paragraph:
    return set_text(*runs, width=width, leading=leading)
