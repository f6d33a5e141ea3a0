"""Figures as they are published: rounded once, with their interval and words, or hidden and then without any."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from math import fsum, inf
from typing import Any

from django.utils.translation import gettext as _

from measures.change import verdict
from measures.indices import band
from readiness.models import IndexScore
from reports import wording
from reports.snapshots.released import TIDAK_IKUT, Wave, rounded

Data = dict[str, Any]
NOTHING: Data = {"value": None, "low": None, "high": None, "n": None, "band": "", "hidden": ""}
NO_CHANGE: Data = {"value": None, "low": None, "high": None, "verdict": "", "why_not": ""}
FEWEST_PEERS = 3


def cell_of(wave: Wave, unit: int, component: str) -> Data:
    """A hidden cell says only that it hides; one without figures and without reason had too few answers to compute."""
    if why := wave.why_hidden(unit, component):
        return {**NOTHING, "hidden": why}
    score = wave.shown(unit, component)
    if score is None or score.value is None:
        return dict(NOTHING)
    return {
        "value": rounded(score.value),
        "low": rounded(score.low),
        "high": rounded(score.high),
        "n": score.n,
        "band": band(score.value, wave.spec.scale_min, wave.spec.scale_max),
        "hidden": "",
    }


def hidden_note(wave: Wave | None, unit: int) -> str:
    """The sentence in place of every figure of a unit that may not be shown."""
    if wave is None:
        return ""
    why = wave.why_hidden(unit)
    if why == TIDAK_IKUT:
        return _("Unit ini tidak ikut gelombang ini, jadi tidak ada angkanya.")
    if why:
        return wording.too_few(wave.spec.rules.min_group)
    return ""


def change_of(wave: Wave, unit: int, component: str) -> Data:
    """Against the wave before; its verdict is that of `measures.change`."""
    score = wave.shown(unit, component)
    if score is None:
        return dict(NO_CHANGE)
    if score.change is None or score.change_low is None or score.change_high is None:
        return {**NO_CHANGE, "why_not": why_no_change(score.change_hidden)}
    return {
        "value": rounded(score.change),
        "low": rounded(score.change_low),
        "high": rounded(score.change_high),
        "verdict": verdict(score.change, score.change_low, score.change_high, wave.spec.rules.change_min),
        "why_not": "",
    }


def why_no_change(reason: str) -> str:
    return {
        "versi": _("Gelombang sebelumnya memakai versi instrumen lain, jadi nilainya tidak dibandingkan."),
        "tersembunyi": _("Nilai gelombang sebelumnya disembunyikan, jadi perubahannya tidak dapat ditampilkan."),
        "anggota": _(
            "Penjawab kedua gelombang hanya berbeda sedikit; perubahannya disembunyikan agar tidak menunjuk orang."
        ),
        "pertama": _("Ini gelombang pertama; perubahan tampil setelah gelombang berikutnya."),
    }.get(reason, "")


def previous(waves: Sequence[Wave], wave: Wave, unit: int, component: str) -> float | None:
    """The figure of the last earlier wave that showed one, by the same version of the instrument."""
    earlier = [found for found in waves if found.run.as_of < wave.run.as_of]
    for found in reversed(earlier):
        if score := found.shown(unit, component):
            same = found.run.instrument_version == wave.run.instrument_version
            return rounded(score.value) if same else None
    return None


class Places:
    """How units stand beside the others right below their parent. Made of shown figures alone, each group added up once
    for all its units.
    """

    def __init__(self, wave: Wave, kinds: Mapping[int, str]) -> None:
        self.wave, self.kinds = wave, kinds
        self._ends: dict[int, tuple[list[float], list[float]]] = {}
        self._sums: dict[tuple[int, str], dict[str, tuple[float, int]]] = {}

    def rank(self, unit: int) -> Data | None:
        """The places that overlapping intervals leave open: those surely above, and those surely below."""
        own, parent = self.wave.shown(unit, IndexScore.INDEX), self._parent(unit)
        if own is None or parent is None:
            return None
        lows, highs = self._ends_below(parent)
        if len(lows) < 2:
            return None
        above, under = len(lows) - bisect_right(lows, _high(own)), bisect_left(highs, _low(own))
        return {"from": above + 1, "to": len(lows) - under, "of": len(lows)}

    def peers(self, unit: int) -> Data | None:
        """Mean of the others of its kind; nobody's own figure hides in a mean of at least three shown ones."""
        found = self._others(unit, IndexScore.INDEX)
        return {"name": self.kinds.get(unit, ""), "count": found[1], "index": rounded(found[0])} if found else None

    def peers_in(self, unit: int, component: str) -> float | None:
        found = self._others(unit, component)
        return rounded(found[0]) if found else None

    def _others(self, unit: int, component: str) -> tuple[float, int] | None:
        """Mean and number of the others, where there are enough and the unit itself is shown."""
        own, parent = self.wave.shown(unit, component), self._parent(unit)
        if own is None or own.value is None or parent is None:
            return None
        total, count = self._sums_below(parent, self.kinds.get(unit, ""))[component]
        return ((total - own.value) / (count - 1), count - 1) if count > FEWEST_PEERS else None

    def _parent(self, unit: int) -> int | None:
        row = self.wave.units.get(unit)
        return row.parent_id if row else None

    def _ends_below(self, parent: int) -> tuple[list[float], list[float]]:
        """The lower and the upper ends of all intervals, each in order."""
        if parent not in self._ends:
            beside = (self.wave.shown(row.unit_id, IndexScore.INDEX) for row in self.wave.children[parent])
            shown = [score for score in beside if score]
            self._ends[parent] = sorted(map(_low, shown)), sorted(map(_high, shown))
        return self._ends[parent]

    def _sums_below(self, parent: int, kind: str) -> dict[str, tuple[float, int]]:
        """Of each component the sum of what is shown of units of that kind, and how many they are."""
        if (parent, kind) not in self._sums:
            sums: dict[str, tuple[float, int]] = {}
            alike = [row.unit_id for row in self.wave.children[parent] if self.kinds.get(row.unit_id, "") == kind]
            for component in (IndexScore.INDEX, *self.wave.spec.weights):
                shown = [score.value for unit in alike if (score := self.wave.shown(unit, component))]
                sums[component] = fsum(value for value in shown if value is not None), len(shown)
            self._sums[parent, kind] = sums
        return self._sums[parent, kind]


def _low(score: IndexScore) -> float:
    """Of an index without interval (few have one of their own): it may lie anywhere."""
    return -inf if score.low is None else score.low


def _high(score: IndexScore) -> float:
    return inf if score.high is None else score.high
