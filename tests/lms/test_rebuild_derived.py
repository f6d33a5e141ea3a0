"""Dropping every derived figure and making it again gives the same figures."""

from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models import Model

from competencies.loading import load_competencies, read_content
from competencies.models import Attainment, Evidence
from competencies.services import record_evidence
from core.clock import today
from courses.course_file import COURSES
from courses.editions import publish_edition
from courses.importing import import_courses
from courses.models import ActivityProgress, CatalogueEntry, CheckAnswer, CoursePage, Run
from courses.services import complete_activity, enrol_person, open_activity
from people.models import Person, Unit
from tests.support import build

pytestmark = pytest.mark.django_db

# What the row number and the moment of derivation are, nobody reads.
OF_THE_ROW = {"id", "as_of"}


def figures(model: type[Model]) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in OF_THE_ROW]
    return sorted(model._default_manager.values_list(*names), key=repr)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {model._meta.label: figures(model) for model in (Attainment, ActivityProgress, CatalogueEntry, Person, Unit)}


def test_the_figures_are_the_same_after_dropping_and_rebuilding(ani, citra, clock):
    clock.set("2026-11-20")
    load_competencies(content=read_content())
    import_courses(files=[COURSES / "K1.yaml"], provider=build.agency())
    edition = publish_edition(course=CoursePage.objects.get())
    run = Run.objects.filter(edition=edition).first() or Run.objects.create(
        edition=edition, title=edition.title, opens_on=today()
    )
    enrolment = enrol_person(run=run, person=ani)
    for activity in edition.activities.filter(kind="bacaan")[:2]:
        open_activity(enrolment=enrolment, activity=activity)
        clock.move(minutes=5)
        for code in activity.check_codes:
            CheckAnswer.objects.create(
                enrolment=enrolment, activity=activity, check_code=code, answer="A", correct=False
            )
        complete_activity(enrolment=enrolment, activity=activity)
    open_activity(enrolment=enrolment, activity=edition.activities.get(is_final=True))
    for level in (1, 2):
        record_evidence(
            person=ani,
            competency_code="DG-01",
            level=level,
            source=Evidence.Source.KURSUS,
            source_id=uuid4(),
            observed_on=today(),
        )
    before = everything()
    assert all(before.values())

    for model in (Attainment, ActivityProgress, CatalogueEntry):
        model.objects.all().delete()
    Person.objects.update(unit=None, position=None, superior=None)
    Unit.objects.update(name="")
    assert everything() != before

    call_command("rebuild_derived", stdout=StringIO())
    assert everything() == before
