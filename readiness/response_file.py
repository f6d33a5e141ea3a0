"""A file of responses, read and checked: a row a respondent, a column an item. Pure: bytes in, frames out."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveys.schema import InstrumentSpec

UNIT, WAVE, HEADCOUNT = "unit", "wave", "headcount"
SEPARATORS = (",", ";", "\t")
WHOLE = re.compile(r"[+-]?[0-9]{1,9}(\.0+)?", re.ASCII)  # some programs write 3.0 in a column that has blanks
MOST_WAVES = 100
TOLD = 10  # how many mistakes one message names


class BadResponses(Exception):
    """`sentence` says in Indonesian what is wrong, on which line, and what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = f"Berkas jawaban tidak dapat dinilai: {sentence}"
        super().__init__(self.sentence)


@dataclass(frozen=True)
class Responses:
    """`answers`: respondents × items, NaN where not answered, at least one a row; `units`, `waves`: of each row."""

    answers: pd.DataFrame
    units: pd.Series
    waves: pd.Series
    headcounts: Mapping[tuple[str, str], int] | None  # by unit and wave
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Rows:
    header: list[str]
    lines: list[int]  # where each row begins in the file
    columns: Mapping[str, Sequence[str]]


def read_responses(raw: bytes, spec: InstrumentSpec) -> Responses:
    """The responses of the file. Raises BadResponses; nothing is guessed and nothing left out in silence."""
    rows = _split(_decode(raw), [item.code for item in spec.items])
    answers = _answers(rows, spec)
    units, waves = _labels(rows, UNIT), _labels(rows, WAVE)
    headcounts = _headcounts(rows, units, waves) if HEADCOUNT in rows.header else None
    answered = answers.notna().any(axis=1)
    if not answered.any():
        raise BadResponses("semua jawaban kosong. Periksa apakah kolom butir sudah berisi angka.")
    _check_waves(waves, waves[answered])
    if headcounts is not None:
        _check_sizes(units[answered], waves[answered], headcounts)
    warnings = [*_unused(rows, spec), *_blank(rows, answered)]
    return Responses(answers[answered], units[answered], waves[answered], headcounts, tuple(warnings))


def _decode(raw: bytes) -> str:
    again = "Simpan ulang sebagai “CSV UTF-8”, lalu coba lagi."
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise BadResponses(f"pengodeannya UTF-16 atau bukan teks. {again}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadResponses(f"pengodeannya bukan UTF-8 (huruf pada baris {line} tidak terbaca). {again}") from error
    if not text.strip():
        raise BadResponses("berkas kosong. Pilih berkas CSV dengan satu baris judul dan satu baris tiap penjawab.")
    return text


def _split(text: str, items: Sequence[str]) -> _Rows:
    header, body = _records(text)
    _check_header(header, items)
    lines, cells = [], []
    for line, record in body:
        if not "".join(record).strip():
            continue
        if len(record) < len(header) or "".join(record[len(header) :]).strip():
            raise BadResponses(
                f"baris {line} berisi {len(record)} kolom, sedangkan judulnya {len(header)}. "
                "Perbaiki pemisah kolom atau tanda kutip pada baris itu."
            )
        lines.append(line)
        cells.append(record[: len(header)])
    if not lines:
        raise BadResponses("tidak ada baris jawaban di bawah judul. Tambahkan satu baris tiap penjawab.")
    columns = dict(zip(header, zip(*cells, strict=True), strict=False))
    return _Rows(header, lines, columns)


def _records(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header and the records below it, each with the line on which it begins. The header shows the separator."""
    first = next(line for line in text.splitlines() if line.strip())
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records, line = [], 1
    try:
        for record in reader:
            records.append((line, record))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadResponses(
            f"tanda kutip atau isian pada baris {line} tidak selesai. Perbaiki baris itu, lalu coba lagi."
        ) from error
    named = next((place for place, (_, cells) in enumerate(records) if "".join(cells).strip()), None)
    if named is None:
        raise BadResponses("berkas hanya berisi pemisah kolom. Tambahkan baris judul dan satu baris tiap penjawab.")
    return [cell.strip() for cell in records[named][1]], records[named + 1 :]


def _check_header(header: list[str], items: Sequence[str]) -> None:
    needed = [UNIT, WAVE, *items]
    missing = [name for name in needed if name not in header]
    if missing:
        raise BadResponses(
            f"kolom {_list(missing)} tidak ada. Judul kolom harus sama dengan kode butir instrumen, "
            f"ditambah `{UNIT}` dan `{WAVE}`."
        )
    times = Counter(header)
    twice = [name for name in times if name and times[name] > 1]
    if twice:
        raise BadResponses(f"kolom {_list(twice)} ada lebih dari sekali. Beri setiap kolom judul sendiri.")


def _list(names: Iterable[object], most: int = TOLD) -> str:
    words = [str(name) for name in names]
    rest = f", dan {len(words) - most} lagi" if len(words) > most else ""
    return ", ".join(words[:most]) + rest


def _answers(rows: _Rows, spec: InstrumentSpec) -> pd.DataFrame:
    missing = {"", *(str(value) for value in spec.rules.missing_values if value is not None)}
    columns, wrong = {}, []
    for item in spec.items:
        cells = rows.columns[item.code]
        numbers = {cell: _answer(cell.strip(), missing, spec) for cell in set(cells)}
        if None in numbers.values():
            refused = [place for place, cell in enumerate(cells) if numbers[cell] is None]
            wrong += [(rows.lines[place], item.code, cells[place].strip()) for place in refused]
        columns[item.code] = [numbers[cell] for cell in cells]
    if wrong:
        told = [f"baris {line} kolom {code} berisi “{cell[:20]}”" for line, code, cell in sorted(wrong)]
        raise BadResponses(
            f"{len(told)} jawaban bukan bilangan bulat {spec.scale_min} sampai {spec.scale_max}: {_list(told)}. "
            "Perbaiki, atau kosongkan bila tidak dijawab."
        )
    return pd.DataFrame(columns, dtype=float)


def _answer(cell: str, missing: set[str], spec: InstrumentSpec) -> float | None:
    """The number in a cell, NaN for a blank, None for what is no answer of the scale."""
    if cell in missing:
        return np.nan
    number = int(float(cell)) if WHOLE.fullmatch(cell) else None
    return float(number) if number is not None and spec.scale_min <= number <= spec.scale_max else None


def _labels(rows: _Rows, name: str) -> pd.Series:
    labels = pd.Series(rows.columns[name], dtype=object).str.strip()
    blank = [rows.lines[place] for place in np.flatnonzero(labels == "")]
    if blank:
        raise BadResponses(f"kolom `{name}` kosong pada baris {_list(blank)}. Isi pada setiap baris.")
    return labels


def _headcounts(rows: _Rows, units: pd.Series, waves: pd.Series) -> dict[tuple[str, str], int]:
    cells = pd.Series(rows.columns[HEADCOUNT], dtype=object).str.strip()
    good = {cell for cell in cells.unique() if WHOLE.fullmatch(cell) and int(float(cell)) > 0}
    wrong = [rows.lines[place] for place in np.flatnonzero(~cells.isin(good))]
    if wrong:
        raise BadResponses(
            f"kolom `{HEADCOUNT}` pada baris {_list(wrong)} bukan jumlah orang. Isi bilangan bulat 1 atau lebih."
        )
    people = cells.map(lambda cell: int(float(cell)))
    groups = people.groupby([units, waves])
    different = groups.nunique()
    if (different > 1).any():
        unit, wave = different[different > 1].index[0]
        lines = [rows.lines[place] for place in np.flatnonzero((units == unit) & (waves == wave))]
        raise BadResponses(
            f"`{HEADCOUNT}` unit {unit} gelombang {wave} berbeda-beda pada baris {_list(lines, 5)}. "
            "Isi jumlah yang sama pada semua baris unit itu."
        )
    return {key: int(value) for key, value in groups.first().items()}


def _check_waves(before: pd.Series, after: pd.Series) -> None:
    if (found := before.nunique()) > MOST_WAVES:
        raise BadResponses(
            f"kolom `{WAVE}` berisi {found} gelombang yang berbeda, sedangkan batasnya {MOST_WAVES}. Isi dengan nomor "
            "gelombang, bukan tanggal dan jam pengisian."
        )
    empty = sorted(set(before) - set(after))
    if empty:
        raise BadResponses(f"gelombang {_list(empty)} tidak berisi satu jawaban pun. Hapus baris-barisnya, atau isi.")


def _check_sizes(units: pd.Series, waves: pd.Series, headcounts: Mapping[tuple[str, str], int]) -> None:
    n = units.groupby([units, waves]).size()
    more = [f"{unit} gelombang {wave}" for (unit, wave), count in n.items() if count > headcounts[unit, wave]]
    if more:
        raise BadResponses(
            f"penjawab lebih banyak daripada `{HEADCOUNT}` pada unit {_list(more)}. "
            "Perbaiki jumlah orangnya, atau hapus jawaban ganda."
        )


def _unused(rows: _Rows, spec: InstrumentSpec) -> list[str]:
    used = {UNIT, WAVE, HEADCOUNT, *(item.code for item in spec.items)}
    unused = [name for name in rows.header if name not in used]
    return [f"Kolom yang tidak dipakai: {_list(name or '(tanpa judul)' for name in unused)}."] if unused else []


def _blank(rows: _Rows, answered: pd.Series) -> list[str]:
    blank = [rows.lines[place] for place in np.flatnonzero(~answered)]
    return [f"{len(blank)} baris tanpa satu jawaban pun tidak dihitung: baris {_list(blank)}."] if blank else []
