"""What HR sees of a unit's learning: who has the hours of the year and who has not, by person and by unit.

Admin SDM see people of the units of their scope; pimpinan see the same figures, and nobody's name, number or hours:
sums of hours and who finished a course hide where they would be those of few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject, Length
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clock import today
from courses.models import CourseEdition, Enrolment
from courses.search import clean_query
from people.models import Agency, Posting, Role, Unit, UnitSpan, User
from people.scoping import places_above, scopes_of, units_of
from records.ledger import compliance
from records.ledger.compliance import BELOW, COMPLIED, WITH_RULE, Compliance, UnitCompliance

MAY_LOOK = (Role.ADMIN_SDM, Role.PIMPINAN)
YEARS_BACK = 2
MOST_WORDS = 5
MOST_OPTIONS = 100
FEWEST_PEOPLE = 5

STATUSES: dict[str, Promise] = {
    "memenuhi": _("Memenuhi"),
    "belum": _("Belum memenuhi"),
    "kosong": _("Belum ada JP"),
    "tanpa": _("Tidak diwajibkan"),
}
STATUS_FILTERS = {"memenuhi": COMPLIED, "belum": BELOW, "kosong": BELOW & Q(jp__lte=0), "tanpa": ~WITH_RULE}
LEARNING: dict[str, Promise] = {
    "selesai": _("Selesai"),
    "aktif": _("Sedang diikuti"),
    "belum": _("Belum diikuti"),
}
NAME = ("person__full_name", "pk")
ORDERS: dict[str, tuple[Promise, tuple[Any, ...]]] = {
    "nama": (_("Nama"), NAME),
    "jp-rendah": (_("JP paling sedikit"), ("has_no_rule", "jp", *NAME)),
    "jp-tinggi": (_("JP paling banyak"), ("-jp", *NAME)),
    "unit": (_("Unit kerja"), ("unit__path", *NAME)),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what is not on offer counts as not asked."""

    year: int
    agency: str = ""
    unit: str = ""
    status: str = ""
    course: str = ""
    learning: str = ""
    query: str = ""
    order: str = "nama"

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        years = {str(year): year for year in years_on_offer()}
        course = clean_query(given.get("kursus", ""))[:20]
        return cls(
            year=years.get(given.get("tahun", ""), today().year),
            agency=clean_query(given.get("instansi", ""))[:60],
            unit=clean_query(given.get("unit", ""))[:60],
            status=_known(given.get("status", ""), STATUSES),
            course=course,
            learning=_known(given.get("belajar", ""), LEARNING) if course else "",
            query=clean_query(given.get("q", "")),
            order=_known(given.get("urut", ""), ORDERS) or "nama",
        )

    @property
    def sifts(self) -> bool:
        """Whether fewer people are shown than work there."""
        return bool(self.status or self.learning or self.query)

    @property
    def narrows(self) -> bool:
        """Whether anything but the place and the status, which have links of their own, was asked for."""
        return bool(self.course or self.query or self.order != "nama" or self.year != today().year)


@dataclass(frozen=True)
class Place:
    """The unit that is looked at, with the rules of the year.

    `above` are units over it, from the highest that the reader may open; `agencies` all of which the reader opens any.
    """

    unit: Unit
    above: list[Unit]
    beside: list[Unit]
    agencies: list[Agency]
    sees_people: bool
    rules: compliance.Rules


@dataclass(frozen=True)
class Sums:
    """`matching`: how many people the filters leave; `median` is that of people with a rule, None without any."""

    total: Compliance
    matching: int
    median: Decimal | None


@dataclass(frozen=True)
class KeptBack:
    """What a reader who may not see people is not told: `hours` of the place, the course in the units of `paths`."""

    hours: bool = False
    paths: frozenset[str] = frozenset()


def years_on_offer() -> list[int]:
    return [today().year - back for back in range(YEARS_BACK + 1)]


def place_of(user: User, asked: Asked) -> Place:
    """The unit of that code, or the highest one of the reader's scopes. Foreign and missing are the same: 404."""
    reached, tops = units_of(user, *MAY_LOOK).select_related("agency"), _tops(user)
    found = reached.filter(code=asked.unit) if asked.unit else reached.filter(path__in=tops)
    if asked.agency:
        found = found.filter(agency__code=asked.agency)
    unit = min(found, key=lambda unit: (unit.path.count("/"), unit.name, unit.pk), default=None)
    if unit is None:
        raise Http404
    above, beside = _around(unit, reached, tops)
    held = scopes_of(user, today())
    sees_people = any(role == Role.ADMIN_SDM and path and unit.path.startswith(path) for role, path in held)
    return Place(unit, above, beside, _agencies(tops), sees_people, compliance.rules_of(asked.year))


def figures_of(place: Place, asked: Asked, rows: Iterable[UnitCompliance]) -> Sums:
    """The sums of the units; one statement more for the median and for what the filters leave."""
    counted = people_of(place, asked).aggregate(
        matching=Count("pk", filter=sifted(asked)), median=compliance.Median("jp", filter=WITH_RULE)
    )
    median = counted["median"]
    return Sums(compliance.add_up(rows), counted["matching"], None if median is None else Decimal(str(median)))


def kept_back(place: Place, asked: Asked) -> KeptBack:
    """Nothing from those who see people; else one statement, over the whole agency.

    Of the units beside each other those under five people hide, and others with them until five hide together: what
    the unit above tells would give the last one away. What lies below a hidden unit hides too.
    """
    if place.sees_people:
        return KeptBack()
    root = places_above(place.unit.path)[0]
    people = compliance.people_of(root, asked.year, rules=place.rules).values("unit__path")
    counted = list(people.annotate(people=Count("pk"), with_rule=Count("pk", filter=WITH_RULE)).order_by())
    sizes = {row["unit__path"]: row["people"] for row in counted}
    hours = {row["unit__path"]: row["with_rule"] for row in counted}
    below = {_branch(path, place.unit.path) for path in sizes if path.startswith(place.unit.path)}
    few = below if _hides(place.unit.path, sizes) else _few_below(place.unit.path, sizes)
    return KeptBack(_hides(place.unit.path, hours), frozenset(few))


def people_of(place: Place, asked: Asked) -> QuerySet[Posting]:
    """Everybody below the unit, with `jp`, `target`, `branch`, `status` and, for a course, `learning`."""
    day = compliance.closing_day(asked.year)
    status = Case(
        When(~WITH_RULE, Value("tanpa")), When(COMPLIED, Value("memenuhi")), When(jp__lte=0, then=Value("kosong")),
        default=Value("belum"),
    )  # fmt: skip
    everybody = compliance.people_of(place.unit.path, asked.year, rules=place.rules)
    people = everybody.annotate(status=status, has_no_rule=~WITH_RULE)
    if asked.course:
        begun = Enrolment.objects.filter(person=OuterRef("person"), run__edition__code=asked.course)
        under_way = begun.filter(enrolled_at__date__lte=day).exclude(state=Enrolment.State.MUNDUR)
        done = compliance.finished_in(asked.course, day)
        whens = (When(Exists(done), Value("selesai")), When(Exists(under_way), Value("aktif")))
        people = people.annotate(learning=Case(*whens, default=Value("belum")))
    return people


def sifted(asked: Asked) -> Q:
    found = Q()
    if asked.status:
        found &= STATUS_FILTERS[asked.status]
    if asked.learning:
        found &= Q(learning=asked.learning)
    for word in asked.query.split()[:MOST_WORDS]:
        found &= Q(person__full_name__icontains=word)
    return found


def rows_of(place: Place, asked: Asked) -> QuerySet[Posting]:
    """The people that the filters leave, in the order asked for, with the course each has finished last."""
    day = compliance.closing_day(asked.year)
    finished = Enrolment.objects.filter(person=OuterRef("person"), state="selesai", completed_at__date__lte=day)
    last = finished.order_by("-completed_at").values(
        found=JSONObject(title="run__edition__title", day="completed_at__date")
    )
    _label, order = ORDERS[asked.order]
    people = people_of(place, asked).filter(sifted(asked)).annotate(last=Subquery(last[:1]))
    return people.select_related("person", "unit", "position").order_by(*order)


def courses_on_offer() -> list[tuple[str, str]]:
    return list(CourseEdition.objects.live().order_by("code").values_list("code", "title"))


def place_name(post: Posting, branches: Mapping[int | None, str]) -> str:
    """ "Dinas Kesehatan · Bidang Pelayanan": names of offices repeat from one perangkat daerah to another."""
    branch = branches.get(post.branch)  # type: ignore[attr-defined]
    return " · ".join(dict.fromkeys(name for name in (branch, str(post.unit)) if name))


def _known(value: str, offered: Mapping[str, Any]) -> str:
    return value if value in offered else ""


def _hides(path: str, sizes: Mapping[str, int]) -> bool:
    """Whether a unit has few people or stands, at any height, among those that hide; `sizes` by path of unit."""
    above = places_above(path)[:-1]
    own = sum(size for place, size in sizes.items() if place.startswith(path))
    return 0 < own < FEWEST_PEOPLE or any(_branch(path, top) in _few_below(top, sizes) for top in above)


def _few_below(top: str, sizes: Mapping[str, int]) -> set[str]:
    """The smallest branches: each under five people, and more until they are five together."""
    branches: Counter[str] = Counter()
    for path, size in sizes.items():
        if path.startswith(top) and size:
            branches[_branch(path, top)] += size
    few: set[str] = set()
    hidden = FEWEST_PEOPLE  # nothing hides, so nothing can be told by what is left
    for path, size in sorted(branches.items(), key=lambda found: (found[1], found[0])):
        if size >= FEWEST_PEOPLE and hidden >= FEWEST_PEOPLE:
            break
        hidden = size if not few else hidden + size
        few.add(path)
    return few


def _branch(path: str, top: str) -> str:
    """The unit right below `top` through which `path` is reached; `top` stands for its own people."""
    step = path.removeprefix(top).partition("/")[0]
    return f"{top}{step}/" if step else top


def _tops(user: User) -> list[str]:
    """The highest places of the scopes from which somebody may look, one below another left out."""
    held = {path for role, path in scopes_of(user, today()) if role in MAY_LOOK and path}
    return sorted(path for path in held if not any(path != other and path.startswith(other) for other in held))


def _agencies(tops: list[str]) -> list[Agency]:
    """Those of the places, by name; asked for only where they are several, as nobody needs to choose among one."""
    roots = {places_above(path)[0] for path in tops}
    return list(Agency.objects.filter(units__path__in=roots).order_by("name")) if len(roots) > 1 else []


def _around(unit: Unit, reached: QuerySet[Unit], tops: list[str]) -> tuple[list[Unit], list[Unit]]:
    """Units over it and units beside it that the reader may open, in one statement; very many are cut short."""
    above = places_above(unit.path)[:-1]
    beside = Q(path__in=tops)
    if above:
        exists_today = Q(Exists(UnitSpan.objects.at(today()).filter(unit=OuterRef("pk"))))
        beside |= Q(path__regex=f"^{above[-1]}[0-9]+/$") & exists_today
    found = reached.filter(Q(path__in=above) | beside, agency=unit.agency).exclude(pk=unit.pk)
    near = list(found.order_by(Length("path"), "name", "pk")[: MOST_OPTIONS + len(above)])
    return [each for each in near if each.path in above], [each for each in near if each.path not in above]
