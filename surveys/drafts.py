"""Answers not yet sent, kept for the same browser and the same person only.

The secret is in the browser's cookie and nowhere else. Row and key follow from it and the person together: without the
cookie nobody reads a draft, and the next person on a shared telephone does not even find it. All drafts of a wave are
alike long, and say neither whose nor when.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from hashlib import blake2b
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from core.locks import one_at_a_time
from people.models import Person
from surveys.boxes import size_of
from surveys.models import Campaign, Draft

ROOM = 1024  # beside the answers: the form's token and the names of the items


def held(campaign: Campaign, person: Person, secret: str) -> AbstractContextManager[None]:
    """For whoever loads, changes and saves a draft: a second tab of the browser waits, so that neither undoes the
    other's answers."""
    return one_at_a_time("surveys.draft", place_of(campaign, person, secret))


def load(campaign: Campaign, person: Person, secret: str) -> dict[str, Any] | None:
    """What was last saved; None when there is nothing for this browser and person."""
    row = Draft.objects.filter(secret_hash=place_of(campaign, person, secret)).first()
    if row is None:
        return None
    try:
        content: dict[str, Any] = json.loads(lock_of(campaign, person, secret).decrypt(bytes(row.ciphertext)))
    except CryptoError:
        return None
    return content


def save(campaign: Campaign, person: Person, secret: str, content: dict[str, Any]) -> None:
    """Keep `content` (JSON) in place of what was there. Nothing is kept after the wave, nor once the person has sent:
    a tab left open may save later. Called while `held`, or such a save could pass `forget`."""
    waiting = campaign.participations.filter(person=person, answered=False, campaign__state=Campaign.State.DIBUKA)
    if not waiting.exists():
        return
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    size = room_of(campaign)
    draft = Draft(
        secret_hash=place_of(campaign, person, secret),
        campaign=campaign,
        ciphertext=lock_of(campaign, person, secret).encrypt(text.ljust(-(-len(text) // size) * size)),
    )
    Draft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=["secret_hash"], update_fields=["ciphertext"]
    )


def forget(campaign: Campaign, person: Person, secret: str) -> None:
    """Once it is sent; waits for a tab that is just saving."""
    with held(campaign, person, secret):
        Draft.objects.filter(secret_hash=place_of(campaign, person, secret)).delete()


def room_of(campaign: Campaign) -> int:
    spec = campaign.version.spec
    return size_of(spec) + sum(len(item.code) + 4 for item in spec.items) + ROOM


def place_of(campaign: Campaign, person: Person, secret: str) -> str:
    return derive(campaign, person, secret, b"titian place").hex()


def lock_of(campaign: Campaign, person: Person, secret: str) -> SecretBox:
    return SecretBox(derive(campaign, person, secret, b"titian lock"))


def derive(campaign: Campaign, person: Person, secret: str, use: bytes) -> bytes:
    """32 bytes that follow from the secret for one use, person and wave, and lead back to none of them."""
    key = blake2b(secret.encode(), digest_size=32).digest()
    return blake2b(person.uuid.bytes + campaign.uuid.bytes, key=key, person=use, digest_size=32).digest()
