"""What was answered. Knows what, never who; only `surveys.anonymity` touches both sides."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Unit
from surveys.models.campaigns import Campaign


class SealedResponse(models.Model):
    """While the wave is open: a box that only the wave's private key opens, which is not in the database."""

    wagtail_reference_index_ignore = True
    submission_token = models.UUIDField(primary_key=True)  # random, from the browser's form: a repeat changes nothing
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sealed")
    box = models.BinaryField()

    def __str__(self) -> str:
        return str(self.campaign)


class Response(models.Model):
    """One respondent's answers, written once at release, all in one transaction, in random order.

    `answers` in item order of the version (null: don't know or left out); `bucket` holds at least `min_cell` rows;
    so does every bucket × group value, else the value is blank.
    """

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="responses")
    bucket = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    groups = models.JSONField(default=dict)  # {"jenis_jabatan": "jf", "masa_kerja": "mk1"} after merging; "" blanked
    answers = ArrayField(models.SmallIntegerField(null=True))
    barriers = ArrayField(models.CharField(max_length=30), default=list)
    research = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.campaign)


class Comment(models.Model):
    """Free words, without unit, time or score beside them; kept of a whole agency alone, shown after redaction,
    ten or more."""

    class State(models.TextChoices):
        MENUNGGU = "menunggu", _("Menunggu penyuntingan")
        DISUNTING = "disunting", _("Disunting")
        DITAHAN = "ditahan", _("Ditahan")

    wagtail_reference_index_ignore = True
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="comments")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.MENUNGGU)

    def __str__(self) -> str:
        return str(self.campaign)
