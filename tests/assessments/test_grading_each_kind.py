"""Points by hand count; forms as a browser would post them."""

from decimal import Decimal as D

import pytest
from django.http import QueryDict

from assessments.kinds import KINDS, InvalidQuestion, UnknownAnswer, kind_of
from assessments.models import QuestionVersion

OPTIONS = {"options": [{"code": c, "text": f"teks {c}"} for c in "ABCD"]}
PAIRS = {
    "left": [{"code": "1", "text": "satu"}, {"code": "2", "text": "dua"}],
    "right": [{"code": "b", "text": "bee"}, {"code": "a", "text": "aa"}],
}
PAIR_KEY = {"1": "a", "2": "b"}
ORDER_KEY = ["C", "A", "D", "B"]


@pytest.mark.parametrize(
    ("kind", "body", "key", "answer", "points"),
    [
        ("pilihan_ganda", OPTIONS, "B", "B", D(1)),
        ("pilihan_ganda", OPTIONS, "B", "A", D(0)),
        ("pilihan_ganda", OPTIONS, "B", None, D(0)),
        ("pilihan_jamak", OPTIONS, ["A", "C"], ["A", "C"], D(1)),
        ("pilihan_jamak", OPTIONS, ["A", "C"], ["C"], D("0.5")),
        ("pilihan_jamak", OPTIONS, ["A", "C"], ["A", "C", "D"], D("0.5")),
        ("pilihan_jamak", OPTIONS, ["A", "C"], ["A", "B", "D"], D(0)),
        ("pilihan_jamak", OPTIONS, ["A", "C"], None, D(0)),
        ("benar_salah", {}, False, False, D(1)),
        ("benar_salah", {}, False, True, D(0)),
        ("benar_salah", {}, False, None, D(0)),
        ("menjodohkan", PAIRS, PAIR_KEY, {"1": "a", "2": "b"}, D(1)),
        ("menjodohkan", PAIRS, PAIR_KEY, {"1": "a", "2": "a"}, D("0.5")),
        ("menjodohkan", PAIRS, PAIR_KEY, {"2": "b"}, D("0.5")),
        ("menjodohkan", PAIRS, PAIR_KEY, None, D(0)),
        ("urutan", OPTIONS, ORDER_KEY, {"C": 1, "A": 2, "D": 3, "B": 4}, D(1)),
        ("urutan", OPTIONS, ORDER_KEY, {"C": 1, "A": 3, "D": 2, "B": 4}, D("0.5")),
        ("urutan", OPTIONS, ORDER_KEY, {"C": 1, "A": 1, "D": 1, "B": 1}, D("0.25")),
        ("urutan", OPTIONS, ORDER_KEY, None, D(0)),
    ],
)
def test_an_answer_earns_the_points_counted_by_hand(kind, body, key, answer, points):
    assert kind_of(kind).grade(body, key, answer) == points


@pytest.mark.parametrize(
    ("kind", "body", "posted", "answer"),
    [
        ("pilihan_ganda", OPTIONS, "jawab=B", "B"),
        ("pilihan_ganda", OPTIONS, "", None),
        ("pilihan_jamak", OPTIONS, "jawab=D&jawab=A", ["A", "D"]),
        ("pilihan_jamak", OPTIONS, "", None),
        ("benar_salah", {}, "jawab=salah", False),
        ("benar_salah", {}, "", None),
        ("menjodohkan", PAIRS, "jawab-1=a&jawab-2=", {"1": "a"}),
        ("menjodohkan", PAIRS, "jawab-1=&jawab-2=", None),
        ("urutan", OPTIONS, "jawab-C=1&jawab-A=2&jawab-B=&jawab-D=4", {"C": 1, "A": 2, "D": 4}),
        ("urutan", OPTIONS, "", None),
    ],
)
def test_a_posted_form_becomes_the_answer(kind, body, posted, answer):
    assert kind_of(kind).read_answer(body, QueryDict(posted), "jawab") == answer


@pytest.mark.parametrize(
    ("kind", "body", "posted"),
    [
        ("pilihan_ganda", OPTIONS, "jawab=Z"),
        ("pilihan_jamak", OPTIONS, "jawab=A&jawab=Z"),
        ("benar_salah", {}, "jawab=mungkin"),
        ("menjodohkan", PAIRS, "jawab-1=z"),
        ("urutan", OPTIONS, "jawab-A=9"),
    ],
)
def test_a_tampered_answer_is_refused(kind, body, posted):
    with pytest.raises(UnknownAnswer):
        kind_of(kind).read_answer(body, QueryDict(posted), "jawab")


@pytest.mark.parametrize(
    ("kind", "body", "key"),
    [
        ("pilihan_ganda", OPTIONS, "Z"),
        ("pilihan_ganda", {"options": [{"code": "A", "text": "saja"}]}, "A"),
        ("pilihan_ganda", {"options": [{"code": "A", "text": "x"}, {"code": "A", "text": "y"}]}, "A"),
        ("pilihan_jamak", OPTIONS, []),
        ("pilihan_jamak", OPTIONS, ["A", "A"]),
        ("benar_salah", {}, "benar"),
        ("menjodohkan", PAIRS, {"1": "a"}),
        ("menjodohkan", PAIRS, {"1": "a", "2": "z"}),
        ("urutan", OPTIONS, ["A", "B"]),
    ],
)
def test_a_question_that_cannot_be_asked_is_named(kind, body, key):
    with pytest.raises(InvalidQuestion):
        kind_of(kind).validate(body, key)


def test_options_appear_in_the_drawn_order_and_without_the_key():
    shown = kind_of("pilihan_ganda").present(OPTIONS, ["D", "B", "A", "C"], "B")
    assert [option.code for option in shown.options] == ["D", "B", "A", "C"]
    assert [option.chosen for option in shown.options] == [False, True, False, False]
    assert {option.mark for option in shown.options} == {""}


def test_after_marking_the_right_and_the_wrong_choice_are_marked():
    shown = kind_of("pilihan_ganda").present(OPTIONS, [], "B", "C")
    assert [option.mark for option in shown.options] == ["", "keliru", "benar", ""]


def test_a_key_is_written_in_words():
    assert kind_of("urutan").say(OPTIONS, ORDER_KEY)[0] == "1. teks C"
    assert kind_of("menjodohkan").say(PAIRS, PAIR_KEY) == ["satu → aa", "dua → bee"]
    assert kind_of("benar_salah").say({}, False) == ["Salah"]


def test_every_stored_kind_has_its_file():
    assert set(KINDS) == set(QuestionVersion.Kind.values)
