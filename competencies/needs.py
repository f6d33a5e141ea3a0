"""What a closed wave says units need: derived from the released set alone, never from answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Length

from competencies.models import UnitNeed
from core.locks import one_at_a_time
from measures.gaps import courses_for
from people.models import Unit
from surveys.models import Campaign, ConstructScore, Instrument, ReleasedUnit
from surveys.schema import DimensionSpec

# Other surveys (pulse, feedback) measure too, but name no courses.
SPEAKING = {"state": Campaign.State.DINILAI, "version__instrument__purpose": Instrument.Purpose.KESIAPAN}
COLUMNS = ("construct", "construct_name", "score", "scale_max", "severity", "course_codes", "campaign_title")

Shown = Mapping[str, tuple[int, float]]  # construct → (unit whose score it is, score)


@transaction.atomic
def derive_unit_needs(*, campaign: str) -> int:
    """Write what every unit of the wave's tree needs, and let needs of older waves rest; returns how many rows.

    A unit that may not be shown, or whose cell may not, takes the need of its nearest shown ancestor. Again gives the
    same rows.
    """
    wave = Campaign.objects.select_related("version__instrument").get(uuid=campaign)
    if wave.version.instrument.purpose != Instrument.Purpose.KESIAPAN:
        return 0
    with one_at_a_time("competencies.unit_needs", "all"):
        UnitNeed.objects.filter(campaign=wave.uuid).delete()
        overtaken = units_with_newer_wave(wave)
        made = UnitNeed.objects.bulk_create(needs_from(wave, overtaken), batch_size=4_000)
        asked = ReleasedUnit.objects.filter(campaign=wave).exclude(unit__in=overtaken).values("unit")
        UnitNeed.objects.filter(is_current=True, unit__in=asked).exclude(campaign=wave.uuid).update(is_current=False)
        return len(made)


@transaction.atomic
def rebuild_unit_needs() -> int:
    """Throw every need away and derive it from its wave again; returns how many. The same rows come out."""
    UnitNeed.objects.all().delete()
    return sum(derive_unit_needs(campaign=str(wave.uuid)) for wave in speaking_waves())


def speaking_waves() -> QuerySet[Campaign]:
    """Those that say what units need, oldest first."""
    waves = Campaign.objects.filter(**SPEAKING).select_related("version__instrument")
    return waves.order_by("closes_on", "pk")


def needs_of(unit: Unit) -> list[UnitNeed]:
    """What the unit needs now, the weakest dimension first; one query.

    A unit that came after the wave takes what the nearest unit above it needs.
    """
    return list(_current(unit.path).select_related("source_unit"))


def needs_in_a_row(path: str) -> ArraySubquery:
    """The same, as one column of another query; `read_needs` makes it needs again."""
    row = JSONObject(source="source_unit__name", **{name: name for name in COLUMNS})
    return ArraySubquery(_current(path).values(row=row))


def read_needs(rows: Iterable[Mapping[str, Any]]) -> list[UnitNeed]:
    return [UnitNeed(source_unit=Unit(name=row["source"]), **{name: row[name] for name in COLUMNS}) for row in rows]


def _current(path: str) -> QuerySet[UnitNeed]:
    """Needs of the unit at that path, or of the nearest one above it that a wave has asked."""
    above = [int(key) for key in path.split("/") if key] or [0]  # a partner works nowhere, which is no unit
    # By key, since a planner without fresh statistics would walk all units for each row when asked by path.
    measured = ReleasedUnit.objects.filter(
        unit__in=above, **{f"campaign__{name}": value for name, value in SPEAKING.items()}
    )
    nearest = measured.order_by(Length("unit__path").desc()).values("unit")[:1]
    return UnitNeed.objects.filter(is_current=True, unit=Subquery(nearest)).order_by("score", "construct")


def needs_from(wave: Campaign, overtaken: set[int]) -> list[UnitNeed]:
    """What follows from the released set of the wave, not written; current but for the units `overtaken`."""
    dimensions = wave.version.spec.dimensions
    return [
        need
        for unit, shown in _shown_to(wave).items()
        for dimension in dimensions
        if dimension.code in shown and (need := _need(wave, unit, dimension, *shown[dimension.code], overtaken))
    ]


def _need(
    wave: Campaign, unit: int, dimension: DimensionSpec, source: int, score: float, overtaken: set[int]
) -> UnitNeed | None:
    spec = wave.version.spec
    severity, codes = courses_for(score, dimension.courses, spec.scale_min, spec.scale_max)
    if severity is None or not codes:
        return None
    return UnitNeed(
        unit_id=unit,
        source_unit_id=source,
        construct=dimension.code,
        construct_name=dimension.name,
        score=score,
        scale_max=spec.scale_max,
        severity=severity,
        course_codes=list(codes),
        campaign=wave.uuid,
        campaign_title=wave.title,
        measured_on=wave.closes_on,
        is_current=unit not in overtaken,
    )


def _shown_to(wave: Campaign) -> dict[int, Shown]:
    """For each unit of the tree its own shown scores over those of its nearest shown ancestors."""
    own: dict[int, dict[str, tuple[int, float]]] = {}
    scores = ConstructScore.objects.filter(campaign=wave, hidden="", mean__isnull=False)
    for unit, construct, mean in scores.values_list("unit", "construct", "mean"):
        assert mean is not None  # filtered
        own.setdefault(unit, {})[construct] = (unit, mean)
    found: dict[int, Shown] = {}
    tree = ReleasedUnit.objects.filter(campaign=wave).order_by("depth", "unit")
    for unit, parent, hidden in tree.values_list("unit", "parent", "hidden"):
        found[unit] = {**found.get(parent, {}), **({} if hidden else own.get(unit, {}))}
    return found


def units_with_newer_wave(wave: Campaign) -> set[int]:
    """Units of this wave that a later one has asked as well."""
    later = Q(closes_on__gt=wave.closes_on) | Q(closes_on=wave.closes_on, pk__gt=wave.pk)
    own = ReleasedUnit.objects.filter(campaign=wave).values("unit")
    asked = ReleasedUnit.objects.filter(campaign__in=Campaign.objects.filter(later, **SPEAKING), unit__in=own)
    return set(asked.values_list("unit", flat=True))
