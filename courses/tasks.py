"""Work that may wait."""

from __future__ import annotations

from core.jobs import job
from courses import assignments
from courses.models import CoursePage
from courses.tree import index_pages


@job("courses.index_pages")
def index_course(course: str) -> None:
    """Let authors find what an import wrote past Wagtail's own signals."""
    for page in CoursePage.objects.filter(code=course):
        index_pages(descendant.specific for descendant in page.get_descendants(inclusive=True))


@job("courses.assign", lease_seconds=120)
def assign(assignment: str) -> None:
    assignments.enrol_batch(assignment=assignment)
