"""`grant_jp` for many finished courses at once: same rules, a handful of statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from core.events import emit
from courses.models import CourseEdition, Enrolment
from people.models import Person
from records.events import HoursGranted
from records.ledger.models import JpRule, LedgerEntry
from records.ledger.rules import deciding_day, local_day, split_by_daily_cap
from records.ledger.services import allowed_per_year
from records.ledger.workplaces import Workplace, workplaces_of


@transaction.atomic
def grant_jp_many(*, enrolments: Sequence[str]) -> int:
    """Enter the hours of finished courses, in the order in which they were finished. Returns how many were entered.

    Again changes nothing. Where the rule counts by the day of issue, that day is the day of completion: certificates
    issued in bulk carry it.
    """
    with connection.cursor() as cursor:  # single grants wait, or their hours would be missing from the day's sum
        cursor.execute("LOCK TABLE records_ledgerentry IN SHARE ROW EXCLUSIVE MODE")
    finished = Enrolment.objects.filter(uuid__in=enrolments, completed_at__isnull=False, run__edition__jp__gt=0)
    rows = list(
        finished.filter(person__kind__in=Person.ASN)
        .select_related("person__provider", "unit_at__agency", "run__edition")
        .order_by("completed_at", "pk")
    )
    book = Book(rows)
    entries = [entry for row, place in zip(rows, workplaces_of(rows), strict=True) if (entry := book.enter(row, place))]
    LedgerEntry.objects.bulk_create(entries, batch_size=2_000)
    if entries:
        emit(HoursGranted(entries=[str(entry.uuid) for entry in entries]))
    return len(entries)


class Book:
    """What the ledger holds of these people, kept in step while entries are added."""

    def __init__(self, enrolments: Iterable[Enrolment]) -> None:
        people = {row.person_id for row in enrolments}
        known = LedgerEntry.objects.filter(person__in=people)
        granted = known.granted().filter(source=LedgerEntry.Source.KURSUS)
        self.granted = set(granted.values_list("source_id", flat=True))
        self.times = Counter(granted.values_list("person", "course_code", "year"))
        self.standing = Counter(known.standing().values_list("person", "course_code", "year"))
        self.days: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
        for person, day, jp in known.values_list("person", "held_on", "jp"):
            self.days[person].append((day, jp))
        self.rules: dict[str, list[JpRule]] = defaultdict(list)
        for rule in JpRule.objects.order_by("-year"):
            self.rules[rule.employee_kind].append(rule)

    def enter(self, enrolment: Enrolment, place: Workplace) -> LedgerEntry | None:
        """The entry of one course; None where `grant_jp` would enter nothing."""
        edition, rule = enrolment.run.edition, self.rule(enrolment.person.kind, place.day.year)
        if enrolment.uuid in self.granted or rule is None:
            return None
        decided = deciding_day(year_from=rule.year_from, completed_on=place.day, issued_on=place.day)
        assert decided
        key = (enrolment.person_id, edition.code, decided.year)
        if self.standing[key] >= allowed_per_year(edition):
            return None
        entry = self.write(enrolment, edition, place, rule, year=decided.year)
        self.granted.add(enrolment.uuid)
        self.times[key] += 1
        self.standing[key] += 1
        self.days[enrolment.person_id].append((entry.held_on, entry.jp))
        return entry

    def rule(self, kind: str, year: int) -> JpRule | None:
        return next((rule for rule in self.rules[kind] if rule.year <= year), None)

    def write(
        self, enrolment: Enrolment, edition: CourseEdition, place: Workplace, rule: JpRule, *, year: int
    ) -> LedgerEntry:
        started_on = min(local_day(enrolment.enrolled_at, place.zone), place.day)
        taken = sum((jp for day, jp in self.days[enrolment.person_id] if started_on <= day <= place.day), Decimal(0))
        split = split_by_daily_cap(
            jp=edition.jp, taken=taken, started_on=started_on, held_on=place.day, daily_cap=rule.daily_cap
        )
        return LedgerEntry(
            person=enrolment.person,
            unit_at=place.unit,
            year=year,
            jp=split.counted,
            jp_in_review=split.in_review,
            source=LedgerEntry.Source.KURSUS,
            source_id=enrolment.uuid,
            title=edition.title,
            course_code=edition.code,
            nth_of_year=self.times[(enrolment.person_id, edition.code, year)] + 1,
            rule=rule,
            started_on=started_on,
            held_on=place.day,
        )
