"""Attempts from start to mark."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from assessments.drawing import Candidate, Section, draw_questions
from assessments.events import AttemptMarked
from assessments.kinds import Shown, kind_of
from assessments.models import Attempt, AttemptItem, Exam, Mark, Question, QuestionVersion
from core.clock import now
from core.errors import Refused
from core.events import emit
from core.jobs import enqueue
from core.locks import one_at_a_time
from measures.rounding import half_up
from people.models import Person

State = Attempt.State


class NoTriesLeft(Refused):
    sentence = _(
        "Kesempatan tes ini sudah habis dipakai. Nilai terbaik Anda tetap berlaku; lihat hasilnya di pelatihan."
    )


class ExamNotReady(Refused):
    sentence = _("Tes ini belum mempunyai soal. Kami mohon maaf; hubungi penyelenggara pelatihan.")


class AttemptClosed(Refused):
    sentence = _("Tes ini sudah dikumpulkan, jadi jawaban tidak dapat diubah lagi. Buka hasilnya.")


class TimeOver(Refused):
    sentence = _("Waktu tes sudah habis. Jawaban yang tersimpan sampai batas waktu dikumpulkan sendiri. Buka hasilnya.")


class UnknownPosition(Refused):
    sentence = _("Soal ini tidak ada pada tes Anda. Pilih nomor dari daftar soal.")
    status = 404


class MadeUpRevision(Refused):
    sentence = _("Isian ini tidak cocok dengan soal yang ditampilkan. Muat ulang halaman, lalu jawab lagi.")
    status = 400


class Conflict(Refused):
    """The answer was changed from elsewhere since this page was drawn; `stored` is what the database holds."""

    def __init__(self, stored: AttemptItem) -> None:
        self.stored = stored
        assert stored.answered_at is not None  # a revision above 0 was answered
        time = f"{timezone.localtime(stored.answered_at):%H.%M}"
        sentence = _g(
            "Jawaban soal %(number)s sudah diubah dari perangkat lain pukul %(time)s. Pilih jawaban yang dipakai."
        )
        super().__init__(sentence % {"number": stored.position, "time": time})


@dataclass(frozen=True)
class Receipt:
    """Proof that an answer is in the database."""

    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class Standing:
    """Where a person stands in an exam. The best attempt counts; `passed` is null when there is nothing to pass."""

    used: int
    tries_left: int | None
    best_percent: Decimal | None
    passed: bool | None
    running: Attempt | None


@dataclass(frozen=True)
class ReviewItem:
    """One question after marking. `correct` means all points."""

    position: int
    stem: str
    shown: Shown
    points: Decimal
    max_points: Decimal
    yours: list[str]
    right: list[str]
    feedback: str
    outcome: str

    @property
    def correct(self) -> bool:
        return self.points == self.max_points


@dataclass(frozen=True)
class Result:
    """`items` is empty where the exam does not show its review."""

    attempt: Attempt
    score_percent: Decimal
    passed: bool | None
    pass_percent: int | None
    standing: Standing
    items: list[ReviewItem]


def start_attempt(*, exam: Exam, person: Person) -> Attempt:
    """The person's running attempt, or a new one with its questions drawn. Raises NoTriesLeft, ExamNotReady.

    An attempt whose time ran out is handed in first. Two starts at once end in the same attempt: the database allows
    one open attempt of a person in an exam.
    """
    standing = standing_of(exam=exam, person=person)
    if standing.running and standing.running.is_overdue(now()):
        submit_attempt(attempt=standing.running)
        standing = standing_of(exam=exam, person=person)
    if standing.running:
        return standing.running
    if standing.tries_left == 0:
        raise NoTriesLeft
    with one_at_a_time("attempt", f"{exam.pk}:{person.pk}"):
        running = Attempt.objects.of(exam, person).running().first()
        return running or _open_attempt(exam, person)


@transaction.atomic
def _open_attempt(exam: Exam, person: Person) -> Attempt:
    started_at = now()
    last = Attempt.objects.filter(exam=exam, person=person).aggregate(last=Max("number"))["last"] or 0
    if exam.attempts_allowed is not None and last >= exam.attempts_allowed:
        raise NoTriesLeft
    attempt = Attempt.objects.create(
        exam=exam,
        person=person,
        unit_at=person.unit,
        number=last + 1,
        seed=secrets.randbits(63),
        started_at=started_at,
        due_at=started_at + exam.duration if exam.duration else None,
    )
    drawn = draw_questions(_sections_of(exam), attempt.seed)
    if not drawn:
        raise ExamNotReady
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, question_version_id=item.pk, position=position, option_order=item.option_order)
        for position, item in enumerate(drawn, start=1)
    )
    # What somebody was asked is never rewritten: from here on an edit makes the next version.
    QuestionVersion.objects.filter(pk__in=[item.pk for item in drawn], locked_at=None).update(locked_at=started_at)
    return attempt


def _sections_of(exam: Exam) -> list[Section]:
    return [
        Section(
            draw=section.draw,
            min_per_outcome=section.min_per_outcome,
            pool=tuple(
                Candidate(version.pk, version.outcome, tuple(kind_of(version.kind).shuffled_codes(version.body)))
                for version in section.pool.all()
            ),
        )
        for section in exam.sections.prefetch_related("pool")
    ]


SAVE = """
WITH mine AS (
    SELECT id FROM assessments_attempt
    WHERE uuid = %(attempt)s AND person_id = %(person)s AND state = 'berjalan'
      AND (due_at IS NULL OR due_at >= %(at)s)
    FOR SHARE
)
UPDATE assessments_attemptitem AS item
SET answer = %(answer)s::jsonb, flagged = COALESCE(%(flagged)s, item.flagged), revision = item.revision + 1,
    answered_at = %(at)s
FROM mine
WHERE item.attempt_id = mine.id AND item.position = %(position)s AND item.revision = %(revision)s
RETURNING item.revision
"""


def save_answer(
    *,
    attempt_uuid: UUID,
    person: Person,
    position: int,
    answer: Any,
    revision: int,
    flagged: bool | None = None,
) -> Receipt:
    """Store an answer, and with it whether the question is flagged (None: as it was).

    One statement carries every condition: the attempt is the person's own, runs, is in time, and the answer was not
    changed since `revision`. Its lock on the attempt makes handing in wait, so no answer with a receipt goes unmarked.
    Raises UnknownPosition, AttemptClosed, TimeOver, Conflict; nothing is written then.
    """
    at = now()
    values: dict[str, Any] = {
        "attempt": attempt_uuid,
        "person": person.pk,
        "position": position,
        "answer": None if answer is None else json.dumps(answer),
        "revision": revision,
        "flagged": flagged,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(SAVE, values)
        row = cursor.fetchone()
    if row:
        return Receipt(revision=row[0], saved_at=at)
    stored = _why_not_saved(attempt_uuid, person, position, at)
    if stored.answered_at is None and stored.answer != answer:  # nobody answered: the revision was made up
        raise MadeUpRevision
    if stored.answer != answer:
        raise Conflict(stored)
    if flagged in (None, stored.flagged) and stored.answered_at:
        # The receipt of the first try was lost on the way: it is the same answer.
        return Receipt(revision=stored.revision, saved_at=stored.answered_at)
    return save_answer(
        attempt_uuid=attempt_uuid,
        person=person,
        position=position,
        answer=answer,
        revision=stored.revision,
        flagged=flagged,
    )


def _why_not_saved(attempt_uuid: UUID, person: Person, position: int, at: datetime) -> AttemptItem:
    mine = AttemptItem.objects.select_related("attempt").filter(attempt__uuid=attempt_uuid, attempt__person=person)
    item = mine.filter(position=position).first()
    if item is None:
        raise UnknownPosition
    if item.attempt.state != State.BERJALAN:
        raise AttemptClosed
    if item.attempt.is_overdue(at):
        raise TimeOver
    return item


@transaction.atomic
def submit_attempt(*, attempt: Attempt) -> Attempt:
    """Hand in and mark. A second call returns the first result. Emits AttemptMarked.

    Handed in late, it counts as handed in when its time was over.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("exam", "person").get(pk=attempt.pk)
    if attempt.state != State.BERJALAN:
        return attempt
    marks = [_mark_of(item) for item in attempt.items.select_related("question_version")]
    Mark.objects.bulk_create(marks)
    attempt.state = State.DINILAI
    attempt.submitted_at = min(now(), attempt.due_at) if attempt.due_at else now()
    attempt.score_percent = score_of([(mark.points, mark.max_points) for mark in marks])
    needed = attempt.exam.pass_percent
    # The score that is shown decides, so that nobody reads 70,00 and "belum lulus".
    attempt.passed = None if needed is None else attempt.score_percent >= needed
    attempt.save(update_fields=["state", "submitted_at", "score_percent", "passed"])
    emit(
        AttemptMarked(
            attempt=str(attempt.uuid),
            exam=str(attempt.exam.uuid),
            person=str(attempt.person.uuid),
            score_percent=str(attempt.score_percent),
            passed=attempt.passed,
            at=attempt.submitted_at.isoformat(),
        )
    )
    return attempt


def _mark_of(item: AttemptItem) -> Mark:
    version = item.question_version
    share = kind_of(version.kind).grade(version.body, version.key, item.answer)
    return Mark(item=item, points=half_up(share, 3), max_points=Decimal(1))


def score_of(points: list[tuple[Decimal, Decimal]]) -> Decimal:
    """Points of maximum points, in percent with two places."""
    reached, most = sum(p for p, _ in points), sum(m for _, m in points)
    return half_up(Decimal(100) * reached / most, 2)


def expire_attempts() -> int:
    """Queue the handing in of attempts whose time is over; returns how many. Each is a job of its own."""
    overdue = list(Attempt.objects.overdue(now()).order_by("due_at").values_list("uuid", flat=True))
    for uuid in overdue:
        enqueue("assessments.submit_attempt", key=str(uuid), payload={"attempt": str(uuid)})
    return len(overdue)


def standing_of(*, exam: Exam, person: Person) -> Standing:
    """One query, however many attempts there were."""
    attempts = list(Attempt.objects.of(exam, person).order_by("number"))
    scores = [a.score_percent for a in attempts if a.score_percent is not None]
    allowed = exam.attempts_allowed
    return Standing(
        used=len(attempts),
        tries_left=None if allowed is None else max(0, allowed - len(attempts)),
        best_percent=max(scores, default=None),
        passed=None if exam.pass_percent is None else any(a.passed for a in attempts),
        running=next((a for a in attempts if a.state == State.BERJALAN), None),
    )


def result_of(attempt: Attempt) -> Result:
    """What the learner reads after handing in. `attempt` must be marked; three queries besides it."""
    assert attempt.score_percent is not None
    exam = attempt.exam
    return Result(
        attempt=attempt,
        score_percent=attempt.score_percent,
        passed=attempt.passed,
        pass_percent=exam.pass_percent,
        standing=standing_of(exam=exam, person=attempt.person),
        items=_review_of(attempt) if exam.review == Exam.Review.SEGERA else [],
    )


def _review_of(attempt: Attempt) -> list[ReviewItem]:
    marks = Mark.objects.filter(item__attempt=attempt).order_by("item_id", "-at", "-pk").distinct("item_id")
    latest = {mark.item_id: mark for mark in marks}
    return [
        _review_item(item, latest[item.pk])
        for item in attempt.items.select_related("question_version")
        if item.pk in latest
    ]


def _review_item(item: AttemptItem, mark: Mark) -> ReviewItem:
    version = item.question_version
    kind = kind_of(version.kind)
    return ReviewItem(
        position=item.position,
        stem=version.stem,
        shown=kind.present(version.body, item.option_order, item.answer, version.key),
        points=mark.points,
        max_points=mark.max_points,
        yours=kind.say(version.body, item.answer),
        right=kind.say(version.body, version.key),
        feedback=version.feedback,
        outcome=version.outcome,
    )


@transaction.atomic
def write_version(*, question: Question, **content: Any) -> QuestionVersion:
    """Change a question: its latest version while nobody was asked it, else a new one. Raises InvalidQuestion.

    `content`: fields of QuestionVersion (kind, stem, body, key, feedback, outcome, cognitive_level, difficulty).
    """
    latest = question.versions.select_for_update().order_by("-number").first()
    if latest is None or latest.locked_at:
        latest = QuestionVersion(question=question, number=latest.number + 1 if latest else 1)
    for name, value in content.items():
        setattr(latest, name, value)
    kind_of(latest.kind).validate(latest.body, latest.key)
    latest.save()
    return latest
