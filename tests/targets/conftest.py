"""An agency with the starter set of targets, on 21 November 2026."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import Person, Role, Unit
from targets.loading import load_targets, read_content
from targets.models import Target
from tests.support import build


@pytest.fixture
def november(clock):
    clock.set("2026-11-21")
    return clock


@pytest.fixture
def agency(pemda: Unit, november) -> Unit:
    load_targets(unit=pemda, content=read_content())
    return pemda


@pytest.fixture
def target(agency: Unit):
    """`target("TP-06")`"""
    return lambda code: Target.objects.select_related("unit__agency").get(unit=agency, code=code)


@pytest.fixture
def evaluator(agency: Unit, kominfo: Unit) -> Person:
    """Of the whole agency; types TP-04 and TP-05."""
    who = build.learner("Fajar Nugraha", at=kominfo)
    build.role(who, Role.EVALUATOR, agency)
    return who


@pytest.fixture
def leader(dewi: Person) -> Client:
    """Sekda: types TP-11, TP-12 and TP-15, and brings in the complaint log."""
    return build.sign_in(Client(), dewi)
