"""Ani signs in, and what she reads when she does not get in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support import build

pytestmark = pytest.mark.django_db
WRONG = "bukan kata sandi yang benar"


def try_sign_in(client: Client, name: str, password: str = build.PASSWORD, **more: str):
    return client.post("/masuk/", {"username": name, "password": password, **more})


@pytest.mark.parametrize(
    "typed",
    [
        "198803172014032902",
        "19880317 201403 2 902",
        "19880317.201403.2.902",
        " 19880317-201403-2-902 ",
        "ANI@uji.contoh",
    ],
)
def test_ani_signs_in_however_she_writes_her_number(client, ani, typed):
    answer = try_sign_in(client, typed)
    assert answer.status_code == 302
    assert answer["Location"] == "/belajar/"
    assert client.get("/profil/").status_code == 200
