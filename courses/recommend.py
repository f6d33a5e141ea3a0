"""Which courses to suggest to a person, each with its reason. Rules in the open: no clicks, no guesses, no chance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from competencies.models import UnitNeed
from competencies.needs import needs_of
from competencies.services import Gap, gaps_of
from core.clock import today
from courses.models import CourseEdition, Enrolment
from courses.offers import Offers
from documents.words import write_score
from measures.rounding import half_up
from people.models import Person, Unit


@dataclass(frozen=True)
class Words:
    """How the reasons that lie in a person are said."""

    closes: Promise
    unknown: Promise
    strengthens: Promise


WORDS = Words(
    closes=gettext_lazy("Menutup kesenjangan {name}: tingkat Anda {have}, jabatan Anda memerlukan {need}."),
    unknown=gettext_lazy("{name} Anda belum dinilai; jabatan Anda memerlukan tingkat {need}."),
    strengthens=gettext_lazy("Memperkuat {name}, yang diperlukan jabatan Anda."),
)
WORDS_TO_OTHERS = Words(
    closes=gettext_lazy("Menutup kesenjangan {name}: kini tingkat {have}, jabatannya memerlukan {need}."),
    unknown=gettext_lazy("{name} belum dinilai; jabatannya memerlukan tingkat {need}."),
    strengthens=gettext_lazy("Memperkuat {name}, yang diperlukan jabatannya."),
)


@dataclass(frozen=True)
class Recommendation:
    """`reason` is what the learner reads; `gap` and `need` are what the course closes, when that is the reason."""

    edition: CourseEdition
    reason: str
    gap: Gap | None = None
    need: UnitNeed | None = None

    @property
    def leads_to(self) -> str:
        return level_proven_by(self.edition, self.gap.competency.code if self.gap else "")


@dataclass(frozen=True)
class UnitRecommendation:
    """A course for everybody of a unit, read by `EditionQuerySet.open_for_unit`."""

    edition: CourseEdition
    reason: str
    need: UnitNeed

    @property
    def leads_to(self) -> str:
        return level_proven_by(self.edition)

    @property
    def people(self) -> int:
        """Who work there today."""
        return self.edition.people

    @property
    def comply(self) -> int:
        """Those of them who have finished the course."""
        return self.edition.comply


def level_proven_by(edition: CourseEdition, competency: str = "") -> str:
    """ "Pemanfaatan data tingkat 3": what passing proves, of that competency if it does; "" if only tags."""
    graded = [row for row in edition.competencies if row["level"]]
    wanted = [row for row in graded if row["code"] == competency]
    proven = next(iter(wanted or graded), None)
    return _("{name} tingkat {level}").format(**proven) if proven else ""


def recommend_for_person(person: Person, *, limit: int = 4) -> list[Recommendation]:
    """The best courses for the person to begin next. Five queries, however large the catalogue."""
    gaps = gaps_of(person, today(person.zone))
    needs = needs_of(person.unit) if person.unit else []
    taken = Enrolment.objects.of(person).values_list("run__edition__code", flat=True)
    return rank(editions_open_to(person), gaps=gaps, needs=needs, taken=set(taken), limit=limit)


def recommend_for_unit(unit: Unit, *, limit: int = 4) -> list[UnitRecommendation]:
    """Courses for the unit's weakest dimensions, without those that everybody there has finished. Two queries."""
    needs = needs_of(unit)
    wanted = {code for need in needs for code in need.course_codes}
    offered = CourseEdition.objects.live().filter(code__in=wanted).open_for_unit(unit, today(unit.agency.zone))
    return _chosen_for_unit(list(offered) if wanted else [], needs, limit)


def recommend_below(
    top: Unit, needs: Mapping[int, Sequence[UnitNeed]], on: date, *, limit: int = 4
) -> dict[int, list[UnitRecommendation]]:
    """`recommend_for_unit` for `top` and every unit below it, whose needs are given. Five queries, however many."""
    wanted = {code for found in needs.values() for need in found for code in need.course_codes}
    offers = Offers(top, wanted, on)
    return {unit: _chosen_for_unit(offers.to(unit), needs.get(unit, ()), limit) for unit in offers.units}


def _chosen_for_unit(
    offered: Sequence[CourseEdition], needs: Sequence[UnitNeed], limit: int
) -> list[UnitRecommendation]:
    chosen: dict[str, UnitRecommendation] = {}
    for edition, need in _needed(offered, needs):
        if edition.comply < edition.people:
            chosen.setdefault(edition.code, UnitRecommendation(edition, why_needed(edition, need), need))
    return list(chosen.values())[:limit]


def editions_open_to(person: Person) -> list[CourseEdition]:
    """What the person may enrol in today, in the order of the catalogue's codes."""
    offered = CourseEdition.objects.live().open_to(person, today(person.zone))
    return sorted(offered, key=_catalogue_order)


def rank(
    editions: Sequence[CourseEdition],
    *,
    gaps: Sequence[Gap],
    needs: Sequence[UnitNeed] = (),
    taken: Collection[str],
    limit: int,
    to_other: bool = False,
) -> list[Recommendation]:
    """The order of reasons: the course that opens every path, then the person's own known gaps (largest first), what
    the unit needs (weakest dimension first), what was never assessed, what the position requires anyway, then courses
    for everybody. Each course once, with what the unit needs of it said as well; none of `taken` (course codes).
    `to_other`: whoever reads it is not the person.
    """
    left = [edition for edition in editions if edition.code not in taken]
    wanted = {edition.code: need for edition, need in reversed(list(_needed(left, needs)))}
    chosen: dict[str, Recommendation] = {}
    for found in _in_order_of_reason(left, gaps, needs, WORDS_TO_OTHERS if to_other else WORDS):
        chosen.setdefault(found.edition.code, found)
        if len(chosen) == limit:
            break
    return [_with_need(found, wanted.get(found.edition.code)) for found in chosen.values()]


def _in_order_of_reason(
    editions: list[CourseEdition], gaps: Sequence[Gap], needs: Sequence[UnitNeed], words: Words
) -> Iterator[Recommendation]:
    for edition in editions:
        if edition.opens_path:
            yield Recommendation(edition, _("Pelatihan pembuka: dasar bagi semua pelatihan lain."))
    yield from _closing(editions, [gap for gap in gaps if gap.gap], words)
    for edition, need in _needed(editions, needs):
        yield Recommendation(edition, why_needed(edition, need), need=need)
    yield from _closing(editions, [gap for gap in gaps if gap.gap is None], words)
    for gap in gaps:
        for edition in editions:
            if _level_of(edition, gap.competency.code) is not None:
                yield Recommendation(edition, str(words.strengthens).format(name=gap.competency.name))
    for edition in sorted(editions, key=lambda edition: edition.level != "dasar"):
        yield Recommendation(edition, _("Terbuka untuk semua pegawai dan mitra."))


def _closing(editions: list[CourseEdition], gaps: list[Gap], words: Words) -> Iterator[Recommendation]:
    """For each gap its best course; the largest gap first, ties in the frameworks' order."""
    for gap in sorted(gaps, key=lambda gap: -(gap.gap or gap.required)):
        if best := min(_raising(editions, gap), key=partial(_fit, gap), default=None):
            yield Recommendation(best, _why(gap, words), gap)


def _needed(editions: Sequence[CourseEdition], needs: Sequence[UnitNeed]) -> Iterator[tuple[CourseEdition, UnitNeed]]:
    """Courses on offer for each need, in the order in which the instrument names them."""
    offered = {edition.code: edition for edition in editions}
    for need in needs:
        for code in need.course_codes:
            if code in offered:
                yield offered[code], need


def _with_need(found: Recommendation, need: UnitNeed | None) -> Recommendation:
    """A course that is suggested for another reason says that the unit needs it, too."""
    if need is None or found.need:
        return found
    return replace(found, need=need, reason=f"{found.reason} {_measured(need)}")


def _raising(editions: list[CourseEdition], gap: Gap) -> list[CourseEdition]:
    return [e for e in editions if (_level_of(e, gap.competency.code) or 0) > (gap.attained or 0)]


def _fit(gap: Gap, edition: CourseEdition) -> tuple[bool, bool, int]:
    """Made for the competency, then what closes the gap whole, then what overshoots least."""
    level = _level_of(edition, gap.competency.code) or 0
    return edition.code != gap.competency.main_course_code, level < gap.required, abs(level - gap.required)


def _level_of(edition: CourseEdition, code: str) -> int | None:
    return next((row["level"] for row in edition.competencies if row["code"] == code), None)


def _why(gap: Gap, words: Words) -> str:
    sentence = words.unknown if gap.attained is None else words.closes
    return str(sentence).format(name=gap.competency.name, have=gap.attained, need=gap.required)


def why_needed(edition: CourseEdition, need: UnitNeed) -> str:
    """Names the unit that was measured, which may stand above the reader's own; never says why."""
    if edition.code == need.course_codes[0]:
        advice = _("Pelatihan ini yang pertama disarankan untuk menaikkannya.")
    else:
        advice = _("Pelatihan ini termasuk yang disarankan untuk menaikkannya.")
    return f"{_measured(need)} {advice}"


def _measured(need: UnitNeed) -> str:
    return _("{wave}: {dimension} di {unit} bernilai {score} dari {best}.").format(
        wave=need.campaign_title,
        dimension=need.construct_name,
        unit=need.source_unit,
        score=write_score(half_up(need.score, 2), get_language() or "id"),
        best=need.scale_max,
    )


def _catalogue_order(edition: CourseEdition) -> tuple[int, str]:
    """K2 before K10."""
    return len(edition.code), edition.code
