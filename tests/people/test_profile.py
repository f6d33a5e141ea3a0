"""What people see about themselves."""

from __future__ import annotations

import pytest

from tests.support import build

pytestmark = pytest.mark.django_db


def test_ani_sees_who_she_is_here(client, ani):
    page = build.sign_in(client, ani).get("/profil/").content.decode()
    for words in (
        "Ani Lestari",
        "19880317 201403 2 902",
        "Pengadministrasi Perkantoran",
        "Bidang Aplikasi Informatika",
    ):
        assert words in page
    assert "Pemerintah Kabupaten Uji" in page


def test_a_pppk_has_a_ni_pppk(client, aptika):
    page = build.sign_in(client, build.learner(kind="PPPK", at=aptika)).get("/profil/").content.decode()
    assert "NI PPPK" in page


def test_eko_sees_his_provider_and_is_asked_for_no_number(client, eko):
    page = build.sign_in(client, eko).get("/profil/").content.decode()
    assert "Komunitas Literasi Uji" in page
    assert "NIP" not in page
    assert "Unit kerja" not in page


def test_an_account_without_a_person_has_a_profile_too(client, django_user_model):
    user = django_user_model.objects.create_user("pengelola")
    page = build.sign_in(client, user).get("/profil/")
    assert "tidak terhubung dengan data pegawai" in page.content.decode()


def test_strangers_see_no_profile(client, db):
    assert client.get("/profil/")["Location"] == "/masuk/?next=/profil/"


def test_the_profile_costs_three_statements_however_many_people_there_are(client, ani, django_assert_num_queries):
    build.sign_in(client, ani)
    with django_assert_num_queries(3):
        client.get("/profil/")
    build.people(200)
    with django_assert_num_queries(3):
        client.get("/profil/")
