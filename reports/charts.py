"""Charts as SVG text: numbers in, markup out.

Marks carry the classes of static/css/pages/charts.css, so that dark mode and paper follow. Across, positions are shares
of the width and letters keep their size on every screen. The caller brings the words: the finding as `title`, how a
score is written, what stands for a hidden cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil, floor

STEPS = (0.2, 0.5, 1.0)
MOST_LINES = 5
# A shorter cut would make a small change look large.
LEAST_SPAN = 0.8
TOP, BOTTOM, TREND_HEIGHT = 20, 210, 244
ROW_HEIGHT, ROW_MIDDLE = 30, 15
# Left of the first wave stand the numbers of the axis, in percent of the width.
AXIS_ROOM = 8
FEW_WAVES = 4
# Diagonal strokes over 600 px: what a nested picture cuts off is not drawn.
HATCH = " ".join(f"M{left} 200l200 -200" for left in range(-200, 600, 9))


class Svg(str):
    """Finished markup: every word in it is escaped, so a template must not escape it again."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Reading:
    """One measured figure with its 95 % interval. No value: `stands_in` says what stands in its place."""

    value: float | None
    low: float | None = None
    high: float | None = None
    stands_in: str = ""


@dataclass(frozen=True)
class Point:
    """One wave of a trend; the line breaks where `version` changes."""

    label: str
    reading: Reading
    version: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a profile: now, the wave before, the group compared with."""

    title: str
    reading: Reading
    previous: float | None = None
    peers: float | None = None


@dataclass(frozen=True)
class Axis:
    """A cut of the scale with round ends."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + number * self.step, 4) for number in range(count + 1)]


def axis_over(values: Sequence[float], low: float = 1.0, high: float = 5.0) -> Axis:
    """The shortest axis with round ends that holds all values, within the scale."""
    least, most = min(values, default=low), max(values, default=high)
    for step in STEPS:
        # Half a step of air: a mark on the edge would be cut.
        start = max(low, floor(round((least - step / 2) / step, 6)) * step)
        end = min(high, max(ceil(round((most + step / 2) / step, 6)) * step, start + LEAST_SPAN))
        start = min(start, max(low, end - LEAST_SPAN))
        if round((end - start) / step) < MOST_LINES:
            return Axis(round(start, 4), round(end, 4), step)
    return Axis(low, high, STEPS[-1])


def values_of(*readings: Reading) -> list[float]:
    return [number for r in readings for number in (r.low, r.value, r.high) if number is not None]


def trend(
    points: Sequence[Point],
    target: float | None,
    *,
    title: str,
    write: Callable[[float], str],
    write_tick: Callable[[float], str],
    target_word: str = "",
    version_word: str = "",
    scale: tuple[float, float] = (1.0, 5.0),
) -> Svg:
    """Line with band and whiskers; the target dashed; broken where the instrument changed."""
    axis = trend_axis(points, target, scale)
    marks = [*_grid(axis, write_tick), *_target(points, axis, target, target_word)]
    marks += [*_lines(points, axis), *_breaks(points, version_word)]
    for place, point in enumerate(points):
        marks += _wave(point, _across(place, len(points)), (100 - AXIS_ROOM) / len(points), axis, write)
    return _picture(marks, title=title, height=TREND_HEIGHT)


def trend_axis(points: Sequence[Point], target: float | None, scale: tuple[float, float] = (1.0, 5.0)) -> Axis:
    values = values_of(*(point.reading for point in points))
    return axis_over([*values, target] if target is not None else values, *scale)


def profile(rows: Sequence[Row], axis: Axis) -> list[Svg]:
    """One small picture a row, all on one axis: the page sets their words beside them."""
    return [_dots(row, axis) for row in rows]


def profile_axis(rows: Sequence[Row], scale: tuple[float, float] = (1.0, 5.0)) -> Axis:
    others = [number for row in rows for number in (row.previous, row.peers) if number is not None]
    return axis_over([*values_of(*(row.reading for row in rows)), *others], *scale)


def scale_line(axis: Axis, write: Callable[[float], str]) -> Svg:
    """The numbers under a profile; decoration for the eye, since every picture says its own."""
    marks = []
    for tick in axis.ticks():
        share = axis.share(tick)
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        marks.append(
            f'<text class="ax" x="{_percent(share)}" y="13" text-anchor="{anchor}">{escape(write(tick))}</text>'
        )
    return Svg(f'<svg class="ch" height="18" aria-hidden="true">{"".join(marks)}</svg>')


def spread(reading: Reading, axis: Axis, *, title: str, mark: float | None = None) -> Svg:
    """A figure with its interval in a row of a table; `mark` is what all are compared with."""
    return _dots(Row(title, reading, peers=mark), axis)


def bullet(share: float | None, *, title: str, should: float | None = None, stands_in: str = "") -> Svg:
    """From the baseline (left) to the target (right edge), in percent; the dashed tick is where it should be today."""
    if share is None:
        return _picture(_hidden(stands_in), title=title, height=ROW_HEIGHT)
    marks = ['<rect class="q2" width="100%" height="30" rx="3"/>']
    if share > 0:
        marks.append(f'<rect class="pt" y="10" width="{_percent(min(share, 100) / 100)}" height="10"/>')
    if should is not None:
        x = _percent(min(max(should, 0), 100) / 100)
        marks.append(f'<line class="sh" x1="{x}" x2="{x}" y1="3" y2="27"/>')
    marks.append('<rect class="tr" x="100%" width="4" height="30" transform="translate(-4)"/>')
    return _picture(marks, title=title, height=ROW_HEIGHT)


def move(value: float, low: float, high: float, *, reach: float, apart: bool, title: str) -> Svg:
    """A change as a bar from zero in the middle, with its whisker; pale when it is not apart from error."""
    x, left, right = (50 + 50 * number / reach for number in (value, low, high))
    marks = [
        f'<rect class="{"pt" if apart else "q2"}" x="{min(x, 50):.4g}%" width="{abs(x - 50):.4g}%" y="7" height="12"/>',
        '<line class="br" x1="50%" x2="50%" y1="0" y2="26"/>',
        f'<line class="iw" x1="{left:.4g}%" x2="{right:.4g}%" y1="13" y2="13"/>',
    ]
    return _picture(marks, title=title, height=26)


def _grid(axis: Axis, write: Callable[[float], str]) -> Iterator[str]:
    for tick in axis.ticks():
        y = _down(axis, tick)
        yield f'<line class="g" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="ax" x="0" y="{y - 4:g}">{escape(write(tick))}</text>'


def _target(points: Sequence[Point], axis: Axis, target: float | None, word: str) -> Iterator[str]:
    if target is None:
        return
    y = _down(axis, target)
    yield f'<line class="tg" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
    shown = [point.reading.value for point in points if point.reading.value is not None]
    # At the end of the line where fewer marks are near.
    left = not shown or abs(shown[0] - target) >= abs(shown[-1] - target)
    place = 'x="34"' if left else 'x="100%" text-anchor="end"'
    yield f'<text class="tt" {place} y="{y - 6:g}">{escape(word)}</text>'


def _lines(points: Sequence[Point], axis: Axis) -> Iterator[str]:
    """Bands and lines between neighbours that may be compared; coordinates of 100 in the width."""
    drawn = []
    for place, (one, two) in enumerate(pairwise(points)):
        if one.version != two.version or one.reading.value is None or two.reading.value is None:
            continue
        ends = [(_across(place + step, len(points)), point.reading) for step, point in enumerate((one, two))]
        edge = [(x, r.high) for x, r in ends] + [(x, r.low) for x, r in reversed(ends)]
        if all(value is not None for _, value in edge):
            drawn.append(f'<polygon class="bd" points="{_path(edge, axis)}"/>')
        line = _path([(x, r.value) for x, r in ends], axis)
        drawn.append(f'<polyline class="ln" vector-effect="non-scaling-stroke" points="{line}"/>')
    if drawn:
        box = f'width="100%" height="{TREND_HEIGHT}" viewBox="0 0 100 {TREND_HEIGHT}" preserveAspectRatio="none"'
        yield f"<svg {box}>{''.join(drawn)}</svg>"


def _path(places: Sequence[tuple[float, float | None]], axis: Axis) -> str:
    return " ".join(f"{x:g},{_down(axis, value)}" for x, value in places if value is not None)


def is_crowded(points: Sequence[Point]) -> bool:
    """So many waves side by side that their words must be short."""
    return len(points) > FEW_WAVES


def _breaks(points: Sequence[Point], word: str) -> Iterator[str]:
    for place, (one, two) in enumerate(pairwise(points), start=1):
        if one.version == two.version:
            continue
        x = f"{_across(place - 0.5, len(points)):g}%"
        yield f'<line class="br" x1="{x}" x2="{x}" y1="{TOP}" y2="{BOTTOM}"/>'
        versions = f"{one.version} | {two.version}"
        said = escape(versions if is_crowded(points) else f"{word} {versions}".strip())
        yield f'<text class="ax" x="{x}" y="12" text-anchor="middle">{said}</text>'


def _wave(point: Point, x: float, room: float, axis: Axis, write: Callable[[float], str]) -> Iterator[str]:
    reading, at = point.reading, f"{x:g}%"
    yield f'<text class="ax" x="{at}" y="232" text-anchor="middle">{escape(point.label)}</text>'
    if reading.value is None:
        left, width = f"{x - room * 0.3:g}%", f"{room * 0.6:g}%"
        yield f'<svg x="{left}" y="{TOP}" width="{width}" height="{BOTTOM - TOP}"><path class="hx" d="{HATCH}"/></svg>'
        # Turned by a quarter: the word is wider than its wave on a telephone.
        word = f'<text class="b" transform="rotate(-90)" y="4" text-anchor="middle">{escape(reading.stands_in)}</text>'
        yield f'<svg x="{at}" y="{(TOP + BOTTOM) // 2}" overflow="visible">{word}</svg>'
        return
    y = below = _down(axis, reading.value)
    if reading.low is not None and reading.high is not None:
        below = _down(axis, reading.low)
        yield f'<line class="wh" x1="{at}" x2="{at}" y1="{below}" y2="{_down(axis, reading.high)}"/>'
    yield f'<circle class="pt" cx="{at}" cy="{y}" r="6"/>'
    # Below the whisker; above it where the ground is near.
    label = max(y + 10, below) + 16
    if label > BOTTOM + 4:
        label = min(y - 10, _down(axis, reading.high if reading.high is not None else reading.value)) - 6
    yield f'<text class="b" x="{at}" y="{label:g}" text-anchor="middle">{escape(write(reading.value))}</text>'


def _dots(row: Row, axis: Axis) -> Svg:
    reading = row.reading
    if reading.value is None:
        return _picture(_hidden(reading.stands_in), title=row.title, height=ROW_HEIGHT)
    marks = [f'<line class="g" x1="{x}" x2="{x}" y1="0" y2="{ROW_HEIGHT}"/>' for x in map(_percent, _shares(axis))]
    if reading.low is not None and reading.high is not None:
        low, high = axis.share(reading.low), axis.share(reading.high)
        marks.append(
            f'<rect class="bd iv" x="{_percent(low)}" width="{_percent(high - low)}" y="8" height="14" rx="3"/>'
        )
    if row.peers is not None:
        x = _percent(axis.share(row.peers))
        marks.append(f'<line class="pe" x1="{x}" x2="{x}" y1="3" y2="27"/>')
    if row.previous is not None:
        marks.append(f'<circle class="ho" cx="{_percent(axis.share(row.previous))}" cy="{ROW_MIDDLE}" r="4.5"/>')
    marks.append(f'<circle class="pt" cx="{_percent(axis.share(reading.value))}" cy="{ROW_MIDDLE}" r="6"/>')
    return _picture(marks, title=row.title, height=ROW_HEIGHT)


def _hidden(word: str) -> list[str]:
    return [
        f'<svg width="100%" height="{ROW_HEIGHT}"><path class="hx" d="{HATCH}"/></svg>',
        f'<text class="b" x="50%" y="20" text-anchor="middle">{escape(word)}</text>',
    ]


def _picture(marks: Sequence[str], *, title: str, height: int) -> Svg:
    return Svg(f'<svg class="ch" height="{height}" role="img"><title>{escape(title)}</title>{"".join(marks)}</svg>')


def _shares(axis: Axis) -> list[float]:
    return [axis.share(tick) for tick in axis.ticks()]


def _across(place: float, count: int) -> float:
    return round(AXIS_ROOM + (100 - AXIS_ROOM) * (place + 0.5) / count, 2)


def _down(axis: Axis, value: float) -> float:
    return round(BOTTOM - axis.share(value) * (BOTTOM - TOP), 1)


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"
