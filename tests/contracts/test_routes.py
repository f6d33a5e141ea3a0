"""Every route says who may see it: closed to strangers unless it stands in this list."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "alive",
    "ready",
    "pages:help",
    "pages:privacy",
    "pages:accessibility",
    "language",
    "csp_report",
    "people:sign_in",
    "courses:catalogue",
    "courses:course",
    "courses:glossary",
    # These keep what a signed-out learner typed, then lead to the sign-in page.
    "courses:task_save",
    "courses:task_hand_in",
    "certificates:verify",
    "certificates:verified",
}
# Wagtail guards its own pages; what a stranger may reach there is the way to our sign-in page.
ADMIN = "kelola/"


def routes(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield path, f"{space}{entry.name}", entry


def ours() -> list[tuple[str, str, URLPattern]]:
    return [(p, n, e) for p, n, e in routes(get_resolver()) if not p.startswith(ADMIN)]


def test_the_open_routes_are_exactly_these():
    declared_open = {name for _, name, entry in ours() if not getattr(entry.callback, "login_required", True)}
    assert declared_open == OPEN


def test_every_route_has_a_name():
    assert [path for path, name, _ in ours() if name.endswith("None")] == []


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_from_every_closed_route(client):
    example = {"uuid": "6c1bdb1c-6f0d-4c2e-9a53-1f6f2d3a0a11", "int": "1", "slug": "x", "str": "x", "path": "x"}
    wrong = []
    for path, name, _ in ours():
        if name in OPEN:
            continue
        parts = [
            example.get(segment.strip("<>").split(":")[0], "x") if segment.startswith("<") else segment
            for segment in path.replace(".pdf", "/.pdf").split("/")
        ]
        address = "/" + "/".join(parts).replace("/.pdf", ".pdf")
        for method in (client.get, client.post):
            answer = method(address)
            if not (answer.status_code == 302 and answer["Location"].startswith("/masuk/")):
                wrong.append((name, address, answer.status_code))
    assert wrong == []
