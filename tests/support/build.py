"""Short ways to what a test needs to exist. Each call makes one thing, by our own services where they matter.

Serials of NIP are 901–999, which no real person has.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.test import Client
from psycopg.types.range import DateRange

from people.models import Agency, Person, Position, Posting, Role, Scope, Unit, UnitSpan, User
from people.services import access, accounts, persons, units

LONG_AGO = date(2020, 1, 2)
PASSWORD = "empat gajah menyeberang perlahan"
NAMES = ("Sekar", "Banyu", "Kirana", "Jati", "Laksmi", "Wening", "Rimba", "Tara", "Bestari", "Anggun")
_numbers = count(1)


def agency(code: str = "KAB-UJI", *, name: str = "Pemerintah Kabupaten Uji", **fields: Any) -> Agency:
    """The agency of that code; the same one when asked twice."""
    made = {"name": name, "kind": Agency.Kind.KABUPATEN, "email_domain": "uji.contoh", **fields}
    return Agency.objects.get_or_create(code=code, defaults=made)[0]


def provider(code: str = "MTR-UJI", *, name: str = "Komunitas Literasi Uji") -> Agency:
    return agency(code, name=name, kind=Agency.Kind.MITRA, email_domain="")


def unit(
    code: str = "DISKOMINFO",
    *,
    name: str = "",
    parent: Unit | None = None,
    of: Agency | None = None,
    kind: str = UnitSpan.Kind.DINAS,
    from_day: date = LONG_AGO,
) -> Unit:
    owner = of or (parent.agency if parent else agency())
    found = Unit.objects.filter(agency=owner, code=code).first()
    return found or units.create_unit(
        agency=owner, code=code, name=name or code.title(), kind=kind, parent=parent, from_day=from_day
    )


def position(name: str = "Pengadministrasi Perkantoran", family: str = Position.Family.PELAKSANA) -> Position:
    code = name.lower().replace(" ", "-")[:60]
    return Position.objects.get_or_create(code=code, defaults={"name": name, "family": family})[0]


def _anybody() -> Position:
    return position()


def nip(number: int, *, kind: str = Person.Kind.PNS) -> str:
    """A valid number of the kind, another for each `number`."""
    days, serial = divmod(number, 99)
    birth = date.fromordinal(date(1985, 1, 1).toordinal() + days)
    appointed = "202321" if kind in (Person.Kind.PPPK, Person.Kind.PPPK_PW) else "201403"
    return f"{birth:%Y%m%d}{appointed}{1 + number % 2}{901 + serial}"


def person(
    full_name: str = "",
    *,
    at: Unit | None = None,
    position: Position | None = None,
    superior: Person | None = None,
    **fields: Any,
) -> Person:
    """A person who works in `at` since long ago (a unit of the test agency unless told); a partner works nowhere."""
    number = next(_numbers)
    kind = fields.setdefault("kind", Person.Kind.PNS)
    if kind in Person.ASN:
        fields.setdefault("nip", nip(number, kind=kind))
    if kind == Person.Kind.MITRA:
        fields.setdefault("provider", provider())
    fields.setdefault("email", f"orang{number}@uji.contoh")
    made = persons.create_person(full_name=full_name or f"{NAMES[number % len(NAMES)]} Uji {number}", **fields)
    if kind != Person.Kind.MITRA:
        place(made, at or unit(), position or _anybody(), superior=superior)
    return made


def place(
    who: Person, at: Unit, position: Position, *, from_day: date = LONG_AGO, superior: Person | None = None
) -> Posting:
    return persons.post_person(person=who, unit=at, position=position, from_day=from_day, superior=superior)


def learner(full_name: str = "", **fields: Any) -> Person:
    """A person with an account whose password is PASSWORD."""
    made = person(full_name, **fields)
    accounts.create_account(person=made, password=PASSWORD)
    return made


def people(amount: int, *, at: Unit | None = None, position: Position | None = None) -> list[Person]:
    """Many people in one unit, with accounts that sign in by `sign_in`; two inserts a table, whatever the amount."""
    where, what = at or unit(), position or _anybody()
    numbers = [next(_numbers) for _ in range(amount)]
    made = Person.objects.bulk_create(
        Person(
            nip=nip(n), full_name=f"{NAMES[n % len(NAMES)]} Uji {n}", kind=Person.Kind.PNS, unit=where, position=what
        )
        for n in numbers
    )
    valid = DateRange(LONG_AGO, None)
    Posting.objects.bulk_create(Posting(person=p, unit=where, position=what, valid=valid) for p in made)
    accounts.create_accounts(people=made)
    return made


def role(who: Person, role: Role | str, unit: Unit | None = None, *, from_day: date = LONG_AGO) -> Scope:
    """Give the person's account a role."""
    return access.grant_scope(user=who.user, role=role, unit=unit, from_day=from_day)


def sign_in(client: Client, who: Person | User) -> Client:
    """The client as that person sees Titian after sign-in. Again after the clock has moved past the session's end."""
    client.force_login(who if isinstance(who, User) else who.user)
    return client
