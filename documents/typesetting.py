"""Type on paper: our own fonts, what may be printed, and how words break into lines. Lengths are points."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NBSP = "\N{NO-BREAK SPACE}"

# The light palette of the screens: paper has no dark mode.
INK = HexColor("#0f2529")
MUTED = HexColor("#465a5d")
BRAND = HexColor("#06383d")
ACCENT = HexColor("#f2b63a")
LINE = HexColor("#c4cfcd")
LINE_STRONG = HexColor("#6f8184")
SUNKEN = HexColor("#eef2f1")

SANS, SANS_SEMIBOLD, SANS_BOLD = "Inter", "Inter SemiBold", "Inter Bold"
SERIF, SERIF_SEMIBOLD = "Titian Serif", "Titian Serif SemiBold"
FONT_FILES = {
    SANS: "Inter-Regular.ttf",
    SANS_SEMIBOLD: "Inter-SemiBold.ttf",
    SANS_BOLD: "Inter-Bold.ttf",
    SERIF: "TitianSerif-Regular.ttf",
    SERIF_SEMIBOLD: "TitianSerif-SemiBold.ttf",
}

# Control, format (bidi, zero width), surrogate, private and unassigned characters never reach paper.
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
HYPHENS = str.maketrans({"\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-"})


@cache
def register_fonts() -> None:
    rl_config.useA85 = 0  # binary streams: a fifth smaller than the library's ASCII ones
    folder = Path(__file__).parent / "fonts"
    for name, file in FONT_FILES.items():
        # asciiReadable off: only the letters that are used get embedded.
        pdfmetrics.registerFont(TTFont(name, str(folder / file), asciiReadable=False))


def printable(text: str) -> str:
    """`text` on one line without what cannot be seen: controls, bidi overrides, zero-width signs, doubled spaces.

    A name that reads one way on paper and another way when copied is a forger's tool. The no-break space stays.
    """
    shown = "".join(
        " " if sign.isspace() and sign != NBSP else sign
        for sign in unicodedata.normalize("NFC", text).translate(HYPHENS)
        if sign.isspace() or unicodedata.category(sign) not in UNPRINTABLE
    )
    return " ".join(part for part in shown.split(" ") if part)


@dataclass(frozen=True)
class Face:
    """How letters look. `tracking` is extra space between letters in points."""

    font: str = SANS
    size: float = 10
    color: Any = INK
    tracking: float = 0

    def width(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, self.font, self.size)) + self.tracking * len(text)

    def sized(self, size: float) -> Face:
        return replace(self, size=size, tracking=self.tracking * size / self.size)


Run = tuple[str, Face]


@dataclass(frozen=True)
class Paragraph:
    """Text broken into lines that fit; made by `set_text`, drawn by `Sheet.put`."""

    lines: tuple[tuple[Run, ...], ...]
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading

    @property
    def width(self) -> float:
        return max((sum(face.width(text) for text, face in line) for line in self.lines), default=0)


def set_text(*runs: Run, width: float, leading: float) -> Paragraph:
    """Break runs of text at spaces into lines of at most `width`; a word wider than a line is cut between letters."""
    register_fonts()
    lines: list[list[Run]] = [[]]
    room = width
    for word, face, glued in _words(runs):
        for piece in _pieces(word, face, width):
            space = "" if glued or not lines[-1] else " "
            wide = face.width(space + piece)
            # A comma after a bold word rather hangs over the edge than begins a line.
            if wide > room and lines[-1] and not (glued and len(piece) == 1):
                lines.append([])
                space, wide, room = "", face.width(piece), width
            lines[-1].append((space + piece, face))
            room -= wide
    return Paragraph(lines=tuple(_joined(line) for line in lines if line), leading=leading)


def fit_text(
    text: str, face: Face, *, width: float, smallest: float, broken_size: float, line_height: float = 1.2
) -> Paragraph:
    """`text` as large as it fits: one line from `face.size` down to `smallest`, else two or three lines of even length.

    Broken lines begin at `broken_size`; three lines that are still too wide shrink for as long as they must, because a
    name is never cut.
    """
    register_fonts()
    words = printable(text).split(" ")
    lines, size = words, 0.0
    for count in range(1, min(3, len(words)) + 1):
        lines = _even_lines(words, count, face)
        size = min(_fitting_size(face, lines, width), face.size if count == 1 else broken_size)
        if size >= smallest:
            break
    return Paragraph(lines=tuple(((line, face.sized(size)),) for line in lines), leading=size * line_height)


def _fitting_size(face: Face, lines: Sequence[str], width: float) -> float:
    widest = max(face.width(line) for line in lines)
    # Half points, downwards: sizes that a typesetter would choose.
    return face.size if widest <= width else int(face.size * width / widest * 2) / 2


def _even_lines(words: Sequence[str], count: int, face: Face) -> list[str]:
    """The split into `count` lines whose widest line is narrowest."""
    splits = (
        [" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words)))]
        for cuts in combinations(range(1, len(words)), count - 1)
    )
    return min(splits, key=lambda lines: max(face.width(line) for line in lines))


def _words(runs: Sequence[Run]) -> Iterator[tuple[str, Face, bool]]:
    """Words in order; `glued` when no space stood before the word (a comma after a bold word)."""
    after_space = True
    for text, face in runs:
        shown = printable(text)
        for position, word in enumerate(shown.split(" ") if shown else []):
            yield word, face, position == 0 and not (after_space or text[:1].isspace())
        after_space = text[-1:].isspace() if text else after_space


def _pieces(word: str, face: Face, width: float) -> Iterator[str]:
    """The word itself, or, when it is wider than a line, the parts that fit."""
    if face.width(word) <= width:
        yield word
        return
    piece = ""
    for letter in word:
        if piece and face.width(piece + letter) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _joined(line: Sequence[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for text, face in line:
        if joined and joined[-1][1] == face:
            joined[-1] = (joined[-1][0] + text, face)
        else:
            joined.append((text, face))
    return tuple(joined)
