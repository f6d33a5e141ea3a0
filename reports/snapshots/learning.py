"""How far the people of units have come between a gap and a certificate, counted by where they work today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from certificates.models import Certificate
from courses.models import Enrolment
from people.models import Person, Unit
from records.ledger.models import LedgerEntry
from surveys.querysets import FRAME_KINDS

NOTHING = Decimal(0)


@dataclass
class Learning:
    """Of a unit and everything below it: people, of them those who follow and who finished a course; papers; hours."""

    people: int = 0
    learning: int = 0
    finished: int = 0
    certificates: int = 0
    jp: Decimal = NOTHING

    def add(self, other: Learning) -> None:
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))


def learning_below(top: Unit, on: date) -> dict[int, Learning]:
    """By unit, each with what lies below it, for `top` and every unit under it where anybody works. Four queries."""
    alone: dict[int, Learning] = {}
    for part, rows in _counts(top, on).items():
        for unit, amount in rows:
            setattr(alone.setdefault(unit, Learning()), part, amount)
    paths = Unit.objects.filter(pk__in=alone).values_list("pk", "path")
    return _rolled_up(top, paths, alone)


def has_learned(top: Unit, since: datetime) -> bool:
    """Whether anybody of a unit or below it began or finished a course after that moment."""
    moved = Q(enrolled_at__gt=since) | Q(completed_at__gt=since)
    return Enrolment.objects.filter(moved, person__unit__path__startswith=top.path).exists()


def _rolled_up(top: Unit, paths: Iterable[tuple[int, str]], alone: dict[int, Learning]) -> dict[int, Learning]:
    found = {top.pk: Learning()}
    for unit, path in paths:
        for place in path.removeprefix(top.path).strip("/").split("/"):
            if place:
                found.setdefault(int(place), Learning()).add(alone[unit])
        found[top.pk].add(alone[unit])
    return found


def _counts(top: Unit, on: date) -> dict[str, list[tuple[int, int]]]:
    staff = Person.objects.filter(unit__path__startswith=top.path, kind__in=FRAME_KINDS, left_on=None)
    courses = Enrolment.objects.filter(person__in=staff)
    papers = Certificate.objects.filter(person__in=staff, revocation=None, replaced_by=None)
    hours = LedgerEntry.objects.filter(person__in=staff, year=on.year)
    follow = Q(state__in=[Enrolment.State.AKTIF, Enrolment.State.SELESAI])
    finish = Q(state=Enrolment.State.SELESAI)
    enrolled = list(
        courses.values_list("person__unit").annotate(
            learning=Count("person", filter=follow, distinct=True),
            finished=Count("person", filter=finish, distinct=True),
        )
    )
    return {
        "people": list(staff.values_list("unit").annotate(Count("pk"))),
        "learning": [(unit, learning) for unit, learning, _ in enrolled],
        "finished": [(unit, finished) for unit, _, finished in enrolled],
        "certificates": list(papers.values_list("person__unit").annotate(Count("pk"))),
        "jp": list(hours.values_list("person__unit").annotate(Sum("jp"))),
    }
