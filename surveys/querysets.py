"""Which waves concern whom, and the tree of units as it stood on a wave's frame day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from people.models import Person, Posting, Unit, UnitSpan
from surveys.buckets import UnitCount
from surveys.models import Campaign, Participation

# Partners have no unit; they are asked by other instruments.
FRAME_KINDS = (*Person.ASN, Person.Kind.NON_ASN)


def waves_to_answer(person: Person, on: date) -> QuerySet[Campaign]:
    """Waves that ask this person on that day and have no answer yet; the next to close first."""
    return (
        Campaign.objects.filter(
            state=Campaign.State.DIBUKA,
            opens_on__lte=on,
            closes_on__gte=on,
            participations__in=Participation.objects.filter(person=person, answered=False),
        )
        .select_related("version__instrument")
        .order_by("closes_on", "pk")
    )


@dataclass(frozen=True)
class Place:
    """A unit of the tree as it hung on the frame day; `parent` None for the owner of the wave."""

    unit: int
    parent: int | None
    code: str
    path: str
    depth: int


def tree_on(owner: Unit, day: date) -> list[Place]:
    """The owner unit and everything below it, parents first."""
    spans = UnitSpan.objects.at(day)
    top = spans.filter(unit=owner).values_list("path", flat=True).first()
    if top is None:
        return []
    rows = spans.filter(path__startswith=top).order_by("path").values_list("unit", "parent", "unit__code", "path")
    return [
        Place(unit, None if unit == owner.pk else parent, code, path, path.count("/") - top.count("/"))
        for unit, parent, code, path in sorted(rows, key=lambda row: row[3].count("/"))
    ]


def frame_of(owner: Unit, day: date, without: Sequence[Unit] = ()) -> QuerySet[Posting]:
    """Main postings of the people who are asked; nobody of the units `without` and below them."""
    tree = tree_on(owner, day)
    left_out = tuple(place.path for place in tree if place.unit in {unit.pk for unit in without})
    units = [place.unit for place in tree if not place.path.startswith(left_out or ("-",))]
    held = Posting.objects.at(day).filter(is_primary=True, unit__in=units, person__kind__in=FRAME_KINDS)
    return held.exclude(person__left_on__lte=day)


def count_asked(campaign: Campaign) -> dict[int, tuple[int, int]]:
    """By unit itself: people asked, and of them those who answered."""
    rows = campaign.participations.values("unit_at").annotate(
        asked=Count("pk"), answered=Count("pk", filter=Q(answered=True))
    )
    return {row["unit_at"]: (row["asked"], row["answered"]) for row in rows}


def counts(tree: Sequence[Place], asked: Mapping[int, int], answered: Mapping[int, int]) -> list[UnitCount]:
    """People of a unit that has left the tree since, because history was corrected, count for the owner itself."""
    people, answers = at_places(tree, asked), at_places(tree, answered)
    return [UnitCount(place.unit, place.parent, place.code, people[place.unit], answers[place.unit]) for place in tree]


def at_places(tree: Sequence[Place], amounts: Mapping[int, int]) -> Counter[int]:
    known = {place.unit for place in tree}
    sums: Counter[int] = Counter()
    for unit, amount in amounts.items():
        sums[unit if unit in known else tree[0].unit] += amount
    return sums
