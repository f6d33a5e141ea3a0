"""Writes the invented agencies into an empty database, in bulk."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from core.errors import Refused
from people.demo.invent import Invented, InventedAgency, InventedUnit, Inventor, draw_titles, email_of
from people.demo.personas import PERSONAS
from people.models import (
    WITHOUT_UNIT,
    Agency,
    Person,
    Position,
    Posting,
    Role,
    Scope,
    Unit,
    UnitSpan,
    UnitSuccession,
    User,
)
from people.services.access import apply_roles
from people.services.accounts import create_account
from people.services.persons import refresh_today
from people.services.units import refresh_units

FILE = Path(__file__).with_name("demo_agency.yaml")
UNITS_SINCE = date(2017, 1, 2)
ROLES_SINCE = date(2025, 1, 2)
PARTNER_DOMAIN = "mitra.contoh"


class NotEmpty(Refused):
    sentence = _("Basis data ini sudah berisi instansi. Data contoh hanya dimuat ke basis data kosong; pakai --reset.")


@cache
def read_facts() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@transaction.atomic
def load_people(*, people: int | None = None) -> int:
    """All agencies, units, people, accounts and roles of the demo. Returns how many people.

    `people`: about how many in the first agency; heads and named people are there in any case.
    """
    if Agency.objects.exists():
        raise NotEmpty
    facts = read_facts()
    usual = sum(opd["pegawai"] for opd in facts["opd"])
    invented = list(Inventor(facts, scale=(people or usual) / usual).agencies())
    agencies = write_agencies(facts, invented)
    write_positions(invented)
    for agency in invented:
        write_agency(agencies[agency.facts["kode"]], agency)
    write_partners(facts, agencies)
    write_successions(agencies)
    refresh_units()
    refresh_today()
    write_roles(facts, agencies)
    return Person.objects.count()


def write_agencies(facts: dict[str, Any], invented: list[InventedAgency]) -> dict[str, Agency]:
    rows: dict[str, Agency] = {}
    # The province first: the others hang below it.
    for agency in sorted((i.facts for i in invented), key=lambda a: a["induk"] is not None):
        rows[agency["kode"]] = Agency.objects.create(
            code=agency["kode"],
            name=agency["nama"],
            kind=agency["jenis"],
            zone=agency["zona"],
            region_code=agency["kode_wilayah"],
            parent=rows.get(agency["induk"]),
            email_domain=agency["domain_email"],
        )
    for partner in facts["mitra"]["penyedia"]:
        rows[partner["kode"]] = Agency.objects.create(
            code=partner["kode"], name=partner["nama"], kind=Agency.Kind.MITRA, zone=facts["instansi"]["zona"]
        )
    return rows


def write_positions(invented: list[InventedAgency]) -> None:
    families = {person.position: person.family for agency in invented for person in agency.people}
    Position.objects.bulk_create(
        Position(code=slugify(name), name=name, family=family) for name, family in sorted(families.items())
    )


def write_agency(agency: Agency, invented: InventedAgency) -> None:
    units = write_units(agency, invented.units)
    persons = write_persons(agency, invented.people)
    positions = {position.name: position for position in Position.objects.all()}
    heirs = {code: units[heir] for code, heir in HEIRS.items() if heir in units}
    numbers = {id(person): row for person, row in zip(invented.people, persons, strict=True)}
    postings = []
    for person, row in zip(invented.people, persons, strict=True):
        place = {
            "person": row,
            "position": positions[person.position],
            "superior": numbers[id(person.superior)] if person.superior else None,
        }
        start, until = max(person.from_day, UNITS_SINCE), person.unit.until
        postings.append(Posting(unit=units[person.unit.code], valid=DateRange(start, until), **place))
        if until:
            postings.append(Posting(unit=heirs[top_code(person.unit)], valid=DateRange(until, None), **place))
    Posting.objects.bulk_create(postings, batch_size=2000)


# Merged OPD and where their people go; the YAML says it in a note.
HEIRS = {"DISTAN": "DISKANLA"}


def top_code(unit: InventedUnit) -> str:
    return unit.code.split("-")[0]


def write_units(agency: Agency, invented: list[InventedUnit]) -> dict[str, Unit]:
    rows = Unit.objects.bulk_create(Unit(agency=agency, code=unit.code, name=unit.name) for unit in invented)
    units = {row.code: row for row in rows}
    for unit in invented:  # parents come before their children
        above = units[unit.parent.code].path if unit.parent else "/"
        units[unit.code].path = f"{above}{units[unit.code].pk}/"
    Unit.objects.bulk_update(rows, ["path"])
    UnitSpan.objects.bulk_create(
        UnitSpan(
            unit=units[unit.code],
            parent=units[unit.parent.code] if unit.parent else None,
            name=unit.name,
            kind=unit.kind,
            path=units[unit.code].path,
            valid=DateRange(UNITS_SINCE, unit.until),
        )
        for unit in invented
    )
    return units


def write_persons(agency: Agency, invented: list[Invented]) -> list[Person]:
    return Person.objects.bulk_create(
        (
            Person(
                nip=person.nip or None,
                title_before=person.before,
                full_name=person.full_name,
                title_after=person.after,
                kind=person.kind,
                rank=person.rank,
                email=email_of(person.full_name, agency.email_domain) if person.account else None,
            )
            for person in invented
        ),
        batch_size=1000,
    )


def write_partners(facts: dict[str, Any], agencies: dict[str, Agency]) -> None:
    """Twelve people of providers outside; the named one is the first of his provider."""
    inventor, rng = Inventor(facts), Random(f"{facts['meta']['seed']}:mitra")
    named = {account["penyedia"]: account["nama"] for account in facts["akun_demo"] if "penyedia" in account}
    rows = []
    for code, amount in facts["mitra"]["orang"]["sebaran"].items():
        for _n in range(amount):
            sex = rng.choice("LP")
            name = named.pop(code, None) or inventor.draw_name(sex, rng)
            _before, after = draw_titles("", "non_asn", rng)
            known = name in PERSONAS
            rows.append(
                Person(
                    full_name=name,
                    title_after="" if known else after,
                    kind=Person.Kind.MITRA,
                    provider=agencies[code],
                    email=email_of(name, PARTNER_DOMAIN) if known else None,
                )
            )
    Person.objects.bulk_create(rows)


def write_successions(agencies: dict[str, Agency]) -> None:
    for old, new in HEIRS.items():
        merged = UnitSpan.objects.get(unit__code=old, valid__upper_inf=False)
        heir = Unit.objects.get(agency=merged.unit.agency, code=new)
        UnitSuccession.objects.create(old=merged.unit, new=heir, on=merged.valid.upper, kind=UnitSuccession.Kind.MERGE)


def write_roles(facts: dict[str, Any], agencies: dict[str, Agency]) -> None:
    """Accounts of the named people, with their roles in their scopes."""
    for account in facts["akun_demo"]:
        person = Person.objects.get(full_name=account["nama"], email__isnull=False)
        user = create_account(person=person, password=PERSONAS[account["nama"]].password, is_demo=True)
        unit = scope_unit(account, agencies[account.get("instansi", facts["instansi"]["kode"])])
        Scope.objects.bulk_create(
            Scope(
                user=user,
                role=role,
                unit=None if Role(role) in WITHOUT_UNIT else unit,
                valid=DateRange(ROLES_SINCE, None),
            )
            for role in account["peran"]
        )
        apply_roles(user)


def scope_unit(account: dict[str, Any], agency: Agency) -> Unit | None:
    """The OPD or the top of the agency that the YAML names; None where the role needs no unit."""
    return Unit.objects.filter(agency=agency, code=account.get("cakupan")).first()


def demo_users() -> list[User]:
    """In the order of the YAML."""
    order = {account["nama"]: n for n, account in enumerate(read_facts()["akun_demo"])}
    users = User.objects.filter(is_demo=True).select_related("person__unit__agency", "person__provider")
    return sorted(users, key=lambda user: order[str(user)])


def accounts_text() -> str:
    """One line a persona: who, role, what to type."""
    return "\n".join(line_of(user) for user in demo_users())


def line_of(user: User) -> str:
    roles = ", ".join(str(Role(role).label) for role in user.scopes.values_list("role", flat=True).order_by("pk"))
    name = user.person.nip if user.person and user.person.nip else user.email
    return f"{user!s:<26} {roles:<32.32} {name:<34} {PERSONAS[str(user)].password}"
