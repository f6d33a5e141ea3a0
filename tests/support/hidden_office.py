"""A district whose smallest office must stay hidden: three waves, run by the product's own services.

KEC09 has four people, who answer far above everybody else; KEC08 is the smallest office beside it in the first wave,
and not any more in the second, when two people have joined it. DINKES-B hides four people among the colleagues of their
own dinas. In the second wave DISHUB takes no part; in the third only four of its people answer D5. Whatever anybody
finds out about these three is a leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from people.models import Person, Unit, UnitSpan
from surveys import services
from surveys.models import Campaign, InstrumentVersion
from surveys.schema import InstrumentSpec
from surveys.services import Entry
from tests.courses.building import edition, run_of
from tests.support import build
from tests.support.clock import Clock
from tests.support.settle import settle
from tests.surveys.waving import instrument, plan

ROOT = "PEMDA"
# code: (office above, people, on which of 1..5 they stand, how many answer in each wave)
OFFICES: dict[str, tuple[str, int, float, tuple[int, int, int]]] = {
    "DINKES": (ROOT, 6, 2.7, (6, 5, 5)),
    "DINKES-A": ("DINKES", 8, 2.8, (8, 8, 7)),
    "DINKES-B": ("DINKES", 4, 4.3, (3, 4, 3)),
    "DPUPR": (ROOT, 9, 2.9, (7, 8, 9)),
    "DISDIK": (ROOT, 9, 3.4, (9, 9, 9)),
    "DISHUB": (ROOT, 8, 3.0, (7, 0, 8)),
    "KEC08": (ROOT, 7, 2.5, (6, 8, 7)),
    "KEC09": (ROOT, 4, 4.6, (3, 3, 3)),
}
JOINED = ("KEC08", 2)  # before the second wave
DAYS = (date(2025, 11, 3), date(2026, 5, 4), date(2026, 11, 2))
TITLES = ("November 2025", "Mei 2026", "November 2026")
SKIPPED, SKIPPED_BY = "D5", 4
SPREAD, DRIFT = 0.6, 0.1
COURSES = ("K4", "K7")  # of dimensions that come out weak


@dataclass
class Hidden:
    """`truth`: what no page may give away, by wave, office and dimension: the mean of those who answered it."""

    units: dict[str, Unit]
    people: dict[str, list[Person]]
    truth: dict[tuple[int, str, str], float] = field(default_factory=dict)
    asked: dict[tuple[int, str], int] = field(default_factory=dict)  # as everybody knows who works where
    answered: dict[tuple[int, str], int] = field(default_factory=dict)  # as who stands at the door may count
    campaigns: list[Campaign] = field(default_factory=list)


def build_hidden_office(clock: Clock, *, seed: int = 20261121) -> Hidden:
    clock.set(DAYS[0].isoformat())
    units = {ROOT: build.unit(ROOT, name="Pemerintah Kabupaten Uji", kind=UnitSpan.Kind.INSTANSI)}
    people = {}
    for code, (above, amount, _level, _answers) in OFFICES.items():
        units[code] = build.unit(code, name=f"Kantor {code}", parent=units[above], kind=kind_of(code))
        people[code] = build.people(amount, at=units[code])
    for code in COURSES:
        run_of(edition(code))
    made = Hidden(units, people)
    random = np.random.default_rng(seed)
    for wave in range(1, len(DAYS) + 1):
        run_wave(made, wave, instrument(), clock, random)
    return made


def kind_of(code: str) -> str:
    if "-" in code:
        return UnitSpan.Kind.BIDANG
    return UnitSpan.Kind.KECAMATAN if code.startswith("KEC") else UnitSpan.Kind.DINAS


def run_wave(made: Hidden, wave: int, version: InstrumentVersion, clock: Clock, random: np.random.Generator) -> None:
    """Planned, opened, answered, closed; released, scored and computed by the jobs that follow."""
    clock.set(DAYS[wave - 1].isoformat())
    if wave == 2:
        code, amount = JOINED
        made.people[code] += build.people(amount, at=made.units[code])
    campaign = plan(made.units[ROOT], number=wave, version=version, title=f"Kesiapan {TITLES[wave - 1]}")
    absent = [made.units[code] for code, row in OFFICES.items() if row[3][wave - 1] == 0]
    services.open_campaign(campaign=campaign, without=absent)
    for code, (above, _amount, _level, answers) in OFFICES.items():
        for office in {code, above, ROOT}:
            made.asked[wave, office] = made.asked.get((wave, office), 0) + len(made.people[code])
            made.answered[wave, office] = made.answered.get((wave, office), 0) + answers[wave - 1]
    entries = list(entries_of(made, wave, version.spec, random))
    services.submit_many(campaign=campaign, entries=entries)
    services.close_campaign(campaign=campaign)
    settle()
    campaign.refresh_from_db()
    made.campaigns.append(campaign)


def entries_of(made: Hidden, wave: int, spec: InstrumentSpec, random: np.random.Generator) -> Iterator[Entry]:
    for code, (_above, _amount, level, answers) in OFFICES.items():
        scores: dict[str, list[float]] = {dimension.code: [] for dimension in spec.dimensions}
        for number, person in enumerate(made.people[code][: answers[wave - 1]]):
            own: dict[str, int | None] = {}
            for dimension in spec.dimensions:
                skips = (code, dimension.code, wave) == ("DISHUB", SKIPPED, 3) and number >= SKIPPED_BY
                turned = random.normal(level + DRIFT * wave, SPREAD, len(dimension.items)).round().clip(1, 5)
                for item, value in zip(dimension.items, turned, strict=True):
                    answer = int(6 - value if item.reverse else value)
                    own[item.code] = None if skips else answer
                scores[dimension.code] += [] if skips else [float(turned.mean())]
            barriers = [barrier for barrier, _name in spec.barriers[: number % 3]]
            yield Entry(person, own, {"jenis_jabatan": "pelaksana", "masa_kerja": "mk2"}, barriers)
        for asked, found in scores.items():
            if found:
                made.truth[wave, code, asked] = float(np.mean(found))
