"""Figures as they are published: rounded once, with their interval and words, or hidden and then without any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from django.utils.translation import gettext as _

from measures.change import verdict
from measures.indices import band
from readiness.models import IndexScore
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
    why = wave.why_hidden(unit) if wave else ""
    if why == TIDAK_IKUT:
        return _("Unit ini tidak ikut gelombang ini, jadi tidak ada angkanya.")
    if why:
        return _("Disembunyikan. Kurang dari 5 jawaban, atau dapat dihitung balik dari kelompok lain.")
    return ""


def change_of(wave: Wave, unit: int, component: str) -> Data:
    """Against the wave before; "naik" or "turun" only outside the error and large enough to matter."""
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


@dataclass(frozen=True)
class Place:
    """Among which shown units a unit stands, and which of them are of its kind. Made of shown figures alone."""

    wave: Wave
    unit: int
    beside: Sequence[int]
    like: Sequence[int]
    kind: str

    def rank(self) -> Data | None:
        """The places that overlapping intervals leave open: those surely above, and those surely below."""
        own = self.wave.shown(self.unit, IndexScore.INDEX)
        others = [score for unit in self.beside if (score := self.wave.shown(unit, IndexScore.INDEX))]
        if own is None or not others:
            return None
        above = sum(1 for score in others if _low(score) > _high(own))
        under = sum(1 for score in others if _high(score) < _low(own))
        return {"from": above + 1, "to": len(others) + 1 - under, "of": len(others) + 1}

    def peers(self) -> Data | None:
        """Mean of the others of its kind; nobody's own figure hides in a mean of at least three shown ones."""
        values = self._values(IndexScore.INDEX)
        if len(values) < FEWEST_PEERS or not self.wave.shown(self.unit, IndexScore.INDEX):
            return None
        return {"name": self.kind, "count": len(values), "index": rounded(sum(values) / len(values))}

    def peers_in(self, component: str) -> float | None:
        values = self._values(component)
        if len(values) < FEWEST_PEERS or not self.wave.shown(self.unit, component):
            return None
        return rounded(sum(values) / len(values))

    def _values(self, component: str) -> list[float]:
        shown = (self.wave.shown(unit, component) for unit in self.like)
        return [score.value for score in shown if score and score.value is not None]


def _low(score: IndexScore) -> float:
    """Of an index without interval (few have one of their own): it may lie anywhere."""
    return -inf if score.low is None else score.low


def _high(score: IndexScore) -> float:
    return inf if score.high is None else score.high
