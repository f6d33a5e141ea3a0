"""The page of a leader as plain values: how ready a unit is, what follows from it, and what it moves.

Screen, PDF, XLSX and JSON are all drawn from this one dict, so they cannot differ. Its keys stand in
docs/adr/0020-snapshots.md and, with values, in tests/support/leader_sample.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import translation

from competencies.models import UnitNeed
from competencies.needs import needs_of
from core.clock import now, today
from courses.models import Run
from courses.recommend import UnitRecommendation, recommend_below, recommend_for_unit
from measures.rounding import half_up
from people.models import Unit, UnitSpan
from people.scoping import places_above
from readiness.models import IndexRun, IndexScore
from reports.querysets import runs_about
from reports.snapshots import cells, loop
from reports.snapshots.learning import Learning, learning_below
from reports.snapshots.released import Wave, read_reliability, read_waves, rounded
from surveys.models import ReleasedUnit
from surveys.schema import DimensionSpec
from surveys.services import barrier_shares
from targets.standing import targets_of

Data = dict[str, Any]
INDEX = IndexScore.INDEX
LANGUAGE = "id"  # of the words inside, unless a reader wants another


@dataclass(frozen=True)
class Sources:
    """What was read once for one page, or for all pages of an owner."""

    on: date
    waves: Sequence[Wave]
    wave: Wave | None
    units: dict[int, Unit]
    places: cells.Places | None
    learning: dict[int, Learning]
    needs: dict[int, list[UnitNeed]]
    suggested: dict[int, list[UnitRecommendation]]
    runs: dict[int, UUID]
    targets: list[Data]
    reliability: list[Data]
    barriers: list[Data]


def build_leader(unit: Unit, *, wave: int | None = None, on: date | None = None, language: str = LANGUAGE) -> Data:
    """The page of one unit, about the wave of that number or else the newest; `on` is the day for all but the wave."""
    runs = runs_about(unit)
    chosen = next((run for run in runs if run.wave == wave), runs[-1] if runs else None)
    with translation.override(language):
        return _page(unit, _gather(unit, runs, chosen, on or today(unit.agency.zone), only=unit))


def build_leaders(owner: Unit, *, on: date | None = None) -> Iterator[tuple[Unit, Data]]:
    """The newest page of `owner` and of every unit below it. What waves and learning say is read once for all."""
    runs = runs_about(owner)
    with translation.override(LANGUAGE):
        sources = _gather(owner, runs, runs[-1] if runs else None, on or today(owner.agency.zone))
    for unit in sorted(sources.units.values(), key=lambda unit: unit.path):
        if unit.path.startswith(owner.path):
            with translation.override(LANGUAGE):
                data = _page(unit, sources)
            yield unit, data


def _gather(top: Unit, runs: list[IndexRun], of: IndexRun | None, on: date, *, only: Unit | None = None) -> Sources:
    waves = read_waves(runs, of, only)
    wave = next((wave for wave in waves if of and wave.run.pk == of.pk), None)
    units = {unit.pk: unit for unit in _units(top, wave, only)}
    spans = UnitSpan.objects.at(wave.run.as_of if wave else on).filter(unit__in=units)
    needs = {only.pk: needs_of(only)} if only else _needs_below(top, units.values(), wave)
    suggested = {only.pk: recommend_for_unit(only)} if only else recommend_below(top, needs, on)
    offered = [one.edition.open_run for found in suggested.values() for one in found if one.edition.open_run]
    return Sources(
        on=on,
        waves=waves,
        wave=wave,
        units=units,
        places=cells.Places(wave, dict(_kinds(spans))) if wave else None,
        learning=learning_below(top, on),
        needs=needs,
        suggested=suggested,
        runs=dict(Run.objects.filter(pk__in=offered).values_list("pk", "uuid")),
        targets=targets_of(_root(top, units), on),
        reliability=read_reliability(wave) if wave else [],
        barriers=_barriers(wave) if wave else [],
    )


def _units(top: Unit, wave: Wave | None, only: Unit | None) -> QuerySet[Unit]:
    """Those above, and of one page those of the wave that were read for it, of all pages everything below."""
    near = Q(path__startswith=top.path) if only is None else Q(pk__in=wave.units if wave else [])
    return Unit.objects.select_related("agency").filter(Q(path__in=places_above(top.path)) | near)


def _kinds(spans: QuerySet[UnitSpan]) -> Iterator[tuple[int, str]]:
    for unit, kind in spans.values_list("unit", "kind"):
        yield unit, UnitSpan.Kind(kind).label.lower()


def _needs_below(top: Unit, units: Iterable[Unit], wave: Wave | None) -> dict[int, list[UnitNeed]]:
    """`needs_of` for every unit: one that came after the wave takes what is needed above it. One query."""
    found: dict[int, list[UnitNeed]] = {}
    current = UnitNeed.objects.filter(is_current=True, unit__path__startswith=top.path)
    for need in current.select_related("source_unit").order_by("score", "construct"):
        found.setdefault(need.unit_id, []).append(need)
    return {unit.pk: found.get(_measured_place(unit, wave), []) for unit in units}


def _measured_place(unit: Unit, wave: Wave | None) -> int:
    places = [int(key) for key in unit.path.strip("/").split("/")]
    return next((key for key in reversed(places) if wave and key in wave.units), unit.pk)


def _barriers(wave: Wave) -> list[Data]:
    """Of the whole wave alone: parts of it would be further cuts."""
    return [{"code": code, "name": name, "share": share} for code, name, share in barrier_shares(wave.campaign)]


def _root(unit: Unit, units: dict[int, Unit]) -> Unit:
    return units[int(unit.path.split("/")[1])]


def _page(unit: Unit, sources: Sources) -> Data:
    wave = sources.wave
    row = wave.units.get(unit.pk) if wave else None
    response, headcount = _response(row, wave), _headcount(unit.pk, row, sources)
    why = wave.why_hidden(unit.pk) if wave else ""
    is_measured = wave is not None
    data = {
        "unit": {"uuid": str(unit.uuid), "code": unit.code, "name": str(unit), "depth": unit.path.count("/") - 2},
        "agency": {"code": unit.agency.code, "name": unit.agency.name, "zone": unit.agency.zone},
        "crumbs": [named(sources.units[key]) for key in map(int, unit.path.strip("/").split("/"))],
        "run": _run(wave) if wave else None,
        "headcount": headcount,
        **response,
        "hidden_note": cells.hidden_note(wave, unit.pk),
        **_readiness(unit, sources),
        "trend": [{**_mark(wave.run), "index": cells.cell_of(wave, unit.pk, INDEX)} for wave in sources.waves],
        "reliability": sources.reliability,
        "loop": loop.posts(
            gap=loop.gap_post(unit, sources.needs.get(unit.pk, []), is_measured=is_measured),
            learning=sources.learning.get(unit.pk, Learning()),
            measured=loop.measured_post(response, headcount, why, is_measured=is_measured),
            targets=sources.targets,
        ),
        "targets": sources.targets,
        "actions": loop.actions(sources.suggested.get(unit.pk, []), sources.runs),
        "barriers": sources.barriers if wave and wave.campaign.owner_unit_id == unit.pk else [],
        "units": _below(unit, sources),
    }
    return {**data, "built_at": now().isoformat(), "sha256": digest(data)}


def digest(data: Data) -> str:
    """One sum for all that went into a page: two builds with the same sum say the same."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def named(unit: Unit) -> Data:
    return {"code": unit.code, "name": str(unit)}


def _run(wave: Wave) -> Data:
    """The wave, and what of its instrument has to be said beside its figures."""
    spec, rules = wave.spec, wave.spec.rules
    return {
        **_mark(wave.run),
        "formula": wave.run.formula_version,
        "sha256": wave.run.inputs_sha256,
        "scale": {"min": spec.scale_min, "max": spec.scale_max},
        "rules": {
            "min_group": rules.min_group,
            "change_min": rules.change_min,
            "rwg_flag_below": rules.rwg_flag_below,
            "alpha_warn_below": rules.alpha_warn_below,
            "response_rate_warn_below": rules.response_rate_warn_below,
        },
    }


def _mark(run: IndexRun) -> Data:
    return {
        "wave": run.wave,
        "title": run.title,
        "as_of": run.as_of.isoformat(),
        "version": run.instrument_version,
    }


def _headcount(unit: int, row: ReleasedUnit | None, sources: Sources) -> int:
    """People of the frame; where they may not be told, those who work there today, which is no secret."""
    if row and not row.hidden:
        return row.headcount
    return sources.learning[unit].people if unit in sources.learning else 0


def _response(row: ReleasedUnit | None, wave: Wave | None) -> Data:
    """How many answered of those asked; nothing where the unit hides."""
    if wave is None or row is None or row.hidden or not row.n or not row.headcount:
        return {"n": None, "response_rate": None, "low_response": False}
    return {
        "n": row.n,
        "response_rate": rate(row),
        "low_response": row.n / row.headcount < wave.spec.rules.response_rate_warn_below,
    }


def rate(row: ReleasedUnit) -> int | None:
    return int(half_up(100 * row.n / row.headcount, 0)) if row.n and row.headcount else None


def _readiness(unit: Unit, sources: Sources) -> Data:
    """Index, place and dimensions in the wave of the page."""
    wave, places = sources.wave, sources.places
    if wave is None or places is None:
        empty = {"index": dict(cells.NOTHING), "change": dict(cells.NO_CHANGE)}
        return {**empty, "rank": None, "peers": None, "dimensions": []}
    row = wave.units.get(unit.pk)
    return {
        "index": cells.cell_of(wave, unit.pk, INDEX),
        "change": cells.change_of(wave, unit.pk, INDEX),
        "rank": places.rank(unit.pk) if row and row.depth == 1 else None,
        "peers": places.peers(unit.pk),
        "dimensions": [_dimension(places, unit.pk, dimension, sources.waves) for dimension in wave.spec.dimensions],
    }


def _dimension(places: cells.Places, unit: int, dimension: DimensionSpec, waves: Sequence[Wave]) -> Data:
    wave, code = places.wave, dimension.code
    score = wave.shown(unit, code)
    change = cells.change_of(wave, unit, code)
    rwg = score.rwg if score else None
    return {
        "code": code,
        "name": dimension.name,
        "cell": cells.cell_of(wave, unit, code),
        # Beside today's figure the one before is a change too: only where the change may be shown.
        "previous": None if change["value"] is None else cells.previous(waves, wave, unit, code),
        "peers": places.peers_in(unit, code),
        "change": change,
        "rwg": rounded(rwg),
        "split": rwg is not None and rwg < wave.spec.rules.rwg_flag_below,
    }


def _below(unit: Unit, sources: Sources) -> list[Data]:
    """The units right below, in the order of their codes: an order by value would tell of the hidden ones."""
    wave = sources.wave
    if wave and unit.pk in wave.units:
        return [_unit_row(row.unit, row, sources) for row in wave.children.get(unit.pk, [])]
    spans = UnitSpan.objects.at(sources.on).filter(parent=unit).select_related("unit").order_by("unit__code")
    return [_unit_row(span.unit, None, sources) for span in spans]


def _unit_row(unit: Unit, row: ReleasedUnit | None, sources: Sources) -> Data:
    wave = sources.wave
    return {
        **named(unit),
        "headcount": _headcount(unit.pk, row, sources),
        "rate": rate(row) if row and not row.hidden else None,
        "index": cells.cell_of(wave, unit.pk, INDEX) if wave else dict(cells.NOTHING),
        "has_children": wave is not None and unit.pk in wave.parents,
    }
