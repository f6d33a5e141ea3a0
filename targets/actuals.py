"""Figures computed from records: one function for each automatic target, known as of the end of a day.

Figures of a year run from its first day to that day. Nothing here is typed in: a wrong figure is mended in its records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Avg, Case, Count, DecimalField, DurationField, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from competencies.models import Attainment
from core.clock import now, today
from measures.indices import to_five
from people.models import Person, Posting, Unit
from readiness.models import IndexRun, IndexScore
from records.ledger.models import JpRule
from surveys.models import Campaign
from targets.models import Application, ComplaintCase, CrossService, DatasetEntry, PaperUse, SatisfactionSum

DIGITAL = "DG-"  # competencies DG-01 to DG-12
READINESS = "KTDI"
ON_FIVE = (1, 5)
HOUR = Decimal(3600)
SKM_ITEMS, SKM_FACTOR = 9, 25  # PermenPANRB 14/2017: mean of nine items of 1..4, times 25


@dataclass(frozen=True)
class Actual:
    """A figure with what went into it. A ratio has both parts and no value: the value follows from them.

    `known_on` is the day that the figure speaks of where it is not the day asked for, such as the last day of a wave.
    """

    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    counted: int | None = None
    detail: dict[str, int] = field(default_factory=dict)
    known_on: date | None = None
    source_id: UUID | None = None


class Median(Aggregate):
    """The middle of the values; of an even number the mean of the two in the middle."""

    function = "PERCENTILE_CONT"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def people_with_enough_jp(unit: Unit, on: date) -> Actual | None:
    """TP-01. People at work on that day whose employee kind has a rule, and those of them who have its hours."""
    asked = [
        When(kind=kind, then=Value(rule.yearly_min))
        for kind in Person.ASN
        if (rule := JpRule.objects.in_force(kind=kind, year=on.year))
    ]
    at_work = Posting.objects.at(on).filter(is_primary=True, unit__path__startswith=unit.path)
    hours = Sum("ledger__jp", filter=Q(ledger__year=on.year, ledger__held_on__lte=on))
    sums = (
        Person.objects.filter(kind__in=Person.ASN, pk__in=at_work.values("person"))
        .annotate(
            jp=Coalesce(hours, Decimal(0)),
            asked=Case(*asked, default=None, output_field=DecimalField()),
        )
        .exclude(asked=None)
        .aggregate(people=Count("pk"), enough=Count("pk", filter=Q(jp__gte=F("asked"))))
    )
    return share_of(sums["enough"], sums["people"])


def level_of_digital_skill(unit: Unit, on: date) -> Actual | None:
    """TP-02. Mean over people of each one's mean level, as it stands now; nobody's level of a past day is kept.

    Everybody assessed counts once, in however many competencies.
    """
    levels = Attainment.objects.filter(
        competency__code__startswith=DIGITAL, person__unit__path__startswith=unit.path
    ).values("person")
    reached = levels.annotate(mean=Avg("level")).aggregate(index=Avg("mean"), people=Count("person"))
    return Actual(Decimal(str(reached["index"])), counted=reached["people"]) if reached["people"] else None


def readiness_index(unit: Unit, on: date) -> Actual | None:
    """TP-03. The agency's index of the last wave of the year, on 1..5; a hidden index is no figure."""
    score = (
        IndexScore.objects.filter(
            run__owner_unit=unit,
            run__is_current=True,
            run__framework=READINESS,
            run__as_of__year=on.year,
            run__as_of__lte=on,
            unit=unit,
            component=IndexScore.INDEX,
            value__isnull=False,
        )
        .select_related("run")
        .order_by("-run__as_of", "-run__wave")
        .first()
    )
    if score is None or score.value is None:
        return None
    value = index_on_five(score.value, score.run)
    return Actual(Decimal(str(value)), counted=score.n, known_on=score.run.as_of, source_id=score.run.uuid)


def index_on_five(value: float, run: IndexRun) -> float:
    """The target's scale, whatever the steps of the wave's questions."""
    wave = Campaign.objects.select_related("version").filter(uuid=run.campaign).first()
    if wave is None or (wave.version.spec.scale_min, wave.version.spec.scale_max) == ON_FIVE:
        return value
    return to_five(value, wave.version.spec.scale_min, wave.version.spec.scale_max)


def hours_to_first_answer(unit: Unit, on: date) -> Actual | None:
    """TP-06. Median of calendar hours over the complaints of the year that had an answer by then."""
    begin, at = year_until(unit, on)
    answered = ComplaintCase.objects.filter(unit=unit).received_in(begin, at).answered(at)
    sums = answered.aggregate(median=Median(F("first_response_at") - F("received_at")), cases=Count("pk"))
    if not sums["cases"]:
        return None
    return Actual(Decimal(str(sums["median"].total_seconds())) / HOUR, counted=sums["cases"])


def answered_within_a_day(unit: Unit, on: date) -> Actual | None:
    """TP-07. Of the complaints that are a day old by then, answered or not."""
    begin, at = year_until(unit, on)
    judged = ComplaintCase.objects.filter(unit=unit).received_in(begin, at).due(at)
    return share_of(judged.answered_in_a_day().count(), judged.count())


def active_applications(unit: Unit, on: date) -> Actual | None:
    """TP-08. A double counts until it is stopped."""
    inventory = Application.objects.filter(unit=unit)
    if not inventory.exists():
        return None
    active = inventory.active(on)
    doubles = active.filter(main__in=inventory.active(on)).count()
    stopped = inventory.filter(stopped_on__lte=on).count()
    return Actual(Decimal(active.count()), detail={"berfungsi_ganda": doubles, "dihentikan": stopped})


def services_in_one_flow(unit: Unit, on: date) -> Actual | None:
    """TP-09."""
    listed = CrossService.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), unit=unit)
    return share_of(listed.filter(integrated_on__lte=on).count(), listed.count())


def paper_per_office_and_month(unit: Unit, on: date) -> Actual | None:
    """TP-10. Over rows that are there: an office that has not reported is left out, not counted as 0."""
    next_month = (on + timedelta(days=1)).replace(day=1)  # the month of `on` counts once it is over
    used = PaperUse.objects.filter(unit=unit, month__year=on.year, month__lt=next_month)
    sums = used.aggregate(reams=Sum("reams"), rows=Count("pk"))
    return share_of(sums["reams"], sums["rows"])


def complete_datasets(unit: Unit, on: date) -> Actual | None:
    """TP-13. The register as it stands now."""
    priority = DatasetEntry.objects.filter(unit=unit, is_priority=True)
    complete = priority.filter(has_standard=True, has_metadata=True, is_interoperable=True, has_reference_code=True)
    return share_of(complete.count(), priority.count())


def satisfaction(unit: Unit, on: date) -> Actual | None:
    """TP-14. All service offices of the last semester together, by respondents; never an office alone."""
    sums = SatisfactionSum.objects.filter(unit=unit, ends_on__lte=on, ends_on__year=on.year)
    last = sums.order_by("-ends_on").values("ends_on")[:1]
    rows = list(sums.filter(ends_on=last))
    if not rows:
        return None
    people = sum(row.respondents for row in rows)
    points = sum(sum(row.totals) for row in rows)
    value = Decimal(points * SKM_FACTOR) / (SKM_ITEMS * people)
    return Actual(value, counted=people, known_on=rows[0].ends_on)


def share_of(part: int | None, whole: int) -> Actual | None:
    """Nothing to divide by is no figure."""
    return Actual(numerator=part or 0, denominator=whole, counted=whole) if whole else None


def year_until(unit: Unit, on: date) -> tuple[datetime, datetime]:
    """From the first hour of the year to the end of `on`, or to now on that very day, by the agency's clock."""
    zone = ZoneInfo(unit.agency.zone)
    begin = datetime.combine(date(on.year, 1, 1), time.min, zone)
    if on == today(unit.agency.zone):
        return begin, now()
    return begin, datetime.combine(on + timedelta(days=1), time.min, zone)


ACTUALS: dict[str, Callable[[Unit, date], Actual | None]] = {
    "TP-01": people_with_enough_jp,
    "TP-02": level_of_digital_skill,
    "TP-03": readiness_index,
    "TP-06": hours_to_first_answer,
    "TP-07": answered_within_a_day,
    "TP-08": active_applications,
    "TP-09": services_in_one_flow,
    "TP-10": paper_per_office_and_month,
    "TP-13": complete_datasets,
    "TP-14": satisfaction,
}
# Known only as they are at this moment: a past day cannot be asked for.
ONLY_NOW = {"TP-02", "TP-13"}
