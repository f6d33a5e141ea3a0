"""Two rounds of e-mail at most, to those who have not answered."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.clock import today
from core.jobs import enqueue
from people.models import Person
from surveys.models import Campaign

DAYS_BEFORE = (7, 2)
BATCH = 25


def remind_all() -> None:
    """Draw the rounds that are due. Each open wave, whatever the others do."""
    for campaign in Campaign.objects.filter(state=Campaign.State.DIBUKA).select_related("owner_unit__agency"):
        draw_round(campaign=campaign, on=today(campaign.owner_unit.agency.zone))


@transaction.atomic
def draw_round(*, campaign: Campaign, on: date) -> None:
    """Freeze who is reminded in the round that is due, in batches of a job each. A round passed over is not made up."""
    number = round_due(campaign, on)
    drawn = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.DIBUKA, reminder_rounds__lt=number)
    if not drawn.update(reminder_rounds=number):
        return
    silent = campaign.participations.filter(answered=False, person__email__isnull=False, person__left_on=None)
    people = list(silent.order_by("person").values_list("person", flat=True))
    for start in range(0, len(people), BATCH):
        enqueue(
            "surveys.remind_batch",
            key=f"{campaign.uuid}:{number}:{start // BATCH}",
            payload={"campaign": str(campaign.uuid), "number": number, "people": people[start : start + BATCH]},
        )


def round_due(campaign: Campaign, on: date) -> int:
    """0 before the first; the number of the last round whose day has come."""
    if not campaign.opens_on <= on <= campaign.closes_on:
        return 0
    days_left = (campaign.closes_on - on).days
    return sum(days_left <= days for days in DAYS_BEFORE)


def send_batch(*, campaign: Campaign, number: int, people: list[int]) -> None:
    """Remind those of the batch who still have not answered. After a crash the same letters go under the same names."""
    if not campaign.is_open:
        return
    silent = Person.objects.filter(
        pk__in=people, participations__campaign=campaign, participations__answered=False, email__isnull=False
    )
    with translation.override("id"):
        letters = [letter(campaign, number, person) for person in silent.order_by("pk")]
    if letters:
        get_connection().send_messages(letters)


def letter(campaign: Campaign, number: int, person: Person) -> EmailMessage:
    link = f"{settings.BASE_URL}{reverse('surveys:intro', args=[campaign.code])}"
    text = render_to_string("surveys/reminder.txt", {"person": person, "campaign": campaign, "link": link})
    name = uuid5(NAMESPACE_URL, f"{link}#{number}:{person.uuid}")
    return EmailMessage(
        subject=_("Pengingat: %(title)s") % {"title": " ".join(campaign.title.split())},
        body=text,
        to=[person.email or ""],
        headers={"Message-ID": f"<{name}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"},
    )
