"""What the templates of a course draw, made of rows that were already read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.kinds import Shown, kind_of
from assessments.models import Exam
from assessments.services import Standing
from competencies.services import Gap
from courses.checks import read_check
from courses.models import Activity, ActivityProgress, CheckAnswer, CourseEdition
from documents.words import write_day, write_duration, write_jp, write_number
from measures.rounding import half_up
from people.models import Person

DONE = ActivityProgress.State.SELESAI
RUNNING = ActivityProgress.State.BERJALAN


@dataclass(frozen=True)
class CheckShown:
    """`correct` is None until it is answered; `missed` when the form was sent without a choice."""

    code: str
    stem: str
    instruction: str
    shown: Shown
    correct: bool | None
    feedback: str
    missed: bool


@dataclass(frozen=True)
class Part:
    """A piece of a lesson: a block of words, or a check."""

    block: Any = None
    check: CheckShown | None = None


def parts_of(activity: Activity, answers: Mapping[str, CheckAnswer], missed: str = "") -> list[Part]:
    return [
        Part(check=_check(block.value, answers, missed)) if block.block_type == "check" else Part(block=block)
        for block in activity.body
    ]


def _check(value: Mapping[str, Any], answers: Mapping[str, CheckAnswer], missed: str) -> CheckShown:
    question, kind = read_check(value), kind_of(value["kind"])
    given = answers.get(question.code)
    return CheckShown(
        code=question.code,
        stem=question.stem,
        instruction=str(kind.instruction),
        shown=kind.present(question.body, [], given.answer if given else None),
        correct=given.correct if given else None,
        feedback=question.feedback,
        missed=given is None and missed == question.code,
    )


@dataclass(frozen=True)
class Steps:
    """The activities of an edition as an enrolment sees them (`ActivityQuerySet.outline`)."""

    all: list[Activity]

    @property
    def required(self) -> list[Activity]:
        return [step for step in self.all if step.required]

    @property
    def done(self) -> int:
        return sum(step.state == DONE for step in self.required)

    @property
    def count(self) -> int:
        return len(self.required)

    def after(self, activity: Activity) -> Activity | None:
        return next((step for step in self.all if step.position > activity.position), None)

    def before(self, activity: Activity) -> Activity | None:
        return next((step for step in reversed(self.all) if step.position < activity.position), None)


Pairs = list[tuple[str, Any]]


def course_facts(edition: CourseEdition, person: Person | None, closes_on: date | None) -> Pairs:
    """What a reader wants to know before enrolling. Who has no JP record reads hours, never JP."""
    language = get_language() or "id"
    duration = write_duration(edition.minutes, language)
    hours = (_("Jam pelajaran"), write_jp(edition.jp, language))
    if person and not person.earns_jp:
        hours = (_("Jam belajar"), duration)
    return [
        hours,
        (_("Perkiraan waktu"), duration),
        (_("Tingkat"), edition.level_name),
        (_("Penyelenggara"), edition.provider.name),
        (_("Peserta"), edition.audience or _("Semua pegawai dan mitra")),
        (_("Bahasa"), _("Indonesia")),
        (_("Waktu"), _("Sampai {day}").format(day=write_day(closes_on, language)) if closes_on else _("Kapan saja")),
        (_("Sertifikat"), _("Ya, setelah lulus")),
    ]


def exam_facts(exam: Exam, questions: int | None, standing: Standing) -> Pairs:
    language = get_language() or "id"
    tries = _("Tanpa batas") if standing.tries_left is None else str(standing.tries_left)
    best = (
        _("Belum ada") if standing.best_percent is None else write_number(half_up(standing.best_percent, 1), language)
    )
    return [
        (_("Jumlah soal"), questions),
        (_("Waktu"), write_duration(exam.duration_minutes, language) if exam.duration_minutes else _("Tanpa batas")),
        (_("Sisa percobaan"), tries),
        (_("Nilai terbaik"), best),
    ]


def eyebrow_of(activity: Activity) -> str:
    """ "Materi 4 · Kasus · 20 menit · 1 cek pemahaman"."""
    words = [_("Materi {n}").format(n=activity.position), activity.get_kind_display()]
    words.append(write_duration(activity.minutes, get_language() or "id"))
    if activity.check_codes:
        words.append(_("{n} cek pemahaman").format(n=len(activity.check_codes)))
    return " · ".join(words)


@dataclass(frozen=True)
class RuleLine:
    """One thing that passing the course asks for, with where the learner stands in it."""

    text: str
    state: str
    note: str = ""


def rule_lines(steps: Iterable[Activity], *, enrolled: bool) -> list[RuleLine]:
    """How to pass, in the order of the course: readings together, then every test and task on its own."""
    required = [step for step in steps if step.required]
    readings = [step for step in required if step.kind in (Activity.Kind.BACAAN, Activity.Kind.KASUS)]
    others = [step for step in required if step not in readings]
    lines = []
    if readings:
        done = sum(step.state == DONE for step in readings)
        state = DONE if done == len(readings) else RUNNING if done else ""
        text = _("Selesaikan {n} materi bacaan dan jawab setiap cek pemahaman, benar atau salah").format(
            n=len(readings)
        )
        lines.append(RuleLine(text, state, f"{done}/{len(readings)}" if enrolled else ""))
    return lines + [RuleLine(_rule_of(step), step.state) for step in others]


def _rule_of(step: Activity) -> str:
    if step.kind == Activity.Kind.TUGAS:
        return _("Kumpulkan {title}").format(title=step.title)
    if step.exam and step.exam.pass_percent:
        return _("{title}, nilai ambang lulus {percent}").format(title=step.title, percent=step.exam.pass_percent)
    return _("{title} (cukup dikumpulkan, tanpa nilai ambang)").format(title=step.title)


@dataclass(frozen=True)
class CompetencyRow:
    name: str
    have: str
    need: str
    after: str


def competency_rows(
    edition: CourseEdition, gaps: Mapping[str, Gap], attained: Mapping[str, int]
) -> list[CompetencyRow]:
    """What passing proves, beside where the person stands and what the position requires."""
    return [
        CompetencyRow(
            name=proven["name"],
            have=_level(attained.get(proven["code"]), _("Belum dinilai")),
            need=_level(gaps[proven["code"]].required if proven["code"] in gaps else None, _("Tidak dipersyaratkan")),
            after=_after(proven["level"], attained.get(proven["code"])),
        )
        for proven in edition.competencies
    ]


def _level(number: int | None, otherwise: str) -> str:
    return otherwise if number is None else _("Tingkat {n}").format(n=number)


def _after(gained: int | None, have: int | None) -> str:
    if gained is None:
        return _("Tercatat sebagai bukti")
    if have is not None and have >= gained:
        return _("Bukti tambahan")
    return _level(gained, "")
