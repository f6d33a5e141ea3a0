"""A course given to a whole unit: what would happen, and making it happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext as _n

from core.audit import record_audit
from core.clock import today
from core.errors import Refused
from core.events import emit_many
from core.jobs import enqueue
from courses.events import EnrolmentStarted
from courses.models import Assignment, Enrolment, Run
from courses.querysets import people_of
from courses.services import check_offered, seats_taken
from people.models import Person, Unit, User

BATCH = 500


class OutsideRun(Refused):
    sentence = gettext_lazy(
        "Angkatan ini hanya untuk unit kerja lain, jadi unit yang Anda pilih tidak dapat didaftarkan. "
        "Pilih pelatihan lain, atau unit yang dicakup angkatan ini."
    )


class NotEnoughSeats(Refused):
    """Fewer seats are left than people would be enrolled."""


class NobodyToEnrol(Refused):
    sentence = gettext_lazy(
        "Tidak ada pegawai yang perlu ditugaskan: semua sudah memenuhi atau sedang mengikuti pelatihan ini. "
        "Pilih pelatihan atau unit lain."
    )


class DuePassed(Refused):
    sentence = gettext_lazy("Batas waktu sudah lewat. Pilih hari ini atau hari sesudahnya.")
    status = 400


class PreviewChanged(Refused):
    """Other people would be enrolled than those who were previewed."""

    sentence = gettext_lazy("Daftar pegawai berubah sejak Anda meninjaunya. Periksa lagi jumlahnya, lalu tugaskan.")


@dataclass(frozen=True)
class Preview:
    """Who works in the unit today, and what assigning the course would change. `people`: keys of whom it enrols."""

    run: Run
    unit: Unit
    comply: int
    active: int
    people: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.comply + self.active + self.to_enrol

    @property
    def to_enrol(self) -> int:
        return len(self.people)

    @cached_property
    def digest(self) -> str:
        """Says which people would be enrolled in what; a confirmation carries it, so that nothing else is written."""
        return sha256(f"{self.run.pk} {self.unit.pk} {self.people}".encode()).hexdigest()


def preview_assignment(run: Run, unit: Unit) -> Preview:
    """What `assign_unit` would do now; one query. Who finished or takes the course, in any edition, is passed over."""
    code = run.edition.code
    own = Enrolment.objects.filter(person=OuterRef("pk"), run__edition__code=code)
    staff = people_of(unit, today(unit.agency.zone)).order_by("pk")
    rows = staff.values_list(
        "pk", Exists(own.filter(state=Enrolment.State.SELESAI)), Exists(own.filter(state=Enrolment.State.AKTIF))
    )
    comply, active, people = 0, 0, []
    for key, has_finished, is_active in rows:
        comply += has_finished
        active += is_active and not has_finished
        if not (has_finished or is_active):
            people.append(key)
    return Preview(run, unit, comply, active, tuple(people))


@transaction.atomic
def assign_unit(
    *, run: Run, unit: Unit, due_on: date, reason: str, by: User | None, digest: str | None = None
) -> Assignment:
    """Give the course to everybody of the unit and below who has not finished it and does not take it yet.

    The people are enrolled by a job. With `digest`, exactly those of that preview. Doing so again with the same day
    returns the same row, with people added who came meanwhile.

    Raises EditionRetired, RunClosed, OutsideRun, DuePassed, PreviewChanged, NobodyToEnrol, NotEnoughSeats.
    """
    Run.objects.select_for_update(no_key=True).get(pk=run.pk)  # one at a time, so that seats are not given twice
    check_assignable(run, unit, due_on)
    row = Assignment.objects.select_for_update(no_key=True).filter(run=run, unit=unit, due_on=due_on).first()
    preview = preview_assignment(run, unit)
    if row and set(preview.people) <= set(row.waiting):  # the same form, sent twice
        return row
    if digest is not None and digest != preview.digest:
        raise PreviewChanged
    if not preview.people:
        raise NobodyToEnrol
    _check_seats(run, preview)
    row = row or Assignment(run=run, unit=unit, due_on=due_on, reason=reason, made_by=by)
    new = [key for key in preview.people if key not in set(row.waiting)]
    row.waiting, row.total = [*row.waiting, *new], row.total + len(new)
    row.skipped, row.active, row.state = preview.comply, preview.active, Assignment.State.MENUNGGU
    row.save()
    after = {"course": run.edition.code, "unit": str(unit.uuid), "due_on": due_on.isoformat(), "people": len(new)}
    record_audit(by.uuid if by else None, "courses:assignment:make", "assignment", row.uuid, after=after)
    _enqueue(row)
    return row


def check_assignable(run: Run, unit: Unit, due_on: date) -> None:
    """What can be told before anybody is counted. Raises EditionRetired, RunClosed, OutsideRun, DuePassed."""
    on = today(unit.agency.zone)
    check_offered(run, on)
    if not Run.objects.filter(pk=run.pk).reaching_unit(unit).exists():
        raise OutsideRun
    if due_on < on:
        raise DuePassed


@transaction.atomic
def enrol_batch(*, assignment: UUID | str) -> None:
    """Enrol the next people who wait, and ask for the batch after. Each batch happens once, whatever is killed."""
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).select_related("run")
    row = rows.get(uuid=assignment)
    batch, row.waiting = row.waiting[:BATCH], row.waiting[BATCH:]
    _enrol(row, batch)
    row.done += len(batch)
    row.state = Assignment.State.BERJALAN if row.waiting else Assignment.State.SELESAI
    row.save(update_fields=["waiting", "done", "state"])
    if row.waiting:
        _enqueue(row)


def _enrol(row: Assignment, batch: list[int]) -> None:
    """Who enrolled alone since the preview keeps that enrolment; who had withdrawn from the run comes back."""
    ours = {"why": Enrolment.Why.UNIT, "due_on": row.due_on, "assignment": row}
    gone = Enrolment.objects.filter(run=row.run, person__in=batch, state=Enrolment.State.MUNDUR)
    gone.update(state=Enrolment.State.AKTIF, **ours)
    people = Person.objects.filter(pk__in=batch).values_list("pk", "unit")
    made = [Enrolment(run=row.run, person_id=person, unit_at_id=unit, **ours) for person, unit in people]
    Enrolment.objects.bulk_create(made, ignore_conflicts=True)
    started = Enrolment.objects.filter(assignment=row, person__in=batch).values_list("uuid", "person__uuid")
    emit_many([EnrolmentStarted(enrolment=str(uuid), person=str(person)) for uuid, person in started])


def _enqueue(row: Assignment) -> None:
    """A key for each batch: how many people were done before it."""
    enqueue("courses.assign", key=f"{row.uuid}:{row.done}", payload={"assignment": str(row.uuid)})


def _check_seats(run: Run, preview: Preview) -> None:
    if run.seats is None:
        return
    left = max(run.seats - seats_taken(run), 0)
    if preview.to_enrol > left:
        raise NotEnoughSeats(
            _n(
                "Angkatan ini tinggal {left} tempat, sedangkan {wanted} pegawai akan ditugaskan. "
                "Pilih unit yang lebih kecil, atau tambah kuota angkatan.",
                "Angkatan ini tinggal {left} tempat, sedangkan {wanted} pegawai akan ditugaskan. "
                "Pilih unit yang lebih kecil, atau tambah kuota angkatan.",
                left,
            ).format(left=left, wanted=preview.to_enrol)
        )
