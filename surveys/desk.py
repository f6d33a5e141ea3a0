"""What an analyst sees of a wave: who takes part while it is open, how reliable it is once it is scored.

While a wave is open only counts of participation exist, and none from which a small group could be told: units of few
people stand together, and the count of a unit is said in steps of the smallest group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.models import Unit
from people.scoping import places_above
from surveys.models import Campaign, ConstructScore, ReleasedUnit, Reliability
from surveys.querysets import Place, count_asked, tree_on


@dataclass(frozen=True)
class Group:
    """People asked, and how many answered, of one unit with all below it."""

    code: str
    name: str
    people: int
    answered: int


@dataclass(frozen=True)
class Turnout:
    """A row as it is shown: `answered` None is not told; `at_least` says that it was rounded down; `hidden` is the word
    in place of figures, the same for a small unit and its partner.
    """

    name: str
    people: int | None
    answered: int | None
    at_least: bool = False
    hidden: str = ""

    @property
    def percent(self) -> int | None:
        return round(100 * self.answered / self.people) if self.people and self.answered is not None else None


@dataclass(frozen=True)
class Dimension:
    code: str
    name: str
    alpha: float | None
    n: int | None
    rwg: float | None
    hidden: str
    is_unreliable: bool
    is_split: bool


def turnout_of(campaign: Campaign) -> tuple[Turnout, list[Turnout]]:
    """The whole wave, and its perangkat daerah; for a wave that takes answers, or whose answers are being prepared."""
    groups = _groups(campaign)
    people, answered = sum(group.people for group in groups), sum(group.answered for group in groups)
    # In steps as well: an exact sum would tell what the steps of its parts hide.
    total = _rounded(str(campaign.owner_unit), people, answered, campaign.min_cell)
    return total, blurred(groups, campaign.min_cell)


def blurred(groups: Iterable[Group], step: int) -> list[Turnout]:
    """Small units in one row, which takes in the next smallest until it holds `step` people; counts rounded down."""
    ordered = sorted(groups, key=lambda group: (group.people, group.code))
    together: list[Group] = []
    while ordered and (ordered[0].people < step or 0 < sum(group.people for group in together) < step):
        together.append(ordered.pop(0))
    rows = [_rounded(group.name, group.people, group.answered, step) for group in sorted(ordered, key=_by_name)]
    if together:
        people, answered = sum(g.people for g in together), sum(g.answered for g in together)
        rows.append(_rounded(_("Unit kecil, digabung"), people, answered, step))
    return rows


def _by_name(group: Group) -> str:
    return group.name


def _rounded(name: str, people: int, answered: int, step: int) -> Turnout:
    return Turnout(name, people, answered - answered % step if answered >= step else None, at_least=True)


def _groups(campaign: Campaign) -> list[Group]:
    """The units right below the owner, each with what lies below it; people of the owner itself under its own name."""
    tree = tree_on(campaign.owner_unit, campaign.frame_on)
    tops = {place.path: place.unit for place in tree if place.depth <= 1}
    asked = count_asked(campaign)
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for place in tree:
        people, answered = asked.get(place.unit, (0, 0))
        branch = sums[_top_of(place, tops)]
        branch[0] += people
        branch[1] += answered
    units = Unit.objects.in_bulk([unit for unit, (people, _answered) in sums.items() if people])
    return [Group(unit.code, str(unit), *sums[pk]) for pk, unit in units.items()]


def _top_of(place: Place, tops: Mapping[str, int]) -> int:
    return next(tops[path] for path in reversed(places_above(place.path)) if path in tops)


def released_turnout(campaign: Campaign) -> tuple[Turnout | None, list[Turnout]]:
    """From the released set: what does not stand has no figures."""
    rows = ReleasedUnit.objects.filter(campaign=campaign, depth__lte=1).select_related("unit").order_by("unit__name")
    shown = [(row.depth, _released(row)) for row in rows]
    return next((row for depth, row in shown if not depth), None), [row for depth, row in shown if depth]


def _released(row: ReleasedUnit) -> Turnout:
    if row.hidden:
        word = _("tidak ikut") if row.hidden == ReleasedUnit.Why.TIDAK_IKUT else _("disembunyikan")
        return Turnout(str(row.unit), None, None, hidden=word)
    return Turnout(str(row.unit), row.headcount, row.n)


def _why_hidden(score: ConstructScore | None) -> str:
    if score and not score.hidden:
        return ""
    return _("seragam") if score and score.hidden == "seragam" else _("disembunyikan")


def dimensions_of(campaign: Campaign) -> list[Dimension]:
    spec = campaign.version.spec
    alphas = {row.construct: row for row in Reliability.objects.filter(campaign=campaign)}
    scores = {row.construct: row for row in ConstructScore.objects.filter(campaign=campaign, unit=campaign.owner_unit)}
    rows = []
    for dimension in spec.dimensions:
        reliability, score = alphas.get(dimension.code), scores.get(dimension.code)
        alpha = reliability.alpha if reliability else None
        rwg = score.rwg if score else None
        rows.append(
            Dimension(
                code=dimension.code,
                name=dimension.name,
                alpha=alpha,
                n=score.n if score else None,
                rwg=rwg,
                hidden=_why_hidden(score),
                is_unreliable=alpha is not None and alpha < spec.rules.alpha_warn_below,
                is_split=rwg is not None and rwg < spec.rules.rwg_flag_below,
            )
        )
    return rows
