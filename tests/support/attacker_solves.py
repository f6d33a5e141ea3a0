"""What follows from everything that was published: linear programming over the answers that nobody was shown.

Unknown is, of every office, wave and dimension, the sum of its people's scores and how many they are. Known are the
scale, the formulas (they are public), and each published figure to half of its last decimal. Whatever the programme
cannot rule out, nobody can: the range of a hidden mean is exactly what the pages leave open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import ceil, floor, sqrt

import numpy as np
from scipy import sparse, stats
from scipy.optimize import linprog

from tests.support.attacker_reads import INDEX, Facts, Where

LOW, HIGH = 1.0, 5.0
ROUNDING = 0.005 + 1e-7
ABSENT = "tidak_ikut"
Variable = tuple[str, int, str, str]  # "sum" or "n", wave, office, dimension; "all" for who answered at all
Terms = Mapping[Variable, float]


class Contradiction(Exception):
    """The attacker misunderstood something: no answers at all give these figures."""


class Attack:
    """`asked`: who works where is no secret. `answered`: how many answered in hidden offices, for an attacker who
    counted them at the door. `steady`: he also believes that none of these moves by more than so much between waves.
    """

    def __init__(
        self,
        facts: Facts,
        weights: Mapping[str, float],
        *,
        asked: Mapping[Where, int],
        answered: Mapping[Where, int] | None = None,
        steady: float | None = None,
    ) -> None:
        self.facts, self.weights, self.asked = facts, weights, asked
        self.columns: dict[Variable, int] = {}
        self.rows: list[tuple[Terms, float]] = []
        self.fixed: dict[Variable, float] = {}
        self.root = next(office for office in facts.offices if office not in facts.above)
        for wave in facts.waves:
            for office in facts.offices:
                self._count(wave, office)
                for dimension in weights:
                    self._bound(wave, office, dimension)
        self._believe(answered or {})
        for wave in facts.waves:
            self._publish(wave)
        if steady is not None:
            self._stay(steady, answered or {})

    # What he asks

    def answered(self, wave: int, office: str) -> range:
        """How many may have answered there."""
        variable = ("n", wave, office, "all")
        low, high = self._between({variable: 1.0}, {})
        return range(ceil(low - 1e-6), floor(high + 1e-6) + 1)

    def mean(self, wave: int, office: str, dimension: str, n: int) -> tuple[float, float]:
        """Between which values the mean of a hidden cell lies, if `n` people answered there."""
        given = {("n", wave, office, dimension): float(n)}
        return self._between({("sum", wave, office, dimension): 1 / n}, given)

    def mean_by_spread(self, wave: int, office: str, dimension: str, n: int) -> tuple[float, float]:
        """The same for an office of the root, narrowed by how far the hidden differ among themselves: intervals tell
        the variance of the district less that of what is shown, and whose mean is far from the others' adds to it.
        """
        shown, pool = self._shown_and_pool(wave, dimension)
        left = self._n(wave, self.root, dimension) - sum(self._n(wave, child, dimension) for child in shown)
        heads = {child: self.asked[wave, child] for child in (*shown, *pool)}
        freedom = sum(self._n(wave, child, dimension) - 1 for child in shown) + left - 1
        variance = self._error(wave, self.root, dimension, freedom, ROUNDING) ** 2 * sum(heads.values()) ** 2
        for child in shown:
            error = self._error(wave, child, dimension, self._n(wave, child, dimension) - 1, -ROUNDING)
            variance -= (max(error, 0.0) * heads[child]) ** 2
        squares = variance / sum(heads[child] for child in pool) ** 2 * left * (left - 1)
        reach = sqrt(squares * (left - n) / (n * left)) if left > n else 0.0
        middle = self._between({("sum", wave, child, dimension): 1 / left for child in pool}, {})
        low, high = self.mean(wave, office, dimension, n)
        return max(low, middle[0] - reach), min(high, middle[1] + reach)

    def _error(self, wave: int, office: str, dimension: str, freedom: int, slip: float) -> float:
        """The standard error that an interval tells, at most or at least."""
        ((low, high),) = self.facts.bounds[wave, office, dimension]
        assert LOW < low < high < HIGH, "an interval cut at the end of the scale tells less"
        return float(((high - low) / 2 + slip) / stats.t.ppf(0.975, freedom))

    # What he knows of every office: sums go up the tree, and each person's score lies on the scale

    def _count(self, wave: int, office: str) -> None:
        everybody = ("n", wave, office, "all")
        if self._is_absent(wave, office):
            self.fixed[everybody] = 0.0
            return
        for n in self.facts.answered.get((wave, office), set()) | self.facts.counts.get((wave, office, INDEX), set()):
            assert self.fixed.setdefault(everybody, n) == n, f"two counts of {office} in wave {wave}"
        people = self.asked[wave, office]
        self._row({everybody: 1.0}, people)
        self._row({everybody: -1.0}, -1.0)
        own = self._own("n", wave, office, "all")
        self._row(own, people - sum(self.asked.get((wave, child), 0) for child in self.facts.below(office)))
        self._row(_times(own, -1), 0.0)

    def _bound(self, wave: int, office: str, dimension: str) -> None:
        total, n = ("sum", wave, office, dimension), ("n", wave, office, dimension)
        if self._is_absent(wave, office):
            self.fixed |= {total: 0.0, n: 0.0}
            return
        for count in self.facts.counts.get((wave, office, dimension), set()):
            assert self.fixed.setdefault(n, count) == count, f"two counts of {dimension} in {office}, wave {wave}"
        self._row({n: 1.0, ("n", wave, office, "all"): -1.0}, 0.0)
        own_total, own_n = (self._own(what, wave, office, dimension) for what in ("sum", "n"))
        self._row(_times(own_n, -1), 0.0)
        self._row(_plus(_times(own_n, LOW), _times(own_total, -1)), 0.0)
        self._row(_plus(own_total, _times(own_n, -HIGH)), 0.0)

    def _believe(self, answered: Mapping[Where, int]) -> None:
        for (wave, office), n in answered.items():
            self.fixed[("n", wave, office, "all")] = n

    def _own(self, what: str, wave: int, office: str, dimension: str) -> dict[Variable, float]:
        """Of the people who sit in the office itself."""
        below = {(what, wave, child, dimension): -1.0 for child in self.facts.below(office)}
        return {(what, wave, office, dimension): 1.0, **below}

    # What was published

    def _publish(self, wave: int) -> None:
        for office in self.facts.offices:
            means = {d: self.mean_terms(wave, office, d) for d in self.weights if self._is_shown(wave, office, d)}
            for dimension, terms in means.items():
                self._figures(terms, self.facts.values[wave, office, dimension])
                self._peers(wave, office, dimension)
            if self.facts.values.get((wave, office, INDEX)):
                self._figures(self._index(means), self.facts.values[wave, office, INDEX])
        self._publish_changes(wave)

    def _publish_changes(self, wave: int) -> None:
        for (of, office, component), changes in self.facts.changes.items():
            if of != wave:
                continue
            now, before = (self._component(each, office, component) for each in (wave, wave - 1))
            self._figures(_plus(now, _times(before, -1)), changes)

    def _component(self, wave: int, office: str, component: str) -> Terms:
        if component != INDEX:
            return self.mean_terms(wave, office, component)
        shown = [d for d in self.weights if self._is_shown(wave, office, d)]
        return self._index({d: self.mean_terms(wave, office, d) for d in shown})

    def _index(self, means: Mapping[str, Terms]) -> Terms:
        whole = sum(self.weights[dimension] for dimension in means)
        return _plus(*(_times(terms, self.weights[d] / whole) for d, terms in means.items()))

    def _peers(self, wave: int, office: str, dimension: str) -> None:
        """The mean of the others of its kind that are shown."""
        figures = self.facts.peers.get((wave, office, dimension), set())
        if not figures or office not in self.facts.kinds:
            return
        kind = self.facts.kinds[office]
        others = [
            o for o in self.facts.below(self.facts.above[office]) if o != office and self.facts.kinds.get(o) == kind
        ]
        others = [other for other in others if self._is_shown(wave, other, dimension)]
        terms = (_times(self.mean_terms(wave, other, dimension), 1 / len(others)) for other in others)
        self._figures(_plus(*terms), figures)

    def mean_terms(self, wave: int, office: str, dimension: str) -> Terms:
        """The published mean as a sum of unknowns; the district's by headcount, its hidden offices as one."""
        if office != self.root:
            return {("sum", wave, office, dimension): 1 / self._n(wave, office, dimension)}
        shown, pool = self._shown_and_pool(wave, dimension)
        terms = {("sum", wave, c, dimension): self.asked[wave, c] / self._n(wave, c, dimension) for c in shown}
        left = self._n(wave, office, dimension) - sum(self._n(wave, child, dimension) for child in shown)
        weight = sum(self.asked[wave, child] for child in pool)
        if left:
            terms |= {("sum", wave, child, dimension): weight / left for child in pool}
        return _times(terms, 1 / (weight + sum(self.asked[wave, child] for child in shown)))

    def _stay(self, most: float, answered: Mapping[Where, int]) -> None:
        known = {office for _wave, office in answered}
        for office in known:
            for wave in self.facts.waves[1:]:
                if any(self._is_absent(each, office) for each in (wave - 1, wave)):
                    continue
                for dimension in self.weights:
                    now, before = (
                        {("sum", each, office, dimension): 1 / self._either(each, office, dimension, answered)}
                        for each in (wave, wave - 1)
                    )
                    moved = _plus(now, _times(before, -1))
                    self._row(moved, most)
                    self._row(_times(moved, -1), most)

    def _either(self, wave: int, office: str, dimension: str, answered: Mapping[Where, int]) -> float:
        shown = self.facts.counts.get((wave, office, dimension))
        return next(iter(shown)) if shown else answered[wave, office]

    # How it is kept

    def _is_absent(self, wave: int, office: str) -> bool:
        return self.facts.hidden[wave, office] == ABSENT

    def _is_shown(self, wave: int, office: str, dimension: str) -> bool:
        return bool(self.facts.values.get((wave, office, dimension)))

    def _shown_and_pool(self, wave: int, dimension: str) -> tuple[list[str], list[str]]:
        """The offices right below the root that took part."""
        here = [child for child in self.facts.below(self.root) if not self._is_absent(wave, child)]
        shown = [child for child in here if self._is_shown(wave, child, dimension)]
        return shown, [child for child in here if child not in shown]

    def _n(self, wave: int, office: str, dimension: str) -> int:
        (n,) = self.facts.counts[wave, office, dimension]
        return n

    def _figures(self, terms: Terms, figures: Iterable[float]) -> None:
        for figure in figures:
            self._row(terms, figure + ROUNDING)
            self._row(_times(terms, -1), ROUNDING - figure)

    def _row(self, terms: Terms, most: float) -> None:
        for variable in terms:
            self.columns.setdefault(variable, len(self.columns))
        self.rows.append((terms, most))

    def _between(self, asked: Terms, given: Mapping[Variable, float]) -> tuple[float, float]:
        fixed = {**self.fixed, **given}
        bounds = [(fixed[v], fixed[v]) if v in fixed else (0.0, None) for v in self.columns]
        aim = np.zeros(len(self.columns))
        for variable, factor in asked.items():
            aim[self.columns[variable]] = factor
        found = [linprog(sign * aim, A_ub=self.matrix, b_ub=self.most, bounds=bounds) for sign in (1, -1)]
        if any(result.status for result in found):
            raise Contradiction(found[0].message)
        return found[0].fun, -found[1].fun

    @cached_property
    def matrix(self) -> sparse.csr_array:
        places = [
            (row, self.columns[v], factor) for row, (terms, _) in enumerate(self.rows) for v, factor in terms.items()
        ]
        rows, columns, factors = zip(*places, strict=True)
        return sparse.csr_array((factors, (rows, columns)), shape=(len(self.rows), len(self.columns)))

    @cached_property
    def most(self) -> np.ndarray:
        return np.array([most for _terms, most in self.rows])


def _times(terms: Terms, factor: float) -> dict[Variable, float]:
    return {variable: factor * value for variable, value in terms.items()}


def _plus(*parts: Terms) -> dict[Variable, float]:
    whole: dict[Variable, float] = defaultdict(float)
    for terms in parts:
        for variable, value in terms.items():
            whole[variable] += value
    return dict(whole)
