"""Ani signs in, and what she reads when she does not get in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from people.models import Role, TriedName
from people.sign_in import password, tries
from tests.support import build

pytestmark = pytest.mark.django_db
WRONG = "bukan kata sandi yang benar"
NIP = "198803172014032902"
NOT_MATCHING = (
    "Periksa 18 angka NIP Anda, lalu coba lagi. Setelah 10 kali salah, percobaan dari perangkat ini ditunda 15 menit."
)


def try_sign_in(client: Client, name: str, typed: str = build.PASSWORD, **more: str):
    return client.post("/masuk/", {"username": name, "password": typed, **more})


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


@pytest.mark.parametrize(
    "typed", [NIP, "19880317 201403 2 902", "19880317.201403.2.902", f" {NIP[:8]}-{NIP[8:]} ", "ANI@uji.contoh"]
)
def test_ani_signs_in_however_she_writes_her_number(client, ani, typed):
    answer = try_sign_in(client, typed)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/belajar/"
    assert client.get("/profil/").status_code == 200


def test_eko_without_a_nip_signs_in_with_his_email(client, eko):
    try_sign_in(client, "eko@mitra.contoh")
    assert is_in(client)


def test_the_sign_in_page_has_the_words_of_the_prototype(client, db):
    page = client.get("/masuk/").content.decode()
    for words in ("NIP atau e-mail dinas", "18 angka, boleh dengan spasi.", 'autocomplete="current-password"'):
        assert words in page
    assert "style=" not in page
    assert "onclick" not in page


def test_a_known_and_an_unknown_name_get_the_same_answer(client, ani):
    known, unknown = try_sign_in(client, NIP, WRONG), try_sign_in(client, "198803172014032903", WRONG)
    assert known.status_code == unknown.status_code == 200
    assert NOT_MATCHING in known.content.decode()
    assert strip(known, NIP) == strip(unknown, "198803172014032903")


def strip(answer, name: str) -> str:
    """Without the token and the name, which the form shows again."""
    return answer.content.decode().replace(str(answer.context["csrf_token"]), "").replace(name, "")


def test_an_unknown_name_costs_a_hash_and_the_same_statements(client, ani, monkeypatch):
    hashed: list[str] = []
    monkeypatch.setattr(
        "django.contrib.auth.hashers.MD5PasswordHasher.encode", lambda *a: hashed.append("x") or "md5$s$h"
    )
    with CaptureQueriesContext(connection) as known:
        try_sign_in(client, NIP, WRONG)
    known_hashes, hashed[:] = len(hashed), []
    with CaptureQueriesContext(connection) as unknown:
        try_sign_in(client, "198803172014032903", WRONG)
    assert known_hashes == len(hashed) == 1
    assert statements(unknown) == statements(known)


def statements(context: CaptureQueriesContext) -> list[str]:
    return [query["sql"].split(" ")[0] for query in context.captured_queries]


def test_a_closed_account_reads_like_a_wrong_password(client, ani):
    ani.user.is_active = False
    ani.user.save()
    assert NOT_MATCHING in try_sign_in(client, NIP).content.decode()


def test_missing_fields_are_named(client, db):
    page = try_sign_in(client, "", "").content.decode()
    assert "Isi NIP atau e-mail dinas Anda." in page
    assert "Isi kata sandi Anda." in page


@pytest.mark.parametrize(
    "name", ["\x00", "a\x00b", "x" * 10_000, "'; DROP TABLE people_user; --", "‮198803", "١٩٨٨٠٣١٧"]
)
def test_strange_names_never_break_the_page(client, db, name):
    assert try_sign_in(client, name, WRONG).status_code == 200


@pytest.mark.parametrize("typed", ["x" * 100_000, "\x00" * 20, "🙂" * 30])
def test_strange_passwords_never_break_the_page(client, ani, typed):
    assert try_sign_in(client, NIP, typed).status_code == 200


def test_the_tenth_wrong_password_makes_this_device_wait(client, ani, clock, monkeypatch):
    clock.set("2026-11-22 09:50")
    monkeypatch.setattr("axes.handlers.proxy.now", clock.now)
    for _n in range(9):
        assert try_sign_in(client, NIP, WRONG).status_code == 200
    locked = try_sign_in(client, NIP, WRONG)
    assert locked.status_code == 429
    AccessAttempt.objects.update(attempt_time=clock.now())
    again = try_sign_in(client, NIP)
    assert again.status_code == 429
    assert "Percobaan masuk ditunda sampai 10.06 WIB" in again.content.decode()
    assert int(again["Retry-After"]) == 16 * 60
    assert not is_in(client)


def test_the_wait_is_over_after_a_quarter_of_an_hour(client, ani):
    for _n in range(10):
        try_sign_in(client, NIP, WRONG)
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=16))
    try_sign_in(client, NIP)
    assert is_in(client)


def test_a_stranger_elsewhere_does_not_make_ani_wait(client, ani):
    for _n in range(12):
        client.post("/masuk/", {"username": NIP, "password": WRONG}, REMOTE_ADDR="203.0.113.9")
    try_sign_in(client, NIP)
    assert is_in(client)


def test_nip_and_email_are_counted_as_one_account(client, ani):
    for _n in range(5):
        try_sign_in(client, NIP, WRONG)
        last = try_sign_in(client, "ani@uji.contoh", WRONG)
    assert last.status_code == 429


def test_a_right_password_forgets_the_wrong_ones(client, ani):
    for _n in range(9):
        try_sign_in(client, NIP, WRONG)
    try_sign_in(client, NIP)
    assert not TriedName.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_a_hundred_wrong_tries_close_the_password_until_somebody_vouches(client, ani, monkeypatch):
    def try_from_anywhere(n: int, typed: str):
        return client.post("/masuk/", {"username": NIP, "password": typed}, REMOTE_ADDR=f"198.51.100.{n}")

    for n in range(100):
        try_from_anywhere(n, WRONG)
    closed = try_from_anywhere(101, build.PASSWORD)
    assert "Sudah 100 kali salah kata sandi" in closed.content.decode()
    assert not is_in(client)

    call_command("reopen_sign_in", "19880317 201403 2 902")
    try_from_anywhere(102, build.PASSWORD)
    assert is_in(client)


def test_tries_that_are_refused_unseen_do_not_use_up_the_hundred(client, ani):
    for _n in range(30):
        try_sign_in(client, NIP, WRONG)
    assert TriedName.objects.get().wrong == 10


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/pelatihan/k1/", "/pelatihan/k1/"),
        ("/kuis/1/?soal=3", "/kuis/1/?soal=3"),
        ("//evil.contoh/", "/"),
        ("https://evil.contoh/", "/"),
        ("http://testserver/profil/", "/"),
        ("/\\evil.contoh", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_sign_in_only_own_paths_are_followed(client, ani, wanted, shown):
    assert try_sign_in(client, NIP, next=wanted)["Location"] == shown


@pytest.mark.parametrize(
    ("roles", "first"),
    [
        ([], "/belajar/"),
        ([(Role.PENYUSUN, "PEMDA")], "/belajar/"),
        ([(Role.PIMPINAN, "PEMDA")], "/daerah/"),
        ([(Role.PIMPINAN, "DISKOMINFO")], "/pimpinan/"),
        ([(Role.ADMIN_SDM, "PEMDA")], "/sdm/kepatuhan/"),
        ([(Role.ADMIN_SDM, "PEMDA"), (Role.PIMPINAN, "DISKOMINFO")], "/pimpinan/"),
        ([(Role.ANALIS, "PEMDA")], "/kesiapan/gelombang/"),
    ],
)
def test_each_begins_where_the_own_work_is(client, ani, pemda, kominfo, roles, first):
    for role, place in roles:
        build.role(ani, role, {"PEMDA": pemda, "DISKOMINFO": kominfo}[place])
    try_sign_in(client, NIP)
    assert client.get("/")["Location"] == first
    assert client.get(first).status_code == 200


def test_the_address_without_a_path_asks_strangers_to_sign_in(client, ani):
    assert client.get("/")["Location"] == "/masuk/?next=/"


def test_the_page_that_was_asked_for_survives_a_wrong_password(client, ani):
    asked = client.get("/profil/")
    assert asked["Location"] == "/masuk/?next=/profil/"
    wrong = try_sign_in(client, NIP, WRONG, next="/profil/")
    assert '<input type="hidden" name="next" value="/profil/">' in wrong.content.decode()


def test_the_session_key_changes_at_sign_in(client, ani):
    session = client.session
    session["seen_before"] = True
    session.save()
    before = client.cookies["sesi"].value
    try_sign_in(client, NIP)
    assert client.cookies["sesi"].value != before


def test_signing_out_is_a_post_and_ends_the_session(client, ani):
    build.sign_in(client, ani)
    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/")["Location"] == "/masuk/"
    assert not is_in(client)
    assert not ani.user.sign_ins.exists()


def test_a_form_without_its_token_is_refused_with_a_way_on(ani):
    client = Client(enforce_csrf_checks=True)
    refused = try_sign_in(client, NIP)
    assert refused.status_code == 403
    assert "Formulir sudah kedaluwarsa" in refused.content.decode()


def test_nothing_that_was_typed_is_kept_readably(client, ani):
    nik = "3374011205880001"
    try_sign_in(client, nik, "sebuah rahasia yang salah tempat")
    rows = [*AccessAttempt.objects.all(), *AuditEntry.objects.all(), *TriedName.objects.all()]
    kept = " ".join(str(vars(row)) for row in rows)
    assert nik not in kept
    assert "rahasia" not in kept


def test_sign_ins_and_refusals_leave_a_trace(client, ani):
    try_sign_in(client, NIP, WRONG)
    try_sign_in(client, NIP)
    entries = list(
        AuditEntry.objects.filter(verb__startswith="people:session").values_list("verb", "actor").order_by("pk")
    )
    assert entries == [("people:session:refuse", None), ("people:session:begin", ani.user.uuid)]


def test_many_at_once_are_told_to_wait_instead_of_stopping_the_site(client, ani, monkeypatch):
    monkeypatch.setattr(password, "WAIT_SECONDS", 0)
    with password.HASHING, password.HASHING:
        answer = try_sign_in(client, NIP)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Tunggu satu menit" in answer.content.decode()


def test_while_one_waits_for_a_turn_the_next_is_told_at_once(client, ani, monkeypatch):
    monkeypatch.setattr(password, "WAIT_SECONDS", 60)
    with password.HASHING, password.HASHING, password.WAITING:
        assert try_sign_in(client, NIP).status_code == 503
    try_sign_in(client, NIP)
    assert is_in(client)


def test_a_password_that_nobody_looked_at_is_no_try(client, ani, monkeypatch):
    monkeypatch.setattr(password, "WAIT_SECONDS", 0)
    with password.HASHING, password.HASHING:
        for _n in range(tries.FROM_ADDRESS.most + 1):
            assert try_sign_in(client, NIP).status_code == 503
    assert TriedName.objects.get().wrong == 0


def test_one_address_does_not_walk_through_all_names(client, ani, clock):
    clock.set("2026-11-22 09:50")
    for n in range(tries.FROM_ADDRESS.most):
        assert try_sign_in(client, f"19880317201403{n:04}", WRONG).status_code == 200
    refused = try_sign_in(client, NIP)
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    page = refused.content.decode()
    assert "Percobaan masuk ditunda sampai 10.00 WIB" in page
    assert "60 kali salah kata sandi dari alamat jaringan ini" in page
    assert not TriedName.objects.filter(key=tries.key_of(NIP)).exists()
    clock.move(minutes=10)
    try_sign_in(client, NIP)
    assert is_in(client)


def test_an_office_behind_one_address_signs_in_at_eight(client, ani, clock):
    clock.set("2026-11-23 08:00")
    for _n in range(tries.FROM_ADDRESS.most + 1):
        assert try_sign_in(Client(), NIP).status_code == 302


def test_who_is_in_goes_on_from_the_sign_in_page(client, ani):
    build.sign_in(client, ani)
    assert client.get("/masuk/?next=/profil/")["Location"] == "/profil/"


def test_wagtails_own_sign_in_leads_to_ours(client, ani):
    assert client.get("/kelola/login/?next=/kelola/")["Location"] == "/masuk/?next=%2Fkelola%2F"
    build.sign_in(client, ani)
    assert client.get("/kelola/", follow=True).status_code == 403


def test_a_demo_account_is_dead_outside_the_demo(client, ani, settings):
    ani.user.is_demo = True
    ani.user.save()
    settings.TITIAN_DEMO = False
    assert NOT_MATCHING in try_sign_in(client, NIP).content.decode()


def test_the_key_of_a_name_says_nothing_without_the_secret(settings):
    before = tries.key_of(NIP)
    settings.SECRET_KEY = "y" * 60
    assert tries.key_of(NIP) != before


def test_reopening_an_account_that_nobody_has_is_refused_in_words(db):
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("reopen_sign_in", "198803172014032999")
