"""The index of a wave, computed from its released set and stored with all that made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.events import emit
from core.jobs import enqueue
from core.locks import one_at_a_time
from measures.change import compare
from measures.intervals import Estimate
from readiness.events import IndexPublished
from readiness.formulas import kesiapan
from readiness.formulas.kesiapan import NoChange
from readiness.models import IndexRun, IndexScore
from readiness.querysets import run_after, run_before
from surveys.models import Campaign, Instrument
from surveys.released import Released, read_released
from surveys.services import comparable_units

COMPUTE = "readiness.compute_index"
BATCH = 5000
FIGURES = ("value", "low", "high", "se", "df", "rwg")


class NotScored(Refused):
    sentence = _(
        "Indeks gelombang ini belum dapat dihitung, karena gelombangnya belum ditutup dan dinilai. Tutup gelombangnya, "
        "lalu tunggu sampai hasilnya siap."
    )


def compute_index(*, campaign: str) -> IndexRun:
    """Write the index and the dimensions of every unit that stands in a scored wave; the run that counts from now on.

    Nothing is written when a run of the same formula over the same input stands already. The wave after this one is
    compared with it, so it is computed anew. Raises NotScored.
    """
    wave = Campaign.objects.select_related("version__instrument", "owner_unit").get(uuid=campaign)
    with one_at_a_time("readiness.index", str(wave.owner_unit.uuid)):
        wave.refresh_from_db(fields=["state"])
        if not wave.has_results:
            raise NotScored
        run = new_run(wave)
        before = run_before(run)
        released = read_released(wave)
        run.inputs_sha256 = digest(wave, released, before)
        if standing := standing_run(run):
            return standing
        IndexRun.objects.filter(campaign=wave.uuid, is_current=True).update(is_current=False)
        run.save()
        write_scores(run, wave, released, before)
        emit(IndexPublished(run=str(run.uuid)))
        if after := run_after(run):
            queue_index(str(after.campaign))
    return run


def queue_index(campaign: str) -> None:
    enqueue(COMPUTE, key=campaign, payload={"campaign": campaign}, again=True)


@transaction.atomic
def rebuild_index() -> int:
    """Compute every wave that measures readiness anew, oldest first; returns how many. The figures stay the same."""
    waves = Campaign.objects.filter(
        state=Campaign.State.DINILAI, version__instrument__purpose=Instrument.Purpose.KESIAPAN
    ).order_by("closes_on", "number", "pk")
    IndexRun.objects.filter(is_current=True).delete()
    return len([compute_index(campaign=str(uuid)) for uuid in waves.values_list("uuid", flat=True)])


def new_run(wave: Campaign) -> IndexRun:
    return IndexRun(
        framework=wave.version.instrument.code,
        instrument_version=wave.version.number,
        owner_unit=wave.owner_unit,
        campaign=wave.uuid,
        wave=wave.number,
        title=wave.title,
        as_of=wave.closes_on,
        formula_version=kesiapan.VERSION,
    )


def standing_run(run: IndexRun) -> IndexRun | None:
    same = IndexRun.objects.filter(
        campaign=run.campaign,
        is_current=True,
        formula_version=run.formula_version,
        inputs_sha256=run.inputs_sha256,
        scores__isnull=False,
    )
    return same.first()


def digest(wave: Campaign, released: Released, before: IndexRun | None) -> str:
    """SHA-256 of all that the figures follow from: instrument, units, answers, and the run they are compared with."""
    head = {
        "instrument": wave.version.sha256,
        "units": [released.units, released.tree.parents, released.tree.headcounts, released.tree.weights],
        "before": [before.formula_version, before.inputs_sha256] if before else [],
    }
    found = hashlib.sha256(json.dumps(head).encode())
    rows = np.column_stack([released.places, released.answers.to_numpy(dtype=float)])
    found.update(np.nan_to_num(rows, nan=-1e9).astype("<f8").tobytes())
    return found.hexdigest()


def write_scores(run: IndexRun, wave: Campaign, released: Released, before: IndexRun | None) -> None:
    rows = kesiapan.score_tree(released.answers, released.places, released.tree, wave.version.spec)
    earlier = read_earlier(run, wave, before)
    scores = [
        score_of(run, released.units[row["place"]], row, wave.version.spec.rules.change_min, earlier)
        for row in rows.to_dict("records")
    ]
    IndexScore.objects.bulk_create(scores, batch_size=BATCH)


@dataclass(frozen=True)
class Earlier:
    """What the wave before says. `none`: why nothing of it may be compared at all."""

    none: str = ""
    scores: Mapping[tuple[int, str], Estimate] = field(default_factory=dict)
    comparable: Mapping[int, bool] = field(default_factory=dict)

    def why_not(self, unit: int, component: str) -> str:
        if self.none or (unit, component) not in self.scores:
            return self.none or NoChange.HIDDEN
        return "" if self.comparable.get(unit) else NoChange.MEMBERS


def read_earlier(run: IndexRun, wave: Campaign, before: IndexRun | None) -> Earlier:
    if before is None:
        return Earlier(NoChange.FIRST)
    if before.instrument_version != run.instrument_version:
        return Earlier(NoChange.VERSION)
    scores = {
        (score.unit_id, score.component): spread_about(score.value, score.se, score.df)
        for score in before.scores.all()
        if score.value is not None and score.se is not None and score.df is not None
    }
    return Earlier("", scores, comparable_units(before=Campaign.objects.get(uuid=before.campaign), after=wave))


def spread_about(value: float, se: float, df: float) -> Estimate:
    """What a comparison needs of a figure."""
    unknown = float("nan")
    return Estimate(0, value, unknown, se, df, unknown, unknown)


def score_of(run: IndexRun, unit: int, row: Mapping[Any, Any], least: float, earlier: Earlier) -> IndexScore:
    figures = {name: None if isnan(row[name]) else float(row[name]) for name in FIGURES}
    score = IndexScore(
        run=run,
        unit_id=unit,
        component=row["component"],
        hidden=row["hidden"],
        n=None if isnan(row["n"]) else int(row["n"]),
        **figures,
    )
    if not score.hidden:
        add_change(score, least, earlier)
    return score


def add_change(score: IndexScore, least: float, earlier: Earlier) -> None:
    """Against the wave before, or the word why there is none."""
    score.change_hidden = earlier.why_not(score.unit_id, score.component)
    if score.change_hidden or score.value is None or score.se is None or score.df is None:
        score.change_hidden = score.change_hidden or NoChange.HIDDEN
        return
    before = earlier.scores[score.unit_id, score.component]
    found = compare(before, spread_about(score.value, score.se, score.df), least)
    score.change, score.change_low, score.change_high = found.value, found.low, found.high
