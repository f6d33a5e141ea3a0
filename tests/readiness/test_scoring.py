"""From released answers to the scores of every unit. Expected figures are worked out by hand beside each test."""

from __future__ import annotations

import pytest

from core.models import Event
from surveys.models import Campaign, ConstructScore, Reliability
from surveys.scoring import NothingToScore, NotReleased, score_campaign
from tests.support import build
from tests.surveys.waving import answer, form, offices, released, send_all, wave

pytestmark = pytest.mark.django_db


def everybody(units):
    return [person for people in units.values() for person in people]


def rows(campaign):
    columns = ("unit__code", "construct", "n", "mean", "sd", "low", "high", "rwg", "hidden")
    return sorted(campaign.scores.values_list(*columns), key=lambda row: row[:2])


def test_every_unit_that_stands_has_every_dimension_and_the_hidden_have_none():
    units = offices(DINKES=20, KEC08=6, KEC09=4, BKPSDM=9)
    campaign = wave()
    send_all(campaign, everybody(units))
    score_campaign(campaign=released(campaign))
    found = {(row[0], row[1]) for row in rows(campaign)}
    assert found == {(unit, f"D{n}") for unit in ("PEMDA", "DINKES", "BKPSDM") for n in range(1, 9)}
    assert campaign.state == Campaign.State.DINILAI
    assert Reliability.objects.filter(campaign=campaign).count() == 8
