"""Waves in which nobody answers, all answer alike, or all leave everything blank: they end, and say so."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import Role
from surveys import services
from surveys.models import Campaign, ConstructScore, Response
from tests.support import build
from tests.surveys.waving import form, item_codes, offices, send_all, wave

pytestmark = pytest.mark.django_db
BLANK = dict.fromkeys(item_codes())
ALIKE = dict.fromkeys(item_codes(), 3)


@pytest.mark.parametrize(
    ("answers", "state", "hidden"),
    [
        (None, Campaign.State.KOSONG, set()),
        (ALIKE, Campaign.State.DINILAI, {"seragam"}),
        (BLANK, Campaign.State.DINILAI, {"kecil"}),
        ({}, Campaign.State.DINILAI, {"kecil"}),
    ],
)
def test_a_wave_without_anything_to_tell_ends_and_tells_nothing(settle, answers, state, hidden):
    units = offices(DINKES=8, BKPSDM=7)
    campaign = wave()
    people = [*units["DINKES"], *units["BKPSDM"]]
    if answers is not None:
        send_all(campaign, people, lambda n: form(n, answers=answers))
    services.close_campaign(campaign=campaign)
    settle()
    campaign.refresh_from_db()
    assert campaign.state == state
    assert Response.objects.count() == (0 if answers is None else 15)
    assert set(ConstructScore.objects.values_list("hidden", flat=True)) == hidden
    assert set(ConstructScore.objects.values_list("mean", "low", "sd", "n")) <= {(None,) * 4}
    analyst = build.learner("Rahma", at=build.unit("BKPSDM"))
    build.role(analyst, Role.ANALIS, build.unit("PEMDA"))
    page = build.sign_in(Client(), analyst).get(f"/kesiapan/gelombang/{campaign.uuid}/")
    assert page.status_code == 200
