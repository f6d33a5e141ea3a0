"""Hours into the ledger, corrected and revoked: always by a new entry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core.audit import record_audit
from core.errors import Refused
from core.events import emit
from core.locks import one_at_a_time
from courses.models import CourseEdition, Enrolment
from people.models import Person, User
from records.events import JpGranted
from records.ledger.models import JpRule, LedgerEntry
from records.ledger.rules import deciding_day, local_day, split_by_daily_cap
from records.ledger.workplaces import Workplace, workplace_of

NOTHING = Decimal(0)


class NotAGrant(Refused):
    sentence = _("Hanya hibah JP yang dapat dikoreksi atau dicabut. Pilih entri asalnya pada rekam JP.")


class AlreadyRevoked(Refused):
    sentence = _("Entri JP ini sudah dicabut. Muat ulang rekam JP untuk melihat entri pencabutannya.")


class MoreThanEntered(Refused):
    sentence = _("Koreksi ini membuat entri bernilai di bawah nol. Kurangi jumlahnya, atau cabut entrinya.")


@transaction.atomic
def grant_jp(*, enrolment: Enrolment, issued_on: date | None = None) -> LedgerEntry | None:
    """Enter the hours of a finished course, once, into the year that the rule names.

    `issued_on` is the day of the certificate in the zone of the learner's unit; where the rule counts by that day and
    it is not known yet, nothing is entered and issuing the certificate enters it. None also for people who earn no JP
    and for a course that has counted as often this year as it may. Hours of the day above the cap wait for review.
    """
    person, edition = enrolment.person, enrolment.run.edition
    if enrolment.completed_at is None or not person.earns_jp or not edition.jp:
        return None
    with one_at_a_time("jp", str(person.uuid)):
        if entered := _grant_of(enrolment):
            return entered
        workplace = workplace_of(enrolment)
        rule = JpRule.objects.in_force(kind=person.kind, year=workplace.day.year)
        if rule is None:
            return None
        day = deciding_day(year_from=rule.year_from, completed_on=workplace.day, issued_on=issued_on)
        if day is None or _counted_in(day.year, person, edition) >= allowed_per_year(edition):
            return None
        return _enter(enrolment, workplace, rule, year=day.year)


@transaction.atomic
def correct_entry(
    *, entry: LedgerEntry, jp: Decimal, note: str, by: User | None, jp_in_review: Decimal = NOTHING
) -> LedgerEntry:
    """Add `jp` (may be negative) to a grant by a new entry; `jp_in_review` likewise moves what waits for review.

    Accepting two hours in review is `jp=2, jp_in_review=-2`; turning them down is `jp=0, jp_in_review=-2`.
    """
    with one_at_a_time("jp", str(entry.person.uuid)):
        counted, waiting = _left_of(entry)
        if counted + jp < 0 or waiting + jp_in_review < 0:
            raise MoreThanEntered
        return _reverse(entry, LedgerEntry.Kind.KOREKSI, jp=jp, jp_in_review=jp_in_review, note=note, by=by)


@transaction.atomic
def revoke_entry(*, entry: LedgerEntry, note: str, by: User | None) -> LedgerEntry:
    """Take back what is left of a grant, in the year in which it was given."""
    with one_at_a_time("jp", str(entry.person.uuid)):
        counted, waiting = _left_of(entry)
        return _reverse(entry, LedgerEntry.Kind.CABUT, jp=-counted, jp_in_review=-waiting, note=note, by=by)


def allowed_per_year(edition: CourseEdition) -> int:
    """How often the course counts for one person in one year; once unless its completion rule says more."""
    return int(edition.completion_rule.get("jp_per_year", 1))


def _grant_of(enrolment: Enrolment) -> LedgerEntry | None:
    return LedgerEntry.objects.granted().filter(source=LedgerEntry.Source.KURSUS, source_id=enrolment.uuid).first()


def _counted_in(year: int, person: Person, edition: CourseEdition) -> int:
    return LedgerEntry.objects.of(person).standing().filter(year=year, course_code=edition.code).count()


def _enter(enrolment: Enrolment, workplace: Workplace, rule: JpRule, *, year: int) -> LedgerEntry:
    held_on = workplace.day
    started_on = min(local_day(enrolment.enrolled_at, workplace.zone), held_on)
    person, edition = enrolment.person, enrolment.run.edition
    mine = LedgerEntry.objects.of(person)
    taken = mine.filter(held_on__range=(started_on, held_on)).aggregate(jp=Sum("jp"))["jp"] or NOTHING
    split = split_by_daily_cap(
        jp=edition.jp, taken=taken, started_on=started_on, held_on=held_on, daily_cap=rule.daily_cap
    )
    entry = LedgerEntry.objects.create(
        person=person,
        unit_at=workplace.unit,
        year=year,
        jp=split.counted,
        jp_in_review=split.in_review,
        source=LedgerEntry.Source.KURSUS,
        source_id=enrolment.uuid,
        title=edition.title,
        course_code=edition.code,
        nth_of_year=mine.granted().filter(year=year, course_code=edition.code).count() + 1,
        rule=rule,
        started_on=started_on,
        held_on=held_on,
    )
    emit(JpGranted(entry=str(entry.uuid), person=str(person.uuid)))
    return entry


def _left_of(entry: LedgerEntry) -> tuple[Decimal, Decimal]:
    """What a grant is worth after its corrections: hours counted, hours in review."""
    if entry.kind != LedgerEntry.Kind.HIBAH:
        raise NotAGrant
    changes = entry.reversed_by.all()
    if any(change.kind == LedgerEntry.Kind.CABUT for change in changes):
        raise AlreadyRevoked
    return (
        entry.jp + sum((change.jp for change in changes), NOTHING),
        entry.jp_in_review + sum((change.jp_in_review for change in changes), NOTHING),
    )


def _reverse(
    entry: LedgerEntry,
    kind: LedgerEntry.Kind,
    *,
    jp: Decimal,
    jp_in_review: Decimal,
    note: str,
    by: User | None,
) -> LedgerEntry:
    made = LedgerEntry.objects.create(
        person=entry.person,
        unit_at=entry.unit_at,
        year=entry.year,
        jp=jp,
        jp_in_review=jp_in_review,
        kind=kind,
        reverses=entry,
        source=entry.source,
        source_id=entry.source_id,
        title=entry.title,
        course_code=entry.course_code,
        rule=entry.rule,
        started_on=entry.started_on,
        held_on=entry.held_on,
        entered_by=by.person if by else None,
        note=note,
    )
    record_audit(
        by.uuid if by else None,
        f"records:entry:{kind}",
        "ledger_entry",
        entry.uuid,
        after={"entry": str(made.uuid), "jp": str(jp), "jp_in_review": str(jp_in_review)},
    )
    return made
