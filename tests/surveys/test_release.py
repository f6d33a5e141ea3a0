"""What is kept of a wave once it is closed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from nacl.public import PublicKey, SealedBox

from core.clock import today
from core.models import AuditEntry, Job
from people.models import Person
from people.services.units import move_unit
from surveys import keys, services
from surveys.forms import LastForm
from surveys.models import Campaign, Comment, ReleasedUnit, Response, SealedResponse
from surveys.sheet import Sheet
from tests.support import build
from tests.surveys.waving import answer, form, offices, released, send, send_all, wave

pytestmark = pytest.mark.django_db


def everybody(units):
    return [person for people in units.values() for person in people]


def bucket_sizes(campaign) -> dict[str, int]:
    return dict(Counter(Response.objects.filter(campaign=campaign).values_list("bucket__code", flat=True)))


def fates(campaign) -> dict[str, str]:
    return dict(ReleasedUnit.objects.filter(campaign=campaign).values_list("unit__code", "hidden"))


def test_four_people_and_their_smallest_neighbours_are_stored_under_the_agency():
    units = offices(DINKES=20, KEC08=6, KEC09=4, BKPSDM=9)
    campaign = wave()
    send_all(campaign, everybody(units))
    released(campaign)
    assert bucket_sizes(campaign) == {"DINKES": 20, "PEMDA": 10, "BKPSDM": 9}
    assert fates(campaign) == {"PEMDA": "", "DINKES": "", "BKPSDM": "", "KEC08": "pasangan", "KEC09": "kecil"}
    assert dict(campaign.released_units.values_list("unit__code", "n")) == {
        "PEMDA": 39,
        "DINKES": 20,
        "BKPSDM": 9,
        "KEC08": None,
        "KEC09": None,
    }


def test_the_free_words_of_one_office_are_neither_asked_nor_kept():
    people = offices(DINKES=20)["DINKES"]
    office, agency = wave(build.unit("DINKES")), wave(number=2)
    for campaign in (office, agency):
        send_all(campaign, people, lambda number: form(number, comment=f"Cerita {number}"))
        released(campaign)
    assert dict(Counter(Comment.objects.values_list("campaign", flat=True))) == {agency.pk: 20}
    assert [("komentar" in LastForm(campaign, Sheet()).fields) for campaign in (office, agency)] == [False, True]


def test_every_answer_is_released_once_and_the_boxes_are_gone():
    units = offices(DINKES=20, BKPSDM=9)
    campaign = wave()
    send_all(campaign, everybody(units))
    released(campaign)
    stored = Counter(tuple(row) for row in Response.objects.values_list("answers", flat=True))
    assert stored == Counter(tuple(answer(n).values()) for n in range(29))
    assert not SealedResponse.objects.exists()
    assert campaign.participations.filter(answered=True).count() == 29
    services.release_responses(campaign=campaign)
    assert Response.objects.count() == 29


def test_the_released_frame_names_buckets_by_their_path_and_items_by_their_code():
    units = offices(DINKES=6, BKPSDM=9)
    campaign = wave()
    send_all(campaign, everybody(units), lambda n: form(n, answers={"D1-01": 4} if n % 2 else answer(n)))
    frame = services.released_frame(campaign=released(campaign))
    assert list(frame.columns) == ["bucket_path", *answer(0)]
    assert Counter(frame["bucket_path"]) == {build.unit("DINKES").path: 6, build.unit("BKPSDM").path: 9}
    assert frame["D1-02"].isna().sum() == 7
    assert str(frame["D1-01"].dtype) == "float64"


def test_before_release_nothing_can_be_read():
    units = offices(DINKES=6)
    campaign = wave()
    send_all(campaign, everybody(units))
    assert services.released_frame(campaign=campaign).empty
    assert services.barrier_shares(campaign) == []
    services.close_campaign(campaign=campaign)
    assert services.released_frame(campaign=campaign).empty


def test_groups_are_stored_merged_or_blank():
    units = offices(DINKES=20)
    campaign = wave()
    kinds = ["pimpinan"] * 2 + ["jf"] * 9 + ["pelaksana"] * 9
    send_all(campaign, everybody(units), lambda n: form(n, groups={"jenis_jabatan": kinds[n]}))
    released(campaign)
    stored = Counter(groups["jenis_jabatan"] for groups in Response.objects.values_list("groups", flat=True))
    assert stored == {"pimpinan+jf": 11, "pelaksana": 9}


def test_a_wave_without_answers_ends_without_results():
    offices(DINKES=6)
    campaign = released(wave())
    assert campaign.state == Campaign.State.KOSONG
    assert "belum ada jawaban" in campaign.get_state_display()
    assert not campaign.released_units.exists()
    assert not Job.objects.filter(kind="surveys.score").exists()


def test_four_answers_in_all_are_destroyed_and_it_is_said():
    units = offices(DINKES=6)
    campaign = wave()
    send_all(campaign, everybody(units)[:4])
    released(campaign)
    assert campaign.state == Campaign.State.KURANG
    assert "kurang dari batas kelompok" in campaign.get_state_display()
    assert not Response.objects.exists()
    assert not SealedResponse.objects.exists()
    assert not campaign.released_units.exists()


def test_comments_are_kept_apart_and_only_from_ten_on():
    units = offices(DINKES=6, BKPSDM=9)
    few, many = wave(number=1), wave(number=2)
    send_all(few, everybody(units), lambda n: form(n, comment=f"cerita {n}" if n < 9 else ""))
    send_all(many, everybody(units), lambda n: form(n, comment=f"cerita {n}" if n > 3 else " "))
    released(few)
    released(many)
    assert not Comment.objects.filter(campaign=few).exists()
    assert {c.text for c in Comment.objects.filter(campaign=many)} == {f"cerita {n}" for n in range(4, 15)}
    assert {field.name for field in Comment._meta.fields} == {"uuid", "campaign", "text", "state"}


def test_a_box_that_was_touched_does_not_hold_up_the_others():
    units = offices(DINKES=8)
    campaign = wave()
    send_all(campaign, everybody(units))
    damaged = SealedResponse.objects.first()
    SealedResponse.objects.filter(pk=damaged.pk).update(box=bytes(damaged.box)[:-1] + b"?")
    released(campaign)
    assert Response.objects.count() == 7


NINE = b'{"unit": 1, "values": [9], "groups": {}, "barriers": [], "comment": "", "research": false}'


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"unit": "x"}', b'{"unit": 1, "values": 3}', b"\xff", NINE])
def test_a_box_that_somebody_else_sealed_is_left_out(content):
    units = offices(DINKES=8)
    campaign = wave()
    send_all(campaign, everybody(units))
    box = SealedBox(PublicKey(bytes(campaign.public_key))).encrypt(content)
    SealedResponse.objects.create(submission_token=uuid4(), campaign=campaign, box=box)
    released(campaign)
    assert Response.objects.count() == 8
    assert AuditEntry.objects.latest("pk").after == {"state": "dilepas", "unreadable": 1}


def test_a_release_without_the_key_waits(settle):
    units = offices(DINKES=8)
    campaign = wave()
    send_all(campaign, everybody(units))
    services.close_campaign(campaign=campaign)
    place = keys.file_of(campaign.uuid)
    key = place.read_bytes()
    place.unlink()
    with pytest.raises(keys.KeyMissing):
        services.release_responses(campaign=campaign)
    assert campaign.sealed.count() == 8
    place.write_bytes(key)
    services.release_responses(campaign=campaign)
    assert Response.objects.count() == 8


def test_sections_of_sections_are_released_by_the_tree_of_the_frame_day(clock):
    clock.set("2026-03-02")
    units = offices(DINKES=6, BKPSDM=9)
    section = build.unit("DINKES-P2P", parent=build.unit("DINKES"))
    low = build.people(7, at=section)
    campaign = wave()
    send_all(campaign, [*everybody(units), *low])
    clock.set("2026-03-09")
    move_unit(unit=section, parent=build.unit("BKPSDM"), from_day=today())
    released(campaign)
    assert dict(campaign.released_units.values_list("unit__code", "n"))["DINKES"] == 13
    row = campaign.released_units.get(unit=section)
    assert (row.depth, row.parent.code, row.path) == (2, "DINKES", f"{build.unit('DINKES').path}{section.pk}/")


def test_a_unit_that_left_the_tree_in_hindsight_counts_for_the_owner(clock):
    clock.set("2026-03-02")
    offices(DINKES=6)
    section = build.unit("DINKES-P2P", parent=build.unit("DINKES"))
    low = build.people(3, at=section)
    campaign = wave(build.unit("DINKES"))
    send_all(campaign, [*Person.objects.filter(unit=build.unit("DINKES")), *low])
    move_unit(unit=section, parent=build.unit("PEMDA"), from_day=today() - timedelta(days=30))
    released(campaign)
    assert bucket_sizes(campaign) == {"DINKES": 9}
    assert campaign.released_units.get(hidden="").headcount == 9


def test_barriers_are_told_for_the_whole_wave_as_whole_percentages():
    units = offices(DINKES=12)
    campaign = wave()
    choices = [["H01", "H06"]] * 6 + [["H06"]] * 1 + [["H02"]] * 4 + [[]]
    send_all(campaign, everybody(units), lambda n: form(n, barriers=choices[n]))
    released(campaign)
    assert services.barrier_shares(campaign) == [("H06", "Anggaran", 58), ("H01", "Komitmen", 50)]


def test_a_barrier_that_nearly_everybody_chose_is_not_told_of_everybody():
    units = offices(DINKES=12)
    campaign = wave()
    choices = [["H01", "H06"]] * 8 + [["H06"]] * 4
    send_all(campaign, everybody(units), lambda n: form(n, barriers=choices[n]))
    released(campaign)
    assert services.barrier_shares(campaign) == []


@pytest.fixture
def two_waves():
    units = offices(DINKES=12, BKPSDM=12, DISHUB=12)
    waves = [wave(number=number, closes_on=today() + timedelta(days=number)) for number in (1, 2)]
    return units, waves


def test_a_change_of_one_to_four_respondents_is_not_compared(two_waves):
    units, (first, second) = two_waves
    send_all(first, [*units["DINKES"], *units["BKPSDM"], *units["DISHUB"]])
    # Dinkes: the same. BKPSDM: two gone. Dishub: six gone.
    send_all(second, [*units["DINKES"], *units["BKPSDM"][2:], *units["DISHUB"][6:]])
    verdict = services.comparable_units(before=released(first), after=released(second))
    assert {code: verdict[build.unit(code).pk] for code in ("DINKES", "BKPSDM", "DISHUB", "PEMDA")} == {
        "DINKES": True,
        "BKPSDM": False,
        "DISHUB": True,
        "PEMDA": True,
    }


def test_one_who_came_and_one_who_went_count_as_two(two_waves):
    units, (first, second) = two_waves
    send_all(first, [*units["DINKES"][:-1], *units["BKPSDM"]])
    send_all(second, [*units["DINKES"][1:], *units["BKPSDM"]])
    verdict = services.comparable_units(before=released(first), after=released(second))
    assert not verdict[build.unit("DINKES").pk]
    assert verdict[build.unit("BKPSDM").pk]
    assert build.unit("DISHUB").pk not in verdict


def test_comparing_costs_few_statements_whatever_the_size(two_waves):
    units, (first, second) = two_waves
    for campaign in (first, second):
        send_all(campaign, [*units["DINKES"], *units["BKPSDM"], *units["DISHUB"]])
        released(campaign)
    with CaptureQueriesContext(connection) as statements:
        services.comparable_units(before=first, after=second)
    assert len(statements) == 4


def test_release_within_a_transaction_leaves_the_key_until_it_is_committed(settle):
    units = offices(DINKES=8)
    campaign = wave()
    send(campaign, everybody(units)[0])
    services.close_campaign(campaign=campaign)
    settle()
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.KURANG
    assert not campaign.traces_wiped
