"""New people, and people who move."""

from __future__ import annotations

from datetime import date

import pytest

from core.jobs import enqueue
from people.models import Person, Posting
from people.services import accounts, persons, units
from people.services.persons import NotForPartners, UnitNotThen, UnusableNip
from people.services.refusals import ForbiddenByRule
from tests.support import build

pytestmark = pytest.mark.django_db


def test_a_number_that_somebody_has_is_refused_and_nothing_is_written(ani):
    with pytest.raises(ForbiddenByRule) as refused:
        persons.create_person(full_name="Ani Kedua", kind="PNS", nip="19880317 201403 2 902")
    assert refused.value.sentence == (
        "NIP ini sudah dipakai pegawai lain. Periksa nomor pada SK, atau buka data pegawai itu."
    )
    assert not Person.objects.filter(full_name="Ani Kedua").exists()


def test_an_email_that_somebody_has_is_refused(ani):
    with pytest.raises(ForbiddenByRule, match="E-mail ini sudah dipakai pegawai lain"):
        build.person(email="ANI@uji.contoh")


def test_a_nik_in_place_of_a_nip_is_refused_without_being_repeated(db):
    with pytest.raises(UnusableNip) as refused:
        persons.create_person(full_name="Ani", kind="PNS", nip="3374011205880001")
    assert "NIK" in refused.value.sentence
    assert "3374" not in refused.value.sentence


def test_a_suspicious_number_is_kept(db):
    assert persons.create_person(full_name="Ani", kind="PNS", nip="198702312010011901").nip == "198702312010011901"


def test_a_partner_without_a_provider_is_refused(db):
    with pytest.raises(ForbiddenByRule, match="Mitra perlu penyedia"):
        persons.create_person(full_name="Pandu", kind="MITRA")


def test_a_number_for_someone_without_one_is_refused(db):
    with pytest.raises(UnusableNip, match="tidak mempunyai NIP"):
        persons.create_person(full_name="Gita", kind="NON_ASN", nip="198803172014032902")


def test_one_word_is_a_name(eko):
    assert (eko.name_with_titles, eko.agency.name) == ("Eko", "Komunitas Literasi Uji")


def test_ani_moves_and_her_old_place_ends_on_that_day(clock, ani, aptika, dinkes):
    clock.set("2026-09-01")
    persons.post_person(person=ani, unit=dinkes, position=build.position(), from_day=date(2026, 9, 1))
    assert ani.unit == dinkes
    assert [(p.unit, p.valid.lower, p.valid.upper) for p in ani.postings.order_by("valid")] == [
        (aptika, build.LONG_AGO, date(2026, 9, 1)),
        (dinkes, date(2026, 9, 1), None),
    ]
    assert Posting.objects.at(date(2026, 8, 31)).get(person=ani).unit == aptika


def test_a_move_next_month_changes_nothing_today(clock, ani, aptika, budi, dinkes):
    clock.set("2026-08-01")
    persons.post_person(person=ani, unit=dinkes, position=build.position(), from_day=date(2026, 9, 1))
    assert (ani.unit, ani.superior) == (aptika, budi)
    clock.set("2026-09-01")
    persons.refresh_today()
    ani.refresh_from_db()
    assert (ani.unit, ani.superior) == (dinkes, None)


def test_a_move_takes_effect_on_its_day_without_anybody_saving(clock, ani, aptika, dinkes, settle):
    clock.set("2026-08-28")
    persons.post_person(person=ani, unit=dinkes, position=build.position(), from_day=date(2026, 9, 1))
    units.rename_unit(unit=dinkes, name="Dinas Kesehatan Baru", from_day=date(2026, 9, 1))
    assert ani.unit == aptika
    clock.set("2026-09-01 00:01")
    enqueue("people.begin_day", key="sekarang")
    settle()
    ani.refresh_from_db()
    assert ani.unit == dinkes
    assert ani.unit.name == "Dinas Kesehatan Baru"
    assert (persons.refresh_today(), units.refresh_units()) == (0, 0)


def test_two_main_places_on_one_day_are_refused(ani, dinkes):
    with pytest.raises(ForbiddenByRule, match="sudah mempunyai jabatan utama"):
        persons.post_person(person=ani, unit=dinkes, position=build.position(), from_day=build.LONG_AGO)
    assert ani.postings.count() == 1


def test_a_place_before_the_unit_existed_is_refused(ani, dinkes):
    with pytest.raises(UnitNotThen):
        persons.post_person(person=ani, unit=dinkes, position=build.position(), from_day=date(2015, 1, 1))


def test_partners_have_no_place_in_a_unit(eko, dinkes):
    with pytest.raises(NotForPartners):
        persons.post_person(person=eko, unit=dinkes, position=build.position(), from_day=date(2026, 1, 1))


def test_a_second_account_for_a_person_is_refused(ani):
    with pytest.raises(ForbiddenByRule, match="Akun untuk NIP atau e-mail ini sudah ada"):
        accounts.create_account(person=ani)


def test_accounts_in_bulk_cannot_sign_in_by_password(client, aptika):
    someone = build.people(30, at=aptika)[0]
    assert not someone.user.has_usable_password()
    client.post("/masuk/", {"username": someone.nip, "password": ""})
    assert client.get("/profil/").status_code == 302
    assert accounts.create_accounts(people=[someone, build.person()]) == 1
    assert Person.objects.get(pk=someone.pk).user == someone.user


def test_today_can_be_thrown_away_and_rebuilt(ani, citra, eko):
    before = list(Person.objects.order_by("pk").values_list("unit", "position", "superior"))
    Person.objects.update(unit=None, position=None, superior=None)
    persons.refresh_today()
    assert list(Person.objects.order_by("pk").values_list("unit", "position", "superior")) == before
