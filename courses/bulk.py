"""Many completions at once: what one learner does on pages, for a whole population (imports, demo)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import transaction

from competencies.models import Evidence
from competencies.services import Proof, record_evidence_many
from core.events import emit_many
from courses.completion import Step, needed_steps
from courses.events import EnrolmentsCompleted
from courses.models import Activity, ActivityRecord, CourseEdition, Enrolment, Run
from courses.progress import refresh_progress_of
from people.models import Person

PER_EVENT = 500


@dataclass(frozen=True)
class Completion:
    """A course that somebody began and finished; `person` with unit and agency at hand."""

    run: Run
    person: Person
    began_at: datetime
    finished_at: datetime
    why: str = Enrolment.Why.SENDIRI


@transaction.atomic
def complete_many(completions: Sequence[Completion]) -> list[Enrolment]:
    """Write finished enrolments with their records, progress and evidence, and tell later rooms in bulk.

    Who is enrolled in the run already is left alone. The activities that the rule asks for were done one after the
    other, evenly between beginning and end; tests have no score here. Returns the new enrolments.
    """
    known = set(
        Enrolment.objects.filter(run__in={each.run.pk for each in completions}).values_list("run_id", "person_id")
    )
    new = {(each.run.pk, each.person.pk): each for each in completions if (each.run.pk, each.person.pk) not in known}
    enrolments = Enrolment.objects.bulk_create((_enrolment(each) for each in new.values()), batch_size=2_000)
    ActivityRecord.objects.bulk_create(_records(enrolments), batch_size=5_000)
    refresh_progress_of(enrolments)
    record_evidence_many(
        source=Evidence.Source.KURSUS, proofs=[proof for each in enrolments for proof in _proofs(each)]
    )
    emit_many(
        [
            EnrolmentsCompleted(enrolments=[str(enrolment.uuid) for enrolment in enrolments[start : start + PER_EVENT]])
            for start in range(0, len(enrolments), PER_EVENT)
        ]
    )
    return enrolments


def _enrolment(given: Completion) -> Enrolment:
    return Enrolment(
        run=given.run,
        person=given.person,
        unit_at=given.person.unit,
        why=given.why,
        state=Enrolment.State.SELESAI,
        enrolled_at=given.began_at,
        completed_at=given.finished_at,
    )


def _records(enrolments: Sequence[Enrolment]) -> list[ActivityRecord]:
    steps = _needed({enrolment.run.edition_id for enrolment in enrolments})
    return [
        ActivityRecord(enrolment=enrolment, activity_id=key, kind=ActivityRecord.Kind.SELESAI, at=at, source="impor")
        for enrolment in enrolments
        for key, at in _spread(steps[enrolment.run.edition_id], enrolment)
    ]


def _needed(editions: set[int]) -> dict[int, list[int]]:
    """Activities that each edition's rule asks for, in their order."""
    rules = dict(CourseEdition.objects.filter(pk__in=editions).values_list("pk", "completion_rule"))
    rows = Activity.objects.filter(edition__in=editions).order_by("edition", "position")
    found: dict[int, list[int]] = defaultdict(list)
    columns = rows.values_list("edition", "pk", "required", "is_final")
    for edition, group in groupby(columns, key=lambda row: row[0]):
        activities = [Step(*row[1:]) for row in group]
        needed = needed_steps(rules[edition], activities)
        found[edition] = [step.key for step in activities if step.key in needed]
    return found


def _spread(steps: list[int], enrolment: Enrolment) -> list[tuple[int, datetime]]:
    assert enrolment.completed_at
    pace = (enrolment.completed_at - enrolment.enrolled_at) / len(steps)
    return [(key, enrolment.completed_at - pace * (len(steps) - n)) for n, key in enumerate(steps, 1)]


def _proofs(enrolment: Enrolment) -> list[Proof]:
    assert enrolment.completed_at
    observed_on = enrolment.completed_at.astimezone(ZoneInfo(enrolment.person.zone)).date()
    return [
        Proof(enrolment.person_id, row["code"], row["level"], enrolment.uuid, observed_on)
        for row in enrolment.run.edition.competencies
    ]
