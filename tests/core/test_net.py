"""Whose call it is."""

from __future__ import annotations

import pytest

from core.net import client_address


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("1.2.3.4, unknown", "10.0.0.2"),
        ("1.2.3.4,", "10.0.0.2"),
        ("x\x00y", "10.0.0.2"),
        ("", "10.0.0.2"),
    ],
)
def test_behind_our_proxy_the_last_address_that_is_one_counts(rf, settings, header, address):
    request = rf.get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == "10.0.0.2"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_address(request) == address
