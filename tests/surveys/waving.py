"""Waves for tests: units with people, an open wave over them, answers that the test knows."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import yaml

from core.clock import today
from people.models import Person, Unit
from surveys import services
from surveys.models import Campaign, InstrumentVersion
from surveys.services import Entry
from tests.support import build

KTDI = Path(services.__file__).parent / "instruments" / "ktdi.yaml"
BARRIERS = ("H01", "H06", "H07")


def instrument(**changes: Any) -> InstrumentVersion:
    """KTDI, or with other sections."""
    return services.load_instrument(content=deepcopy(document()) | changes)


def offices(**amounts: int) -> dict[str, list[Person]]:
    """People of units below one agency's top unit, by code: `offices(DINKES=6, KEC09=4)`."""
    top = build.unit("PEMDA", name="Pemerintah Kabupaten Uji")
    return {code: build.people(amount, at=build.unit(code, parent=top)) for code, amount in amounts.items()}


def plan(owner: Unit | None = None, *, number: int = 1, **fields: Any) -> Campaign:
    day = today()
    given: dict[str, Any] = {
        "version": fields.pop("version", None) or instrument(),
        "owner_unit": owner or build.unit("PEMDA"),
        "number": number,
        "title": f"Kesiapan gelombang {number}",
        "code": f"kesiapan-{uuid4().hex[:8]}",
        "opens_on": day,
        "closes_on": day + timedelta(days=14),
        "frame_on": day,
        "purpose": "Mengukur kesiapan dan menyarankan pelatihan",
        "retention": "Lima tahun, tanpa identitas",
    }
    return services.plan_campaign(**given | fields)


def wave(owner: Unit | None = None, **fields: Any) -> Campaign:
    """An open one."""
    return services.open_campaign(campaign=plan(owner, **fields))


def a_secret() -> str:
    """What a browser's cookie holds."""
    return secrets.token_urlsafe(32)


def answer(number: int, low: int = 1, high: int = 5) -> dict[str, int | None]:
    """A vector of answers that tells its number: another for each of the first 15,625 numbers."""
    width = high - low + 1
    return {code: low + number // width**place % width for place, code in enumerate(item_codes())}


@cache
def document() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(KTDI.read_text())
    return content


@cache
def item_codes() -> tuple[str, ...]:
    return tuple(item["code"] for dimension in document()["dimensions"] for item in dimension["items"])


def form(number: int = 0, **changes: Any) -> dict[str, Any]:
    """What a form sends."""
    return {
        "answers": answer(number),
        "groups": {"jenis_jabatan": "pelaksana", "masa_kerja": "mk2"},
        "barriers": list(BARRIERS[: number % 4]),
        "comment": "",
        "research": False,
    } | changes


def send(campaign: Campaign, person: Person, number: int = 0, *, token: UUID | None = None, **changes: Any) -> None:
    services.submit_response(campaign=campaign, person=person, token=token or uuid4(), **form(number, **changes))


def send_all(
    campaign: Campaign, people: Iterable[Person], fields: Callable[[int], dict[str, Any]] = form, on: date | None = None
) -> int:
    entries = [Entry(person=person, **fields(number)) for number, person in enumerate(people)]
    return services.submit_many(campaign=campaign, entries=entries, on=on)


def released(campaign: Campaign) -> Campaign:
    """Closed and released; not scored, and the key still there."""
    services.close_campaign(campaign=campaign)
    services.release_responses(campaign=campaign)
    return campaign
