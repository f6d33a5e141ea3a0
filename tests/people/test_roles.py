"""Roles: who may reach whom, from when to when."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.jobs import enqueue
from core.models import AuditEntry
from people import tasks
from people.models import Person, Role, Scope
from people.scoping import has_role, reach
from people.services import access, persons, units
from people.services.access import AUTHOR_GROUP, AlreadyHeld, UnitNeeded
from tests.support import build

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def reached(who: Person, role: Role, on: date = DAY) -> set[str]:
    user = type(who.user).objects.get(pk=who.user.pk)
    return set(Person.objects.filter(reach(user, role, "unit", on)).values_list("full_name", flat=True))


@pytest.fixture
def stranger():
    """Somebody of another agency whose unit has the same code."""
    other = build.agency("KOTA-LAIN", name="Pemerintah Kota Lain")
    return build.learner("Joko Asing", at=build.unit("DISKOMINFO", of=other))


def test_hr_of_the_agency_reaches_everybody_in_it_and_nobody_else(citra, ani, budi, eko, stranger):
    assert reached(citra, Role.ADMIN_SDM) == {"Citra Wulandari", "Ani Lestari", "Budi Santoso"}


def test_a_role_in_a_unit_reaches_below_it_but_not_beside_it(ani, budi, citra, dewi, kominfo, stranger):
    build.role(dewi, Role.ADMIN_SDM, kominfo)
    assert reached(dewi, Role.ADMIN_SDM) == {"Ani Lestari", "Budi Santoso"}


def test_one_role_does_not_reach_what_another_does(citra, ani):
    assert reached(citra, Role.PIMPINAN) == set()


def test_a_learner_reaches_nobody(ani, budi):
    assert not any(reached(ani, role) for role in Role)


def test_unit_42_does_not_reach_unit_421(ani, kominfo, pemda):
    """Prefixes end with a slash."""
    assert kominfo.path.endswith("/")
    twin = build.unit("TWIN", parent=pemda)
    type(twin).objects.filter(pk=twin.pk).update(path=kominfo.path[:-1] + "1/")
    inside = build.learner("Orang Kembar", at=twin)
    build.role(ani, Role.ADMIN_SDM, kominfo)
    assert inside.full_name not in reached(ani, Role.ADMIN_SDM)


def test_a_superior_reaches_those_who_report_today(ani, budi, citra):
    user = type(budi.user).objects.get(pk=budi.user.pk)
    mine = Person.objects.filter(reach(user, Role.ATASAN, "superior", DAY))
    assert [person.full_name for person in mine] == ["Ani Lestari"]


def test_a_role_holds_from_its_first_day_to_the_day_before_its_last(ani, aptika, kominfo):
    access.grant_scope(user=ani.user, role=Role.PIMPINAN, unit=kominfo, from_day=DAY, until=DAY + timedelta(days=2))
    held = [bool(reached(ani, Role.PIMPINAN, DAY + timedelta(days=n))) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_a_moved_unit_is_reached_from_its_new_place(clock, ani, dewi, dinkes, aptika):
    clock.set("2026-06-01")
    build.role(dewi, Role.ADMIN_SDM, dinkes)
    assert "Ani Lestari" not in reached(dewi, Role.ADMIN_SDM)
    units.move_unit(unit=aptika, parent=dinkes, from_day=date(2026, 3, 1))
    assert "Ani Lestari" in reached(dewi, Role.ADMIN_SDM)


def test_a_role_over_units_needs_one(ani):
    with pytest.raises(UnitNeeded):
        access.grant_scope(user=ani.user, role=Role.ADMIN_SDM, unit=None, from_day=DAY)


def test_the_same_role_twice_is_refused(ani, pemda):
    build.role(ani, Role.ADMIN_SDM, pemda)
    with pytest.raises(AlreadyHeld):
        build.role(ani, Role.ADMIN_SDM, pemda, from_day=DAY)


def test_a_new_role_ends_the_sessions_of_before_and_leaves_a_trace(client, ani, citra, pemda):
    build.sign_in(client, ani)
    access.grant_scope(user=ani.user, role=Role.AUDITOR, unit=pemda, from_day=DAY, by=citra.user)
    assert client.get("/profil/").status_code == 302
    entry = AuditEntry.objects.filter(verb="people:scope:grant").latest("pk")
    assert (entry.actor, entry.object_id) == (citra.user.uuid, str(ani.user.uuid))
    assert entry.after == {"role": "auditor", "unit": str(pemda.uuid)}


def test_a_revoked_role_reaches_nobody_any_more(client, ani, citra):
    scope = Scope.objects.get(user=citra.user, role=Role.ADMIN_SDM)
    build.sign_in(client, citra)
    access.revoke_scope(scope=scope, on=DAY)
    assert reached(citra, Role.ADMIN_SDM, DAY - timedelta(days=1))
    assert not reached(citra, Role.ADMIN_SDM, DAY)
    assert client.get("/profil/").status_code == 302


def test_a_role_revoked_before_its_first_day_never_was(ani, pemda):
    scope = build.role(ani, Role.AUDITOR, pemda, from_day=DAY)
    access.revoke_scope(scope=scope, on=DAY)
    assert not Scope.objects.filter(user=ani.user).exists()


def test_authors_and_only_authors_are_in_the_group_of_authors(clock, ani):
    clock.set("2026-07-01")
    scope = build.role(ani, Role.PENYUSUN)
    assert ani.user.groups.filter(name=AUTHOR_GROUP).exists()
    access.revoke_scope(scope=scope, on=DAY)
    assert not ani.user.groups.exists()


def begin_day(settle) -> None:
    enqueue("people.begin_day", key=str(uuid4()))
    settle()


def test_an_author_is_one_from_the_first_day_to_the_last_without_anybody_saving(clock, ani, settle):
    clock.set("2026-05-30")
    access.grant_scope(user=ani.user, role=Role.PENYUSUN, unit=None, from_day=DAY, until=date(2026, 6, 10))
    seen = []
    for moment in ("2026-05-31 23:59", "2026-06-01 00:01", "2026-06-09 23:59", "2026-06-10 00:01"):
        clock.set(moment)
        begin_day(settle)
        seen.append(ani.user.groups.filter(name=AUTHOR_GROUP).exists())
    assert seen == [False, True, True, False]


def test_an_author_by_another_role_stays_one(clock, ani, settle):
    clock.set("2026-05-30")
    access.grant_scope(user=ani.user, role=Role.PENYUSUN, unit=None, from_day=build.LONG_AGO, until=DAY)
    build.role(ani, Role.TIM_DIGITAL)
    clock.set("2026-06-01")
    begin_day(settle)
    assert ani.user.groups.filter(name=AUTHOR_GROUP).exists()


def test_a_role_that_ends_at_midnight_ends_the_sessions_of_before_once(client, clock, ani, kominfo, settle):
    clock.set("2026-05-31 23:50")
    access.grant_scope(user=ani.user, role=Role.PIMPINAN, unit=kominfo, from_day=build.LONG_AGO, until=DAY)
    build.sign_in(client, ani)
    clock.set("2026-06-01 00:01")
    begin_day(settle)
    assert client.get("/profil/").status_code == 302
    build.sign_in(client, ani)
    begin_day(settle)
    assert client.get("/profil/").status_code == 200


def test_the_day_begins_in_as_many_questions_for_one_as_for_forty(clock, aptika, dinkes):
    def asked(amount: int) -> int:
        for person in build.people(amount, at=aptika):
            build.role(person, Role.PENYUSUN, from_day=DAY)
            persons.post_person(person=person, unit=dinkes, position=build.position(), from_day=DAY)
        clock.set("2026-06-01")
        with CaptureQueriesContext(connection) as context:
            tasks.begin_day()
        assert not Person.objects.exclude(unit=dinkes).exists()
        clock.set("2026-05-20")
        return len(context)

    clock.set("2026-05-20")
    assert asked(1) == asked(40) <= 20


def test_has_role_asks_once(citra, django_assert_num_queries):
    user = type(citra.user).objects.get(pk=citra.user.pk)
    with django_assert_num_queries(1):
        assert has_role(user, Role.ADMIN_SDM)
        assert not has_role(user, Role.DPO, Role.AUDITOR)
