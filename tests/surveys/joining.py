"""Whoever holds the whole database after a wave: joins what is kept of people with what is kept of answers.

The attacker has every row of every table with its place on the disk and its transaction, knows in which pool each
person's answers lie, and who took part. Each column that says anything of people, in each table, is an order of
people; each column of the answers is an order of answers. Every pair is tried: first with first, last with last, first
with last, neighbours with neighbours, equal with equal.

By chance a random order of n hits one, whatever n (fixed points of a permutation); the whole distribution is known
exactly, so the best of many tries is judged by how improbable it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, md5, sha1, sha256
from math import comb, factorial
from typing import Any
from uuid import UUID

import numpy as np
from django.apps import apps
from django.db import connection
from scipy import stats

from people.models import Person, User

PLACE = ("ctid", "xmin", "xmax", "cmin")
Key = tuple[str, str]  # table, column
Values = dict[int, Any]  # by person


@dataclass(frozen=True)
class Verdict:
    """`tries` attacks; the luckiest hit `best` of `answers` by `how`, which has the probability `p` by chance."""

    tries: int
    answers: int
    chance: float  # hits of one try on the average, when it is mere luck
    mean: float
    best: int
    how: str
    p: float

    @property
    def joins(self) -> bool:
        """Better than luck, all tries considered: luck alone gives this once in a million runs."""
        return self.p * self.tries < 1e-6


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the database, in the order of the disk, with what PostgreSQL keeps beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(
                f'SELECT ctid::text AS "@ctid", xmin::text::bigint AS "@xmin", xmax::text::bigint AS "@xmax",'
                f' cmin::text::bigint AS "@cmin", * FROM "{table}" ORDER BY ctid'
            )
            names = [column.name for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for rows in found.values():
        for place, row in enumerate(rows):
            row["@ctid"] = place
    return found


def about_people(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[Key, Values]:
    """What each column of each table says of a person: rows that point at one, or hold one's uuid anywhere."""
    owners = dict(owner_columns())
    people = {row["uuid"]: row["id"] for row in tables[Person._meta.db_table]}
    users = {row["id"]: row["person_id"] for row in tables[User._meta.db_table]}
    by_uuid = {str(uuid): pk for uuid, pk in people.items()}
    by_uuid |= {str(row["uuid"]): row["person_id"] for row in tables[User._meta.db_table] if row["person_id"]}
    found: dict[Key, Values] = defaultdict(dict)
    for table, rows in tables.items():
        for row in rows:
            for person in {*owned_by(row, owners.get(table, {}), users), *named_in(row, by_uuid)}:
                for column, value in row.items():
                    found[table, column].setdefault(person, value)
    return found


def owner_columns() -> Iterator[tuple[str, dict[str, Any]]]:
    """Of each table, the columns that point at a person or an account; of those two, their own key."""
    for model in apps.get_models():
        columns: dict[str, Any] = {
            str(field.column): field.related_model
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in (Person, User)
        }
        if model in (Person, User):
            columns["id"] = model
        yield model._meta.db_table, columns


def owned_by(row: Mapping[str, Any], columns: Mapping[str, Any], users: Mapping[int, int | None]) -> Iterator[int]:
    for column, model in columns.items():
        person = row[column] if model is Person else users.get(row[column])
        if person:
            yield person


def named_in(row: Mapping[str, Any], by_uuid: Mapping[str, int]) -> Iterator[int]:
    text = " ".join(str(value) for value in row.values() if isinstance(value, str | UUID | dict | list))
    yield from (by_uuid[uuid] for uuid in {part.strip("'\",{}[]():") for part in text.split()} & by_uuid.keys())


def attack(
    people: Mapping[Key, Values], answers: Mapping[Key, Values], pools: Mapping[int, Hashable], *, seed: int = 1
) -> Verdict:
    """Try every column against every column. `answers`: by the person who gave them, which only the judge knows."""
    random = np.random.default_rng(seed)
    members: dict[Hashable, list[int]] = defaultdict(list)
    for person, pool in pools.items():
        members[pool].append(person)
    groups = [sorted(group) for group in members.values()]
    sizes = tuple(len(group) for group in groups)
    outcomes = []
    left = [(key, ordered(values, groups, random), digested(values)) for key, values in people.items()]
    right = [(key, ordered(values, groups, random), alike(values, groups)) for key, values in answers.items()]
    for who, first, names in left:
        for what, second, places in right:
            how = f"{'.'.join(who)} ~ {'.'.join(what)}"
            for way, hits, p in tries(first, second, sizes):
                outcomes.append((p, hits, f"{how} ({way})"))
            found = sum(equal(names, at, group, random) for at, group in zip(places, groups, strict=True))
            outcomes.append((luck(found, sizes), found, f"{how} (equal)"))
    p, best, how = min(outcomes)
    mean = float(np.mean([hits for _p, hits, way in outcomes if "neighbours" not in way]))
    return Verdict(len(outcomes), sum(sizes), len(sizes), mean, best, how, p)


def ordered(values: Values, groups: Sequence[Sequence[int]], random: np.random.Generator) -> list[np.ndarray]:
    """The people of each pool in the order of the column; those alike, or without a row, anyhow."""
    return [
        np.array(sorted(random.permutation(group).tolist(), key=lambda person: sortable(values.get(person))))
        for group in groups
    ]


def sortable(value: Any) -> tuple[str, Any]:
    if isinstance(value, bool | int | float):
        return "number", float(value)
    if isinstance(value, memoryview | bytes):
        return "bytes", bytes(value)
    return type(value).__name__, value.isoformat() if hasattr(value, "isoformat") else str(value)


def tries(
    first: Sequence[np.ndarray], second: Sequence[np.ndarray], sizes: tuple[int, ...]
) -> Iterator[tuple[str, int, float]]:
    """Hits of the two orders laid beside each other, one turned round, and of neighbours that stay neighbours."""
    for way, step in (("same order", 1), ("turned round", -1)):
        hits = sum(int((one == two[::step]).sum()) for one, two in zip(first, second, strict=True))
        yield way, hits, chance_of(hits, sizes)
    near = sum(neighbours(one, two) for one, two in zip(first, second, strict=True))
    # Of n in a random order, about two pairs of neighbours stay neighbours: nearly a Poisson number.
    yield "neighbours", near, float(stats.poisson.sf(near - 1, 2 * len(sizes)))


def neighbours(one: np.ndarray, two: np.ndarray) -> int:
    place = np.empty(max(two) + 1, dtype=int)
    place[two] = np.arange(len(two))
    return int((np.abs(np.diff(place[one])) == 1).sum())


def equal(
    names: Mapping[int, Sequence[str]],
    places: Mapping[str, Sequence[int]],
    group: Sequence[int],
    random: np.random.Generator,
) -> int:
    """Give each person one of the answers with the same value, or a digest of it; else any of the pool."""
    drawn = random.random(len(group))
    hits = 0
    for person, lot in zip(group, drawn, strict=True):
        found = next((places[name] for name in names.get(person, ()) if name in places), group)
        hits += found[int(lot * len(found))] == person
    return hits


def luck(hits: int, sizes: tuple[int, ...]) -> float:
    """As if every pool were as small as the smallest, which makes hits likelier than they are."""
    return float(stats.binom.sf(hits - 1, sum(sizes), 1 / min(sizes)))


def alike(values: Values, groups: Sequence[Sequence[int]]) -> list[dict[str, list[int]]]:
    """In each pool, the people whose answers have the same value in this column."""
    found = []
    for group in groups:
        places: dict[str, list[int]] = defaultdict(list)
        for person in group:
            places[plain(values.get(person))].append(person)
        found.append(dict(places))
    return found


def digested(values: Values) -> dict[int, list[str]]:
    return {person: list(names_of(value)) for person, value in values.items()}


def plain(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)


def names_of(value: Any) -> Iterator[str]:
    """The value itself, and what a careless programmer would make of it so that nobody sees it."""
    if value is None:
        return
    yield plain(value)
    for content in {value.bytes, str(value).encode()} if isinstance(value, UUID) else {plain(value).encode()}:
        for digest in (md5, sha1, sha256, lambda text: blake2b(text, digest_size=16)):
            found = digest(content).digest()
            yield found.hex()
            yield str(UUID(bytes=found[:16]))


@cache
def chance_of(hits: int, sizes: tuple[int, ...]) -> float:
    """Exactly: how probable so many hits or more are, when each pool is in a random order."""
    return float(distribution(sizes)[hits:].sum())


@cache
def distribution(sizes: tuple[int, ...]) -> np.ndarray:
    """Of the hits over all pools: the number of fixed points of random permutations, added up."""
    whole = np.ones(1)
    for size in sizes:
        whole = np.convolve(whole, fixed_points(size))
    return whole


@cache
def fixed_points(size: int) -> np.ndarray:
    """P(k of n in their place) = C(n, k) D(n-k) / n!, with D the permutations that leave none in its place."""
    none = [1, 0]
    for n in range(2, size + 1):
        none.append((n - 1) * (none[n - 1] + none[n - 2]))
    return np.array([comb(size, k) * none[size - k] / factorial(size) for k in range(size + 1)])
