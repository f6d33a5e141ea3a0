"""How authors write questions, in text and in Wagtail's admin."""

import pytest
from django.urls import reverse

from assessments.formats.lines import read_lines, write_lines
from assessments.kinds import InvalidQuestion, kind_of
from assessments.models import Question, QuestionVersion
from assessments.services import start_attempt
from people.models import User
from tests.assessments.building import make_bank, make_exam, make_person

TEXTS = {
    "pilihan_ganda": "Satu\n* Dua\nTiga",
    "pilihan_jamak": "* Satu\nDua\n* Tiga",
    "benar_salah": "salah",
    "menjodohkan": "Tahap 1 = sendiri-sendiri\nTahap 2 = terpadu\nTahap 3 = berbasis data",
    "urutan": "pertama\nkedua\nketiga\nkeempat",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_what_an_author_wrote_comes_back_as_written(kind):
    assert write_lines(kind, *read_lines(kind, TEXTS[kind])) == TEXTS[kind]


@pytest.mark.parametrize("kind", ["menjodohkan", "urutan"])
def test_the_letters_do_not_tell_the_key(kind):
    _body, key = read_lines(kind, TEXTS[kind])
    letters = list(key.values()) if isinstance(key, dict) else key
    assert letters != sorted(letters)
    assert kind_of(kind).say(_body, key)[0] in {"Tahap 1 → sendiri-sendiri", "1. pertama"}


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("pilihan_ganda", "* Satu\n* Dua", "tepat satu"),
        ("pilihan_ganda", "* Satu", "sedikitnya dua baris"),
        ("pilihan_jamak", "Satu\nDua", "setiap pilihan yang benar"),
        ("benar_salah", "mungkin", "benar atau salah"),
        ("menjodohkan", "Satu = a\nDua", "kiri = kanan"),
        ("urutan", "Satu", "sedikitnya dua baris"),
    ],
)
def test_a_mistake_is_told_in_words(kind, text, says):
    with pytest.raises(InvalidQuestion, match=says):
        read_lines(kind, text)


@pytest.fixture
def author(client, db):
    user = User.objects.create(username="admin", is_superuser=True, is_staff=True)
    client.force_login(user)
    return client


FORM = {
    "kind": "pilihan_ganda",
    "stem": "Mana yang benar?",
    "answers": "* Ini\nItu",
    "feedback": "Karena ini.",
    "outcome": "O1",
    "cognitive_level": "paham",
    "difficulty": "mudah",
}


def test_an_author_adds_a_question_and_finds_it(author):
    bank = make_bank()
    author.post(reverse("question:add"), FORM | {"bank": bank.pk, "code": "Q-BARU"})
    version = QuestionVersion.objects.get(question__code="Q-BARU")
    assert (version.number, version.key) == (1, "A")
    listed = author.get(reverse("question:index")).content.decode()
    assert "Mana yang benar?" in listed
    assert "Pilihan ganda" in listed
    assert "Mana yang benar?" in author.get(reverse("question:edit", args=[version.question_id])).content.decode()


def test_a_mistake_stays_on_the_form(author):
    told = author.post(reverse("question:add"), FORM | {"bank": make_bank().pk, "code": "Q", "answers": "Ini\nItu"})
    assert "Tandai tepat satu pilihan" in told.content.decode()
    assert not Question.objects.exists()


def test_editing_what_was_asked_makes_the_next_version_and_the_old_attempt_keeps_its_own(author):
    attempt = start_attempt(exam=make_exam(1), person=make_person())
    asked = QuestionVersion.objects.get()
    address = reverse("question:edit", args=[asked.question_id])
    author.post(address, FORM | {"bank": asked.question.bank_id, "code": asked.question.code})
    assert [version.number for version in asked.question.versions.order_by("number")] == [1, 2]
    assert attempt.items.get().question_version == asked


def test_nobody_deletes_a_question(author):
    start_attempt(exam=make_exam(1), person=make_person())
    asked = Question.objects.get()
    author.post(reverse("question:delete", args=[asked.pk]))
    assert Question.objects.filter(pk=asked.pk).exists()
