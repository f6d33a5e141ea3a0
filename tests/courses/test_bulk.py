"""What is written in bulk is what learners would have left one by one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from certificates.bulk import issue_certificates_many
from certificates.models import Certificate, NumberSeries
from certificates.services import issue_certificate
from competencies.loading import load_competencies, read_content
from courses.bulk import Completion, complete_many
from courses.models import ActivityProgress, Enrolment
from records.ledger.bulk import grant_jp_many
from records.ledger.models import LedgerEntry
from records.ledger.services import grant_jp
from tests.certificates.building import a_run, issuer
from tests.support import build

BEGAN = datetime(2026, 3, 2, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def framework():
    load_competencies(content=read_content())


@pytest.fixture
def run():
    """K6 of a provider that may issue."""
    return a_run(by=issuer())


def finish(run, people, *, days=3):
    at = [BEGAN + timedelta(hours=n) for n in range(len(people))]
    return complete_many(
        [Completion(run, who, began, began + timedelta(days=days)) for who, began in zip(people, at, strict=True)]
    )


def test_everybody_has_hours_and_a_number_without_gap(run, settle):
    people = [build.person() for _ in range(7)]
    finish(run, people)
    settle()
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, 8))
    assert NumberSeries.objects.get().next_number == 8
    assert {entry.jp for entry in LedgerEntry.objects.all()} == {run.edition.jp}
    assert Certificate.objects.filter(sha256="").count() == 0  # drawn by jobs


def test_numbers_follow_the_order_of_completion(run, settle):
    people = [build.person() for _ in range(4)]
    finish(run, people)
    settle()
    order = Certificate.objects.order_by("sequence").values_list("person", flat=True)
    assert list(order) == [person.pk for person in people]


def test_doing_it_again_changes_nothing(run, settle):
    people = [build.person() for _ in range(3)]
    finish(run, people)
    assert finish(run, people) == []
    settle()
    counts = (Enrolment.objects.count(), LedgerEntry.objects.count(), Certificate.objects.count())
    assert counts == (3, 3, 3)
    enrolments = [str(uuid) for uuid in Enrolment.objects.values_list("uuid", flat=True)]
    assert grant_jp_many(enrolments=enrolments) == issue_certificates_many(enrolments=enrolments) == 0


def test_bulk_and_single_write_the_same(run, settle):
    bulk, single = build.person(), build.person()
    enrolment = finish(run, [bulk])[0]
    settle()
    twin = Enrolment.objects.create(
        run=run, person=single, unit_at=single.unit, enrolled_at=enrolment.enrolled_at,
        state=Enrolment.State.SELESAI, completed_at=enrolment.completed_at,
    )  # fmt: skip
    issue_certificate(enrolment=twin)
    grant_jp(enrolment=twin)
    same = ("year", "jp", "jp_in_review", "title", "course_code", "nth_of_year", "started_on", "held_on", "unit_at")
    one, other = (LedgerEntry.objects.filter(person=person).values(*same).get() for person in (bulk, single))
    assert one == other
    own = ("number", "code", "verify_url", "person_name", "identity", "assessment")
    papers = [
        {key: said for key, said in Certificate.objects.get(person=person).facts.items() if key not in own}
        for person in (bulk, single)
    ]
    assert papers[0] == papers[1]


def test_the_daily_cap_counts_what_was_entered_a_moment_before(settle):
    provider = issuer()
    first, second = (a_run(title, jp=6, by=provider, code=code) for title, code in (("Satu", "S1"), ("Dua", "S2")))
    person = build.person()
    day = timedelta(hours=2)
    complete_many([Completion(run, person, BEGAN, BEGAN + day * n) for n, run in enumerate((first, second), 1)])
    settle()
    assert list(LedgerEntry.objects.order_by("held_on", "pk").values_list("jp", "jp_in_review")) == [
        (Decimal(6), Decimal(0)),
        (Decimal(2), Decimal(4)),  # eight hours a day count, the rest waits for review
    ]


def test_progress_is_full_and_steps_lie_between_beginning_and_end(run):
    enrolment = finish(run, [build.person()])[0]
    progress = ActivityProgress.objects.filter(enrolment=enrolment)
    assert {row.state for row in progress} == {ActivityProgress.State.SELESAI}
    assert max(row.completed_at for row in progress) == enrolment.completed_at
    assert min(row.first_at for row in progress) > enrolment.enrolled_at


def test_the_number_of_statements_does_not_grow(run, settle, django_assert_max_num_queries):
    few, many = [build.person() for _ in range(2)], build.people(300)
    finish(run, few)
    with django_assert_max_num_queries(35):
        finish(run, many)
    settle_bulk = [str(uuid) for uuid in Enrolment.objects.values_list("uuid", flat=True)]
    with django_assert_max_num_queries(35):
        assert grant_jp_many(enrolments=settle_bulk) == 302
    with django_assert_max_num_queries(35):
        assert issue_certificates_many(enrolments=settle_bulk) == 302
