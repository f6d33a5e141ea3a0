"""From a scored wave to the index of every unit. Expected figures are worked out by hand beside each test."""

from __future__ import annotations

import pytest

from readiness.services import compute_index
from surveys.scoring import score_campaign
from tests.surveys.waving import offices, released, send_all, wave

pytestmark = pytest.mark.django_db


def everybody(units):
    return [person for people in units.values() for person in people]


def test_a_scored_wave_gets_one_run_with_every_unit_that_stands():
    units = offices(DINKES=20, KEC08=6, KEC09=4, BKPSDM=9)
    campaign = wave()
    send_all(campaign, everybody(units))
    score_campaign(campaign=released(campaign))
    run = compute_index(campaign=str(campaign.uuid))
    assert set(run.scores.values_list("unit__code", flat=True)) == {"PEMDA", "DINKES", "BKPSDM"}
    assert run.scores.count() == 3 * 9
