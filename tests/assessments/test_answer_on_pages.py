"""The pages of a running attempt, as forms without a script, and the script's own address."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt, AttemptItem
from assessments.services import start_attempt, submit_attempt
from tests.assessments.building import OPTIONS, make_bank, make_exam, make_person, make_question
from tests.support.build import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt():
    return start_attempt(exam=make_exam(4), person=make_person("Ani"))


@pytest.fixture
def ani(client, attempt):
    return sign_in(client, attempt.person)


def page(attempt, number=None):
    return reverse("assessments:attempt", args=[attempt.uuid]) + (f"?soal={number}" if number else "")


def item(attempt, position=1):
    return AttemptItem.objects.get(attempt=attempt, position=position)


def post(client, attempt, **fields):
    return client.post(page(attempt), {"soal": 1, "revisi": 0, "ke": "2"} | fields)


def save(client, attempt, **fields):
    address = reverse("assessments:save", args=[attempt.uuid])
    return client.post(address, {"soal": 1, "revisi": 0} | fields, headers={"accept": "application/json"})


def test_ani_reads_a_question_and_where_she_stands(ani, attempt):
    text = ani.get(page(attempt, 1)).content.decode()
    assert "Soal 1 dari 4 · pilih satu jawaban" in text
    assert "0 dari 4 dijawab · 0 ditandai" in text
    assert "Nilai ambang lulus 70. Nilai terbaik yang dipakai." in text
    assert "Karena A." not in text


def test_she_answers_flags_and_goes_on(ani, attempt):
    answered = post(ani, attempt, jawab="B", tanda="ya")
    assert answered.url == page(attempt, 2)
    assert (item(attempt).answer, item(attempt).flagged) == ("B", True)
    text = ani.get(page(attempt, 2)).content.decode()
    assert "1 dari 4 dijawab · 1 ditandai" in text
    assert "Soal 1, ditandai untuk ditinjau" in text
    assert re.search(r"✓ Tersimpan \d\d\.\d\d\.\d\d WITA", ani.get(page(attempt, 1)).content.decode())


def test_she_comes_back_to_the_first_open_question(ani, attempt):
    post(ani, attempt, jawab="B")
    assert ani.get(page(attempt)).url == page(attempt, 2)


def test_walking_past_an_answered_question_writes_nothing(ani, attempt):
    post(ani, attempt, jawab="B")
    post(ani, attempt, jawab="B", revisi=1)
    assert item(attempt).revision == 1


def test_the_review_names_what_is_unanswered_and_handing_in_leads_to_the_result(ani, attempt):
    assert post(ani, attempt, jawab="A", ke="tinjau").url == reverse("assessments:review", args=[attempt.uuid])
    text = ani.get(reverse("assessments:review", args=[attempt.uuid])).content.decode()
    assert "3 soal belum dijawab: 2, 3, 4. Jawab dahulu atau kumpulkan sekarang." in text
    result = reverse("desks:quiz_result", args=[attempt.uuid])
    for _double in range(2):
        assert ani.post(reverse("assessments:submit", args=[attempt.uuid])).url == result
    assert ani.get(page(attempt, 1)).url == result


def test_the_script_gets_a_receipt(ani, attempt, clock):
    clock.set("2026-11-21 09:41:08", zone="Asia/Makassar")
    receipt = save(ani, attempt, jawab="C").json()
    assert receipt == {
        "revision": 1,
        "saved_at": "2026-11-21T01:41:08+00:00",
        "sentence": "✓ Tersimpan 09.41.08 WITA",
        "time": "09.41 WITA",
    }


def test_two_tabs_both_answers_are_shown_and_hers_is_kept(ani, attempt):
    post(ani, attempt, jawab="B")
    told = post(ani, attempt, jawab="C", revisi=0)
    text = told.content.decode()
    assert told.status_code == 409
    assert "Jawaban soal 1 sudah diubah dari perangkat lain pukul" in text
    assert "Pilihan B" in text
    assert "Pilihan C" in text
    assert item(attempt).answer == "B"
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    assert ani.post(page(attempt), hidden).url == page(attempt, 2)
    assert item(attempt).answer == "C"


def test_two_tabs_the_script_is_told_the_same(ani, attempt):
    save(ani, attempt, jawab="B")
    told = save(ani, attempt, jawab="C")
    assert (told.status_code, told.json()["conflict"]) == (409, True)
    assert save(ani, attempt, jawab="B").status_code == 200


@pytest.mark.parametrize(
    "tampered",
    [{"jawab": "Z"}, {"revisi": "banyak"}, {"revisi": "-1"}, {"revisi": ""}, {"revisi": "9" * 400}, {"ke": "x" * 50}],
)
def test_a_tampered_form_is_refused_in_words_and_writes_nothing(ani, attempt, tampered):
    told = post(ani, attempt, **{"jawab": "A"} | tampered)
    assert told.status_code == 400
    assert "Muat ulang halaman" in told.content.decode()
    assert item(attempt).answer is None


@pytest.mark.parametrize("number", ["0", "5", "99999999999999999999", "abc", "-1", "%00", "²"])
def test_an_unknown_question_is_said_kindly(ani, attempt, number):
    told = ani.get(page(attempt, number))
    assert told.status_code == 404
    assert "Pilih nomor dari daftar soal" in told.content.decode()


@pytest.mark.parametrize("number", ["0", "5", "abc", "9" * 400])
def test_an_unknown_question_is_not_saved_by_the_script(ani, attempt, number):
    assert save(ani, attempt, soal=number, jawab="A").status_code in {400, 404}


def test_somebody_elses_attempt_is_not_there(client, attempt):
    sign_in(client, make_person("Budi"))
    assert client.get(page(attempt, 1)).status_code == 404
    assert post(client, attempt, jawab="A").status_code == 404
    assert save(client, attempt, jawab="A").status_code == 404
    assert client.get(reverse("assessments:review", args=[attempt.uuid])).status_code == 404
    assert client.post(reverse("assessments:submit", args=[attempt.uuid])).status_code == 404
    assert client.get(reverse("assessments:attempt", args=[uuid4()])).status_code == 404
    assert item(attempt).answer is None
    assert Attempt.objects.get().state == "berjalan"


def test_without_a_session_the_page_leads_to_sign_in_and_back_and_the_script_is_told(client, attempt):
    assert "next=" in client.get(page(attempt, 3)).url
    assert save(client, attempt, jawab="A").status_code == 401


def test_an_overdue_attempt_is_handed_in_on_the_next_visit(client, clock):
    attempt = start_attempt(exam=make_exam(2, duration_minutes=30), person=make_person())
    sign_in(client, attempt.person)
    post(client, attempt, jawab="A")
    clock.move(minutes=31)
    result = reverse("desks:quiz_result", args=[attempt.uuid])
    assert client.get(page(attempt, 2)).url == result
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at, attempt.score_percent) == ("dinilai", attempt.due_at, 50)


def test_an_answer_after_the_time_is_refused_with_the_next_step(ani, clock):
    attempt = start_attempt(exam=make_exam(2, duration_minutes=30), person=Attempt.objects.get().person)
    clock.move(minutes=31)
    told = save(ani, attempt, jawab="A")
    assert (told.status_code, told.json()["sentence"].split(".")[0]) == (409, "Waktu tes sudah habis")


def test_the_time_left_stands_on_the_page(client, clock):
    clock.set("2026-11-21 09:00", zone="Asia/Makassar")
    attempt = start_attempt(exam=make_exam(2, duration_minutes=30), person=make_person())
    clock.move(minutes=10)
    text = sign_in(client, attempt.person).get(page(attempt, 1)).content.decode()
    assert 'data-left="1200"' in text
    assert "Waktu tes sampai 09.30 WITA" in text


PAIRS = {
    "left": [{"code": "1", "text": "Tahap 1"}, {"code": "2", "text": "Tahap 2"}],
    "right": [{"code": "b", "text": "terpadu"}, {"code": "a", "text": "sendiri-sendiri"}],
}


@pytest.mark.parametrize(
    ("kind", "body", "key", "fields", "answer"),
    [
        ("pilihan_jamak", OPTIONS, ["A", "C"], {"jawab": ["A", "C"]}, ["A", "C"]),
        ("benar_salah", {}, False, {"jawab": "salah"}, False),
        ("menjodohkan", PAIRS, {"1": "a", "2": "b"}, {"jawab-1": "a", "jawab-2": "b"}, {"1": "a", "2": "b"}),
        ("urutan", OPTIONS, ["C", "A", "B", "D"], {"jawab-C": "1", "jawab-A": "2"}, {"C": 1, "A": 2}),
    ],
)
def test_each_kind_can_be_answered_with_a_plain_form(client, kind, body, key, fields, answer):
    pool = [make_question(make_bank(), kind=kind, body=body, key=key)]
    attempt = start_attempt(exam=make_exam(pool=pool), person=make_person())
    sign_in(client, attempt.person)
    text = client.get(page(attempt, 1)).content.decode()
    assert all(f'name="{name}"' in text for name in fields)
    post(client, attempt, ke="tinjau", **fields)
    assert item(attempt).answer == answer
    again = client.get(page(attempt, 1)).content.decode()
    assert " checked" in again or " selected" in again


def statements(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


@pytest.mark.parametrize("many", [10, 1000])
def test_page_and_save_ask_little_however_much_there_is(client, many):
    attempt = start_attempt(exam=make_exam(many, draw=20), person=make_person("Ani"))
    exam = attempt.exam
    submit_attempt(attempt=attempt)
    sent = Attempt.objects.get()
    Attempt.objects.bulk_create(
        Attempt(exam=exam, person=sent.person, number=number, seed=1, state="dinilai", submitted_at=sent.submitted_at)
        for number in range(2, many)
    )
    running = start_attempt(exam=exam, person=sent.person)
    sign_in(client, running.person)
    client.get(page(running, 1))
    # session, user with person, attempt, question, grid
    assert statements(lambda: client.get(page(running, 1))) == 5
    # session, user with person, question, and the one update, which is its own transaction
    assert statements(lambda: save(client, running, jawab="A")) == 4
    assert item(running).answer == "A"
