"""Somebody reads all that Titian says over HTTP, in every role, and wants the answers of four people.

What he finds out is measured against what he knew before he read anything: that an answer lies between 1 and 5. KEC09's
means are safe when his range for them is that whole scale afterwards, even if he counted at the door how many answered.
They hide with KEC08 in one pool, whose mean can be computed and may be: it is that of nine people and more. Where a
pool lies near an end of the scale its members cannot be far from there; then, and for whoever reads the width of
intervals too, what counts is that no hidden mean is ever known to less than one step of the scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from django.test import Client

from measures import suppression
from people.models import WITHOUT_UNIT, Role
from surveys import anonymity
from surveys.buckets import plan_buckets
from tests.support import build
from tests.support.attacker_reads import START, Facts, Page, read_json, read_sheets, read_tables, unexplained, visit
from tests.support.attacker_solves import HIGH, LOW, Attack
from tests.support.hidden_office import OFFICES, ROOT, SKIPPED, Hidden, build_hidden_office

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ENDS = ("", "laporan.pdf", "laporan.xlsx", "laporan.json")
WAVES = (1, 2, 3)
SMALL = ("KEC09", "DINKES-B")
# Evaluators may read all there is of every unit: they do. The others read what they are led to, and what is hidden.
ROLES = (
    Role.EVALUATOR, Role.PIMPINAN, Role.ADMIN_SDM, Role.ANALIS, Role.AUDITOR, Role.DPO, Role.TIM_PERCEPATAN,
    Role.TIM_DIGITAL, Role.ADMIN_INSTANSI, Role.ATASAN, Role.PENYUSUN, Role.PENGAJAR,
)  # fmt: skip
STEP, PINNED, HARDLY = 1.0, 0.3, 0.01


def reports_of(*offices: str, ends: Sequence[str] = ENDS) -> list[str]:
    """Whether they are linked or not: he knows how addresses are made."""
    return [f"/daerah/opd/{office}/{end}?gelombang={wave}" for office in offices for end in ends for wave in WAVES]


def everybody(made: Hidden) -> Iterator[tuple[str, Client, list[str]]]:
    """Each reader, and where to begin."""
    everything, hidden = reports_of(ROOT, *OFFICES), reports_of(*SMALL)
    yield "public", Client(), ["/katalog/", "/verifikasi/", *hidden]
    yield "learner", build.sign_in(Client(), made.people["KEC09"][0]), hidden
    staff = [*made.people["DPUPR"], *made.people["DISDIK"]]
    for person, role in zip(staff, ROLES, strict=False):
        build.role(person, role, None if role in WITHOUT_UNIT else made.units[ROOT])
        yield role, build.sign_in(Client(), person), everything if role == Role.EVALUATOR else hidden
    for office in ("KEC09", "KEC08", "DINKES"):
        person = made.people[office][1]
        build.role(person, Role.PIMPINAN, made.units[office])
        yield f"leader of {office}", build.sign_in(Client(), person), hidden


def understand(pages: Sequence[Page]) -> Facts:
    """Reports first, as they name what tables speak of."""
    facts = Facts()
    for page in pages:
        if page.kind == "json":
            read_json(page, facts)
    for page in pages:
        if page.kind == "html":
            read_tables(page, facts, ROOT)
        if page.kind == "xlsx" and page.office:
            read_sheets(page, facts)
    return facts


def attack(facts: Facts, made: Hidden, **knowing: Any) -> Attack:
    return Attack(facts, made.campaigns[0].version.spec.weights, asked=made.asked, **knowing)


def counted(facts: Facts, made: Hidden) -> Mapping[tuple[int, str], int]:
    """How many answered in the hidden offices."""
    return {where: n for where, n in made.answered.items() if facts.hidden.get(where) == "disembunyikan"}


def test_nothing_that_is_sent_tells_of_four_people(clock):
    made = build_hidden_office(clock)
    pages = {name: list(visit(client, [*START, *start], files=False)) for name, client, start in everybody(made)}
    facts = understand([page for read in pages.values() for page in read])

    assert {page.kind for page in pages[Role.EVALUATOR]} == {"html", "pdf", "xlsx", "json"}
    assert len(pages[Role.EVALUATOR]) > len(OFFICES) * len(ENDS) * len(WAVES)
    new = {
        (name, page.address, *found)
        for name, read in pages.items()
        for page in read
        if (found := unexplained(page, facts))
    }
    assert new == set()
    assert {where for where, why in facts.hidden.items() if why == "disembunyikan"} == {
        (wave, office) for wave in WAVES for office in (*SMALL, "KEC08")
    }

    blind, told = attack(facts, made), attack(facts, made, answered=counted(facts, made))
    steady = attack(facts, made, answered=counted(facts, made), steady=0.5)
    for wave in WAVES:
        for office in SMALL:
            assert made.answered[wave, office] in blind.answered(wave, office)
            assert len(blind.answered(wave, office)) > 1
    for (wave, office, dimension), mean in made.truth.items():
        n = made.answered[wave, office]
        if office == "KEC09":
            assert spread(told.mean(wave, office, dimension, n)) >= HIGH - LOW - HARDLY
            assert spread(steady.mean(wave, office, dimension, n)) >= HIGH - LOW - HARDLY
            assert spread(told.mean_by_spread(wave, office, dimension, n)) >= STEP
        if office in (*SMALL, "KEC08"):
            low, high = told.mean(wave, office, dimension, n)
            assert low - HARDLY <= mean <= high + HARDLY
            assert high - low >= STEP
    assert spread(told.mean(3, "DISHUB", SKIPPED, 4)) >= HIGH - LOW - HARDLY


def spread(between: tuple[float, float]) -> float:
    low, high = between
    return high - low


def all_reports(made: Hidden) -> Facts:
    """What an evaluator has in the files of every office and wave."""
    build.role(made.people["DPUPR"][0], Role.EVALUATOR, made.units[ROOT])
    reader = build.sign_in(Client(), made.people["DPUPR"][0])
    addresses = reports_of(ROOT, *OFFICES, ends=["laporan.json"])
    return understand([Page(address, "json", reader.get(address).content) for address in addresses])


def leave_small_offices_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """At release: the pool of the district holds KEC09 and nobody else."""
    monkeypatch.setattr(anonymity, "plan_buckets", partial(plan_buckets, complement=False))


def score_whatever_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """At scoring: no cell is hidden for another's sake."""
    monkeypatch.setattr(suppression, "_is_safe_pool", lambda *_cells_and_limits: True)


def test_without_complementary_suppression_the_same_attacker_knows_them(clock, monkeypatch):
    leave_small_offices_alone(monkeypatch)
    score_whatever_is_there(monkeypatch)
    made = build_hidden_office(clock)
    facts = all_reports(made)
    blind = attack(facts, made)

    known = 0
    for wave in WAVES:
        assert list(blind.answered(wave, "KEC09")) == [made.answered[wave, "KEC09"]]
        for dimension in blind.weights:
            low, high = blind.mean(wave, "KEC09", dimension, made.answered[wave, "KEC09"])
            assert low - HARDLY <= made.truth[wave, "KEC09", dimension] <= high + HARDLY
            known += high - low <= PINNED
    assert known >= 22  # of 24: beside two cells another is hidden for a reason of its own


@pytest.mark.parametrize("off", [leave_small_offices_alone, score_whatever_is_there])
def test_either_of_the_two_protections_is_enough_for_the_means(clock, monkeypatch, off):
    off(monkeypatch)
    made = build_hidden_office(clock)
    facts = all_reports(made)
    told = attack(facts, made, answered=counted(facts, made))

    for wave in WAVES:
        for dimension in told.weights:
            n = made.answered[wave, "KEC09"]
            assert spread(told.mean(wave, "KEC09", dimension, n)) >= STEP
