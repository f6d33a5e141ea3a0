"""The leader's report on one A4 page: what the screen says, in black on white, for a table without screens.

Rows from the top: who and when; index and trend; dimensions and what changed; targets; next steps; what to know before
quoting a figure. Every mark has a figure or a word beside it, so that a grey printer loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from documents.pdf import PAGE_HEIGHT, PAGE_WIDTH, Sheet
from documents.typesetting import (
    BRAND,
    INK,
    LINE,
    LINE_STRONG,
    MUTED,
    SANS_BOLD,
    SANS_SEMIBOLD,
    SUNKEN,
    Face,
    Paragraph,
    Run,
    fit_text,
    set_text,
)
from documents.words import write_jp, write_moment
from measures.rounding import half_up
from reports import charts, wording
from reports.leader_page import (
    Bullet,
    LeaderPage,
    Line,
    Move,
    index_target,
    page_of,
    scale_of,
    trend_points,
    trend_title,
    worst_first,
)

Data = dict[str, Any]
LEFT = 14 * mm
RIGHT = PAGE_WIDTH - LEFT
WIDTH = RIGHT - LEFT
GAP = 8 * mm
HALF = (WIDTH - GAP) / 2
SECOND = LEFT + HALF + GAP
LEAST_BETWEEN, MOST_AIR, GAPS = 7.0, 16.0, 5

SELF = HexColor("#00666b")
BAND = HexColor("#cfe3e2")
TARGET = HexColor("#b4460f")
PAPER = HexColor("#ffffff")
PALE = HexColor("#dfe6e5")

HEADING = Face(SANS_BOLD, 10.5)
BODY = Face(size=9)
STRONG = Face(SANS_BOLD, 9)
QUIET = Face(size=8, color=MUTED)
SMALL_STRONG = Face(SANS_SEMIBOLD, 8)
CELL = Face(size=8.5)
CELL_STRONG = Face(SANS_BOLD, 8.5)
FIGURE = Face(SANS_BOLD, 34, tracking=-1)
LEADING = 12.5
CELL_LEADING, SMALLEST = 11.0, 7.25
TREND_HEIGHT = 108.0
TICK_ROOM = 14.0
ROW = 17.5
DIMENSION_NAMES, FIELD = 107.0, 58.0
MOST_TARGETS, MOST_ACTIONS, INDENT = 5, 3, 14


def draw_leader(data: Data) -> bytes:
    """The PDF of a snapshot; equal snapshots give equal bytes. Official paper is in Indonesian."""
    with translation.override("id"):
        page = page_of(data)
        # Once to see how much room is left, once with that room between the rows.
        left = _draw(_new_sheet(data), page, between=LEAST_BETWEEN)
        sheet = _new_sheet(data)
        _draw(sheet, page, between=LEAST_BETWEEN + min(max(left, 0) / GAPS, MOST_AIR))
        return sheet.finish()


def _new_sheet(data: Data) -> Sheet:
    title = _("Kesiapan %(unit)s") % {"unit": data["unit"]["name"]}
    return Sheet(title=title, author=data["agency"]["name"], subject=wording.unofficial(), dated=_dated(data))


def _draw(sheet: Sheet, page: LeaderPage, *, between: float) -> float:
    """Everything on the page; returns the height that stays empty above the footnote."""
    y = _draw_head(sheet, page) - between
    if page.data["run"]:
        y = _beside(y, lambda top: _draw_index(sheet, page, top), lambda top: _draw_trend(sheet, page, top)) - between
        if page.profile:
            y = _beside(y, lambda top: _draw_profile(sheet, page, top), lambda top: _draw_moves(sheet, page, top))
            y -= between
    else:
        waiting = _("Belum ada gelombang survei. Indeks tampil setelah gelombang pertama ditutup.")
        y = _say(sheet, waiting, top=y) - between
    y = _draw_targets(sheet, page, y) - between
    floor = _draw_footnote(sheet, page)
    return _draw_actions(sheet, page, y, floor) - floor


def _dated(data: Data) -> date:
    return date.fromisoformat(data["run"]["as_of"]) if data["run"] else wording.built_at(data).date()


def _beside(top: float, *columns: Callable[[float], float]) -> float:
    return min(draw(top) for draw in columns)


def _draw_head(sheet: Sheet, page: LeaderPage) -> float:
    data = page.data
    said = _("Kesiapan transformasi digital")
    if data["run"]:
        said += f" · {page.wave_name}"
    bottom = sheet.put_agency(data["agency"]["name"], said, x=LEFT, top=PAGE_HEIGHT - 12 * mm, width=WIDTH)
    bottom -= 5
    sheet.rule(LEFT, bottom, WIDTH, weight=2, color=BRAND)
    name = fit_text(data["unit"]["name"], Face(SANS_BOLD, 16, tracking=-0.2), width=WIDTH, smallest=12, broken_size=14)
    y = sheet.put(name, x=LEFT, top=bottom - 8, kind="H1")
    facts = [page.response, _("data per %(day)s") % {"day": page.as_of}] if data["run"] else []
    return sheet.put(_text((" · ".join(filter(None, facts)), QUIET), leading=11), x=LEFT, top=y) if facts else y


def _draw_index(sheet: Sheet, page: LeaderPage, top: float) -> float:
    y = _heading(sheet, _("Indeks kesiapan"), x=LEFT, top=top)
    if not page.shown:
        return _say(sheet, page.hidden_sentence, top=y, width=HALF)
    figure = _text((page.figure, FIGURE), leading=36)
    sheet.put(figure, x=LEFT, top=y)
    beside = LEFT + figure.width + 12
    room = HALF - figure.width - 12
    lower = sheet.put(_text((page.index["band"], Face(SANS_BOLD, 12)), width=room, leading=16), x=beside, top=y - 3)
    if page.interval:
        spread = _("rentang 95 %(sign)s: %(range)s") % {"sign": "%", "range": page.interval}
        lower = sheet.put(_text((spread, QUIET), width=room, leading=11), x=beside, top=lower)
    y = min(y - 38, lower) - 3
    said = f" {page.detail}" + (f" {page.target_note}" if page.target_note else "")
    y = sheet.put(_text((page.headline, STRONG), (said, BODY), width=HALF), x=LEFT, top=y) - 3
    for term, value in page.facts[:2]:
        y = sheet.put(_text((f"{term}: ", QUIET), (value, SMALL_STRONG), width=HALF, leading=11), x=LEFT, top=y)
    return y


def _draw_trend(sheet: Sheet, page: LeaderPage, top: float) -> float:
    y = _heading(sheet, _("Tren"), x=SECOND, top=top)
    points = trend_points(page.data)
    if page.trend is None:
        return _say(sheet, _("Belum cukup data untuk menggambar tren unit ini."), top=y, x=SECOND, width=HALF)
    axis = charts.trend_axis(points, index_target(page.data), scale_of(page.data))
    with sheet.tagged("Figure", alternative=trend_title(page.data)):
        _Plot(sheet, axis, top=y - 8, bottom=y - TREND_HEIGHT).draw(points, index_target(page.data))
    return sheet.put(
        _text((page.trend.caption, QUIET), width=HALF, leading=10), x=SECOND, top=y - TREND_HEIGHT - TICK_ROOM
    )


class _Plot:
    """The trend's field: values upwards, waves across."""

    def __init__(self, sheet: Sheet, axis: charts.Axis, *, top: float, bottom: float) -> None:
        self.canvas, self.axis, self.top, self.bottom = sheet.canvas, axis, top, bottom
        self.crowded = False

    def height_of(self, value: float) -> float:
        return self.bottom + self.axis.share(value) * (self.top - self.bottom)

    def draw(self, points: Sequence[charts.Point], target: float | None) -> None:
        self.crowded = charts.is_crowded(points)
        for tick in self.axis.ticks():
            self._line(self.height_of(tick), LINE, 0.5)
            _write(self.canvas, wording.tick(tick), QUIET.sized(7), x=SECOND, y=self.height_of(tick) + 2)
        if target is not None:
            self._line(self.height_of(target), TARGET, 1.2, dash=(4, 3))
            word = _("target %(value)s") % {"value": wording.score(target)}
            _write(self.canvas, word, Face(SANS_SEMIBOLD, 7.5, TARGET), x=SECOND + 20, y=self.height_of(target) + 3)
        places = [SECOND + 18 + (HALF - 18) * (number + 0.5) / len(points) for number in range(len(points))]
        for (here, one), (there, two) in pairwise(zip(places, points, strict=True)):
            self._join(here, one, there, two)
        for place, point in zip(places, points, strict=True):
            self._wave(place, point, room=(HALF - 18) / len(points))

    def _line(self, y: float, color: Any, weight: float, dash: tuple[int, int] | None = None) -> None:
        with _pen(self.canvas, color, weight, dash):
            self.canvas.line(SECOND, y, RIGHT, y)

    def _join(self, here: float, one: charts.Point, there: float, two: charts.Point) -> None:
        if one.version != two.version:
            middle = (here + there) / 2
            with _pen(self.canvas, LINE_STRONG, 0.8, (1, 2)):
                self.canvas.line(middle, self.bottom, middle, self.top)
            said = f"{one.version} | {two.version}"
            said = said if self.crowded else _("instrumen %(versions)s") % {"versions": said}
            _write(self.canvas, said, QUIET.sized(7), x=middle, y=self.top + 3, anchor=0.5)
        elif one.reading.value is not None and two.reading.value is not None:
            with _pen(self.canvas, SELF, 1.6):
                self.canvas.line(here, self.height_of(one.reading.value), there, self.height_of(two.reading.value))

    def _wave(self, x: float, point: charts.Point, room: float) -> None:
        reading = point.reading
        _write(self.canvas, point.label, QUIET.sized(7.5), x=x, y=self.bottom - 9, anchor=0.5)
        if reading.value is None:
            _hatch(self.canvas, x - room * 0.3, self.bottom, room * 0.6, self.top - self.bottom)
            self.canvas.saveState()
            self.canvas.translate(x + 2.5, (self.top + self.bottom) / 2)
            self.canvas.rotate(90)
            _write(self.canvas, reading.stands_in, SMALL_STRONG.sized(7.5), x=0, y=0, anchor=0.5, ground=True)
            self.canvas.restoreState()
            return
        y = low = high = self.height_of(reading.value)
        if reading.low is not None and reading.high is not None:
            low, high = self.height_of(reading.low), self.height_of(reading.high)
            with _pen(self.canvas, SELF, 1.2):
                self.canvas.line(x, low, x, high)
        _dot(self.canvas, x, y, 3.4)
        below = min(y - 4, low) - 8
        at = below if below > self.bottom - 1 else max(y + 4, high) + 2
        _write(self.canvas, wording.score(reading.value), SMALL_STRONG, x=x, y=at, anchor=0.5, ground=True)


def _draw_profile(sheet: Sheet, page: LeaderPage, top: float) -> float:
    assert page.profile
    y = _heading(sheet, _("Profil dimensi"), x=LEFT, top=top)
    rows = [charts.Row("", _reading(line), line.data["previous"], line.data["peers"]) for line in page.profile.lines]
    axis = charts.profile_axis(rows, scale_of(page.data))
    with sheet.group("Table"):
        for line, row in zip(page.profile.lines, rows, strict=True):
            y = _draw_dimension(sheet, line, row, axis, top=y)
    return _draw_legend(sheet, page, top=y - 3)


def _draw_legend(sheet: Sheet, page: LeaderPage, *, top: float) -> float:
    """The marks by themselves with their words: our type has no discs."""
    assert page.profile
    entries = [(_("kini, rentang 95 persen"), "now")]
    entries += [(_("gelombang lalu"), "before")] if page.profile.has_previous else []
    entries += [(_("kelompok sebanding"), "peers")] if page.profile.has_peers else []
    x, middle, face = LEFT + 4, top - 5, QUIET.sized(7.5)
    with sheet.tagged("P"):
        for word, mark in entries:
            _draw_mark(sheet.canvas, mark, x, middle)
            _write(sheet.canvas, word, face, x=x + 8, y=middle - 2.7)
            x += face.width(word) + 17
    said = f"{page.profile.caption} " + _(
        "“Tetap”: perubahan dalam galat ukur. “Kecil”: nyata, tetapi di bawah %(least)s."
    ) % {"least": page.rules.least_change}
    return sheet.put(_text((said, QUIET), width=HALF, leading=10), x=LEFT, top=top - 11)


def _draw_mark(canvas: Any, mark: str, x: float, middle: float) -> None:
    if mark == "now":
        _dot(canvas, x, middle, 3.2)
    elif mark == "before":
        _ring(canvas, x, middle)
    else:
        with _pen(canvas, LINE_STRONG, 1.8):
            canvas.line(x, middle - 4, x, middle + 4)


def _reading(line: Line) -> charts.Reading:
    cell = line.data["cell"]
    return charts.Reading(cell["value"], cell["low"], cell["high"], line.figure)


def _draw_dimension(sheet: Sheet, line: Line, row: charts.Row, axis: charts.Axis, *, top: float) -> float:
    names, figures = DIMENSION_NAMES, 24.0
    name = f"{line.code} {line.name}" + (_(" (terbelah)") if line.data["split"] else "")
    words = _shrunk(name, CELL, names)
    height = max(ROW, words.height + 2)
    middle = top - height / 2
    with sheet.group("TR"):
        _put_cell(sheet, words, x=LEFT, middle=middle, kind="TH")
        left = LEFT + names + 4
        with sheet.tagged("TD"), _pictured(sheet):
            _draw_dots(sheet, row, axis, x=left, middle=middle, width=FIELD if line.shown else HALF - names - 4)
        if line.shown:
            x = left + FIELD + figures + 3
            _put_cell(
                sheet,
                _text((line.figure, CELL_STRONG), width=figures),
                x=x - figures,
                middle=middle,
                right=x,
            )
            _put_cell(sheet, _shrunk(_half(line), QUIET, 26), x=x + 2, middle=middle)
            if line.direction:
                _put_cell(sheet, _shrunk(line.direction, CELL, 26), x=x + 28, middle=middle, right=LEFT + HALF)
    sheet.rule(LEFT, top - height, HALF, weight=0.3)
    return top - height


@contextmanager
def _pictured(sheet: Sheet) -> Iterator[None]:
    """What is drawn inside leaves the pen as it was."""
    sheet.canvas.saveState()
    yield
    sheet.canvas.restoreState()


def _half(line: Line) -> str:
    """± half of the interval."""
    cell = line.data["cell"]
    if cell["low"] is None or cell["high"] is None:
        return ""
    return f"±{wording.score((cell['high'] - cell['low']) / 2)}"


def _draw_dots(sheet: Sheet, row: charts.Row, axis: charts.Axis, *, x: float, middle: float, width: float) -> None:
    canvas, reading = sheet.canvas, row.reading
    if reading.value is None:
        _hatch(canvas, x, middle - 6, width, 12)
        _write(canvas, reading.stands_in, SMALL_STRONG, x=x + width / 2, y=middle - 3, anchor=0.5, ground=True)
        return
    if reading.low is not None and reading.high is not None:
        low, high = x + width * axis.share(reading.low), x + width * axis.share(reading.high)
        canvas.setFillColor(BAND)
        canvas.setStrokeColor(SELF)
        canvas.setLineWidth(0.6)
        canvas.rect(low, middle - 4, high - low, 8, fill=1, stroke=1)
    if row.peers is not None:
        with _pen(canvas, LINE_STRONG, 1.8):
            canvas.line(x + width * axis.share(row.peers), middle - 6, x + width * axis.share(row.peers), middle + 6)
    if row.previous is not None:
        _ring(canvas, x + width * axis.share(row.previous), middle)
    _dot(canvas, x + width * axis.share(reading.value), middle, 3.2)


def _draw_moves(sheet: Sheet, page: LeaderPage, top: float) -> float:
    y = _heading(sheet, _("Apa yang berubah"), x=SECOND, top=top)
    if not page.moves:
        return _say(sheet, page.detail, top=y, x=SECOND, width=HALF)
    changes = {row["name"]: row["change"] for row in page.data["dimensions"]}
    reach = max(abs(edge) for move in page.moves for edge in (changes[move.name]["low"], changes[move.name]["high"]))
    with sheet.group("Table"):
        for move in page.moves:
            y = _draw_move(sheet, move, changes[move.name], reach, top=y)
    pale = {"least": page.rules.least_change}
    said = _("Garis: rentang 95 persen. Batang pucat: dalam galat ukur atau di bawah %(least)s.") % pale
    said += f" {page.side_by_side}"
    return sheet.put(_text((said, QUIET), width=HALF, leading=10), x=SECOND, top=y - 3)


def _draw_move(sheet: Sheet, move: Move, change: Data, reach: float, *, top: float) -> float:
    names, figures = 118.0, 34.0
    words = _shrunk(move.name, CELL, names)
    height = max(ROW, words.height + 2)
    field, middle = HALF - names - figures - 8, top - height / 2
    with sheet.group("TR"):
        _put_cell(sheet, words, x=SECOND, middle=middle, kind="TH")
        with sheet.tagged("TD"), _pictured(sheet):
            zero = SECOND + names + 4 + field / 2
            scale = field / 2 / reach
            sheet.canvas.setFillColor(SELF if move.apart else PALE)
            sheet.canvas.setStrokeColor(SELF)
            sheet.canvas.setLineWidth(0.6)
            left, right = sorted((zero, zero + change["value"] * scale))
            sheet.canvas.rect(left, middle - 4, right - left, 8, fill=1, stroke=1)
            with _pen(sheet.canvas, INK, 1):
                sheet.canvas.line(zero + change["low"] * scale, middle, zero + change["high"] * scale, middle)
                sheet.canvas.line(zero, middle - height / 2, zero, middle + height / 2)
        face = CELL_STRONG if move.apart else CELL
        _put_cell(sheet, _text((move.figure, face), width=figures), x=RIGHT - figures, middle=middle, right=RIGHT)
    sheet.rule(SECOND, top - height, HALF, weight=0.3)
    return top - height


def _draw_targets(sheet: Sheet, page: LeaderPage, top: float) -> float:
    rows = worst_first(page.bullets)[:MOST_TARGETS]
    y = _heading(sheet, _("Target"), x=LEFT, top=top)
    if not rows:
        return _say(sheet, _("Belum ada target untuk unit ini."), top=y)
    with sheet.group("Table"):
        for row in rows:
            y = _draw_target(sheet, row, top=y)
    said = _("Batang: jarak dari kondisi awal ke target akhir. Garis putus-putus: seharusnya hari ini.")
    if len(page.bullets) > len(rows):
        others = {"n": len(page.bullets) - len(rows)}
        said += " " + _("Yang paling tertinggal tampil dahulu; %(n)s target lain ada di layar.") % others
    return sheet.put(_text((said, QUIET), width=WIDTH, leading=10), x=LEFT, top=y - 3)


def _draw_target(sheet: Sheet, row: Bullet, *, top: float) -> float:
    names, figures, states = 190.0, 118.0, 92.0
    words = _shrunk(f"{row.data['code']} {row.data['name']}", CELL, names)
    figure = _text(*_target_figures(row), width=figures, leading=CELL_LEADING)
    height = max(ROW, words.height + 2, figure.height + 2)
    field, middle = WIDTH - names - figures - states - 24, top - height / 2
    with sheet.group("TR"):
        _put_cell(sheet, words, x=LEFT, middle=middle, kind="TH")
        with sheet.tagged("TD"), _pictured(sheet):
            _draw_bullet(sheet, row.data, x=LEFT + names + 8, middle=middle, width=field)
        x = LEFT + names + field + 16
        _put_cell(sheet, figure, x=x, middle=middle)
        state = row.status
        if row.actual and row.data["shown"]:
            state += f" · {row.data['shown']}"
        _put_cell(sheet, _shrunk(state, CELL, states), x=RIGHT - states, middle=middle)
    sheet.rule(LEFT, top - height, WIDTH, weight=0.3)
    return top - height


def _target_figures(row: Bullet) -> list[Run]:
    runs: list[Run] = [(f"{row.actual} ", CELL_STRONG)] if row.actual else []
    if row.final:
        runs.append((_("menuju %(final)s") % {"final": row.final}, CELL))
    return runs or [(row.data["measure"], QUIET)]


def _draw_bullet(sheet: Sheet, target: Data, *, x: float, middle: float, width: float) -> None:
    canvas, share = sheet.canvas, target["progress_final"]
    if share is None:
        _hatch(canvas, x, middle - 6, width, 12)
        _write(canvas, target["shown"], SMALL_STRONG, x=x + width / 2, y=middle - 3, anchor=0.5, ground=True)
        return
    canvas.setFillColor(SUNKEN)
    canvas.setStrokeColor(LINE_STRONG)
    canvas.setLineWidth(0.5)
    canvas.rect(x, middle - 6, width, 12, fill=1, stroke=1)
    canvas.setFillColor(SELF)
    if share > 0:
        canvas.rect(x, middle - 2.5, width * min(share, 100) / 100, 5, fill=1, stroke=0)
    if target["should"] is not None:
        place = x + width * min(max(target["should"], 0), 100) / 100
        with _pen(canvas, INK, 1.2, (2, 1)):
            canvas.line(place, middle - 6, place, middle + 6)


def _draw_actions(sheet: Sheet, page: LeaderPage, top: float, floor: float) -> float:
    y = _heading(sheet, _("Tindakan yang disarankan"), x=LEFT, top=top)
    actions = page.data["actions"][:MOST_ACTIONS]
    if not actions:
        return _say(sheet, _("Tidak ada pelatihan yang perlu ditugaskan sekarang."), top=y)
    with sheet.group("L"):
        for number, action in enumerate(actions, start=1):
            said = _action_words(action)
            # The first is always there; a later one that would run into the footnote stays on the screen.
            if number > 1 and y - said.height < floor:
                break
            with sheet.group("LI"):
                sheet.put(_text((f"{number}.", STRONG)), x=LEFT, top=y, kind="Lbl")
                y = sheet.put(said, x=LEFT + INDENT, top=y, kind="LBody") - 2
    return y


def _action_words(action: Data) -> Paragraph:
    facts = [write_jp(half_up(action["jp"], 2))]
    if action["leads_to"]:
        facts.append(_("menuju %(level)s") % {"level": action["leads_to"]})
    title = f"{action['title']} ({', '.join(facts)})."
    said = _(" Mengapa: %(why)s. Untuk: %(who)s.") % {"why": action["why"].rstrip("."), "who": action["for"]}
    return _text((title, STRONG), (said, BODY), width=WIDTH - INDENT)


def _draw_footnote(sheet: Sheet, page: LeaderPage) -> float:
    """What to know before quoting; returns where the rest of the page must end."""
    data = page.data
    said = [wording.unofficial()]
    if data["run"]:
        few = {"fewest": page.rules.fewest}
        said.append(_("Kelompok di bawah %(fewest)s jawaban disembunyikan; satu kelompok lain dapat ikut.") % few)
    if data["low_response"]:
        low = {"share": page.rules.least_response}
        said.append(_("Respons di bawah %(share)s: yang menjawab belum tentu mewakili semua pegawai.") % low)
    if data["change"]["value"] is not None:
        said.append(wording.side_by_side())
    facts = [_("Disusun %(at)s") % {"at": write_moment(wording.built_at(data))}, _("halaman 1/1")]
    if data["run"]:
        facts += [
            _("instrumen versi %(version)s") % {"version": data["run"]["version"]},
            _("aturan indeks versi %(version)s") % {"version": data["run"]["formula"]},
        ]
    lines = [_text((" ".join(said), QUIET.sized(7.5)), width=WIDTH, leading=9.5)]
    lines.append(_text((" · ".join(facts), QUIET.sized(7.5)), width=WIDTH, leading=9.5))
    y = 10 * mm + sum(line.height for line in lines)
    floor = y + 8
    sheet.rule(LEFT, y + 4, WIDTH, weight=0.5, color=INK)
    for line in lines:
        y = sheet.put(line, x=LEFT, top=y)
    return floor


def _heading(sheet: Sheet, words: str, *, x: float, top: float) -> float:
    return sheet.put(_text((words, HEADING), leading=14), x=x, top=top, kind="H2") - 3


def _say(sheet: Sheet, sentence: str, *, top: float, x: float = LEFT, width: float = WIDTH) -> float:
    return sheet.put(_text((sentence, BODY), width=width), x=x, top=top)


def _text(*runs: Run, width: float = WIDTH, leading: float = LEADING) -> Paragraph:
    return set_text(*runs, width=width, leading=leading)


def _shrunk(text: str, face: Face, width: float) -> Paragraph:
    """On one line, smaller when it must be; else on two small ones. A name is never cut."""
    size = int(face.size * min(1, width / max(face.width(text), 1)) * 4) / 4
    if size >= SMALLEST:
        return set_text((text, face.sized(size)), width=width + 1, leading=CELL_LEADING)
    return set_text((text, face.sized(SMALLEST)), width=width, leading=SMALLEST + 0.8)


def _put_cell(
    sheet: Sheet, paragraph: Paragraph, *, x: float, middle: float, kind: str = "TD", right: float | None = None
) -> None:
    sheet.put(paragraph, x=x, top=middle + paragraph.height / 2, kind=kind, right=right)


def _write(
    canvas: Any, text: str, face: Face, *, x: float, y: float, anchor: float = 0.0, ground: bool = False
) -> None:
    left = x - face.width(text) * anchor
    if ground:
        canvas.setFillColor(PAPER)
        canvas.rect(left - 2, y - 2, face.width(text) + 4, face.size + 1, fill=1, stroke=0)
    canvas.setFont(face.font, face.size)
    canvas.setFillColor(face.color)
    canvas.drawString(left, y, text)


def _dot(canvas: Any, x: float, y: float, radius: float) -> None:
    canvas.setFillColor(SELF)
    canvas.circle(x, y, radius, fill=1, stroke=0)


def _ring(canvas: Any, x: float, y: float) -> None:
    canvas.setFillColor(PAPER)
    canvas.setStrokeColor(SELF)
    canvas.setLineWidth(1.1)
    canvas.circle(x, y, 2.5, fill=1, stroke=1)


@contextmanager
def _pen(canvas: Any, color: Any, weight: float, dash: tuple[int, int] | None = None) -> Iterator[None]:
    canvas.setStrokeColor(color)
    canvas.setLineWidth(weight)
    if dash:
        canvas.setDash(*dash)
    yield
    canvas.setDash()


def _hatch(canvas: Any, x: float, y: float, width: float, height: float) -> None:
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(x, y, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setStrokeColor(LINE_STRONG)
    canvas.setLineWidth(0.5)
    start = x - height
    while start < x + width:
        canvas.line(start, y, start + height, y + height)
        start += 4
    canvas.restoreState()
