"""Into which unit's pool each unit's answers go, so that no group below the minimum is ever stored or derivable.

A unit stands (its answers are stored under itself) or is dissolved: stored in the pool of the nearest ancestor that
stands, together with that ancestor's own people. What is published of a parent less what is published of its standing
children is exactly its pool; therefore a pool holds nobody or at least the minimum. Counts decide, never values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

SHOWN = ""
SMALL = "kecil"
PARTNER = "pasangan"
ABSENT = "tidak_ikut"


@dataclass(frozen=True)
class UnitCount:
    """Of one unit itself, without what is below it: people asked, and answers. `parent` outside the set: a root."""

    unit: int
    parent: int | None
    code: str
    headcount: int
    n: int


@dataclass(frozen=True)
class Fate:
    """Of one unit with everything below it. `bucket` None: nothing above it stands either, nothing may be stored."""

    bucket: int | None
    hidden: str
    headcount: int
    n: int


def plan_buckets(
    units: Iterable[UnitCount], *, minimum: int = 5, complement: bool = True, partners: Collection[int] = ()
) -> dict[int, Fate]:
    """The fate of every unit of the tree.

    `partners`: units that hid others in the wave before are taken first, else partners by turns would be shown before
    and after, and what they hide in between could be guessed from that. Without `complement` a small unit is left
    alone in its parent's pool, where subtraction finds it: only for the test that shows why it is needed.
    """
    return _Tree(units, minimum, complement, partners).fates()


class _Tree:
    def __init__(self, units: Iterable[UnitCount], minimum: int, complement: bool, partners: Collection[int]) -> None:
        self.units = {unit.unit: unit for unit in units}
        self.minimum = minimum
        self.complement = complement
        self.partners = partners
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for unit in self.units.values():
            self.children[unit.parent if unit.parent in self.units else None].append(unit.unit)
        self.fate: dict[int, Fate] = {}

    def fates(self) -> dict[int, Fate]:
        for root in self.children[None]:
            self.judge(root)
            self.place(root, None)
        return self.fate

    def judge(self, unit: int) -> Fate:
        """Whether the unit stands by its own count, and which of its children its pool takes in."""
        below = {child: self.judge(child) for child in self.children[unit]}
        own = self.units[unit]
        n = own.n + sum(fate.n for fate in below.values())
        headcount = own.headcount + sum(fate.headcount for fate in below.values())
        hidden = SHOWN if n >= self.minimum else SMALL if n else ABSENT
        self.fate[unit] = Fate(unit, hidden, headcount, n)
        if hidden == SHOWN and self.complement:
            self.fill_pool(own.n, below)
        return self.fate[unit]

    def fill_pool(self, own: int, below: dict[int, Fate]) -> None:
        """Let the smallest standing children hide those who would be alone in the pool."""
        pool = own + sum(fate.n for fate in below.values() if fate.hidden)
        standing = [child for child, fate in below.items() if not fate.hidden]
        for child in sorted(standing, key=lambda child: self.order(child, below[child])):
            if pool == 0 or pool >= self.minimum:
                return
            self.fate[child] = replace(below[child], hidden=PARTNER)
            pool += below[child].n

    def order(self, unit: int, fate: Fate) -> tuple[bool, int, str]:
        return unit not in self.partners, fate.headcount, self.units[unit].code

    def place(self, unit: int, above: int | None) -> None:
        """Send what is dissolved, with everything below it, to the nearest ancestor that stands."""
        fate = self.fate[unit]
        if fate.hidden:
            self.dissolve(unit, above)
            return
        for child in self.children[unit]:
            self.place(child, unit)

    def dissolve(self, unit: int, bucket: int | None) -> None:
        fate = self.fate[unit]
        self.fate[unit] = replace(fate, bucket=bucket, hidden=fate.hidden or PARTNER)
        for child in self.children[unit]:
            self.dissolve(child, bucket)
