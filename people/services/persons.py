"""People, and where they work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from core.audit import record_audit
from core.clock import today
from core.errors import Refused
from people.models import Agency, Person, Position, Posting, Unit
from people.nip import check_nip
from people.services.refusals import said_in_words


class UnusableNip(Refused):
    """Says the error of `people.nip`; the number itself is never repeated."""


class NotForPartners(Refused):
    sentence = _("Mitra terikat pada penyedia, bukan unit kerja. Ubah jenis pegawai bila orang ini bekerja di unit.")


class UnitNotThen(Refused):
    sentence = _("Unit kerja ini belum ada, atau sudah berakhir, pada tanggal mulai. Pilih unit atau tanggal lain.")


@transaction.atomic
def create_person(
    *,
    full_name: str,
    kind: str,
    nip: str = "",
    title_before: str = "",
    title_after: str = "",
    rank: str = "",
    email: str = "",
    provider: Agency | None = None,
) -> Person:
    """One person. Warnings about the NIP do not stop it: `people.nip.check_nip` tells them to whoever typed."""
    checked = check_nip(nip, kind, today())
    if checked.errors:
        raise UnusableNip(checked.errors[0].sentence)
    with said_in_words():
        return Person.objects.create(
            full_name=" ".join(full_name.split()),
            kind=kind,
            nip=checked.nip or None,
            title_before=title_before,
            title_after=title_after,
            rank=rank,
            email=email.strip().lower() or None,
            provider=provider,
        )


@transaction.atomic
def post_person(
    *,
    person: Person,
    unit: Unit,
    position: Position,
    from_day: date,
    superior: Person | None = None,
    by: Any = None,
) -> Posting:
    """Give the person a main place from a day; the place held until then ends on that day."""
    Person.objects.select_for_update().get(pk=person.pk)
    if person.kind == Person.Kind.MITRA:
        raise NotForPartners
    if not unit.spans.at(from_day).exists():
        raise UnitNotThen
    for held in Posting.objects.at(from_day).filter(person=person, is_primary=True, valid__startswith__lt=from_day):
        held.valid = DateRange(held.valid.lower, from_day)
        held.save(update_fields=["valid"])
    with said_in_words():
        posting = Posting.objects.create(
            person=person, unit=unit, position=position, superior=superior, valid=DateRange(from_day, None)
        )
    refresh_today(people=[person.pk])
    person.refresh_from_db()
    record_audit(by and by.uuid, "people:posting:begin", "person", person.uuid, after={"unit": str(unit.uuid)})
    return posting


def refresh_today(*, people: Iterable[int] | None = None, on: date | None = None) -> int:
    """Write where people stand today from their postings; all people without `people`. Returns how many changed."""
    rows = Person.objects.exclude(kind=Person.Kind.MITRA)
    if people is not None:
        rows = rows.filter(pk__in=people)
    held = Posting.objects.at(on or today()).filter(person=OuterRef("pk"), is_primary=True)
    true = {name: Subquery(held.values(name)[:1]) for name in ("unit", "position", "superior")}
    # Rows that are right already are not written again: this runs every hour.
    stale = reduce(or_, (~Q(Exact(Coalesce(F(name), 0), Coalesce(value, 0))) for name, value in true.items()))
    return rows.filter(stale).update(**true)
