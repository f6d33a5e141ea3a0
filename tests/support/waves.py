"""A district with scored waves, written straight into the tables that later rooms read: for tests of those rooms.

No answers, no scoring: the figures are made up, in the pattern that release and scoring leave behind. The last two
units of depth 1 are hidden together (KEC09 has four people; KEC08 is its partner), as is everything below them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from psycopg.types.range import DateRange

from people.models import Agency, Person, Posting, Unit, UnitSpan
from readiness.models import IndexRun, IndexScore
from surveys.models import Campaign, ConstructScore, Instrument, InstrumentVersion, ReleasedUnit, Reliability
from tests.support import build
from tests.support.database import refresh_statistics

KTDI = Path(__file__).resolve().parents[2] / "surveys" / "instruments" / "ktdi.yaml"
FIRST_WAVE = date(2025, 11, 20)
KINDS = (UnitSpan.Kind.DINAS, UnitSpan.Kind.BADAN)
SPREAD = 0.6


@dataclass
class District:
    """`opd` in the order of their codes, the hidden pair last; `below` the units under each of them."""

    agency: Agency
    root: Unit
    opd: list[Unit]
    below: dict[int, list[Unit]]
    headcounts: dict[int, int]
    campaigns: list[Campaign] = field(default_factory=list)
    runs: list[IndexRun] = field(default_factory=list)

    @property
    def pair(self) -> list[Unit]:
        """KEC08 and KEC09."""
        return self.opd[-2:]

    @property
    def units(self) -> list[Unit]:
        """Every unit, parents before children."""
        return [self.root, *self.opd, *(unit for opd in self.opd for unit in self.below[opd.pk])]

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)


def district(
    opd: int = 8, *, below: int = 2, waves: int = 2, of: Agency | None = None, absent: Mapping[int, Sequence[str]] = {}
) -> District:
    """An agency with `opd` units, `below` units under each, and so many scored waves half a year apart.

    `absent` names, for a wave, the codes of depth 1 that were not asked. Few inserts, whatever the amount.
    """
    made = tree(opd, below=below, of=of)
    for number in range(1, waves + 1):
        add_wave(made, number, absent=absent.get(number, ()))
    return made


def tree(opd: int, *, below: int, of: Agency | None = None) -> District:
    agency = of or build.agency()
    root = hang([("PEMDA", agency.name, UnitSpan.Kind.INSTANSI, None)], agency)[0]
    names = [(f"OPD{n:03}", f"Dinas {n}", KINDS[n % 2], root) for n in range(1, opd - 1)]
    pair = [(f"KEC0{n}", f"Kecamatan {n}", UnitSpan.Kind.KECAMATAN, root) for n in (8, 9)]
    first = hang([*names, *pair], agency)
    second = hang(
        [(f"{u.code}-{n}", f"Bidang {n} {u.name}", UnitSpan.Kind.BIDANG, u) for u in first for n in range(below)],
        agency,
    )
    under = {unit.pk: second[place * below : (place + 1) * below] for place, unit in enumerate(first)}
    return District(agency, root, first, under, count_heads(root, first, under))


def hang(rows: list[tuple[str, str, str, Unit | None]], agency: Agency) -> list[Unit]:
    """Units of one depth: code, name, kind, parent."""
    units = Unit.objects.bulk_create(Unit(agency=agency, code=code, name=name) for code, name, _, _ in rows)
    for unit, (_, _, _, parent) in zip(units, rows, strict=True):
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    Unit.objects.bulk_update(units, ["path"])
    valid = DateRange(build.LONG_AGO, None)
    UnitSpan.objects.bulk_create(
        UnitSpan(unit=unit, parent=parent, name=unit.name, kind=kind, path=unit.path, valid=valid)
        for unit, (_, _, kind, parent) in zip(units, rows, strict=True)
    )
    refresh_statistics(Unit, UnitSpan)
    return units


def count_heads(root: Unit, opd: list[Unit], below: Mapping[int, list[Unit]]) -> dict[int, int]:
    """People of the frame: 20 to 60 in each small unit, 10 and 4 in the hidden pair."""
    heads: dict[int, int] = {}
    for place, unit in enumerate(opd):
        for number, child in enumerate(below[unit.pk]):
            heads[child.pk] = 20 + (place * 7 + number * 13) % 41
        heads[unit.pk] = sum(heads[child.pk] for child in below[unit.pk]) or 40 + place % 20
    for unit, people in zip(opd[-2:], (10, 4), strict=True):
        heads[unit.pk] = people
        shares = np.array_split(np.arange(people), len(below[unit.pk]) or 1)
        heads |= {child.pk: len(share) for child, share in zip(below[unit.pk], shares, strict=False)}
    heads[root.pk] = sum(heads[unit.pk] for unit in opd)
    return heads


def add_wave(made: District, number: int, *, absent: Sequence[str] = (), seed: int = 20261121) -> IndexRun:
    """One more scored wave, a little better than the one before."""
    as_of = FIRST_WAVE + timedelta(days=182 * (number - 1))
    campaign = scored_campaign(made.root, number, as_of)
    run = IndexRun.objects.create(
        framework="KTDI",
        instrument_version=campaign.version.number,
        owner_unit=made.root,
        campaign=campaign.uuid,
        wave=number,
        title=campaign.title,
        as_of=as_of,
        formula_version="1",
        inputs_sha256=hashlib.sha256(f"{made.root.pk} {number}".encode()).hexdigest(),
    )
    released = release(made, campaign, absent)
    before = previous_values(made)
    random = np.random.default_rng(seed + number)
    scores = [score for row in released if not row.hidden for score in score_unit(run, row, random, before)]
    IndexScore.objects.bulk_create(scores, batch_size=5000)
    ConstructScore.objects.bulk_create(
        [
            ConstructScore(
                campaign=campaign, construct=s.component, unit_id=s.unit_id, n=s.n, mean=s.value, sd=SPREAD,
                low=s.low, high=s.high, rwg=s.rwg,
            )
            for s in scores
            if s.component != IndexScore.INDEX
        ],
        batch_size=5000,
    )  # fmt: skip
    Reliability.objects.bulk_create(
        Reliability(campaign=campaign, construct=code, alpha=0.7 + place / 50, n=400, items=5, missing="complete")
        for place, code in enumerate(dimension_codes(campaign.version))
    )
    refresh_statistics(ReleasedUnit, IndexScore, ConstructScore)
    made.campaigns.append(campaign)
    made.runs.append(run)
    return run


def scored_campaign(owner: Unit, number: int, closes_on: date) -> Campaign:
    return Campaign.objects.create(
        code=f"gelombang-{owner.pk}-{number}",
        version=version(),
        title=f"Gelombang {number}",
        number=number,
        owner_unit=owner,
        opens_on=closes_on - timedelta(days=20),
        closes_on=closes_on,
        frame_on=closes_on - timedelta(days=20),
        purpose="Mengukur kesiapan",
        retention="Lima tahun",
        state=Campaign.State.DINILAI,
        public_key=b"\0" * 32,
    )


def version() -> InstrumentVersion:
    """The instrument of the district, straight from its file."""
    document: dict[str, Any] = yaml.safe_load(KTDI.read_text())
    instrument, _ = Instrument.objects.get_or_create(code="KTDI", defaults={"title": document["instrument"]["nama"]})
    made, _ = InstrumentVersion.objects.get_or_create(
        instrument=instrument,
        number=document["instrument"]["version"],
        defaults={"content": document, "sha256": hashlib.sha256(KTDI.read_bytes()).hexdigest()},
    )
    return made


def dimension_codes(of: InstrumentVersion) -> list[str]:
    return [dimension["code"] for dimension in of.content["dimensions"]]


def release(made: District, campaign: Campaign, absent: Sequence[str]) -> list[ReleasedUnit]:
    parents = {child.pk: opd for opd in made.opd for child in made.below[opd.pk]}
    parents |= {opd.pk: made.root for opd in made.opd}
    fate: dict[int, tuple[str, Unit]] = {made.root.pk: ("", made.root)}
    for unit, why in zip(made.pair, (ReleasedUnit.Why.PASANGAN, ReleasedUnit.Why.KECIL), strict=True):
        fate[unit.pk] = (why, made.root)
    for unit in made.opd:
        if unit.code in absent:
            fate[unit.pk] = (ReleasedUnit.Why.TIDAK_IKUT, made.root)
        fate.setdefault(unit.pk, ("", unit))
        for child in made.below[unit.pk]:
            fate[child.pk] = fate[unit.pk] if fate[unit.pk][0] else ("", child)
    rows = [
        ReleasedUnit(
            campaign=campaign,
            unit=unit,
            parent=parents.get(unit.pk),
            bucket=fate[unit.pk][1],
            path=unit.path,
            depth=unit.path.count("/") - 2,
            headcount=made.headcounts[unit.pk],
            n=None if fate[unit.pk][0] else max(5, made.headcounts[unit.pk] * 4 // 5),
            hidden=fate[unit.pk][0],
        )
        for unit in made.units
    ]
    return ReleasedUnit.objects.bulk_create(rows, batch_size=5000)


def previous_values(made: District) -> dict[tuple[int, str], float]:
    if not made.runs:
        return {}
    rows = IndexScore.objects.filter(run=made.runs[-1]).values_list("unit_id", "component", "value")
    return {(unit, component): value for unit, component, value in rows if value is not None}


def score_unit(
    run: IndexRun, row: ReleasedUnit, random: np.random.Generator, before: Mapping[tuple[int, str], float]
) -> list[IndexScore]:
    assert row.n
    level = 2.4 + (row.unit_id * 37 % 100) / 100 + 0.12 * run.wave
    values = {f"D{place}": level + float(random.normal(0, 0.15)) for place in range(1, 9)}
    values = {IndexScore.INDEX: sum(values.values()) / 8, **values}
    half = 2 * SPREAD / row.n**0.5
    return [
        IndexScore(
            run=run,
            unit_id=row.unit_id,
            component=component,
            value=value,
            n=row.n,
            low=value - half,
            high=value + half,
            se=half / 2,
            df=row.n - 1,
            rwg=None if component == IndexScore.INDEX else 0.6 + (row.unit_id % 30) / 100,
            **change_of(value, before.get((row.unit_id, component)), half),
        )
        for component, value in values.items()
    ]


def change_of(value: float, before: float | None, half: float) -> dict[str, float]:
    if before is None:
        return {}
    moved = value - before
    return {"change": moved, "change_low": moved - 1.4 * half, "change_high": moved + 1.4 * half}


def populate(made: District) -> list[Person]:
    """As many people as the frame counts, without accounts, posted in the lowest units."""
    position = build.position()
    lowest = [unit for opd in made.opd for unit in (made.below[opd.pk] or [opd])]
    people = Person.objects.bulk_create(
        [
            Person(full_name=f"Pegawai {unit.code} {n}", kind=Person.Kind.NON_ASN, unit=unit, position=position)
            for unit in lowest
            for n in range(made.headcounts[unit.pk])
        ],
        batch_size=5000,
    )
    valid = DateRange(build.LONG_AGO, None)
    Posting.objects.bulk_create(
        [Posting(person=p, unit=p.unit, position=position, valid=valid) for p in people], batch_size=5000
    )
    return people
