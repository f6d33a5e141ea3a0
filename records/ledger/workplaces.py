"""Where a learner worked on the day a course was finished: it owns the hours and names the zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
    return _workplace(enrolment, _postings_on(enrolment, local_day(enrolment.completed_at, _stamped_zone(enrolment))))


def workplaces_of(enrolments: Sequence[Enrolment]) -> list[Workplace]:
    """The same for many, in one query for all postings."""
    held: dict[int, list[Posting]] = defaultdict(list)
    people = {enrolment.person_id for enrolment in enrolments}
    postings = Posting.objects.filter(person__in=people, is_primary=True).select_related("unit__agency", "position")
    for posting in postings:
        held[posting.person_id].append(posting)
    return [_workplace(enrolment, held[enrolment.person_id]) for enrolment in enrolments]


def _workplace(enrolment: Enrolment, postings: Sequence[Posting]) -> Workplace:
    assert enrolment.completed_at
    zone = _stamped_zone(enrolment)
    day = local_day(enrolment.completed_at, zone)
    posting = next((posting for posting in postings if day in posting.valid), None)
    unit = posting.unit if posting else enrolment.unit_at
    zone = unit.agency.zone if unit else zone
    return Workplace(local_day(enrolment.completed_at, zone), zone, posting, unit)


def _postings_on(enrolment: Enrolment, day: date) -> list[Posting]:
    held = Posting.objects.at(day).filter(person=enrolment.person, is_primary=True)
    return list(held.select_related("unit__agency", "position")[:1])


def _stamped_zone(enrolment: Enrolment) -> str:
    if enrolment.unit_at:
        return enrolment.unit_at.agency.zone
    return enrolment.person.provider.zone if enrolment.person.provider else Agency.Zone.WIB
