"""Sending answers: once, sealed, and only when and by whom it may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from surveys import keys, services
from surveys.anonymity import fits
from surveys.answering import check_answers
from surveys.boxes import open_box
from surveys.models import Participation, Response, SealedResponse
from surveys.schema import InstrumentSpec, read_instrument
from surveys.sheet import Sheet, parts_of
from tests.support import build
from tests.surveys.waving import answer, form, instrument, offices, plan, send, send_all, wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def dinkes():
    return offices(DINKES=8)["DINKES"]


def sent(campaign) -> int:
    return campaign.participations.filter(answered=True).count()


def test_an_answer_waits_in_a_box_that_the_wave_s_key_opens(dinkes):
    campaign = wave()
    send(campaign, dinkes[0], 7, comment="Jaringan sering putus.")
    unit, content = open_box(keys.key_of(campaign), bytes(SealedResponse.objects.get().box))
    assert unit == dinkes[0].unit_id
    assert content.values == tuple(answer(7).values())
    assert content.comment == "Jaringan sering putus."
    assert sent(campaign) == 1
    assert not Response.objects.exists()


def test_a_repeated_submission_gets_the_same_thanks_and_seals_nothing(dinkes):
    campaign, token = wave(), uuid4()
    for repeated in (token, token, uuid4()):
        send(campaign, dinkes[0], token=repeated)
    assert SealedResponse.objects.count() == sent(campaign) == 1


def test_after_a_crash_between_the_two_transactions_the_same_form_only_marks(dinkes):
    campaign, token = wave(), uuid4()
    send(campaign, dinkes[0], token=token)
    Participation.objects.update(answered=False)
    send(campaign, dinkes[0], token=token)
    assert SealedResponse.objects.count() == sent(campaign) == 1


def test_one_form_sent_by_two_people_on_one_telephone_counts_for_each(dinkes):
    campaign, token = wave(), uuid4()
    send(campaign, dinkes[0], token=token)
    send(campaign, dinkes[1], token=token)
    assert SealedResponse.objects.count() == sent(campaign) == 2


def test_all_boxes_of_a_wave_are_alike_long(dinkes):
    campaign = wave()
    send(campaign, dinkes[0], 0, answers={}, groups={}, barriers=[])
    send(campaign, dinkes[1], 3, comment="🙂" * 500)
    send(campaign, dinkes[2], 3, comment='"\n' * 249)
    assert len({len(bytes(box)) for box in SealedResponse.objects.values_list("box", flat=True)}) == 1


def test_a_stored_token_is_not_the_form_s_own(dinkes):
    campaign, token = wave(), uuid4()
    send(campaign, dinkes[0], token=token)
    assert SealedResponse.objects.get().submission_token != token


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answers": {"D1-01": 6}}, "skala 1 sampai 5"),
        ({"answers": {"D1-01": 0}}, "skala 1 sampai 5"),
        ({"answers": {"D1-01": 3.5}}, "skala 1 sampai 5"),
        ({"answers": {"D1-01": True}}, "skala 1 sampai 5"),
        ({"answers": {"D1-01": "٣"}}, "skala 1 sampai 5"),
        ({"answers": {"D9-01": 3}}, "tidak ada dalam survei"),
        ({"groups": {"jenis_jabatan": "bupati"}}, "tidak ada dalam survei"),
        ({"groups": {"agama": "x"}}, "tidak ada dalam survei"),
        ({"barriers": ["H99"]}, "tidak ada dalam survei"),
        ({"barriers": ["H01", "H02", "H03", "H04"]}, "paling banyak 3"),
        ({"comment": "a" * 501}, "lebih dari 500"),
    ],
)
def test_what_no_form_of_ours_sends_is_refused_and_nothing_is_written(dinkes, changes, words):
    campaign = wave()
    with pytest.raises(Refused, match=words):
        send(campaign, dinkes[0], **changes)
    with pytest.raises(Refused, match=words):
        send_all(campaign, dinkes, lambda n: form(n, **(changes if n == 3 else {})))
    assert not SealedResponse.objects.exists()
    assert not sent(campaign)


def test_a_person_who_is_not_asked_is_told_why(dinkes):
    campaign = wave()
    elsewhere = build.people(1, at=build.unit("DINAS-LAIN", of=build.agency("KAB-LAIN")))
    for stranger in (*elsewhere, *build.people(1, at=build.unit("DINKES"))):  # joined after the frame day
        with pytest.raises(services.NotAsked, match="tidak termasuk peserta"):
            send(campaign, stranger)


def test_before_and_after_the_wave_nothing_is_taken(dinkes, clock):
    clock.set("2026-03-01")
    campaign = plan(opens_on=clock.today(), closes_on=clock.today())
    with pytest.raises(services.NotNow, match=r"belum dibuka. Isilah mulai 1 Maret 2026"):
        send(campaign, dinkes[0])
    services.open_campaign(campaign=campaign)
    send(campaign, dinkes[0])
    clock.set("2026-03-01 23:59")
    send(campaign, dinkes[1])
    clock.set("2026-03-02 00:01")
    with pytest.raises(services.NotNow, match="sudah ditutup"):
        send(campaign, dinkes[2])
    send(campaign, dinkes[0])  # thanks, as before
    assert sent(campaign) == 2


def test_a_wave_opened_ahead_takes_answers_from_its_first_day(dinkes, clock):
    clock.set("2026-02-20")
    campaign = wave(opens_on=clock.today().replace(day=23), closes_on=clock.today().replace(day=28))
    with pytest.raises(services.NotNow, match="belum dibuka"):
        send(campaign, dinkes[0])
    clock.set("2026-02-23")
    send(campaign, dinkes[0])


def test_an_item_that_hangs_on_another_answer_counts_only_with_it(dinkes):
    document = instrument().content
    document["instrument"]["version"] = "2.0"
    document["dimensions"][0]["items"][1]["show_if"] = {"item": "D1-01", "in": [4, 5]}
    campaign = wave(version=services.load_instrument(content=document))
    send(campaign, dinkes[0], answers={"D1-01": 2, "D1-02": 5})
    send(campaign, dinkes[1], answers={"D1-01": 4, "D1-02": 5})
    key = keys.key_of(campaign)
    boxes = SealedResponse.objects.values_list("box", flat=True)
    assert {open_box(key, bytes(box))[1].values[1] for box in boxes} == {None, 5}


CHAIN = {"b": ("a", 1), "c": ("b", 2), "d": ("c", 3)}


def chained(asks: Mapping[str, tuple[str, int] | None]) -> InstrumentSpec:
    """Items a, b, …; each may hang on an answer to another."""
    items = [
        {"code": code} | ({"show_if": {"item": asked[0], "in": [asked[1]]}} if (asked := asks.get(code)) else {})
        for code in "abcdef"
    ]
    head = {"code": "RANTAI", "version": "1", "scale": {"min": 1, "max": 3}}
    barriers = {"pilihan": [{"code": "H1", "nama": "Waktu"}, {"code": "H2", "nama": "Dana"}]}
    return read_instrument({"instrument": head, "dimensions": [{"code": "X", "items": items}], "barriers": barriers})


def test_rina_goes_back_and_what_hung_on_her_earlier_answers_goes_and_the_rest_is_kept():
    spec = chained(CHAIN)
    # She answered a = 1, so was asked b, c and d; then she set a to 3.
    sheet = Sheet(answers={"a": 3, "b": 2, "c": 3, "d": 1, "e": 2})
    sent = check_answers(spec, answers=sheet.answers, groups={}, barriers=[], comment="", research=False)
    assert sent.values == (3, None, None, None, 2, None)
    assert fits(spec, sent)
    assert [item.code for _number, item in parts_of(spec)[0].asked(sheet)] == ["a", "e", "f"]


@st.composite
def forms(draw) -> tuple[InstrumentSpec, dict[str, Any]]:
    """Items that hang on one before or after them (never in a circle), and any answers to any of them."""
    order = draw(st.permutations("abcdef"))
    asks = {
        code: draw(st.none() | st.tuples(st.sampled_from(order[:place]), st.integers(1, 3)))
        for place, code in enumerate(order)
        if place
    }
    answers = draw(st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(1, 3)))
    barriers = draw(st.lists(st.sampled_from(["H1", "H2"])))
    return chained(asks), {"answers": answers, "barriers": barriers, "comment": draw(st.text(max_size=500))}


@settings(max_examples=200)
@given(forms())
def test_whatever_a_form_sends_and_is_taken_fits_at_the_release(form):
    spec, given = form
    assert fits(spec, check_answers(spec, groups={}, research=False, **given))


def test_sending_costs_few_statements(dinkes):
    campaign = wave()
    spec = campaign.version.spec
    assert spec
    with CaptureQueriesContext(
        connection,
    ) as statements:
        send(campaign, dinkes[0])
    assert len(statements) <= 12


def test_many_are_sealed_in_one_go(dinkes):
    campaign = wave()
    send(campaign, dinkes[0])
    assert send_all(campaign, dinkes) == 7
    assert send_all(campaign, dinkes) == 0
    assert SealedResponse.objects.count() == sent(campaign) == 8
