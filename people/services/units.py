"""Units through time: what is, was and will be called what, and where it hangs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from core.audit import record_audit
from core.clock import today
from core.errors import Refused
from people.models import Agency, Unit, UnitSpan
from people.services.refusals import said_in_words


class BelowItself(Refused):
    sentence = _("Unit tidak dapat dipindahkan ke bawah dirinya sendiri. Pilih unit induk lain.")


class OtherAgency(Refused):
    sentence = _("Unit induk berada di instansi lain. Pilih unit induk dari instansi yang sama.")


class NotThen(Refused):
    sentence = _("Unit ini belum ada, atau sudah berakhir, pada tanggal itu. Pilih tanggal lain.")


@transaction.atomic
def create_unit(
    *,
    agency: Agency,
    code: str,
    name: str,
    kind: str,
    from_day: date,
    parent: Unit | None = None,
    until: date | None = None,
    echelon: str = "",
) -> Unit:
    """A unit that exists from a day, until further notice or until (not including) another day."""
    refuse_foreign_parent(agency, parent)
    with said_in_words():
        unit = Unit.objects.create(agency=agency, code=code, name=name)
        unit.path = path_below(parent, unit)
        unit.save(update_fields=["path"])
        UnitSpan.objects.create(
            unit=unit,
            parent=parent,
            name=name,
            kind=kind,
            echelon=echelon,
            path=unit.path,
            valid=DateRange(from_day, until),
        )
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, from_day: date, by: Any = None) -> Unit:
    """Hang a unit, with everything below it, under another parent from a day. What was before stays as it was."""
    Agency.objects.select_for_update().get(pk=unit.agency_id)
    refuse_foreign_parent(unit.agency, parent)
    here, there = span_on(unit, from_day), span_on(parent, from_day)
    if there.path.startswith(here.path):
        raise BelowItself
    old, new = here.path, path_below_path(there.path, unit)
    for span in UnitSpan.objects.at(from_day).filter(path__startswith=old):
        moved = split_span(span, from_day)
        moved.path = new + moved.path.removeprefix(old)
        if moved.unit_id == unit.pk:
            moved.parent = parent
        moved.save(update_fields=["path", "parent"])
    for span in UnitSpan.objects.filter(path__startswith=old, valid__startswith__gt=from_day):
        span.path = new + span.path.removeprefix(old)
        span.save(update_fields=["path"])
    refresh_units(agency=unit.agency)
    record_audit(by and by.uuid, "people:unit:move", "unit", unit.uuid, {"path": old}, {"path": new})
    unit.refresh_from_db()
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, from_day: date, by: Any = None) -> Unit:
    span = split_span(span_on(unit, from_day), from_day)
    before, span.name = span.name, name
    span.save(update_fields=["name"])
    refresh_units(agency=unit.agency)
    record_audit(by and by.uuid, "people:unit:rename", "unit", unit.uuid, {"name": before}, {"name": name})
    unit.refresh_from_db()
    return unit


def refresh_units(*, agency: Agency | None = None, on: date | None = None) -> int:
    """Write today's name and path onto the units; those that do not exist today keep their last. Returns how many."""
    units = Unit.objects.filter(agency=agency) if agency else Unit.objects.all()
    spans = UnitSpan.objects.at(on or today()).filter(unit=OuterRef("pk"))
    path = Coalesce(Subquery(spans.values("path")[:1]), F("path"))
    name = Coalesce(Subquery(spans.values("name")[:1]), F("name"))
    return units.exclude(path=path, name=name).update(path=path, name=name)


def span_on(unit: Unit, day: date) -> UnitSpan:
    span = UnitSpan.objects.at(day).filter(unit=unit).first()
    if span is None:
        raise NotThen
    return span


def split_span(span: UnitSpan, day: date) -> UnitSpan:
    """The part from that day on; the part before stays a row of its own."""
    if span.valid.lower == day:
        return span
    until = span.valid.upper
    span.valid = DateRange(span.valid.lower, day)
    span.save(update_fields=["valid"])
    span.pk, span._state.adding, span.valid = None, True, DateRange(day, until)
    span.save()
    return span


def refuse_foreign_parent(agency: Agency, parent: Unit | None) -> None:
    if parent and parent.agency_id != agency.pk:
        raise OtherAgency


def path_below(parent: Unit | None, unit: Unit) -> str:
    return path_below_path(parent.path if parent else "/", unit)


def path_below_path(path: str, unit: Unit) -> str:
    return f"{path}{unit.pk}/"
