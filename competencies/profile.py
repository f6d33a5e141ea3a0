"""What the page "Kompetensi saya" shows of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from competencies.models import Evidence
from competencies.querysets import Gap, gaps_of
from competencies.rules import RULE_VERSION
from people.models import Person


@dataclass(frozen=True)
class Profile:
    """Gaps, the widest first; then what is met; then what nobody assessed. Evidence, the newest first."""

    gaps: list[Gap]
    evidence: list[Evidence]
    rule_version: str = RULE_VERSION

    @property
    def short(self) -> list[Gap]:
        return [row for row in self.gaps if row.gap]

    @property
    def unknown(self) -> list[Gap]:
        return [row for row in self.gaps if row.gap is None]

    @property
    def nearest(self) -> Gap | None:
        """The gap that is closest to being closed."""
        return min(self.short, key=lambda row: row.gap or 0, default=None)

    @property
    def assessed_on(self) -> date | None:
        return self.evidence[0].observed_on if self.evidence else None


def profile_of(person: Person, on: date) -> Profile:
    """Three queries whatever the number of rows."""
    gaps = sorted(gaps_of(person, on), key=_urgency)
    evidence = Evidence.objects.of(person).select_related("competency").order_by("-observed_on", "-pk")
    return Profile(gaps=gaps, evidence=list(evidence))


def _urgency(row: Gap) -> int:
    """Unknown rows after all known ones; within each, the order of the frameworks stays."""
    return 1 if row.gap is None else -row.gap
