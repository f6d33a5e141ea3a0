"""`manage.py score_survey INSTRUMENT.yaml RESPONSES.csv --json`: the product's own figures from a file. No database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from measures.rounding import half_up
from readiness.formulas.side_by_side import BY_HEADCOUNT, Figure, GroupFigures, WaveFigures, score_wave
from readiness.response_file import BadResponses, Responses, read_responses
from surveys.constructs import Consistency
from surveys.schema import BadInstrument, InstrumentSpec, parse_instrument

DECIMALS = 4  # of means in the JSON, which others compute with; more would let a reader count answers out of a mean
ALPHA_DECIMALS = 6

Waves = list[tuple[str, WaveFigures]]


class Command(BaseCommand):
    help = "Nilai berkas jawaban survei menurut sebuah instrumen, tanpa basis data."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("instrument", type=Path, metavar="INSTRUMENT.yaml")
        parser.add_argument("responses", type=Path, metavar="RESPONSES.csv")
        parser.add_argument("--json", action="store_true", help="Tulis JSON, bukan tabel.")

    def handle(self, *args: Any, **options: Any) -> None:
        spec, responses = read_files(options["instrument"], options["responses"])
        waves = score_waves(responses, spec)
        for note in (*responses.warnings, *notes(waves, responses, spec)):
            self.stderr.write(f"Perhatian: {note}")
        weighting = BY_HEADCOUNT if is_by_headcount(responses, spec) else "respondents"
        write = as_json if options["json"] else as_table
        self.stdout.write(write(spec, weighting, waves))


def read_files(instrument: Path, responses: Path) -> tuple[InstrumentSpec, Responses]:
    try:
        spec = parse_instrument(instrument.read_bytes())
        return spec, read_responses(responses.read_bytes(), spec)
    except (BadInstrument, BadResponses) as error:
        raise CommandError(error.sentence) from error
    except OSError as error:
        raise CommandError(f"Berkas {error.filename} tidak dapat dibuka. Periksa nama, letak, dan izinnya.") from error


def is_by_headcount(responses: Responses, spec: InstrumentSpec) -> bool:
    return responses.headcounts is not None and spec.rules.unit_weighting == BY_HEADCOUNT


def score_waves(responses: Responses, spec: InstrumentSpec) -> Waves:
    scored = []
    for wave in sorted(responses.waves.unique(), key=_in_order):
        rows = responses.waves == wave
        units, answers = responses.units[rows], responses.answers[rows]
        scored.append((wave, score_wave(answers, units, _headcount(responses, wave), spec)))
    return scored


def _headcount(responses: Responses, wave: str) -> dict[str, int] | None:
    if responses.headcounts is None:
        return None
    return {unit: people for (unit, when), people in responses.headcounts.items() if when == wave}


def _in_order(wave: str) -> tuple[int, str]:
    """2 before 10; words after numbers."""
    return (int(wave), wave) if wave.isascii() and wave.isdigit() and len(wave) < 10 else (10**9, wave)


def notes(waves: Waves, responses: Responses, spec: InstrumentSpec) -> list[str]:
    """What a reader of the figures must know, one sentence each."""
    told = []
    if responses.headcounts is not None and not is_by_headcount(responses, spec):
        told.append("Instrumen ini menimbang menurut penjawab, jadi kolom `headcount` hanya dipakai memilih pasangan.")
    for wave, figures in waves:
        if figures.total.hidden:
            told.append(f"Gelombang {wave}: total disembunyikan agar kelompok kecil tidak dapat dihitung darinya.")
        told += [f"Gelombang {wave}: {note}" for note in _notes_on_alpha(figures.reliability, spec)]
    return told


def _notes_on_alpha(reliability: Mapping[str, Consistency], spec: InstrumentSpec) -> list[str]:
    least, warn = spec.rules.alpha_min_respondents, spec.rules.alpha_warn_below
    unknown = [code for code, each in reliability.items() if each.alpha is None]
    low = [code for code, each in reliability.items() if each.alpha is not None and each.alpha < warn]
    told = {
        f"tidak dihitung: penjawab yang dipakai kurang dari {least}, butirnya satu, atau semua menjawab sama.": unknown,
        f"di bawah {str(warn).replace('.', ',')}: butirnya belum mengukur hal yang sama.": low,
    }
    return [f"alfa {', '.join(codes)} {words}" for words, codes in told.items() if codes]


def as_json(spec: InstrumentSpec, weighting: str, waves: Waves) -> str:
    """Every key is always there; what is hidden or unknown is null."""
    document = {
        "instrument": spec.code,
        "weighting": weighting,
        "waves": [
            {
                "wave": wave,
                "units": [{"unit": unit.code, **_group(unit)} for unit in figures.units],
                "total": _group(figures.total),
                "reliability": {code: _consistency(each) for code, each in figures.reliability.items()},
            }
            for wave, figures in waves
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)


def _group(group: GroupFigures) -> dict[str, Any]:
    return {
        "n": group.n,
        "hidden": group.hidden or None,
        "index": _bounds(group.index),
        "dimensions": {code: {"n": each.n, **_bounds(each)} for code, each in group.dimensions.items()},
    }


def _bounds(figure: Figure) -> dict[str, float | None]:
    return {"mean": _number(figure.mean), "low": _number(figure.low), "high": _number(figure.high)}


def _consistency(each: Consistency) -> dict[str, Any]:
    return {"alpha": _number(each.alpha, ALPHA_DECIMALS), "n": each.n, "items": each.items, "missing": each.missing}


def _number(value: float | None, places: int = DECIMALS) -> float | None:
    return None if value is None else float(half_up(_without_noise(value), places))


def _without_noise(value: float) -> float:
    """The number that was meant: sums of binary fractions end in 2.67499999999999 where hands find 2.675."""
    return round(value, 9)


def as_table(spec: InstrumentSpec, weighting: str, waves: Waves) -> str:
    """The same for a reader at a terminal, with the decimals of the instrument."""
    lines = [f"{spec.name} ({spec.code} {spec.version}), ditimbang menurut {weighting}"]
    for wave, figures in waves:
        lines += ["", f"Gelombang {wave}"]
        lines += [_line(group, spec) for group in (*figures.units, figures.total)]
    return "\n".join(lines)


def _line(group: GroupFigures, spec: InstrumentSpec) -> str:
    name = group.code or "TOTAL"
    if group.hidden:
        return f"  {name}: disembunyikan ({group.hidden})"
    cells = [("INDEKS", group.index), *group.dimensions.items()]
    people = "" if group.n is None else f" (n {group.n})"
    return f"  {name}{people}: " + "  ".join(f"{code} {_words(each, spec)}" for code, each in cells)


def _words(figure: Figure, spec: InstrumentSpec) -> str:
    if figure.mean is None:
        return "-"
    places = min(spec.rules.decimals, DECIMALS)
    return str(half_up(_without_noise(figure.mean), places)).replace(".", ",")
