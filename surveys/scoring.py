"""From the released answers of a wave to the figures that later rooms read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.events import emit
from core.locks import one_at_a_time
from surveys.anonymity import WAVE
from surveys.constructs import measure_consistency, score_people, score_units, turn
from surveys.events import CampaignScored
from surveys.models import Campaign, ConstructScore, Reliability
from surveys.released import Released, read_released

BATCH = 5000
FIGURES = ("mean", "sd", "low", "high", "rwg")


class NotReleased(Refused):
    sentence = _(
        "Gelombang ini belum dapat dinilai, karena jawabannya belum dilepas. Tutup gelombangnya; hasilnya disiapkan "
        "segera sesudah itu."
    )


class NothingToScore(Refused):
    sentence = _(
        "Gelombang ini tidak dapat dinilai, karena ditutup dengan kurang dari lima jawaban. Rencanakan gelombang baru."
    )


def score_campaign(*, campaign: Campaign) -> None:
    """Write `ConstructScore` of every unit that stands and `Reliability` of the whole wave, all or nothing.

    Again gives the same rows: everything follows from the released set. Raises NotReleased, NothingToScore.
    """
    with one_at_a_time(WAVE, str(campaign.uuid)):
        campaign.refresh_from_db()
        check_released(campaign)
        released = read_released(campaign)
        write_scores(campaign, released)
        if campaign.state == Campaign.State.DILEPAS:
            campaign.state = Campaign.State.DINILAI
            campaign.save(update_fields=["state"])
            emit(CampaignScored(campaign=str(campaign.uuid)))


def rebuild_scores() -> int:
    """Score every scored wave anew; returns how many. The figures come out the same."""
    waves = Campaign.objects.filter(state=Campaign.State.DINILAI).select_related("version__instrument")
    for campaign in waves:
        score_campaign(campaign=campaign)
    return len(waves)


def check_released(campaign: Campaign) -> None:
    if campaign.state in (Campaign.State.KOSONG, Campaign.State.KURANG):
        raise NothingToScore
    if campaign.state not in (Campaign.State.DILEPAS, Campaign.State.DINILAI):
        raise NotReleased


def write_scores(campaign: Campaign, released: Released) -> None:
    spec = campaign.version.spec
    turned = turn(released.answers, spec)
    figures = score_units(turned, score_people(turned, spec), released.places, released.tree, spec)
    campaign.scores.all().delete()
    campaign.reliabilities.all().delete()
    ConstructScore.objects.bulk_create(
        [
            ConstructScore(
                campaign=campaign,
                unit_id=released.units[row["place"]],
                construct=row["component"],
                hidden=row["hidden"],
                **numbers(row, FIGURES),
            )
            for row in figures.to_dict("records")
        ],
        batch_size=BATCH,
    )
    Reliability.objects.bulk_create(
        Reliability(
            campaign=campaign,
            construct=each.code,
            alpha=found.alpha,
            n=found.n or 0,
            items=found.items,
            missing=found.missing,
        )
        for each in spec.dimensions
        for found in [measure_consistency(turned, each, spec)]
    )


def numbers(row: Mapping[Any, Any], columns: Iterable[str]) -> dict[str, float | int | None]:
    """`n` and the given columns of one row of figures, as the database takes them."""
    known: dict[str, float | int | None] = {name: None if isnan(row[name]) else float(row[name]) for name in columns}
    return known | {"n": None if isnan(row["n"]) else int(row["n"])}
