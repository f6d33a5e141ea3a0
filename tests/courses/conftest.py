"""Starter courses as tests of this room need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from courses.course_file import COURSES
from courses.editions import publish_edition
from courses.importing import import_courses
from courses.models import CourseEdition, CoursePage
from people.models import Agency
from tests.support import build

SHELF = ("K1", "K2", "K6", "K10")


@contextmanager
def kept_for_module(django_db_blocker: Any) -> Iterator[None]:
    """What is written here stays for all tests of the module; what each test writes is undone by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_competencies", verbosity=0)
        call_command("load_glossary", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def shelf(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Competencies, glossary and regulations, and four starter courses as pages."""
    with kept_for_module(django_db_blocker):
        import_courses(files=[COURSES / f"{code}.yaml" for code in SHELF], provider=build.agency())
        yield


@pytest.fixture
def provider(shelf: None, db: None) -> Agency:
    return build.agency()


@pytest.fixture
def bring(provider: Agency) -> Callable[[str], CoursePage]:
    """`bring("K1")`: a starter course as authors edit it."""
    return lambda code: CoursePage.objects.get(code=code)


@pytest.fixture
def publish(bring: Callable[[str], CoursePage]) -> Callable[[str], CourseEdition]:
    """`publish("K1")`: a starter course on offer."""
    return lambda code: publish_edition(course=bring(code))


@pytest.fixture(scope="module")
def whole_catalogue(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All eleven courses on offer."""
    with kept_for_module(django_db_blocker):
        for imported in import_courses(provider=build.agency()):
            publish_edition(course=imported.course)
        yield
