"""What the learner's home shows, gathered in five queries and laid out without any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from certificates.models import Certificate
from competencies.needs import needs_in_a_row, read_needs
from competencies.services import Gap, gaps_of
from core.clock import today
from courses.models import CourseEdition, Enrolment
from courses.recommend import Recommendation, editions_open_to, rank
from measures.rounding import half_up
from people.models import Person, UnitSpan
from records.ledger.models import JpRule, LedgerEntry
from records.ledger.rules import Standing, local_day
from surveys.querysets import waves_to_answer

SUGGESTED = 4
CERTIFICATES = 3
SHOWN_COURSES = 12


@dataclass(frozen=True)
class Course:
    """An enrolment as home shows it.

    `certificate` is {"uuid", "sha256", "withdrawn"} of the newest version; None while it is being made.
    """

    enrolment: Enrolment
    certificate: dict[str, Any] | None

    @property
    def edition(self) -> CourseEdition:
        return self.enrolment.run.edition

    @property
    def step(self) -> dict[str, Any] | None:
        return self.enrolment.next_step

    @property
    def opened_at(self) -> datetime | None:
        opened = self.step["opened"] if self.step else None
        return datetime.fromisoformat(opened) if opened else None

    @property
    def is_begun(self) -> bool:
        return bool(self.enrolment.done_count or (self.step and self.step["opened"]))

    @property
    def percent(self) -> Decimal:
        steps = self.enrolment.step_count
        return half_up(Decimal(100 * self.enrolment.done_count) / steps, 0) if steps else Decimal(0)

    def raises(self, gap: Gap) -> bool:
        return any(row["code"] == gap.competency.code for row in self.edition.competencies)


@dataclass(frozen=True)
class Year:
    """Hours of the year: JP against the rule for who has a JP record, else plain hours of learning."""

    year: int
    standing: Standing | None
    jp: Decimal
    in_review: Decimal
    minutes: int
    coming: Decimal  # JP of courses under way


@dataclass(frozen=True)
class Post:
    """One post of the bridge, see components/bridge.html."""

    name: str
    note: str
    state: str = ""


@dataclass(frozen=True)
class Invitation:
    """To the open wave that closes first, in the words of its instrument. Never a condition of anything."""

    code: str
    title: str
    closes_on: date
    text: str


@dataclass(frozen=True)
class Home:
    place: str
    invitation: Invitation | None
    hero: Course | None
    start: Recommendation | None
    others: list[Course]
    hidden: int
    bridge_title: str
    bridge: list[Post]
    suggestions: list[Recommendation]
    finished: list[Course]
    finished_count: int
    year: Year
    is_measured: bool


def home_of(person: Person, *, not_now: str = "") -> Home:
    """`not_now`: code of the wave that the learner put off."""
    on = today(person.zone)
    courses = _courses(person)
    active = [course for course in courses if course.enrolment.state == Enrolment.State.AKTIF]
    finished = [course for course in courses if course.enrolment.state == Enrolment.State.SELESAI]
    active.sort(key=_lately, reverse=True)
    finished.sort(key=_finished_at, reverse=True)
    gaps, facts = gaps_of(person, on), facts_of(person, on)
    suggestions = rank(
        editions_open_to(person),
        gaps=gaps,
        needs=read_needs(facts["needs"]),
        taken={course.edition.code for course in courses},
        limit=SUGGESTED + 1,
    )
    start = suggestions[0] if suggestions and not active else None
    gap = _main_gap(gaps, active, suggestions)
    return Home(
        invitation=_invitation(facts["wave"], not_now),
        place=" · ".join(filter(None, [person.position.name if person.position else "", facts["unit_name"]])),
        hero=active[0] if active else None,
        start=start,
        others=active[1 : SHOWN_COURSES + 1],
        hidden=max(0, len(active) - 1 - SHOWN_COURSES),
        bridge_title=gap.competency.name if gap else "",
        bridge=_bridge(gap, active, suggestions) if gap else [],
        suggestions=suggestions[1:] if start else suggestions[:SUGGESTED],
        finished=finished[:CERTIFICATES],
        finished_count=len(finished),
        year=year_of(person, on, facts, [c.enrolment for c in active], [c.enrolment for c in finished]),
        is_measured=bool(gaps or facts["needs"]),
    )


def _courses(person: Person) -> list[Course]:
    """All enrolments with their progress and their newest certificate; one query."""
    newest = Certificate.objects.filter(enrolment=OuterRef("pk")).order_by("-version")
    paper = JSONObject(uuid="uuid", sha256="sha256", withdrawn="revocation__reason")
    mine = (
        Enrolment.objects.of(person).exclude(state=Enrolment.State.MUNDUR).select_related("run__edition", "assignment")
    )
    found = (
        mine.defer("assignment__waiting").with_progress().annotate(certificate=Subquery(newest.values(found=paper)[:1]))
    )
    return [Course(enrolment, enrolment.certificate) for enrolment in found]


def _lately(course: Course) -> tuple[bool, datetime]:
    """Where the learner was last comes first, then what was enrolled in last."""
    return course.opened_at is not None, course.opened_at or course.enrolment.enrolled_at


def _finished_at(course: Course) -> datetime:
    assert course.enrolment.completed_at  # a constraint of the table
    return course.enrolment.completed_at


def facts_of(person: Person, on: date) -> Mapping[str, Any]:
    """Hours and target of the year, the unit's name of today and what it needs; one query."""
    entries = LedgerEntry.objects.filter(person=OuterRef("pk"), year=on.year).order_by().values("person")
    rules = JpRule.objects.filter(employee_kind=person.kind, year__lte=on.year).order_by("-year")
    spans = UnitSpan.objects.at(on).filter(unit=OuterRef("unit"))
    words = "version__content__instrument__undangan__teks"
    wave = JSONObject(code="code", title="title", closes_on="closes_on", text=words)
    nothing = Value(Decimal(0), DecimalField())
    return Person.objects.values(
        jp=Coalesce(Subquery(entries.annotate(n=Sum("jp")).values("n")), nothing),
        in_review=Coalesce(Subquery(entries.annotate(n=Sum("jp_in_review")).values("n")), nothing),
        target=Subquery(rules.values("yearly_min")[:1]),
        unit_name=Subquery(spans.values("name")[:1]),
        wave=Subquery(waves_to_answer(person, on).values(found=wave)[:1]),
        needs=needs_in_a_row(person.unit.path if person.unit else ""),
    ).get(pk=person.pk)


def _invitation(wave: Mapping[str, Any] | None, not_now: str) -> Invitation | None:
    if wave is None or wave["code"] == not_now:
        return None
    text = wave["text"] if isinstance(wave["text"], str) else _("Maukah Anda mengisi survei ini?")
    return Invitation(wave["code"], wave["title"], date.fromisoformat(wave["closes_on"]), text)


def year_of(
    person: Person, on: date, facts: Mapping[str, Any], active: list[Enrolment], finished: list[Enrolment]
) -> Year:
    in_year = [e for e in finished if e.completed_at and local_day(e.completed_at, person.zone).year == on.year]
    has_rule = person.earns_jp and facts["target"] is not None
    return Year(
        year=on.year,
        standing=Standing(facts["jp"], facts["target"]) if has_rule else None,
        jp=facts["jp"],
        in_review=facts["in_review"],
        minutes=sum(enrolment.run.edition.minutes for enrolment in in_year),
        coming=sum((enrolment.run.edition.jp for enrolment in active), Decimal(0)),
    )


def _main_gap(gaps: list[Gap], active: list[Course], suggestions: list[Recommendation]) -> Gap | None:
    """The largest known gap that a course closes, taken up or suggested; else one that was never assessed."""
    suggested = {found.gap.competency.code for found in suggestions if found.gap}
    closable = [
        gap
        for gap in gaps
        if gap.gap != 0 and (gap.competency.code in suggested or any(course.raises(gap) for course in active))
    ]
    return max(closable, key=lambda gap: (gap.gap or 0, gap.required), default=None)


def _bridge(gap: Gap, active: list[Course], suggestions: list[Recommendation]) -> list[Post]:
    """Where the learner stands between the gap and what the position requires."""
    course = next((course for course in active if course.raises(gap)), None)
    suggested = next((found for found in suggestions if found.gap and found.gap.competency == gap.competency), None)
    have = _("belum dinilai") if gap.attained is None else _("tingkat {n}").format(n=gap.attained)
    learning = _("Belum dimulai: {title}").format(title=suggested.edition.title) if suggested else ""
    if course:
        learning = _("{done} dari {all} materi").format(
            done=course.enrolment.done_count, all=course.enrolment.step_count
        )
    return [
        Post(_("Kesenjangan"), _("Anda {have}, perlu tingkat {need}").format(have=have, need=gap.required), "done"),
        Post(_("Belajar"), learning, "now"),
        Post(_("Bukti"), _("Tes akhir dan tugas pelatihan")),
        Post(_("Sertifikat"), _("Terbit sendiri setelah lulus")),
        Post(_("Ukur ulang"), _("Penilaian berikutnya belum dijadwalkan")),
        Post(_("Target"), _("Tingkat {n}").format(n=gap.required)),
    ]
