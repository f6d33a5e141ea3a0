"""Which groups may not be shown, so that no small one can be computed from the others.

What is published of a set of groups is each shown group and the total. Everything follows from one sum, the total less
what is shown: its count N = Σ n and its weighted sum R = Σ W m over the hidden groups. So a hidden set is safe when
that one sum says nothing about any member:

- it has two members at least, and N ≥ `minimum` people: what can be computed is the mean of a crowd;
- each member's weight is at most four times that of the others together. With means on low..high, a member's mean lies
  anywhere within (high - low) × others/own, cut at the ends; a quarter of 1..5 is one step of the scale;
- N does not give a member's n away. A "kecil" group has 1..minimum - 1 people and a "pasangan" has `minimum` or more
  (both words are published), at most its headcount. Where N leaves one value for a member, the next group joins;
- the sum is not at an end of the scale: if all that is hidden averages 5.00 of 1..5, everybody there said 5.
  `spans` is the interval that linear programming finds for each mean, in closed form (one equation and a box).

The partner is chosen by headcount (else by n, ties by code), never by values. What stays possible: whoever knows both
that rule and that everybody answered can count along with us; nothing that hides a mean can hide that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SHOWN, SMALL, PARTNER, UNIFORM = "", "kecil", "pasangan", "seragam"
QUARTER = 0.25
EXACT = 1e-9


@dataclass(frozen=True)
class Hiding:
    """The hidden groups, each with its reason, and whether the total must be hidden with them."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    total: bool = False


def hide_small_with_partner(n: Mapping[str, int], headcount: Mapping[str, int] | None, minimum: int) -> Hiding:
    """Hide every group under `minimum`, and beside them whom it takes to keep them from being computed.

    `n`: respondents of each group, all at least 1; `headcount`: people of each group, or None where nobody counted
    them. Groups count in the total by headcount, else by n. Partners join smallest first until the hidden set is safe
    (see above); when joining never makes it so, the total is hidden instead.
    """
    small = sorted(code for code in n if n[code] < minimum)
    if sum(n.values()) < minimum:
        return Hiding(dict.fromkeys(small, SMALL), total=True)
    if not small:
        return Hiding()
    size = headcount or n
    partners = sorted((code for code in n if n[code] >= minimum), key=lambda code: (size[code], code))
    sets = [[*small, *partners[:taken]] for taken in range(len(partners) + 1)]
    safe = [hidden for hidden in sets if _is_safe(hidden, n, size, None, minimum)]
    secret = [hidden for hidden in safe if headcount is None or _is_safe(hidden, n, size, headcount, minimum)]
    crowd = [hidden for hidden in sets if _is_crowd(hidden, n, minimum)]
    chosen = (secret or safe or crowd)[0]
    reasons = {code: SMALL if n[code] < minimum else PARTNER for code in chosen}
    return Hiding(reasons, total=not safe)


def _is_crowd(hidden: Collection[str], n: Mapping[str, int], minimum: int) -> bool:
    return len(hidden) > 1 and sum(n[code] for code in hidden) >= minimum


def _is_safe(
    hidden: Sequence[str],
    n: Mapping[str, int],
    weight: Mapping[str, float],
    headcount: Mapping[str, int] | None,
    minimum: int,
) -> bool:
    whole = sum(weight[code] for code in hidden)
    return (
        _is_crowd(hidden, n, minimum)
        and all(whole - weight[code] >= QUARTER * weight[code] for code in hidden)
        and not solvable(hidden, n, headcount, minimum)
    )


def solvable(
    hidden: Sequence[str], n: Mapping[str, int], headcount: Mapping[str, int] | None, minimum: int
) -> list[str]:
    """The members whose n follows from the sum of all, their reasons, and the headcounts where those are known."""
    whole = sum(n[code] for code in hidden)
    least = {code: 1 if n[code] < minimum else minimum for code in hidden}
    most = {code: _most(n[code], headcount[code] if headcount else whole, minimum) for code in hidden}
    all_least, all_most = sum(least.values()), sum(most.values())
    return [
        code
        for code in hidden
        if max(least[code], whole - (all_most - most[code])) == min(most[code], whole - (all_least - least[code]))
    ]


def _most(n: int, people: int, minimum: int) -> int:
    return min(people, minimum - 1) if n < minimum else max(people, n)


def hide_cells(
    n: Mapping[str, int],
    weight: Mapping[str, float],
    mean: Mapping[str, float],
    hidden: Collection[str],
    order: Sequence[str],
    *,
    minimum: int,
    low: float,
    high: float,
) -> tuple[set[str], bool]:
    """The hidden cells of one column (one dimension over all groups), and whether its total must be hidden.

    `hidden`: groups hidden altogether; cells under `minimum` join them, then the next of `order` until the column is
    safe. Cells of n = 0 have no mean and no part in the sum. When no partner makes the column safe its total goes.
    """
    cells = set(hidden) | {code for code in n if n[code] < minimum}
    if sum(n.values()) < minimum:
        return cells, True
    joining = [code for code in order if code not in cells]
    for taken in range(len(joining) + 1):
        tried = cells | set(joining[:taken])
        members = [(n[code], weight[code], mean[code]) for code in sorted(tried) if n[code]]
        if is_safe_sum(members, minimum=minimum, low=low, high=high):
            return tried, False
    return cells, True


Member = tuple[int, float, float]  # n, weight, mean


def is_safe_sum(members: Sequence[Member], *, minimum: int, low: float, high: float) -> bool:
    """Whether the weighted sum of these hidden means leaves every one of them open by a step of the scale."""
    if not members:
        return True
    if len(members) < 2 or sum(n for n, _, _ in members) < minimum:
        return False
    return all(top - bottom >= step(low, high) - EXACT for bottom, top in spans(members, low, high))


def step(low: float, high: float) -> float:
    """One step of the scale, or a quarter of a scale of fewer than four steps."""
    return min(1.0, QUARTER * (high - low))


def spans(members: Iterable[Member], low: float, high: float) -> list[tuple[float, float]]:
    """Between which values each hidden mean must lie, for whoever knows Σ W m and every weight."""
    members = list(members)
    whole = sum(weight for _, weight, _ in members)
    known = sum(weight * mean for _, weight, mean in members)
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
    found = spans([(cell.n, cell.n, cell.mean) for cell in cells], low, high)
    return all(
        top - bottom >= step(low, high) - EXACT
        for cell, (bottom, top) in zip(cells, found, strict=True)
        if cell is not own and (cell.n < minimum or cell.is_uniform)
    )
