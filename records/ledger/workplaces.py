"""Where a learner worked on the day a course was finished: it owns the hours and names the zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from courses.models import Enrolment
from people.models import Agency, Posting, Unit
from records.ledger.rules import local_day


@dataclass(frozen=True)
class Workplace:
    """`day` is the day of completion as the clocks of that place show it; a partner has a zone but no unit."""

    day: date
    zone: str
    posting: Posting | None
    unit: Unit | None


def workplace_of(enrolment: Enrolment) -> Workplace:
    """For a finished enrolment. Without a posting on that day, the unit that the enrolment was stamped with counts."""
    assert enrolment.completed_at
    zone = _stamped_zone(enrolment)
    posting = _posting_on(enrolment, local_day(enrolment.completed_at, zone))
    unit = posting.unit if posting else enrolment.unit_at
    zone = unit.agency.zone if unit else zone
    return Workplace(local_day(enrolment.completed_at, zone), zone, posting, unit)


def _posting_on(enrolment: Enrolment, day: date) -> Posting | None:
    held = Posting.objects.at(day).filter(person=enrolment.person, is_primary=True)
    return held.select_related("unit__agency", "position").first()


def _stamped_zone(enrolment: Enrolment) -> str:
    if enrolment.unit_at:
        return enrolment.unit_at.agency.zone
    return enrolment.person.provider.zone if enrolment.person.provider else Agency.Zone.WIB
