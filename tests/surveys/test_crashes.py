"""F30 to F32: whatever dies, and whoever comes at the same time, nothing sent is lost and nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from core import events, jobs
from core.clock import now
from core.errors import Refused
from core.models import Event, Job
from people.models import Person
from surveys import anonymity, drafts, keys, services
from surveys.models import Campaign, Draft, ReleasedUnit, Response, SealedResponse
from tests.support.faults import Fault, failing_at, killed_at
from tests.support.settle import settle
from tests.surveys.pages import Respondent
from tests.surveys.waving import offices, send, send_all, wave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FAR = 300
AT_ONCE = 100


@pytest.fixture
def people() -> list[Person]:
    return offices(DINKES=8)["DINKES"]


def sent(campaign: Campaign) -> int:
    return campaign.participations.filter(answered=True).count()


def thanks_of(browser: Respondent) -> str:
    """Without what every page has anew."""
    page = browser.get("terima-kasih/").content.decode().split("<main")[1]
    return page.split("</main>")[0]


# One person sends


@pytest.mark.parametrize(
    ("owner", "name", "after", "left"),
    [
        (services, "seal", False, (0, 0)),
        (QuerySet, "bulk_create", True, (0, 0)),  # written, not committed
        (QuerySet, "update", False, (1, 0)),  # between the two transactions
        (services, "submit_response", True, (1, 1)),  # all committed, no answer to the browser
    ],
)
def test_f30_a_death_while_sending_is_mended_by_the_same_form(people, owner, name, after, left):
    campaign = wave()
    ani, budi = (Respondent.of(person, campaign) for person in people[:2])
    for browser in (ani, budi):
        browser.fill(1)
    budi.send()
    killed_at(owner, name, ani.send, after=after)
    assert (SealedResponse.objects.count() - 1, sent(campaign) - 1) == left
    if not left[1]:
        assert ani.send()["Location"] == f"{ani.base}terima-kasih/"
    assert thanks_of(ani) == thanks_of(budi)
    assert SealedResponse.objects.count() == sent(campaign) == 2
    services.close_campaign(campaign=campaign)
    assert not Draft.objects.exists()


def test_f30_the_nth_statement_of_sending_fails_and_the_same_form_mends_it(monkeypatch):
    people = iter(offices(DINKES=FAR)["DINKES"])
    campaign = wave()
    for n in range(1, FAR):
        person, token = next(people), uuid4()
        with failing_at(n, monkeypatch) as calls:
            try:
                send(campaign, person, token=token)
            except Fault:
                pass
        # Before, done, or sealed and not yet marked; never marked without an answer.
        assert (SealedResponse.objects.count() - n, sent(campaign) - n) in {(-1, -1), (0, -1), (0, 0)}
        send(campaign, person, token=token)
        assert SealedResponse.objects.count() == sent(campaign) == n
        if calls[0] < n:
            assert n > 5
            return
    raise AssertionError(f"more than {FAR} calls")


# Many at once


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    gate = Barrier(len(acts))

    def act(one: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        gate.wait()
        try:
            return one()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    connection.close()
    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))


def test_eight_parts_saved_from_eight_tabs_at_once_are_all_kept(people):
    campaign = wave()
    sari = Respondent.of(people[0], campaign)
    sari.get()  # the cookie

    def save(part: int) -> int:
        tab = Client()
        tab.cookies.update(sari.client.cookies)
        return tab.post(f"{sari.base}{part}/", {f"jawab-D{part}-01": "4"}).status_code

    assert together([partial(save, part) for part in range(1, 9)]) == [302] * 8
    kept = drafts.load(campaign, people[0], sari.client.cookies["survei"].value)
    assert kept["answers"] == {f"D{part}-01": 4 for part in range(1, 9)}


def test_f20_a_hundred_people_send_in_the_same_moment():
    people = offices(DINKES=AT_ONCE)["DINKES"]
    campaign = wave()
    assert campaign.version.spec
    outcomes = together([partial(send, campaign, who, n) for n, who in enumerate(people)])
    assert outcomes == [None] * AT_ONCE
    assert SealedResponse.objects.count() == sent(campaign) == AT_ONCE
    services.close_campaign(campaign=campaign)
    services.release_responses(campaign=campaign)
    assert len({tuple(row) for row in Response.objects.values_list("answers", flat=True)}) == AT_ONCE


def test_f20_one_person_on_two_devices_counts_once(people):
    campaign = wave()
    assert campaign.version.spec
    for person in people:
        assert together([partial(send, campaign, person)] * 3) == [None] * 3
    assert SealedResponse.objects.count() == sent(campaign) == len(people)


def test_f20_whoever_was_thanked_while_the_wave_closed_is_counted():
    people = offices(DINKES=30)["DINKES"]
    campaign = wave()
    assert campaign.version.spec
    acts: list[Callable[[], Any]] = [partial(send, campaign, who) for who in people]
    acts.insert(15, lambda: services.close_campaign(campaign=Campaign.objects.get()) and None)
    outcomes = together(acts)
    thanked = outcomes.count(None) - 1  # the closing itself
    assert SealedResponse.objects.count() == sent(campaign) == thanked
    assert all(isinstance(outcome, services.NotNow) for outcome in outcomes if outcome is not None)


# Close, release, wipe


def work() -> None:
    """What the sweep and the workers do with what a death left behind."""
    Job.objects.exclude(state=Job.State.SELESAI).update(due_at=now(), lease_until=now())
    for event in Event.objects.filter(handled_at=None).values_list("pk", flat=True):
        events.deliver(event)
    for job in Job.objects.exclude(state=Job.State.SELESAI).order_by("pk").values_list("pk", flat=True):
        jobs.run(job)


def close(campaign: Campaign) -> None:
    services.close_campaign(campaign=Campaign.objects.get(pk=campaign.pk))


def released_once(campaign: Campaign, amount: int) -> None:
    campaign.refresh_from_db()
    assert campaign.traces_wiped
    assert Response.objects.filter(campaign=campaign).count() == amount
    assert ReleasedUnit.objects.filter(campaign=campaign).count() == 2
    assert sent(campaign) == amount
    assert not campaign.sealed.exists()
    assert not keys.file_of(campaign.uuid).exists()
    assert campaign.scores.values("construct", "unit").distinct().count() == campaign.scores.count() > 0


@pytest.mark.parametrize(
    ("owner", "name", "after"),
    [
        (services, "emit", True),  # not committed: still open
        (events, "deliver", False),  # closed, and nobody knows
        (anonymity, "open_all", True),
        (anonymity, "write_released", True),
        (anonymity, "forget_before", True),
        (anonymity, "record_audit", True),
        (anonymity, "is_released", True),
        (keys, "destroy_key", True),
        (anonymity, "rewrite", True),
        (anonymity, "wipe_traces", True),
    ],
)
def test_f31_a_death_after_the_last_answer_is_mended_by_the_next_worker(people, owner, name, after):
    campaign = wave()
    send_all(campaign, people)

    def closing() -> None:
        close(campaign)
        for _ in range(4):
            work()

    killed_at(owner, name, closing, after=after)
    if Campaign.objects.get().is_open:
        close(campaign)
    for _ in range(3):
        work()
    Job.objects.filter(state=Job.State.MENUNGGU).update(due_at=now())
    settle()
    released_once(campaign, len(people))
    Job.objects.update(state=Job.State.MENUNGGU, due_at=now())  # a message that came once more
    settle()
    released_once(campaign, len(people))


def test_f31_the_nth_call_of_release_fails_and_the_next_run_ends_alike(people, monkeypatch):
    for n in range(1, FAR):
        campaign = wave(number=n)
        send_all(campaign, people)
        services.close_campaign(campaign=campaign)
        with failing_at(n, monkeypatch) as calls:
            try:
                services.release_responses(campaign=campaign)
            except (Fault, keys.KeyMissing):
                pass
        stored, waiting = Response.objects.filter(campaign=campaign).count(), campaign.sealed.count()
        assert (stored, waiting) in {(0, len(people)), (len(people), 0)}
        assert sent(campaign) == len(people)
        assert keys.has_key(campaign)
        services.release_responses(campaign=campaign)
        assert Response.objects.filter(campaign=campaign).count() == len(people)
        assert campaign.released_units.count() == 2
        if calls[0] < n:
            assert n > 10
            return
    raise AssertionError(f"more than {FAR} calls")


def test_f10_two_beats_close_a_wave_once(people):
    campaign = wave()
    send_all(campaign, people)
    outcomes = together([lambda: close(campaign)] * 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", *["WrongState"] * 3]
    settle()
    released_once(campaign, len(people))
