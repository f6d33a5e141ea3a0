"""Our copies of Wagtail's templates differ from the originals by the nonce alone, and there is no seventh place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import wagtail
from django.conf import settings

WAGTAIL = Path(wagtail.__file__).parent
THEIRS = WAGTAIL / "admin/templates/wagtailadmin"
OURS = Path(settings.BASE_DIR) / "templates/wagtailadmin"
NONCE = ' nonce="{% csp_nonce %}"'
SIGNED = [
    "widgets/date_input.html",
    "widgets/time_input.html",
    "widgets/datetime_input.html",
    "panels/inline_panel.html",
    "panels/multiple_chooser_panel.html",
]
# The first is a comment; the second is replaced at start-up (lms.csp.sign_chooser_scripts).
NOT_TEMPLATES = ["admin/rich_text/converters/db_html.py", "admin/widgets/chooser.py"]
NOT_INSTALLED = ("contrib/search_promotions/", "contrib/styleguide/", "project_template/", "test/", "tests/")
INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>")


@pytest.mark.parametrize("name", SIGNED)
def test_an_override_is_the_original_with_the_nonce(name):
    ours = (OURS / name).read_text()
    assert ours.count(NONCE) == 1
    assert ours.replace(NONCE, "") == (THEIRS / name).read_text()


def test_wagtail_writes_scripts_into_pages_at_these_places_only():
    files = [*WAGTAIL.rglob("*.py"), *WAGTAIL.rglob("*.html")]
    places = {str(file.relative_to(WAGTAIL)) for file in files if INLINE.search(file.read_text())}
    known = {f"admin/templates/wagtailadmin/{name}" for name in SIGNED} | set(NOT_TEMPLATES)
    assert {place for place in places if not place.startswith(NOT_INSTALLED) and "/tests/" not in place} == known


def test_what_else_is_overridden_extends_the_original():
    others = [file for file in OURS.rglob("*.html") if str(file.relative_to(OURS)) not in SIGNED]
    for file in others:
        name = file.relative_to(OURS)
        if (THEIRS / name).exists():
            assert file.read_text().startswith(f'{{% extends "wagtailadmin/{name}" %}}')
            assert not INLINE.search(file.read_text())
