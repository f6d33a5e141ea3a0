"""Two requests in the same instant, each with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from assessments import services
from assessments.models import Attempt, AttemptItem, Mark
from assessments.services import save_answer, start_attempt, submit_attempt
from tests.assessments.building import make_exam, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    gate = Barrier(len(acts))

    def act(one):
        gate.wait()
        try:
            return one()
        except services.Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))


def test_two_starts_are_one_attempt():
    for _turn in range(5):
        exam, ani = make_exam(attempts_allowed=1), make_person()
        first, second = together(*[lambda: start_attempt(exam=exam, person=ani)] * 2)  # noqa: B023
        assert first == second
        assert Attempt.objects.filter(exam=exam).count() == 1


def test_two_hand_ins_mark_once():
    attempt = start_attempt(exam=make_exam(4), person=make_person())
    together(*[lambda: submit_attempt(attempt=attempt)] * 3)
    assert Mark.objects.count() == 4


@pytest.mark.proof
def test_an_answer_with_a_receipt_is_marked_even_when_handing_in_meets_it(size):
    for _turn in range(size(15, full=300)):
        attempt = start_attempt(exam=make_exam(1), person=make_person())
        saved, _marked = together(
            lambda: save_answer(attempt_uuid=attempt.uuid, person=attempt.person, position=1, answer="A", revision=0),  # noqa: B023
            lambda: submit_attempt(attempt=attempt),  # noqa: B023
        )
        attempt.refresh_from_db()
        stored = AttemptItem.objects.get(attempt=attempt).answer
        if isinstance(saved, services.Receipt):
            assert (stored, attempt.score_percent) == ("A", 100)
        else:
            assert (stored, attempt.score_percent) == (None, 0)


def test_two_devices_at_once_one_is_stored_and_the_other_is_told():
    attempt = start_attempt(exam=make_exam(1), person=make_person())
    outcomes = together(
        *[
            lambda answer=answer: save_answer(
                attempt_uuid=attempt.uuid, person=attempt.person, position=1, answer=answer, revision=0
            )
            for answer in "AB"
        ]
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Receipt"]
