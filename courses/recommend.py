"""Which courses to suggest to a person, each with its reason. Rules in the open: no clicks, no guesses, no chance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from competencies.services import Gap, gaps_of
from core.clock import today
from courses.models import CourseEdition, Enrolment
from people.models import Person


@dataclass(frozen=True)
class Recommendation:
    """`reason` is one sentence for the learner; `gap` is what the course closes, when that is the reason."""

    edition: CourseEdition
    reason: str
    gap: Gap | None = None


def recommend_for_person(person: Person, *, limit: int = 4) -> list[Recommendation]:
    """The best courses for the person to begin next. Four queries, however large the catalogue."""
    gaps = gaps_of(person, today(person.zone))
    taken = Enrolment.objects.of(person).values_list("run__edition__code", flat=True)
    return rank(editions_open_to(person), gaps=gaps, taken=set(taken), limit=limit)


def editions_open_to(person: Person) -> list[CourseEdition]:
    """What the person may enrol in today, in the order of the catalogue's codes."""
    offered = CourseEdition.objects.live().open_to(person, today(person.zone))
    return sorted(offered, key=_catalogue_order)


def rank(
    editions: Sequence[CourseEdition], *, gaps: Sequence[Gap], taken: Collection[str], limit: int
) -> list[Recommendation]:
    """The order of reasons: the course that opens every path, then the person's own gaps (largest first, never
    assessed last), then what the position requires anyway, then courses for everybody. Each course once; none of
    `taken` (course codes).
    """
    chosen: dict[str, Recommendation] = {}
    for found in _in_order_of_reason([e for e in editions if e.code not in taken], gaps):
        chosen.setdefault(found.edition.code, found)
        if len(chosen) == limit:
            break
    return list(chosen.values())


def _in_order_of_reason(editions: list[CourseEdition], gaps: Sequence[Gap]) -> Iterator[Recommendation]:
    for edition in editions:
        if edition.opens_path:
            yield Recommendation(edition, _("Pelatihan pembuka: dasar bagi semua pelatihan lain."))
    for gap in sorted((gap for gap in gaps if gap.gap != 0), key=_urgency):
        if best := min(_raising(editions, gap), key=partial(_fit, gap), default=None):
            yield Recommendation(best, _why(gap), gap)
    for gap in gaps:
        for edition in editions:
            if _level_of(edition, gap.competency.code) is not None:
                yield Recommendation(
                    edition, _("Memperkuat {name}, yang diperlukan jabatan Anda.").format(name=gap.competency.name)
                )
    for edition in sorted(editions, key=lambda edition: edition.level != "dasar"):
        yield Recommendation(edition, _("Terbuka untuk semua pegawai dan mitra."))


def _urgency(gap: Gap) -> tuple[bool, int]:
    """Known gaps by size, then the never assessed by what the position asks; ties keep the frameworks' order."""
    return gap.gap is None, -(gap.gap or gap.required)


def _raising(editions: list[CourseEdition], gap: Gap) -> list[CourseEdition]:
    return [e for e in editions if (_level_of(e, gap.competency.code) or 0) > (gap.attained or 0)]


def _fit(gap: Gap, edition: CourseEdition) -> tuple[bool, bool, int]:
    """Made for the competency, then what closes the gap whole, then what overshoots least."""
    level = _level_of(edition, gap.competency.code) or 0
    return edition.code != gap.competency.main_course_code, level < gap.required, abs(level - gap.required)


def _level_of(edition: CourseEdition, code: str) -> int | None:
    return next((row["level"] for row in edition.competencies if row["code"] == code), None)


def _why(gap: Gap) -> str:
    words = {"name": gap.competency.name, "have": gap.attained, "need": gap.required}
    if gap.attained is None:
        return _("{name} Anda belum dinilai; jabatan Anda memerlukan tingkat {need}.").format(**words)
    return _("Menutup kesenjangan {name}: tingkat Anda {have}, jabatan Anda memerlukan {need}.").format(**words)


def _catalogue_order(edition: CourseEdition) -> tuple[int, str]:
    """K2 before K10."""
    return len(edition.code), edition.code
