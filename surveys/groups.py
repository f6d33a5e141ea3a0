"""What people said of themselves, merged or blanked until no group of a bucket is small. Pure.

First each question on its own, in the order of the instrument (`merge_order`, then blank). A question whose answers
together with an earlier one's would still single people out is blanked in that place: whoever holds the table may
know the colleague who is the only functional officer of long service.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from surveys.schema import GroupSpec

BLANK = ""


def merge_groups(
    rows: Sequence[Mapping[str, str]], specs: Sequence[GroupSpec], *, minimum: int = 5
) -> list[dict[str, str]]:
    """The rows of one bucket, in their order. Merged choices are named together: "pelaksana+non_asn"."""
    merged: list[dict[str, str]] = [{} for _ in rows]
    for spec in specs:
        given = [row.get(spec.code, BLANK) for row in rows]
        names = merged_names(Counter(given), spec, minimum=minimum)
        cells: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, row in enumerate(merged):
            cells[tuple(row.values())].append(place)
        for places in cells.values():
            kept = without_small(Counter(names[given[place]] for place in places), minimum)
            for place in places:
                name = names[given[place]]
                merged[place][spec.code] = name if name in kept else BLANK
    return merged


def merged_names(counts: Mapping[str, int], spec: GroupSpec, *, minimum: int) -> dict[str, str]:
    """Each choice's name after merging, BLANK where it stays too small. `counts` may hold BLANK: did not say."""
    order = [code for code, _ in spec.choices]
    members = {code: {code} for code in order}
    for first, second in spec.merge_order:
        sizes = [sum(counts.get(code, 0) for code in members[part]) for part in (first, second)]
        if members[first] is not members[second] and any(0 < size < minimum for size in sizes):
            together = members[first] | members[second]
            members |= dict.fromkeys(together, together)
    names = {code: name_of(members[code], counts, order) for code in order}
    kept = without_small(Counter(_told(counts, names)), minimum)
    return {BLANK: BLANK, **{code: name if name in kept else BLANK for code, name in names.items()}}


def name_of(members: set[str], counts: Mapping[str, int], order: Sequence[str]) -> str:
    """Only choices that somebody made."""
    return "+".join(code for code in order if code in members and counts.get(code, 0))


def _told(counts: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    sizes: Counter[str] = Counter()
    for code, size in counts.items():
        sizes[names.get(code, BLANK)] += size
    return dict(sizes)


def without_small(sizes: Mapping[str, int], minimum: int) -> set[str]:
    """The groups that may stay. What is blanked must not be had by subtraction: it holds nobody, or at least the
    minimum, and never one small group alone; the smallest of the others join it until that is so."""
    kept = {name for name, size in sizes.items() if name and size >= minimum}
    blanked = [name for name, size in sizes.items() if name and 0 < size < minimum]
    needed = 2 if len(blanked) == 1 else len(blanked)
    for name in sorted(kept, key=lambda name: (sizes[name], name)):
        hidden = sizes.get(BLANK, 0) + sum(sizes[other] for other in blanked)
        if (hidden == 0 or hidden >= minimum) and len(blanked) >= needed:
            break
        kept.remove(name)
        blanked.append(name)
    return kept
