"""Leader pages: built once, stored, read as one row, written as files."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from competencies.models import UnitNeed
from competencies.needs import derive_unit_needs
from core.clock import now
from core.jobs import enqueue
from people.models import Unit
from readiness.models import IndexRun
from reports.models import Snapshot
from reports.querysets import runs_about
from reports.snapshots.leader import LANGUAGE, build_leader, build_leaders
from reports.snapshots.learning import has_learned
from reports.xlsx.leader import write_leader

Data = dict[str, Any]
BUILD, BUILD_ONE = "reports.build_snapshots", "reports.build_snapshot"
BEFORE_WAVES = 0
# Learning moves every hour: a page is built each night, and behind its reader when somebody there went on meanwhile.
KEPT, KEPT_WHILE_LEARNING = timedelta(hours=30), timedelta(minutes=10)
ROWS_AT_ONCE = 200


def leader_snapshot(unit: Unit, wave: int | None = None, language: str | None = None) -> Data:
    """The page of a unit about the wave of that number, or the newest where there is no such wave, in the language of
    the reader unless one is given. Three queries.

    A page that is missing, or older than a wave it speaks of, is built on the spot; one that is older than what people
    learned since, or of yesterday, is shown as it is and built anew behind it.
    """
    runs = runs_about(unit)
    chosen = next((run for run in runs if run.wave == wave), runs[-1] if runs else None)
    number = chosen.wave if chosen else BEFORE_WAVES
    language = language or (get_language() or LANGUAGE).partition("-")[0]
    stored = Snapshot.objects.filter(kind=Snapshot.Kind.PIMPINAN, unit=unit, wave=number, language=language).first()
    if stored is None or any(run.computed_at > stored.built_at for run in runs):
        return build_snapshot(unit=unit, wave=number, language=language)
    if _is_behind(stored, unit):
        payload = {"unit": str(unit.uuid), "wave": number, "language": language}
        enqueue(BUILD_ONE, key=f"{unit.uuid}:{number}:{language}", payload=payload, again=True)
    data: Data = stored.data
    return data


def _is_behind(stored: Snapshot, unit: Unit) -> bool:
    age = now() - stored.built_at
    if age < KEPT_WHILE_LEARNING:
        return False
    return age > KEPT or has_learned(unit, since=stored.built_at)


def build_snapshot(*, unit: Unit, wave: int, language: str = LANGUAGE) -> Data:
    """Build and store one page; the same figures keep their sum."""
    data = build_leader(unit, wave=wave, language=language)
    Snapshot.objects.update_or_create(
        kind=Snapshot.Kind.PIMPINAN, unit=unit, wave=wave, language=language, defaults=columns_of(data)
    )
    return data


@transaction.atomic
def build_snapshots(*, owner: Unit, on: date | None = None) -> int:
    """Build and store the newest page of a unit and of everything below it; returns how many.

    Those in other languages are thrown away, and built when somebody reads them.
    """
    runs = runs_about(owner)
    Snapshot.objects.filter(unit__path__startswith=owner.path).exclude(language=LANGUAGE).delete()
    if runs:
        _make_sure_of_needs(runs[-1])
    built = 0
    waiting: list[Snapshot] = []
    for unit, data in build_leaders(owner, on=on):
        wave = data["run"]["wave"] if data["run"] else BEFORE_WAVES
        waiting.append(Snapshot(kind=Snapshot.Kind.PIMPINAN, unit=unit, wave=wave, **columns_of(data)))
        if len(waiting) == ROWS_AT_ONCE:
            built += _store(waiting)
            waiting = []
    return built + _store(waiting)


@transaction.atomic
def rebuild_snapshots() -> int:
    """Throw every stored page away and build the newest of each unit again; returns how many. Older ones when read."""
    Snapshot.objects.all().delete()
    return sum(build_snapshots(owner=owner) for owner in owners_of_pages())


def queue_pages(*, owner: Unit, cause: str) -> None:
    """Have the pages of a tree built soon; a cause that comes again while they wait changes nothing."""
    enqueue(BUILD, key=f"{owner.uuid}:{cause}", payload={"owner": str(owner.uuid)}, again=True)


def owners_of_pages() -> list[Unit]:
    """The highest owners of waves: below each of them stands one tree of pages."""
    owners = Unit.objects.filter(index_runs__is_current=True).distinct().order_by("path")
    highest: list[Unit] = []
    for owner in owners:
        if not highest or not owner.path.startswith(highest[-1].path):
            highest.append(owner)
    return highest


def leader_json(data: Data) -> bytes:
    """The page as it is, for other programs; the same page is the same bytes."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()


def leader_xlsx(data: Data) -> bytes:
    return write_leader(data)


def columns_of(data: Data) -> dict[str, Any]:
    return {"data": data, "inputs_sha256": data["sha256"], "built_at": data["built_at"]}


def _store(rows: list[Snapshot]) -> int:
    Snapshot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "unit", "wave", "language"],
        update_fields=["data", "inputs_sha256", "built_at"],
    )
    return len(rows)


def _make_sure_of_needs(run: IndexRun) -> None:
    """Needs and index follow from one event by two jobs, in any order; a page names both."""
    if not UnitNeed.objects.filter(campaign=run.campaign).exists():
        derive_unit_needs(campaign=str(run.campaign))
