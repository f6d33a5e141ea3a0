"""Which groups may not be shown, so that no small one can be computed from the others.

Of groups side by side each shown one and the total are published. Everything follows from one difference, the total
less what is shown: its count Σ n and its weighted sum Σ W m over the hidden groups (W = n where they enter the total
as one pool of people, whatever the others weigh by). It must say nothing of any one:

- two hidden groups at least, with `minimum` people together: what can be computed is the mean of a crowd;
- no weight stands out. With means on low..high, a hidden mean lies anywhere within (high - low) × others/own: an
  eighth of the scale at least for a small group (half a step of 1..5), an eightieth for a partner, which is no secret;
- the sum is not at an end of the scale: if all that is hidden averages 5.00 of 1..5, everybody there said 5. `spans` is
  the interval that linear programming finds for each mean, in closed form (one equation and a box);
- Σ n is told only beside a hidden group of `minimum` people: small ones alone may be known from their sum (three of
  one person from 3, of four from 12), and a sum kept back in such cases alone would tell by its absence.

Partners are chosen by headcount (else by n, ties by code), never by values; where values would give a mean away, the
total goes. Whether a group is hidden as small or as partner is not told: of 9 people in a pair either may be 4.
What stays possible: whoever knows the rule and who answered can count along; what hides a mean cannot hide that.

`hide_in_tree` does the same over a tree in which every level is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import NamedTuple

SHOWN, SMALL, PARTNER, UNIFORM = "", "kecil", "pasangan", "seragam"
SMALL_OPEN, PARTNER_OPEN = 1 / 8, 1 / 80  # of the scale
EXACT = 1e-9


class Member(NamedTuple):
    """A group in a sum of means; without a mean when n = 0."""

    n: int
    weight: float
    mean: float = nan


@dataclass(frozen=True)
class Hiding:
    """The hidden groups; whether the total must be hidden with them; whether a shown total may tell its n."""

    groups: frozenset[str] = frozenset()
    total: bool = False
    count: bool = True


def hide_small_with_partner(
    n: Mapping[str, int],
    headcount: Mapping[str, int] | None,
    minimum: int,
    *,
    weight: Mapping[str, float] | None = None,
    complement: bool = True,
) -> Hiding:
    """Hide every group under `minimum`, and beside them whom it takes to keep them from being computed.

    `n`: respondents of each group, all at least 1; `headcount`: people of each group, or None where nobody counted
    them; `weight`: what each counts in the total, by default the headcount, else n. Without `complement` small groups
    are hidden and no more: for the test that shows how little that is.
    """
    size = headcount or n
    weight = weight or size
    small = frozenset(code for code in n if n[code] < minimum)
    if not small or not complement:
        return Hiding(small)
    if sum(n.values()) < minimum:
        return Hiding(small, total=True)
    members = {code: Member(n[code], weight[code]) for code in n}
    groups, is_open = _join_partners(members, small, in_order(size), minimum)
    return Hiding(groups, total=not is_open, count=_is_count_open((n[code] for code in groups), minimum))


def in_order(size: Mapping[str, float]) -> list[str]:
    """Groups in the order in which they are called as partners."""
    return sorted(size, key=lambda code: (size[code], code))


def _is_count_open(n: Iterable[int], minimum: int) -> bool:
    """Whether Σ n may be told: only where one of the hidden is no small group."""
    return any(each >= minimum for each in n)


def hide_column(
    cells: Mapping[str, Member],
    rows: Hiding,
    order: Iterable[str],
    limits: tuple[int, float, float],
    *,
    complement: bool = True,
) -> Hiding:
    """The hidden cells of one column (one dimension over all groups), its total, and the n of that.

    `cells`: of every group, n = 0 where nobody has a number; `rows`: what is hidden of whole groups. Cells under the
    minimum join those, then partners by `order`. `limits`: minimum, low, high. Where a cell of a shown group is hidden
    the total does not tell its n: with everybody else's known, it would give the number who left the dimension out.
    """
    minimum, low, high = limits
    small = rows.groups | {code for code, cell in cells.items() if cell.n < minimum}
    if rows.total or not complement:
        return Hiding(small, rows.total)
    if sum(cell.n for cell in cells.values()) < minimum:
        return Hiding(small, total=True)
    groups, is_open = _join_partners(cells, small, order, minimum)
    members = [cells[code] for code in sorted(groups) if cells[code].n]
    hidden = [cell.n for code, cell in cells.items() if code in groups]
    count = rows.count and groups == rows.groups and (not groups or _is_count_open(hidden, minimum))
    return Hiding(groups, not (is_open and _are_means_open(members, minimum, low, high)), count)


def _join_partners(
    members: Mapping[str, Member], small: frozenset[str], order: Iterable[str], minimum: int
) -> tuple[frozenset[str], bool]:
    """`small` with as many of `order` as make their sum an open one; with one, and False, when that never happens."""
    partners = [code for code in order if code not in small]
    crowd = _Crowd(minimum)
    for code in small:
        crowd.add(members[code])
    for taken, code in enumerate(partners):
        if crowd.is_open():
            return small.union(partners[:taken]), True
        crowd.add(members[code])
    return (small.union(partners), True) if crowd.is_open() else (small.union(partners[:1]), False)


class _Crowd:
    """A growing set of hidden groups, judged by counts and weights alone."""

    def __init__(self, minimum: int) -> None:
        self.minimum = minimum
        self.groups = self.people = 0
        self.whole = self.heaviest_small = self.heaviest_partner = 0.0

    def add(self, member: Member) -> None:
        if not member.n:
            return
        self.groups += 1
        self.people += member.n
        self.whole += member.weight
        if member.n < self.minimum:
            self.heaviest_small = max(self.heaviest_small, member.weight)
        else:
            self.heaviest_partner = max(self.heaviest_partner, member.weight)

    def is_open(self) -> bool:
        return self.groups == 0 or (
            self.groups > 1
            and self.people >= self.minimum
            and self.whole - self.heaviest_small >= SMALL_OPEN * self.heaviest_small
            and self.whole - self.heaviest_partner >= PARTNER_OPEN * self.heaviest_partner
        )


def _are_means_open(members: Sequence[Member], minimum: int, low: float, high: float) -> bool:
    """Whether the weighted sum of these means leaves every one of them open."""
    return all(
        top - bottom >= least_span(member.n, minimum, low, high) - EXACT
        for member, (bottom, top) in zip(members, spans(members, low, high), strict=True)
    )


def least_span(n: int, minimum: int, low: float, high: float) -> float:
    """How wide the interval of a hidden mean must be at least."""
    return (SMALL_OPEN if n < minimum else PARTNER_OPEN) * (high - low)


def spans(members: Sequence[Member], low: float, high: float) -> list[tuple[float, float]]:
    """Between which values each hidden mean must lie, for whoever knows Σ W m and every weight."""
    whole = sum(member.weight for member in members)
    known = sum(member.weight * member.mean for member in members)
    return [
        (
            max(low, (known - (whole - weight) * high) / weight),
            min(high, (known - (whole - weight) * low) / weight),
        )
        for _, weight, _ in members
    ]


@dataclass(frozen=True)
class Cell:
    """One dimension in one unit of a tree with everything below it; or in the people of a unit itself."""

    n: int
    mean: float  # NaN when n = 0
    least: float
    most: float

    @property
    def is_uniform(self) -> bool:
        return self.n > 0 and self.least == self.most


def hide_in_tree(
    parents: Sequence[int],
    sizes: Sequence[tuple[int, str]],
    whole: Callable[[int], Cell],
    own: Callable[[int], Cell],
    *,
    minimum: int,
    low: float,
    high: float,
) -> list[str]:
    """Why each unit's cell of one column is hidden ("" where it is shown), over a tree published at every level.

    `parents`: the place of each unit's parent, -1 for the root, parents before children; `sizes`: headcount and code,
    by which partners are chosen; `whole`, `own`: the cell of a unit with all below it, and of its own people.

    Shown subtrees lie inside one another, so all that can be computed from them are their pools: a shown unit less
    its shown children, that is its own people and its hidden children. A pool must be empty, or at least `minimum`
    people, not all of one value, and leave the mean of each hidden child in it open (`spans`); else the smallest
    shown child joins, and with none left the unit itself is hidden. Below a hidden unit everything is.
    """
    children: list[list[int]] = [[] for _ in parents]
    for place, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(place)
    reasons = [SHOWN] * len(parents)
    for place in range(len(parents) - 1, -1, -1):
        reasons[place] = _judge(place, children[place], reasons, sizes, whole, own, (minimum, low, high))
    for place, parent in enumerate(parents):
        if parent >= 0 and reasons[parent] and not reasons[place]:
            reasons[place] = PARTNER
    return reasons


def _judge(
    place: int,
    below: Sequence[int],
    reasons: list[str],
    sizes: Sequence[tuple[int, str]],
    whole: Callable[[int], Cell],
    own: Callable[[int], Cell],
    limits: tuple[int, float, float],
) -> str:
    """Hide as many children as the unit's pool needs; the reason why the unit itself is hidden, if it is."""
    cell = whole(place)
    if cell.n < limits[0]:
        return SMALL
    if cell.is_uniform:
        return UNIFORM
    joining = sorted((child for child in below if not reasons[child]), key=lambda child: sizes[child])
    pool = [whole(child) for child in below if reasons[child]]
    while not _is_safe_pool(own(place), pool, *limits):
        if not joining:
            return PARTNER
        reasons[joining[0]] = PARTNER
        pool.append(whole(joining.pop(0)))
    return SHOWN


def _is_safe_pool(own: Cell, hidden: Sequence[Cell], minimum: int, low: float, high: float) -> bool:
    cells = [cell for cell in (own, *hidden) if cell.n]
    if not cells:
        return True
    if sum(cell.n for cell in cells) < minimum:
        return False
    if min(cell.least for cell in cells) == max(cell.most for cell in cells):
        return False
    found = spans([Member(cell.n, cell.n, cell.mean) for cell in cells], low, high)
    return all(
        top - bottom >= SMALL_OPEN * (high - low) - EXACT
        for cell, (bottom, top) in zip(cells, found, strict=True)
        if cell.n < minimum or (cell is not own and cell.is_uniform)
    )
