"""The complaint log: taken in, read and shown, confirmed by what was shown, applied in one piece."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import tablib
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import record_audit
from core.clock import now
from core.errors import Refused
from core.jobs import enqueue
from core.locks import one_at_a_time
from people.models import Unit, User
from targets.importing.progress import progress_of
from targets.importing.reading import BadFile, Problem, Row, read_rows
from targets.importing.resource import COLUMNS, LINE, ComplaintResource
from targets.models import ComplaintUpload
from targets.services import refresh_actual

READ, APPLY = "targets.read_upload", "targets.apply_upload"
COMPLAINT_TARGETS = ("TP-06", "TP-07")
KEPT = timedelta(days=1)
SHOWN = 50
BATCH = 2_000
SMALL_BYTES, SMALL_ROWS = 40_000, 300  # done at once: about a tenth of a second
State = ComplaintUpload.State


class NotShown(Refused):
    sentence = gettext_lazy("Pratinjau ini bukan yang terakhir dibaca. Muat ulang halaman, periksa lagi, lalu setujui.")


class Changed(Refused):
    sentence = gettext_lazy(
        "Data aduan berubah sejak pratinjau dibuat. Tidak ada yang disimpan. Unggah lagi berkasnya."
    )


class GivenUp(Exception):
    """Closed by somebody else while its rows were being written: none of them may stay."""


@transaction.atomic
def take_upload(*, unit: Unit, file_name: str, content: bytes, by: User) -> ComplaintUpload:
    """Keep the file until it is read; an earlier one of the same person that still waits is given up."""
    waiting = ComplaintUpload.objects.filter(unit=unit, uploaded_by=by.person, state__in=[State.DIBACA, State.SIAP])
    waiting.update(state=State.DIBATALKAN, content=None, closed_at=now())
    upload = ComplaintUpload.objects.create(
        unit=unit,
        uploaded_by=by.person,
        file_name=file_name[-120:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    record_audit(by.uuid, "targets:complaints:upload", "upload", upload.uuid, after={"sha256": upload.sha256})
    if len(content) <= SMALL_BYTES:
        read_upload(upload=upload.uuid)
    else:
        enqueue(READ, key=str(upload.uuid), payload={"upload": str(upload.uuid)})
    return upload


@transaction.atomic
def read_upload(*, upload: UUID) -> None:
    """Find out what the file would change, without changing it. A file with a faulty line is refused as a whole."""
    row = _found(upload, State.DIBACA)
    if row is None:  # given up meanwhile, or delivered twice
        return
    try:
        resource, problems = _run(row, write=False)
    except BadFile as refusal:
        _move(row, State.DITOLAK, refusal=str(refusal.sentence))
        return
    seen = {
        "rows_new": resource.new,
        "rows_changed": resource.changed,
        "rows_same": resource.same,
        "rows_wrong": len(problems),
        "problems": [[problem.line, problem.sentence] for problem in problems[:SHOWN]],
        "changes": resource.changes,
        "digest": resource.digest,
    }
    if problems:
        _move(row, State.DITOLAK, refusal=_("Perbaiki baris di bawah ini di berkas Anda, lalu unggah lagi."), **seen)
    elif not resource.new and not resource.changed:
        _move(row, State.DITERAPKAN, **seen)
    else:
        _move(row, State.SIAP, **seen)


@transaction.atomic
def confirm_upload(*, upload: ComplaintUpload, digest: str, by: User) -> None:
    """Say yes to what was shown: `digest` names it."""
    row = _found(upload.uuid, State.SIAP)
    if row is None or digest != row.digest or not _move(row, State.DISETUJUI, rows_done=0):
        raise NotShown
    record_audit(by.uuid, "targets:complaints:confirm", "upload", row.uuid, after={"digest": digest})
    if row.rows_new + row.rows_changed + row.rows_same <= SMALL_ROWS:
        apply_upload(upload=row.uuid)
    else:
        enqueue(APPLY, key=str(row.uuid), payload={"upload": str(row.uuid)})


@transaction.atomic
def apply_upload(*, upload: UUID) -> None:
    """Write what was confirmed, all of it, and compute the figures that hang on it; else refuse and write nothing."""
    asked = _found(upload, State.DISETUJUI)
    if asked is None:
        return
    try:
        with one_at_a_time("complaints", str(asked.unit.uuid)):
            row = _found(upload, State.DISETUJUI)
            if row is None:  # somebody else has just applied it
                return
            resource, problems = _run(row, write=True)
            if problems or resource.digest != row.digest:
                raise Changed
            if not _move(row, State.DITERAPKAN):
                raise GivenUp
    except Changed as refusal:
        _move(asked, State.DITOLAK, refusal=str(refusal.sentence))
        return
    except GivenUp:
        return
    for code in COMPLAINT_TARGETS:
        refresh_actual(unit=row.unit, code=code, years=resource.years)


@transaction.atomic
def cancel_upload(*, upload: ComplaintUpload) -> None:
    if row := _found(upload.uuid, State.DIBACA, State.SIAP):
        _move(row, State.DIBATALKAN)


def forget_stale(*, before: datetime) -> int:
    """Give up files that nobody decided on; returns how many. What was confirmed is owed, however late it comes."""
    stale = ComplaintUpload.objects.filter(state__in=[State.DIBACA, State.SIAP], uploaded_at__lt=before)
    return stale.update(state=State.DIBATALKAN, content=None, closed_at=now())


def _found(upload: UUID, *states: str) -> ComplaintUpload | None:
    """Without a lock, so that nobody waits for a long file: `_move` looks at the state again."""
    return ComplaintUpload.objects.select_related("unit__agency").filter(uuid=upload, state__in=states).first()


def _move(row: ComplaintUpload, state: str, **fields: Any) -> bool:
    """Into another state, unless somebody else was first. With the decision the file goes."""
    if state not in (State.SIAP, State.DISETUJUI):
        fields |= {"content": None, "closed_at": now()}
    return bool(ComplaintUpload.objects.filter(pk=row.pk, state=row.state).update(state=state, **fields))


def _run(row: ComplaintUpload, *, write: bool) -> tuple[ComplaintResource, list[Problem]]:
    """What the rows make new and change, and the lines at fault in the order of the file."""
    assert row.content is not None
    rows, problems = read_rows(bytes(row.content), COLUMNS)
    resource = ComplaintResource(unit=row.unit)
    with progress_of(row, len(rows), at_once=BATCH) as report:
        for begin in range(0, len(rows), BATCH):
            batch = rows[begin : begin + BATCH]
            problems += _run_batch(resource, batch, write=write)
            report(begin + len(batch))
    return resource, sorted(problems, key=lambda problem: problem.line)


def _run_batch(resource: ComplaintResource, rows: list[Row], *, write: bool) -> Iterator[Problem]:
    result = resource.import_data(_dataset(rows), dry_run=not write, use_transactions=write)
    if result.base_errors:  # the database said no to what the checks let through
        raise result.base_errors[0].error
    if result.error_rows:
        raise result.error_rows[0].errors[0].error
    for invalid in result.invalid_rows:
        yield Problem(rows[invalid.number - 1].line, " ".join(invalid.error.messages))


def _dataset(rows: list[Row]) -> tablib.Dataset:
    table = [(row.line, *(row.cells[column] for column in COLUMNS)) for row in rows]
    return tablib.Dataset(*table, headers=[LINE, *COLUMNS])
