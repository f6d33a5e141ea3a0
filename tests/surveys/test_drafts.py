"""Answers that wait in the browser's keeping."""

from __future__ import annotations

import pytest

from surveys import drafts, services
from surveys.models import Draft
from tests.surveys.waving import a_secret, answer, offices, wave

pytestmark = pytest.mark.django_db
CONTENT = {"answers": answer(3), "comment": "Perlu waktu belajar"}


@pytest.fixture
def people():
    return offices(DINKES=6)["DINKES"]


def test_the_same_person_goes_on_on_the_same_device(people):
    campaign, secret = wave(), a_secret()
    drafts.save(campaign, people[0], secret, {"answers": {}})
    drafts.save(campaign, people[0], secret, CONTENT)
    assert drafts.load(campaign, people[0], secret) == CONTENT
    assert Draft.objects.count() == 1


def test_the_next_person_on_a_shared_telephone_finds_nothing(people):
    campaign, secret = wave(), a_secret()
    drafts.save(campaign, people[0], secret, CONTENT)
    assert drafts.load(campaign, people[1], secret) is None
    drafts.forget(campaign, people[1], secret)
    assert drafts.load(campaign, people[0], a_secret()) is None
    assert drafts.load(wave(number=2), people[0], secret) is None
    assert drafts.load(campaign, people[0], secret) == CONTENT


def test_a_row_says_neither_whose_nor_what_nor_how_much(people):
    campaign, secret = wave(), a_secret()
    drafts.save(campaign, people[0], secret, {})
    drafts.save(campaign, people[1], secret, {"answers": answer(3), "comment": "🙂" * 500, "token": "x" * 36})
    rows = list(Draft.objects.values())
    assert set(rows[0]) == {"secret_hash", "campaign_id", "ciphertext"}
    assert len({len(bytes(row["ciphertext"])) for row in rows}) == 1
    for row in rows:
        assert people[0].uuid.bytes not in bytes(row["ciphertext"]) + bytes.fromhex(row["secret_hash"])
        assert secret not in row["secret_hash"]


def test_a_draft_that_was_touched_is_as_good_as_none(people):
    campaign, secret = wave(), a_secret()
    drafts.save(campaign, people[0], secret, CONTENT)
    kept = bytes(Draft.objects.get().ciphertext)
    Draft.objects.update(ciphertext=kept[:-1] + bytes([kept[-1] ^ 1]))
    assert drafts.load(campaign, people[0], secret) is None


def test_sent_or_closed_it_is_gone(people):
    campaign, secret = wave(), a_secret()
    drafts.save(campaign, people[0], secret, CONTENT)
    drafts.forget(campaign, people[0], secret)
    assert not Draft.objects.exists()
    services.close_campaign(campaign=campaign)
    drafts.save(campaign, people[0], secret, CONTENT)
    assert not Draft.objects.exists()
