"""Headers of trust on every kind of answer: pages, redirects, errors, files."""

import pytest
from django.test import Client

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Frame-Options": "SAMEORIGIN",
}
ADDRESSES = ["/masuk/", "/belajar/", "/katalog/", "/verifikasi/", "/bantuan/", "/tidak-ada/", "/kelola/", "/sehat"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(client, address):
    answer = client.get(address)
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "Server" not in answer.headers


@pytest.mark.django_db
def test_a_learners_page_allows_nothing_but_our_own_origin(client):
    policy = client.get("/masuk/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_indonesian():
    answer = Client(enforce_csrf_checks=True).post("/masuk/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "muat ulang, lalu kirim lagi" in answer.content.decode()


@pytest.mark.django_db
def test_the_language_form_goes_back_to_own_paths_only(client):
    assert client.post("/bahasa/", {"bahasa": "en", "next": "/katalog/?q=a"})["Location"] == "/katalog/?q=a"
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "foo"):
        assert client.post("/bahasa/", {"bahasa": "en", "next": elsewhere})["Location"] == "/"
