"""A CSV file from outside into rows of text: everything that can be wrong with the file itself is refused here.

Read line by line in this process: a file is at most 16 MB of plain text, holds no formulas that anything would run, no
entities and no compression, so that time and memory grow with its length and no further.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refused

MAX_BYTES = 16 * 1024 * 1024
MAX_ROWS = 100_000
MAX_CELL = 200
LONGEST_HEADER = 1_000
SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
FORMULA_STARTS = ("=", "+", "-", "@")
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadFile(Refused):
    status = 400


class TooLarge(BadFile):
    sentence = gettext_lazy("Berkas lebih dari 16 MB. Bagi menjadi beberapa berkas, lalu unggah satu per satu.")


class NotCsv(BadFile):
    sentence = gettext_lazy(
        "Berkas ini bukan CSV. Buka di aplikasi lembar kerja, simpan sebagai CSV UTF-8, lalu unggah."
    )


class NotUtf8(BadFile):
    sentence = gettext_lazy("Berkas ini tidak memakai UTF-8. Simpan ulang sebagai CSV UTF-8, lalu unggah.")


class NoRows(BadFile):
    sentence = gettext_lazy("Berkas ini tidak berisi baris data. Periksa berkasnya, lalu unggah lagi.")


@dataclass(frozen=True)
class Row:
    """`line` is where the row begins in the file, as an editor counts."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Problem:
    line: int
    sentence: str


def read_rows(content: bytes, columns: Sequence[str]) -> tuple[list[Row], list[Problem]]:
    """Rows whose cells are named and bounded, and the lines that could not become one. Refuses a file as a whole."""
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:LONGEST_HEADER]), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        names = _names(next(reader, []), columns)
        for line, cells in _lines(reader):
            if len(rows) + len(problems) >= MAX_ROWS:
                raise BadFile(_("Berkas ini lebih dari 100.000 baris. Bagi menjadi beberapa berkas."))
            problem = _fault_of(cells, columns)
            if problem:
                problems.append(Problem(line, problem))
            else:
                rows.append(Row(line, dict(zip(names, cells, strict=True))))
    except csv.Error as error:
        raise BadFile(
            _(
                "Baris %(line)s tidak dapat dibaca: tanda kutip tidak berpasangan atau isian terlalu panjang. "
                "Perbaiki baris itu, lalu unggah lagi."
            )
            % {"line": reader.line_num}
        ) from error
    if not rows and not problems:
        raise NoRows
    return rows, problems


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise TooLarge
    if not content.strip():
        raise NoRows
    if content.startswith(SHEETS):
        raise NotCsv
    # A wide encoding without its mark gives itself away by the zero bytes between the letters.
    if content.startswith(WIDE):
        raise NotUtf8
    if b"\x00" in content:
        raise BadFile(_("Berkas ini memuat karakter kosong (NUL). Simpan ulang sebagai CSV UTF-8, lalu unggah."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotUtf8(
            _("Baris %(line)s memuat huruf yang bukan UTF-8. Simpan ulang sebagai CSV UTF-8, lalu unggah.")
            % {"line": line}
        ) from error
    if not text.strip():  # a mark of order and nothing else
        raise NoRows
    return text


def _delimiter(header: str) -> str:
    """Spreadsheets set to Indonesian write `;`, because the comma is their decimal sign."""
    first = header.splitlines()[0]
    return ";" if first.count(";") > first.count(",") else ","


def _names(header: list[str], columns: Sequence[str]) -> list[str]:
    """The columns in the order of this file."""
    found = [name.strip().lower() for name in header]
    if missing := [name for name in columns if name not in found]:
        raise BadFile(
            _("Kolom %(names)s tidak ada. Baris pertama berkas harus berisi nama kolom.")
            % {"names": ", ".join(missing)}
        )
    if len(found) != len(columns):
        raise BadFile(
            _(
                "Berkas ini mempunyai %(found)s kolom; yang diterima hanya %(wanted)s. Hapus kolom lain, "
                "terutama nama, nomor telepon, dan isi aduan."
            )
            % {"found": len(found), "wanted": len(columns)}
        )
    return found


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of what is not blank."""
    began = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield began, [cell.strip() for cell in cells]
        began = reader.line_num + 1  # type: ignore[attr-defined]


def _fault_of(cells: list[str], columns: Sequence[str]) -> str:
    if len(cells) != len(columns):
        return _("Ada %(found)s isian; seharusnya %(wanted)s.") % {"found": len(cells), "wanted": len(columns)}
    if any(len(cell) > MAX_CELL for cell in cells):
        return _("Ada isian yang lebih dari 200 huruf. Log ini tidak memuat isi aduan.")
    if any(cell.startswith(FORMULA_STARTS) for cell in cells):
        return _("Ada isian yang diawali =, +, -, atau @ seperti rumus. Tulis nilainya saja.")
    return ""
