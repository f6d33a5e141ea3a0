"""How the hours of a year stand against the rules, by person and by unit; each figure in at most three statements.

Who counts: whoever held a post below the unit on the day of the figure, wherever the hours were earned. Units are those
of today's tree. Kinds without a rule (non-ASN, partners) are people, but never counted as complying or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from core.clock import today
from courses.models import Enrolment
from people.models import Person, Posting, Unit
from records.ledger.models import JpRule, LedgerEntry

HOURS = DecimalField(max_digits=8, decimal_places=2)
WITH_RULE = Q(target__isnull=False)
COMPLIED, BELOW = Q(jp__gte=F("target")), Q(jp__lt=F("target"))
Rules = Mapping[str, Decimal]  # kind of person → hours of the year


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Compliance:
    """`jp_sum` is that of the people with a rule."""

    people: int
    with_rule: int
    complied: int
    jp_sum: Decimal

    @property
    def below(self) -> int:
        return self.with_rule - self.complied

    @property
    def percent(self) -> Decimal | None:
        """Of those with a rule, unrounded; None where nobody has one."""
        return Decimal(100 * self.complied) / self.with_rule if self.with_rule else None


@dataclass(frozen=True)
class UnitCompliance(Compliance):
    """`finished`: who has finished the course that was asked about. `is_direct`: people of the root itself."""

    unit: Unit
    is_direct: bool
    finished: int


def closing_day(year: int) -> date:
    """The day for which a year's figures hold: its last one, and today while it runs."""
    return min(date(year, 12, 31), today())


def add_up(rows: Iterable[Compliance]) -> Compliance:
    """The units of `compliance_by_unit` are all of what stands above them."""
    rows = list(rows)
    return Compliance(
        people=sum(row.people for row in rows),
        with_rule=sum(row.with_rule for row in rows),
        complied=sum(row.complied for row in rows),
        jp_sum=sum((row.jp_sum for row in rows), Decimal(0)),
    )


def compliance_by_unit(
    root: Unit, year: int, *, course_code: str = "", rules: Rules | None = None
) -> list[UnitCompliance]:
    """The units right below `root` in which anybody works, by name, and people of `root` itself first; 3 statements."""
    people = people_of(root.path, year, rules=rules)
    done = Exists(finished_in(course_code, closing_day(year)))
    branches = people.values("branch")  # type: ignore[misc]
    counted = branches.annotate(finished=Count("pk", filter=Q(done)), **_figures()).order_by()
    rows = {row.pop("branch"): row for row in counted}
    units = Unit.objects.in_bulk([branch for branch in rows if branch]) | {None: root}
    found = [UnitCompliance(unit=units[branch], is_direct=branch is None, **row) for branch, row in rows.items()]
    return sorted(found, key=lambda row: (not row.is_direct, row.unit.name, row.unit.pk))


def people_of(root_path: str, year: int, *, rules: Rules | None = None) -> QuerySet[Posting]:
    """Main posts below the unit on the day of the year's figures, with `jp`, `target` (null: no rule) and `branch`.

    `branch` is the primary key of the unit right below the root through which the post is reached; null: the root.
    `rules`: those of the year, from whoever has read them already.
    """
    day = closing_day(year)
    entries = LedgerEntry.objects.filter(person=OuterRef("person"), year=year, held_on__lte=day).order_by()
    hours = entries.values("person").annotate(sum=Sum("jp")).values("sum")
    step = Func(F("unit__path"), Value("/"), Value(root_path.count("/") + 1), function="SPLIT_PART")
    return (
        Posting.objects.at(day)
        .filter(is_primary=True, unit__path__startswith=root_path)
        .annotate(
            jp=Coalesce(Subquery(hours), Value(Decimal(0)), output_field=HOURS),
            target=_target(rules_of(year) if rules is None else rules),
            branch=Cast(NullIf(step, Value("")), IntegerField()),
        )
    )


def finished_in(course_code: str, day: date) -> QuerySet[Enrolment]:
    """Finished enrolments of the person of an outer posting, in any edition of the course, until that day."""
    mine = Enrolment.objects.filter(person=OuterRef("person"), run__edition__code=course_code)
    return mine.filter(state=Enrolment.State.SELESAI, completed_at__date__lte=day)


def rules_of(year: int) -> dict[str, Decimal]:
    """What each kind has to reach that year: the year's rule, or the latest earlier one."""
    rules = JpRule.objects.filter(year__lte=year, employee_kind__in=Person.ASN).order_by("employee_kind", "-year")
    return dict(rules.distinct("employee_kind").values_list("employee_kind", "yearly_min"))


def _target(rules: Rules) -> Case:
    whens = (When(person__kind=kind, then=Value(jp, HOURS)) for kind, jp in rules.items())
    return Case(*whens, default=Value(None, HOURS), output_field=HOURS)


def _figures() -> dict[str, Any]:
    return {
        "people": Count("pk"),
        "with_rule": Count("pk", filter=WITH_RULE),
        "complied": Count("pk", filter=COMPLIED),
        "jp_sum": Coalesce(Sum("jp", filter=WITH_RULE), Value(Decimal(0)), output_field=HOURS),
    }
