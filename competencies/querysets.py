"""What a person needs and what a person has shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from competencies import rules
from core.effective import EffectiveQuerySet
from people.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from competencies.models import Competency, Evidence, Standard
    from people.models import Person


class StandardQuerySet(EffectiveQuerySet):
    def of(self, person: Person) -> Self:
        """Rows that could apply to the person; the most specific one of a competency does."""
        family = family_of(person)
        if family is None:
            return self.none()
        return self.filter(
            Q(family="") | Q(family=family),
            Q(position=None) | Q(position=person.position),
            Q(unit=None) | Q(unit=person.unit),
        )


class EvidenceQuerySet(ScopedQuerySet):
    def of(self, person: Person) -> Self:
        return self.filter(person=person)


@dataclass(frozen=True)
class Gap:
    """`attained` and `gap` are None when the level was never proven: "belum dinilai", which is not 0."""

    competency: Competency
    required: int
    attained: int | None
    gap: int | None
    evidence: Evidence | None

    @property
    def course_code(self) -> str:
        """The starter course that closes it; empty when there is nothing to close, or nothing known."""
        return self.competency.main_course_code if self.gap else ""


def family_of(person: Person) -> str | None:
    """The group of positions whose standard holds for the person. Partners have none: nothing is required of them."""
    if person.kind == person.Kind.MITRA:
        return None
    if person.kind == person.Kind.NON_ASN:
        return "non_asn"
    return person.position.family if person.position else None


def gaps_of(person: Person, on: date) -> list[Gap]:
    """Every competency that the person's position requires on that day, in the order of the frameworks; two queries.

    Levels come from the evidence itself, so that one that expired yesterday no longer counts today.
    """
    from competencies.models import Evidence, Standard

    required: dict[int, Standard] = {}
    standards = Standard.objects.at(on).of(person).select_related("competency__framework")
    for standard in sorted(standards, key=lambda row: row.specificity):
        required[standard.competency_id] = standard
    shown: dict[int, list[Evidence]] = defaultdict(list)
    for evidence in Evidence.objects.of(person).filter(competency__in=required):
        shown[evidence.competency_id].append(evidence)
    in_order = sorted(required.values(), key=lambda row: (row.competency.framework_id, row.competency.position))
    return [_gap(standard, rules.strongest(shown[standard.competency_id], on)) for standard in in_order]


def _gap(standard: Standard, proof: Evidence | None) -> Gap:
    attained = proof.level if proof else None
    return Gap(
        competency=standard.competency,
        required=standard.required_level,
        attained=attained,
        gap=rules.gap_of(standard.required_level, attained),
        evidence=proof,
    )
