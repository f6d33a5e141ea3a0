"""Which questions an attempt gets, and in what order. Pure, and the same for a seed on every machine and version.

Places are decided by a digest of seed and name rather than by `random`, whose shuffles may differ between versions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True)
class Candidate:
    """A question version that may be drawn; `codes` are the options that may be shuffled."""

    pk: int
    outcome: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    draw: int
    pool: tuple[Candidate, ...]
    min_per_outcome: int = 0


@dataclass(frozen=True)
class Drawn:
    pk: int
    option_order: list[str]


def draw_questions(sections: Iterable[Section], seed: int) -> list[Drawn]:
    """The questions of all sections in the order to ask them; none twice.

    Each section gives `draw` questions, or all it has when it has fewer; at least `min_per_outcome` of every outcome of
    its pool as far as the pool and `draw` allow. Where `draw` is too small for every outcome, each outcome gets its
    first question before any gets a second.
    """
    drawn: list[Drawn] = []
    taken: set[int] = set()
    for number, section in enumerate(sections):
        pool = _shuffled([c for c in section.pool if c.pk not in taken], seed, f"pool:{number}")
        chosen = _choose(pool, section)
        taken |= {candidate.pk for candidate in chosen}
        drawn += [Drawn(c.pk, _shuffled_codes(c, seed)) for c in _shuffled(chosen, seed, f"ask:{number}")]
    return drawn


def _choose(pool: list[Candidate], section: Section) -> list[Candidate]:
    """The head of the pool, once the first of each outcome stand at its head."""
    seen: dict[str, int] = {}
    rounds: list[tuple[int, Candidate]] = []
    for candidate in pool:
        turn = seen[candidate.outcome] = seen.get(candidate.outcome, 0) + 1
        owed = candidate.outcome and turn <= section.min_per_outcome
        rounds.append((turn if owed else section.min_per_outcome + 1, candidate))
    return [candidate for _, candidate in sorted(rounds, key=lambda pair: pair[0])][: section.draw]


def _shuffled(pool: Iterable[Candidate], seed: int, label: str) -> list[Candidate]:
    return sorted(pool, key=lambda candidate: _place(seed, label, str(candidate.pk)))


def _shuffled_codes(candidate: Candidate, seed: int) -> list[str]:
    return sorted(candidate.codes, key=lambda code: _place(seed, f"options:{candidate.pk}", code))


def _place(seed: int, label: str, name: str) -> bytes:
    return blake2b(f"{seed}:{label}:{name}".encode(), digest_size=16).digest()
