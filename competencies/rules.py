"""Which evidence counts, and what a gap is. Pure and versioned: a changed rule is a new version and a rebuild.

Version 1: an official assessment beats every other source; among equals the highest level that is still valid wins, of
two with the same level the later one. A 360 assessment supports and never sets a level. Evidence without a level (tags
such as BerAKHLAK) sets none. Evidence holds for three years unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

RULE_VERSION = "1"
VALID_YEARS = 3
ASSESSMENT, SUPPORTING = "asesor", "nilai_360"


class Proof(Protocol):
    @property
    def level(self) -> int | None: ...
    @property
    def source(self) -> str: ...
    @property
    def observed_on(self) -> date: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def is_revoked(self) -> bool: ...


P = TypeVar("P", bound=Proof)


def last_valid_day(observed_on: date) -> date:
    """The same day three years later, still valid; 29 February becomes the 28th."""
    year = observed_on.year + VALID_YEARS
    if (observed_on.month, observed_on.day) == (2, 29):
        return date(year, 2, 28)
    return observed_on.replace(year=year)


def holds(proof: Proof, on: date) -> bool:
    in_time = proof.observed_on <= on and (proof.expires_on is None or on <= proof.expires_on)
    return in_time and not proof.is_revoked


def strongest(proofs: Iterable[P], on: date) -> P | None:
    """The one piece of evidence that sets the level on that day; None means the level is unknown, not 0."""
    setting = [p for p in proofs if p.level is not None and p.source != SUPPORTING and holds(p, on)]
    return max(setting, key=lambda p: (p.source == ASSESSMENT, p.level or 0, p.observed_on), default=None)


def gap_of(required: int, attained: int | None) -> int | None:
    """Missing levels; None when the attained level is unknown."""
    return None if attained is None else max(0, required - attained)
