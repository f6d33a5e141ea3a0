"""What learners do: enrol, open, answer, hand in, finish."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext as _n

from assessments.kinds import kind_of
from competencies.models import Evidence
from competencies.services import record_evidence
from core.clock import now, today
from core.errors import Refused
from core.events import emit
from courses import progress
from courses.checks import find_check
from courses.completion import Step, is_complete, needed_steps
from courses.events import ActivityCompleted, EnrolmentCompleted, EnrolmentStarted
from courses.models import (
    Activity,
    ActivityRecord,
    Assignment,
    CheckAnswer,
    CourseEdition,
    Enrolment,
    Run,
    TaskWork,
)
from documents.words import write_day
from people.models import Person

READ = (Activity.Kind.BACAAN, Activity.Kind.KASUS)


class RunClosed(Refused):
    sentence = gettext_lazy("Pendaftaran pelatihan ini sudah ditutup. Pilih pelatihan lain di katalog.")


class EditionRetired(Refused):
    sentence = gettext_lazy(
        "Edisi pelatihan ini tidak ditawarkan lagi. Buka katalog, lalu ikuti edisi terbaru atau pelatihan lain."
    )


class RunNotForYou(Refused):
    sentence = gettext_lazy(
        "Angkatan ini hanya untuk pegawai unit kerja tertentu, dan Anda tidak bertugas di sana. "
        "Pilih pelatihan lain di katalog, atau hubungi admin kepegawaian."
    )


class RunFull(Refused):
    sentence = gettext_lazy("Kuota angkatan ini sudah penuh. Pilih angkatan lain.")


class UnknownCheck(Refused):
    sentence = gettext_lazy("Cek pemahaman ini tidak ada pada materi. Muat ulang halaman, lalu jawab lagi.")
    status = 404


class NoAnswer(Refused):
    sentence = gettext_lazy("Anda belum memilih jawaban. Pilih jawaban, lalu tekan Periksa jawaban.")
    status = 400


class ChecksUnanswered(Refused):
    """Some embedded checks of the activity still wait for an answer, right or wrong."""


class DoneAnotherWay(Refused):
    sentence = gettext_lazy("Tes dan tugas selesai bila dikumpulkan, bukan dengan tombol ini. Buka materinya kembali.")


class EmptyTask(Refused):
    sentence = gettext_lazy("Isian tugas masih kosong. Tulis hasil kerja Anda, lalu kumpulkan.")
    status = 400


class TaskChangedElsewhere(Refused):
    """Another tab or device saved something else meanwhile; `other` is what stands there now."""

    sentence = gettext_lazy(
        "Isian tugas ini sudah diubah dari tab atau perangkat lain. Bandingkan keduanya, lalu simpan yang dipakai."
    )

    def __init__(self, other: TaskWork) -> None:
        self.other = other
        super().__init__()


@transaction.atomic
def enrol_person(*, run: Run, person: Person, why: str = Enrolment.Why.SENDIRI) -> Enrolment:
    """Put the person into the run, with the unit of today stamped on the row. Doing so again returns the same row.

    Raises EditionRetired, RunClosed, RunNotForYou, RunFull.
    """
    enrolment, made = Enrolment.objects.get_or_create(
        run=run, person=person, defaults={"unit_at": person.unit, "why": why}
    )
    if made:
        # After the row, because who is in already stays in; a refusal takes the row back.
        _check_open(run, person)
        _check_seats(run)
        emit(EnrolmentStarted(enrolment=str(enrolment.uuid), person=str(person.uuid)))
    return enrolment


def _check_open(run: Run, person: Person) -> None:
    check_offered(run, today(person.zone))
    if not Run.objects.filter(pk=run.pk).reaching(person).exists():
        raise RunNotForYou


def check_offered(run: Run, on: date) -> None:
    """Whether anybody may enrol on that day. Raises EditionRetired, RunClosed."""
    if not CourseEdition.objects.live().filter(pk=run.edition_id).exists():
        raise EditionRetired
    if on < run.opens_on:
        opens = write_day(run.opens_on, get_language() or "id")
        raise RunClosed(_("Pendaftaran pelatihan ini dibuka {day}. Kembali pada hari itu.").format(day=opens))
    if run.closes_on and on > run.closes_on:
        raise RunClosed


def _check_seats(run: Run) -> None:
    if run.seats is None:
        return
    # One at a time, so that the last seat is not taken twice. Not FOR UPDATE: the new rows already share the run's key.
    Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    if seats_taken(run) > run.seats:
        raise RunFull


def seats_taken(run: Run) -> int:
    """By those enrolled, and by those whom an assignment is about to enrol."""
    waiting = Assignment.objects.filter(run=run).aggregate(n=Sum(F("total") - F("done")))["n"]
    return run.enrolments.exclude(state=Enrolment.State.MUNDUR).count() + (waiting or 0)


def open_activity(*, enrolment: Enrolment, activity: Activity) -> None:
    """Note that the learner is here now, so that the next visit resumes here. One statement, whole or not at all."""
    progress.record_opening(enrolment=enrolment, activity=activity, at=now())


@transaction.atomic
def answer_check(*, enrolment: Enrolment, activity: Activity, code: str, answer: Any) -> CheckAnswer:
    """Grade an embedded check on the server and keep the answer beside earlier ones.

    `answer` is what `assessments.kinds` read from the form. Raises UnknownCheck, NoAnswer.
    """
    question = find_check(activity.body, code)
    if question is None:
        raise UnknownCheck
    if answer is None:
        raise NoAnswer
    points = kind_of(question.kind).grade(question.body, question.key, answer)
    given = CheckAnswer.objects.create(
        enrolment=enrolment, activity=activity, check_code=code, answer=answer, correct=points == 1
    )
    progress.refresh_progress(enrolment=enrolment, activity=activity)
    return given


@transaction.atomic
def complete_activity(*, enrolment: Enrolment, activity: Activity) -> None:
    """A reading or a case is done when the learner says so and each embedded check has an answer, right or wrong.

    Again changes nothing. Raises ChecksUnanswered, DoneAnotherWay.
    """
    if activity.kind not in READ:
        raise DoneAnotherWay
    answered = CheckAnswer.objects.filter(enrolment=enrolment, activity=activity).values_list("check_code", flat=True)
    waiting = len(set(activity.check_codes) - set(answered))
    if waiting:
        raise ChecksUnanswered(
            _n(
                "Masih ada {n} cek pemahaman yang belum dijawab. Jawab dahulu, benar atau salah, lalu tekan Selesai.",
                "Masih ada {n} cek pemahaman yang belum dijawab. Jawab dahulu, benar atau salah, lalu tekan Selesai.",
                waiting,
            ).format(n=waiting)
        )
    _mark_done(enrolment=enrolment, activity=activity, at=now())


@transaction.atomic
def credit_attempt(
    *, exam: UUID | str, person: UUID | str, attempt: UUID | str, score_percent: Decimal | str, at: datetime
) -> None:
    """The exam counts as done wherever the person is enrolled with it. For an attempt that passed, or that is only
    handed in because there is nothing to pass. A later attempt changes nothing here.

    `at` is when it was handed in: word of it may come later, even in another year.
    """
    activity = Activity.objects.filter(exam__uuid=exam).first()
    if activity is None:  # an exam outside any course
        return
    enrolments = Enrolment.objects.filter(person__uuid=person, run__edition=activity.edition_id)
    for enrolment in enrolments.exclude(state=Enrolment.State.MUNDUR).order_by("pk"):
        _mark_done(
            enrolment=enrolment,
            activity=activity,
            at=at,
            score_percent=Decimal(score_percent),
            source="ujian",
            source_id=UUID(str(attempt)),
        )


@transaction.atomic
def save_task(*, enrolment: Enrolment, activity: Activity, text: str, revision: int) -> TaskWork:
    """Keep the draft of a task. `revision` is the one that the page was made from (0 when there was none).

    Raises TaskChangedElsewhere when something else was saved or handed in since then.
    """
    _lock(enrolment)
    latest = latest_work(enrolment=enrolment, activity=activity)
    if latest and latest.text == text:
        return latest
    if latest and latest.revision != revision:
        raise TaskChangedElsewhere(latest)
    if latest is None or latest.handed_in_at:
        number = latest.revision + 1 if latest else 1
        return TaskWork.objects.create(enrolment=enrolment, activity=activity, text=text, revision=number)
    latest.text, latest.revision, latest.saved_at = text, latest.revision + 1, now()
    latest.save(update_fields=["text", "revision", "saved_at"])
    return latest


@transaction.atomic
def hand_in_task(*, enrolment: Enrolment, activity: Activity, text: str, revision: int) -> TaskWork:
    """Hand in what is written; the task is done with it. Handing in another text later adds a row and takes none away.

    Raises EmptyTask, TaskChangedElsewhere.
    """
    if not text.strip():
        raise EmptyTask
    work = save_task(enrolment=enrolment, activity=activity, text=text, revision=revision)
    if work.handed_in_at is None:
        work.handed_in_at = now()
        work.save(update_fields=["handed_in_at"])
    _mark_done(enrolment=enrolment, activity=activity, at=work.handed_in_at, source="tugas", source_id=work.uuid)
    return work


def latest_work(*, enrolment: Enrolment, activity: Activity) -> TaskWork | None:
    """The draft, else the work handed in last. Revisions grow from row to row, so that an old tab is noticed."""
    return TaskWork.objects.filter(enrolment=enrolment, activity=activity).order_by("-revision").first()


@transaction.atomic
def complete_enrolment(*, enrolment: Enrolment) -> Enrolment:
    """Finish the course when its rule is met: evidence for its competencies, then the word to later rooms.

    It is finished at the moment of the last step that the rule asks for, which is earlier than now when word of a test
    came late. Happens once, whoever calls how often; a finished course stays finished.
    """
    enrolment = _lock(enrolment)
    completed_at = _completed_at(enrolment)
    if enrolment.state != Enrolment.State.AKTIF or completed_at is None:
        return enrolment
    enrolment.state, enrolment.completed_at = Enrolment.State.SELESAI, completed_at
    enrolment.save(update_fields=["state", "completed_at"])
    for proven in enrolment.run.edition.competencies:
        record_evidence(
            person=enrolment.person,
            competency_code=proven["code"],
            level=proven["level"],
            source=Evidence.Source.KURSUS,
            source_id=enrolment.uuid,
            observed_on=completed_at.astimezone(ZoneInfo(enrolment.person.zone)).date(),
        )
    emit(
        EnrolmentCompleted(
            enrolment=str(enrolment.uuid),
            person=str(enrolment.person.uuid),
            completed_at=completed_at.isoformat(),
        )
    )
    return enrolment


def _lock(enrolment: Enrolment) -> Enrolment:
    """The row, fresh, while nobody else completes it. Not FOR UPDATE: records that point at it may go on being made."""
    rows = Enrolment.objects.select_related("run__edition", "person__unit__agency", "person__provider")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)


def _mark_done(
    *,
    enrolment: Enrolment,
    activity: Activity,
    at: datetime,
    score_percent: Decimal | None = None,
    source: str = "",
    source_id: UUID | None = None,
) -> None:
    locked = _lock(enrolment)
    _record, made = ActivityRecord.objects.get_or_create(
        enrolment=locked,
        activity=activity,
        kind=ActivityRecord.Kind.SELESAI,
        defaults={"at": at, "score_percent": score_percent, "source": source, "source_id": source_id},
    )
    if not made:
        return
    progress.refresh_progress(enrolment=locked, activity=activity)
    emit(ActivityCompleted(enrolment=str(locked.uuid), activity=str(activity.uuid)))
    complete_enrolment(enrolment=locked)


def _completed_at(enrolment: Enrolment) -> datetime | None:
    """When the last step was done that the rule asks for; None while one is missing."""
    edition = enrolment.run.edition
    steps = [Step(*row) for row in edition.activities.values_list("pk", "required", "is_final")]
    done = dict(enrolment.records.filter(kind=ActivityRecord.Kind.SELESAI).values_list("activity", "at"))
    if not is_complete(edition.completion_rule, steps, done.keys()):
        return None
    return max(done[key] for key in needed_steps(edition.completion_rule, steps))
