"""Which evidence wins, by the rule's own sentences and the examples that came with the standards."""

from dataclasses import dataclass
from datetime import date

import pytest

from competencies import rules
from competencies.loading import read_content

ON = date(2026, 11, 21)


@dataclass(frozen=True)
class Proof:
    level: int | None
    source: str = "kursus"
    observed_on: date = date(2026, 3, 2)
    expires_on: date | None = date(2029, 3, 2)
    is_revoked: bool = False


def test_the_highest_level_wins_whatever_the_order():
    proofs = [Proof(2), Proof(3), Proof(1)]
    assert rules.strongest(proofs, ON).level == rules.strongest(proofs[::-1], ON).level == 3


def test_an_official_assessment_beats_a_higher_course_result():
    assert rules.strongest([Proof(4), Proof(2, source="asesor")], ON).level == 2


def test_a_360_assessment_supports_and_sets_no_level():
    assert rules.strongest([Proof(4, source="nilai_360")], ON) is None


def test_expired_revoked_later_and_untagged_evidence_does_not_count():
    gone = [
        Proof(5, expires_on=date(2026, 11, 20)),
        Proof(5, is_revoked=True),
        Proof(5, observed_on=date(2026, 11, 22)),
        Proof(None),
    ]
    assert rules.strongest(gone, ON) is None
    assert rules.strongest([*gone, Proof(1)], ON).level == 1


def test_the_last_valid_day_counts():
    assert rules.strongest([Proof(2, expires_on=ON)], ON).level == 2


@pytest.mark.parametrize(
    ("observed", "last"),
    [(date(2026, 6, 14), date(2029, 6, 14)), (date(2028, 2, 29), date(2031, 2, 28))],
)
def test_evidence_holds_for_three_years(observed, last):
    assert rules.last_valid_day(observed) == last


ATTAINED = {"Pengawas, DG-04": 2, "Pelaksana, DG-05": 3, "Administrator, DG-08": None}


@pytest.mark.parametrize("example", read_content()["examples"], ids=lambda example: example["kasus"])
def test_the_examples_of_the_standards_come_out(example):
    family, code = example["kasus"].split(", ")[0].lower(), example["kasus"].split(", ")[1].split(" ")[0]
    required = read_content()["required_levels"]["digital"]["per_kelompok"][family][code]
    attained = next(level for case, level in ATTAINED.items() if example["kasus"].startswith(case))
    assert rules.gap_of(required, attained) == example["kesenjangan"]
