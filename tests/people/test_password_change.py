"""A new password: what is refused, and what ends."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from core.models import AuditEntry
from people.sign_in.common import FILE, is_common
from people.sign_in.password import normal_password
from tests.support import build

pytestmark = pytest.mark.django_db
NEW = "layang-layang di atas sawah"


def change(client: Client, old: str = build.PASSWORD, new: str = NEW, again: str | None = None):
    form = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post("/profil/kata-sandi/", form, follow=True)


def codes(password: str, user=None) -> set[str | None]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {e.code for e in error.error_list}
    return set()


def test_ani_changes_her_password_and_stays_in_while_other_browsers_do_not(client, ani):
    other = build.sign_in(Client(), ani)
    build.sign_in(client, ani)
    page = change(client)
    assert "Kata sandi diganti." in page.content.decode()
    assert client.get("/profil/").status_code == 200
    assert other.get("/profil/").status_code == 302
    ani.user.refresh_from_db()
    assert ani.user.check_password(NEW)
    assert AuditEntry.objects.filter(verb="people:password:change", actor=ani.user.uuid).exists()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"old": "bukan ini"}, "Kata sandi lama tidak cocok."),
        ({"again": "lain sama sekali dari itu"}, "Dua isian kata sandi baru berbeda."),
        ({"new": "pendek sekali"}, "Kata sandi ini 13 karakter, terlalu pendek."),
        ({"new": "passwordpassword"}, "termasuk yang paling sering ditebak"),
        ({"new": "ani lestari ani lestari"}, "memuat nama, NIP, tanggal lahir, instansi"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(client, ani, form, sentence):
    build.sign_in(client, ani)
    assert sentence in change(client, **form).content.decode()
    ani.user.refresh_from_db()
    assert ani.user.check_password(build.PASSWORD)


def test_a_foreign_open_session_has_no_more_tries_than_the_door(client, ani):
    build.sign_in(client, ani)
    for _n in range(100):
        change(client, old="salah")
    assert "Sudah 100 kali salah kata sandi" in change(client).content.decode()


@pytest.mark.parametrize(
    "password",
    [
        "tiga   spasi di tengah",
        "kuda terbang di titik nol",
        "密码密码很长很长很长的密码啊吧",
        "ü" * 3 + "ber Zeit und Raum",
        "a b c d e f g h i j",
    ],
)
def test_all_signs_and_spaces_are_welcome(password, ani):
    assert codes(password, ani.user) == set()


@pytest.mark.parametrize("length", [64, 128])
def test_long_ones_are_welcome(length, ani):
    assert codes(("sawah hijau, langit biru; " * 6)[:length], ani.user) == set()


def test_longer_than_128_is_refused(ani):
    assert "too_long" in codes(("sawah hijau, langit biru; " * 6)[:129], ani.user)


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "1234567890123456",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiopasdfghjkl",
        "password1234567!",
        "abcabcabcabcabcabc",
        "iloveyouiloveyou",
    ],
)
def test_what_everybody_tries_is_refused(password, ani):
    assert codes(password, ani.user) == {"common"}


@pytest.mark.parametrize(
    "password",
    [
        "198803172014032902",
        "nomor 19880317 201403 2 902 saya",
        "lahir 17-03-1988 di kota",
        "Ani Lestari sekali!",
        "Titian selalu di hati",
        "Pemerintah Kabupaten Uji",
        "lestari.lestari.ani",
    ],
)
def test_what_colleagues_know_is_refused(password, ani):
    assert "about_you" in codes(password, ani.user)


def test_a_part_of_a_name_in_a_longer_phrase_is_fine(ani):
    assert codes("hutan lestari untuk cucu kita", ani.user) == set()


def test_the_filter_knows_a_hundred_thousand_words_and_fits_into_300_kb():
    assert FILE.stat().st_size * 8 / 19.2 >= 100_000
    assert FILE.stat().st_size <= 300_000
    from django.contrib.auth.password_validation import CommonPasswordValidator

    assert all(is_common(word) for word in CommonPasswordValidator().passwords)


def test_the_filter_refuses_next_to_nothing_else():
    wrongly = sum(is_common(f"kalimat nomor {n} yang tidak umum sama sekali") for n in range(20_000))
    assert wrongly <= 8


def test_the_same_letters_from_another_keyboard_are_the_same_password(client, ani):
    composed, decomposed = "café di tepi danau sunyi", "cafe\u0301 di tepi danau sunyi"
    assert normal_password(decomposed) == composed
    build.sign_in(client, ani)
    change(client, new=decomposed)
    client.post("/keluar/")
    client.post("/masuk/", {"username": ani.nip, "password": composed})
    assert client.get("/profil/").status_code == 200
