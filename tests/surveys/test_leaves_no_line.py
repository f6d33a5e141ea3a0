"""What the logs and the audit keep of somebody who answers: nothing, and of a fault the hour."""

from __future__ import annotations

import io
import json
import logging
import re
from typing import Any

import pytest

from core.models import AuditEntry, Event, Job
from lms.logs import ANSWERING, JsonLine
from people.models import Role
from surveys import services
from surveys.urls import urlpatterns
from tests.support import build
from tests.surveys.pages import Respondent
from tests.surveys.waving import offices, wave

pytestmark = pytest.mark.django_db
COMMENT = "Jaringan kantor kami sering putus."


@pytest.fixture
def lines(monkeypatch):
    """What the product's own handler writes."""
    handler = next(h for h in logging.getLogger().handlers if isinstance(h.formatter, JsonLine))
    stream = io.StringIO()
    monkeypatch.setattr(handler, "stream", stream)

    def written() -> list[dict[str, Any]]:
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    return written


@pytest.fixture
def ani() -> Respondent:
    person = offices(DINKES=8)["DINKES"][0]
    return Respondent.of(person, wave())


def test_every_page_of_answering_is_meant():
    pages = {f"surveys:{page.name}" for page in urlpatterns if str(page.pattern).startswith("survei/")}
    assert pages == ANSWERING


def test_answering_leaves_no_line_and_no_row_that_tells_when(ani, lines):
    rows = [model.objects.count() for model in (AuditEntry, Event, Job)]
    ani.get()
    for part in range(1, 9):
        ani.fill(part)
    assert ani.post("kirim/", hambatan=["H99"]).status_code == 422  # Django would warn of it, with its address
    ani.send(komentar=COMMENT)
    ani.get("terima-kasih/")
    assert not lines()
    assert [model.objects.count() for model in (AuditEntry, Event, Job)] == rows


def test_other_pages_have_their_line(ani, lines):
    build.role(ani.person, Role.ANALIS, build.unit("PEMDA"))
    build.sign_in(ani.client, ani.person).get("/kesiapan/gelombang/")
    assert [line["route"] for line in lines() if "route" in line] == ["surveys:waves"]


def test_a_fault_while_sending_is_told_with_its_hour_and_nothing_that_was_typed(ani, lines, monkeypatch):
    for part in range(1, 9):
        ani.fill(part)

    def breaks(**given: Any) -> None:
        raise RuntimeError(f"{given['comment']} {ani.person.nip}")

    monkeypatch.setattr(services, "submit_response", breaks)
    ani.client.raise_request_exception = False
    assert ani.send(komentar=COMMENT).status_code == 500
    (fault,) = (line for line in lines() if line["level"] == "ERROR")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:00:00[+-]\d{4}", fault["at"])
    assert fault["error"] == "RuntimeError"
    told = json.dumps(fault)
    for typed in (COMMENT, ani.person.nip, ani.person.full_name, str(ani.person.uuid)):
        assert typed not in told
