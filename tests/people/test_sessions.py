"""How long a sign-in lasts, and what people read when it is over."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.jobs import enqueue
from people.models import Role, SignIn, TriedName
from people.sign_in.devices import name_device
from people.sign_in.store import SessionStore
from tests.support import build

pytestmark = pytest.mark.django_db
ANDROID = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"


def opens(client: Client) -> bool:
    return client.get("/profil/").status_code == 200


@pytest.fixture
def morning(clock):
    clock.set("2026-11-23 08:00")
    return clock


def test_ani_may_pause_for_almost_eight_hours(client, ani, morning):
    build.sign_in(client, ani)
    morning.move(hours=7, minutes=59)
    assert opens(client)


def test_after_eight_hours_she_reads_why_and_goes_on_where_she_was(client, ani, morning):
    build.sign_in(client, ani)
    morning.move(hours=8)
    asked = client.get("/profil/kata-sandi/")
    assert asked["Location"] == "/masuk/?next=/profil/kata-sandi/"
    page = client.get(asked["Location"]).content.decode()
    assert "Sesi Anda berakhir setelah 8 jam tanpa kegiatan. Isian terakhir tersimpan. Masuk untuk melanjutkan." in page
    assert "Sesi Anda berakhir" not in client.get("/masuk/").content.decode()
    assert not ani.user.sign_ins.exists()


def test_each_visit_lets_the_pause_begin_anew(client, ani, morning):
    build.sign_in(client, ani)
    for _n in range(3):
        morning.move(hours=6)
        assert opens(client)


def test_who_opens_pages_about_others_may_pause_for_an_hour(client, citra, morning):
    build.sign_in(client, citra)
    morning.move(hours=1)
    page = client.get("/profil/", follow=True).content.decode()
    assert "Sesi Anda berakhir setelah 1 jam tanpa kegiatan." in page


def test_authors_may_pause_like_learners(client, ani, morning):
    build.role(ani, Role.PENYUSUN)
    build.sign_in(client, ani)
    morning.move(hours=7)
    assert opens(client)


def test_a_role_that_begins_tomorrow_already_shortens_the_session(client, ani, pemda, morning):
    build.role(ani, Role.ADMIN_SDM, pemda, from_day=morning.today().replace(day=24))
    build.sign_in(client, ani)
    morning.move(hours=2)
    assert not opens(client)


@pytest.mark.parametrize(("who", "days", "words"), [("ani", 14, "sudah 14 hari"), ("citra", 1, "sudah 24 jam")])
def test_no_session_lasts_for_ever(client, request, morning, who, days, words):
    build.sign_in(client, request.getfixturevalue(who))
    for _half_hour in range(days * 48 - 1):
        morning.move(minutes=30)
        if _half_hour % (1 if days == 1 else 12) == 0:
            assert opens(client)
    morning.move(minutes=30)
    assert words in client.get("/profil/", follow=True).content.decode()


def test_presence_is_written_at_most_once_in_five_minutes(client, ani, morning):
    build.sign_in(client, ani)
    client.get("/profil/")
    assert writes(client) == 0
    morning.move(minutes=4, seconds=59)
    assert writes(client) == 0
    morning.move(seconds=1)
    assert writes(client) == 1
    assert writes(client) == 0


def writes(client: Client) -> int:
    with CaptureQueriesContext(connection) as context:
        client.get("/profil/")
    return sum(query["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for query in context.captured_queries)


def test_an_ordinary_request_asks_for_the_session_and_the_person_and_nothing_more(client, ani):
    build.sign_in(client, ani)
    with CaptureQueriesContext(connection) as context:
        client.get("/profil/kata-sandi/")
    tables = [query["sql"].split('FROM "')[1].split('"')[0] for query in context.captured_queries]
    assert tables == ["people_signin", "people_user"]


def test_a_form_that_came_too_late_leads_back_to_its_page(client, ani, morning):
    build.sign_in(client, ani)
    morning.move(hours=9)
    late = client.post("/profil/sesi/", {"semua": "1"}, HTTP_REFERER="http://testserver/profil/?x=1")
    assert late["Location"] == "/masuk/?next=%2Fprofil%2F%3Fx%3D1"
    page = client.get(late["Location"]).content.decode()
    assert "Kiriman terakhir belum diterima." in page


def test_without_a_referer_the_form_leads_to_its_own_address(client, ani, morning):
    build.sign_in(client, ani)
    morning.move(hours=9)
    assert client.post("/profil/kata-sandi/")["Location"] == "/masuk/?next=%2Fprofil%2Fkata-sandi%2F"


@pytest.mark.parametrize("value", ["a" * 20 + "\x00", "é" * 20, "'; --aaaaaaa", "x", "a" * 5_000])
def test_a_made_up_session_is_nobodys(client, db, value):
    client.cookies["sesi"] = value
    assert client.get("/profil/").status_code == 302


def test_a_session_key_with_a_nul_is_none(db):
    assert SessionStore("a" * 20 + "\x00").session_key is None


def test_a_foreign_referer_is_not_followed(client, ani, morning):
    build.sign_in(client, ani)
    morning.move(hours=9)
    late = client.post("/profil/sesi/", {"semua": "1"}, HTTP_REFERER="https://evil.contoh/profil/")
    assert late["Location"] == "/masuk/"


def test_a_script_is_told_in_json(client, ani, morning):
    build.sign_in(client, ani)
    morning.move(hours=9)
    late = client.post("/profil/sesi/", {"semua": "1"}, headers={"accept": "application/json"})
    assert late.status_code == 401
    assert "belum diterima" in late.json()["sentence"]
    assert late.json()["sign_in"] == "/masuk/"


def test_public_pages_stay_open_when_a_session_has_ended(client, ani, morning):
    build.sign_in(client, ani)
    morning.move(hours=9)
    assert client.get("/privasi/").status_code == 200


def test_an_ended_session_cannot_be_used_again(client, ani, morning):
    build.sign_in(client, ani)
    stolen = client.cookies["sesi"].value
    client.post("/keluar/")
    thief = Client()
    thief.cookies["sesi"] = stolen
    assert not opens(thief)


@pytest.mark.parametrize("value", ["", "x", "a" * 32, "diam-8", "../../etc"])
def test_a_cookie_that_we_did_not_write_says_nothing(client, db, value):
    client.cookies["sesi_berakhir"] = value
    page = client.get("/masuk/")
    assert page.status_code == 200
    assert ("Sesi Anda" in page.content.decode()) == (value == "diam-8")


def test_ani_sees_her_browsers_and_signs_one_out(client, ani):
    phone = Client(headers={"user-agent": ANDROID})
    for browser in (client, phone):
        browser.post("/masuk/", {"username": ani.nip, "password": build.PASSWORD})
    page = client.get("/profil/")
    assert "Chrome · Android" in page.content.decode()
    assert client.session.session_key not in page.content.decode()
    [other] = [session for session in page.context["sessions"] if not session["here"]]

    done = client.post("/profil/sesi/", {"sesi": other["mark"]}, follow=True)
    assert "Sesi itu sudah dikeluarkan." in done.content.decode()
    assert "Sesi Anda ditutup" in phone.get("/profil/", follow=True).content.decode()
    assert opens(client)


def test_all_other_browsers_at_once(client, ani):
    others = [build.sign_in(Client(), ani) for _n in range(3)]
    build.sign_in(client, ani)
    client.post("/profil/sesi/", {"semua": "1"})
    assert opens(client)
    assert not any(opens(other) for other in others)


def test_nobody_signs_out_somebody_else(client, ani, budi):
    his = build.sign_in(Client(), budi)
    mark = his.get("/profil/").context["sessions"][0]["mark"]
    build.sign_in(client, ani)
    answer = client.post("/profil/sesi/", {"sesi": mark}, follow=True)
    assert "Sesi itu sudah berakhir." in answer.content.decode()
    assert opens(his)


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (ANDROID, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_would(agent, named):
    assert name_device(agent) == named


def test_what_is_over_is_forgotten(client, ani, morning, settle):
    build.sign_in(client, ani)
    client.post("/masuk/", {"username": "tidak ada", "password": "salah"})
    Client().post("/masuk/", {"username": "tidak ada", "password": "salah"})
    morning.move(days=181)
    enqueue("people.forget_ended", key="sekarang")
    settle()
    assert not SignIn.objects.exists()
    assert not TriedName.objects.exists()
