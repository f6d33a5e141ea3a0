"""The first page and the menu "Meja kerja": what the roles held at sign-in open, and nothing for learners."""

from __future__ import annotations

import re
from datetime import date

import pytest

from desks.start import desks_of, start_of
from people.models import Role
from people.services.access import revoke_scope
from people.sign_in.sessions import ROLES
from tests.support import build

pytestmark = pytest.mark.django_db
READINESS, TARGETS = "Dasbor kesiapan", "Target"
AT_WORK = [READINESS, TARGETS, "Kepatuhan JP", "Penugasan"]


def menu(client, address: str = "/profil/") -> list[tuple[str, str, bool]]:
    """Label, address, and whether it is where one is."""
    page = client.get(address).content.decode()
    found = re.search(r"<summary>Meja kerja</summary><div>(.*?)</div>", page, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)"( aria-current="page")?>([^<]*)</a>', found[1] if found else "")
    return [(label, href, bool(here)) for href, here, label in links]


@pytest.mark.parametrize(
    ("role", "at_top", "labels"),
    [
        (Role.PIMPINAN, True, AT_WORK),
        (Role.ADMIN_SDM, True, AT_WORK),
        (Role.ANALIS, True, [READINESS, TARGETS, "Gelombang survei"]),
        (Role.EVALUATOR, False, [READINESS, TARGETS, "Gelombang survei"]),
        (Role.TIM_PERCEPATAN, True, [READINESS, TARGETS]),
        (Role.ADMIN_INSTANSI, True, [READINESS, TARGETS]),
        (Role.PENYUSUN, True, []),
        (Role.DPO, True, []),
        (Role.AUDITOR, True, []),
    ],
)
def test_the_menu_shows_what_the_role_opens_and_every_link_leads_there(
    client, ani, pemda, kominfo, role, at_top, labels
):
    build.role(ani, role, pemda if at_top else kominfo)
    build.sign_in(client, ani)
    shown = menu(client)
    assert [label for label, _href, _here in shown] == labels
    assert [client.get(href).status_code for _label, href, _here in shown] == [200] * len(labels)


def test_learners_partners_and_superiors_have_no_menu(client, ani, budi, eko):
    for person in (ani, budi, eko):
        build.sign_in(client, person)
        assert menu(client) == []
        assert client.get("/")["Location"] == "/belajar/"


def test_the_region_is_for_whom_the_whole_agency_is_the_scope(client, ani, budi, pemda, kominfo):
    for person, place, address in ((ani, pemda, "/daerah/"), (budi, kominfo, "/pimpinan/")):
        build.role(person, Role.PIMPINAN, place)
        build.sign_in(client, person)
        assert menu(client)[0] == (READINESS, address, False)


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/sdm/kepatuhan/", "Kepatuhan JP"),
        ("/sdm/penugasan/baru/", "Penugasan"),
        ("/pimpinan/target/", TARGETS),
        ("/pimpinan/", READINESS),
        ("/daerah/", READINESS),
    ],
)
def test_the_menu_marks_the_desk_of_the_page(client, dewi, address, label):
    build.sign_in(client, dewi)
    assert [each for each, _href, here in menu(client, address) if here] == [label]


def test_a_role_of_tomorrow_shows_nothing_yet_and_one_taken_away_nothing_any_more(client, ani, pemda, clock):
    clock.set("2026-11-20")
    scope = build.role(ani, Role.ADMIN_SDM, pemda, from_day=date(2026, 11, 21))
    build.sign_in(client, ani)
    assert menu(client) == []
    clock.set("2026-11-21")
    build.sign_in(client, ani)
    assert len(menu(client)) == 4
    revoke_scope(scope=scope, on=date(2026, 11, 21))
    assert client.get("/profil/").status_code == 302


def test_a_session_from_before_the_menu_is_that_of_a_learner():
    assert start_of({}) == "desks:home"
    assert desks_of({}, "/daerah/") == []


def test_the_menu_asks_nothing(client, dewi, django_assert_num_queries):
    session = build.sign_in(client, dewi).session
    assert session[ROLES]
    with django_assert_num_queries(0):
        assert len(desks_of({ROLES: session[ROLES]}, "/daerah/")) == 4
        start_of({ROLES: session[ROLES]})
