"""The invented agencies: the same every time, and as the YAML says."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from core.errors import Refused
from people import checks
from people.demo.invent import Invented, InventedAgency, Inventor, Numbers
from people.demo.load import demo_users, load_people, read_facts
from people.demo.personas import PERSONAS
from people.models import Agency, Person, Posting, Role, Unit, UnitSpan, UnitSuccession, User
from people.nip import check_nip
from people.services import persons, units
from people.services.accounts import DemoOnly, create_account
from tests.support import build

NOVEMBER = date(2026, 11, 22)


@pytest.fixture(scope="module")
def invented() -> list[InventedAgency]:
    return list(Inventor(read_facts()).agencies())


@pytest.fixture(scope="module")
def district(invented) -> list[Invented]:
    return invented[0].people


@pytest.fixture
def loaded(db):
    load_people(people=200)


def fingerprint(agencies: list[InventedAgency]) -> str:
    said = [f"{p.full_name}|{p.nip}|{p.unit.code}|{p.position}|{p.rank}" for a in agencies for p in a.people]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def test_the_same_people_come_out_every_time(invented):
    assert fingerprint(list(Inventor(read_facts()).agencies())) == fingerprint(invented)


def test_every_opd_has_as_many_people_as_the_yaml_says(invented):
    for agency in invented:
        wanted = {opd["code"]: opd["pegawai"] for opd in agency.facts["opd"]}
        assert Counter(p.unit.code.split("-")[0] for p in agency.people) == wanted
    assert len(invented[0].people) == 2000


def share(people: list[Invented], test) -> float:
    return sum(map(test, people)) / len(people)


def test_kinds_and_sexes_have_their_shares(district):
    for kind, wanted in (("PNS", 0.59), ("PPPK", 0.30), ("PPPK_PW", 0.03), ("CPNS", 0.03), ("NON_ASN", 0.05)):
        assert share(district, lambda p, kind=kind: p.kind == kind) == pytest.approx(wanted, abs=0.02)
    assert share(district, lambda p: p.sex == "P") == pytest.approx(0.56, abs=0.03)


def test_trades_make_up_their_share_of_an_opd(district):
    def of(opd: str) -> list[Invented]:
        return [p for p in district if p.unit.code.split("-")[0] == opd]

    teachers = [p for p in of("DISDIK") if p.position.startswith("Guru")]
    assert len(teachers) == round(0.7 * 336)
    assert {p.unit.kind for p in teachers} == {"sekolah"}
    nurses = [p for p in of("DINKES") if p.position.split()[0] in ("Dokter", "Perawat", "Bidan")]
    assert len(nurses) == round(0.65 * 240)
    assert {p.unit.kind for p in nurses} == {"puskesmas"}


def test_every_number_is_valid_for_its_kind_and_nobody_shares_one(invented):
    everyone = [p for agency in invented for p in agency.people]
    numbers = [p.nip for p in everyone if p.nip]
    assert len(set(numbers)) == len(numbers)
    assert all(901 <= int(nip[15:]) <= 999 for nip in numbers)
    for person in everyone:
        checked = check_nip(person.nip, person.kind, NOVEMBER)
        assert (checked.errors, checked.warnings) == ((), ()), person
        assert bool(person.nip) == (person.kind != "NON_ASN")


def test_ages_and_ranks_keep_to_their_rules(district):
    for person in district:
        if person.nip:
            limits = read_facts()["usia"][person.kind]
            assert limits["min"] - 1 <= 2026 - int(person.nip[:4]) <= limits["maks"] + 1
        if person.family == "jpt_pratama":
            assert person.rank in ("IV/b", "IV/c")
        if person.family == "administrator":
            assert person.rank in ("III/d", "IV/a", "IV/b")


def test_a_serial_rises_only_for_equal_numbers_and_then_the_birthday_moves():
    numbers = Numbers()
    drawn = [numbers.take(date(1990, 1, 1), "201503", "L") for _n in range(100)]
    assert drawn[0] == "199001012015031901"
    assert drawn[98] == "199001012015031999"
    assert drawn[99] == "199001022015031901"


def test_no_invented_person_has_the_name_of_a_named_one(invented):
    names = Counter(p.full_name for agency in invented for p in agency.people)
    assert all(names[name] == (name != "Pandu") for name in PERSONAS)


def test_everybody_but_the_head_of_the_agency_has_a_superior(invented):
    for agency in invented:
        assert [p.position for p in agency.people if p.superior is None] == ["Sekretaris Daerah"]
        assert not any(p.superior is p for p in agency.people)


def test_ratna_reports_to_uswatun(district):
    ratna = next(p for p in district if p.full_name.startswith("Ratna Purnama Lemb"))
    assert (ratna.superior.full_name, ratna.unit.name) == ("Uswatun Alamsyah", "Puskesmas Hulubanyu")


def test_one_screen_of_code_never_reads_the_clock_or_hash(invented):
    """Another seed gives other people."""
    facts = {**read_facts(), "meta": {**read_facts()["meta"], "seed": 1}}
    assert fingerprint(list(Inventor(facts).agencies())) != fingerprint(invented)


def test_the_demo_in_the_database(db):
    assert load_people() == 2000 + 240 + 66 + 12
    assert Agency.objects.exclude(kind="mitra").count() == 3
    assert Agency.objects.filter(kind="mitra", code__startswith="MTR-").count() == 8
    assert Person.objects.filter(kind="MITRA").count() == 12
    assert Unit.objects.filter(agency__code="KAB-ARUNIKA", spans__parent__spans__kind="instansi").count() == 40
    assert Agency.objects.get(code="KAB-ARUNIKA").parent.code == "PROV-NUSA-WENING"
    assert User.objects.count() == len(PERSONAS) == 20
    assert not Person.objects.exclude(kind="MITRA").filter(unit=None).exists()


def test_named_people_have_their_roles_in_their_scopes(loaded):
    held = {
        (str(s.user), s.role, s.unit.code if s.unit else None)
        for user in demo_users()
        for s in user.scopes.select_related("unit", "user__person")
    }
    assert ("Hendra Cakrawala", Role.PIMPINAN, "DPUPR") in held
    assert ("Wulan Arum Nugraha", Role.ADMIN_SDM, "KAB-ARUNIKA") in held
    assert ("Gita Mega Samudra", Role.TIM_DIGITAL, None) in held
    assert ("Intan Pratama", Role.PIMPINAN, "PROV-NUSA-WENING") in held
    assert {role for _name, role, _unit in held} == set(Role)


def test_every_named_person_signs_in_with_a_password_that_our_own_rules_accept(loaded, client):
    for user in demo_users():
        validate_password(PERSONAS[str(user)].password, user)
        answer = client.post("/masuk/", {"username": user.email, "password": PERSONAS[str(user)].password})
        assert answer.status_code == 302, user
        client.post("/keluar/")


def test_authors_of_the_demo_are_in_their_group(loaded):
    assert set(User.objects.filter(groups__name="Penyusun materi").values_list("person__full_name", flat=True)) == {
        "Galih Wicaksana",
        "Gita Mega Samudra",
    }


def test_a_merged_opd_ends_and_its_people_go_on_in_the_heir(loaded, clock):
    someone = Posting.objects.filter(unit__code__startswith="DISTAN").first().person
    assert UnitSuccession.objects.get().on == date(2027, 1, 1)
    clock.set("2026-12-31")
    persons.refresh_today()
    someone.refresh_from_db()
    assert someone.unit.code.startswith("DISTAN")
    clock.set("2027-01-01")
    persons.refresh_today()
    someone.refresh_from_db()
    assert someone.unit.code == "DISKANLA"
    assert not UnitSpan.objects.at(date(2027, 1, 1)).filter(unit__code="DISTAN").exists()


def test_derived_columns_rebuild_to_the_same(loaded):
    before = list(Unit.objects.order_by("pk").values_list("path", "name"))
    Unit.objects.update(name="")
    units.refresh_units()
    assert list(Unit.objects.order_by("pk").values_list("path", "name")) == before


def test_a_full_database_is_left_alone(db):
    build.agency()
    with pytest.raises(Refused, match="sudah berisi instansi"):
        load_people()
    assert Person.objects.count() == 0


def test_fewer_people_on_request(db):
    load_people(people=300)
    assert Person.objects.filter(unit__agency__code="KAB-ARUNIKA").count() < 400
    assert User.objects.count() == 20


def test_the_logins_are_printed_one_line_each(loaded, capsys):
    call_command("demo_logins")
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 20
    assert "perahu biru menunggu hujan" in lines[0]


def test_outside_the_demo_there_are_no_demo_accounts(loaded, settings, capsys):
    settings.TITIAN_DEMO = False
    for command in ("demo_logins", "seed_demo"):
        with pytest.raises(CommandError, match="bukan demo"):
            call_command(command)
    assert [error.id for error in checks.find_demo_accounts(None, databases=["default"])] == ["people.E001"]
    with pytest.raises(ImproperlyConfigured, match="akun contoh"):
        checks.refuse_stray_demo_accounts()
    with pytest.raises(DemoOnly):
        create_account(person=Person.objects.filter(user=None).first(), is_demo=True)


def test_a_demo_may_have_demo_accounts(loaded):
    assert checks.find_demo_accounts(None, databases=["default"]) == []
    checks.refuse_stray_demo_accounts()
