"""The analyst's desk: plan, open, watch, close, and read comments, each within the own scope."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import Person, Role
from surveys import services
from surveys.desk import Group, blurred
from surveys.models import Campaign, Comment
from tests.support import build
from tests.support.waves import district
from tests.surveys.waving import form, instrument, offices, plan, released, send, send_all, wave

pytestmark = pytest.mark.django_db
DESK = "/kesiapan/gelombang/"


@pytest.fixture
def people(clock) -> dict[str, list[Person]]:
    clock.set("2026-11-20")
    return offices(DINKES=12, DISDIK=11, KEC08=9, KEC09=4)


@pytest.fixture
def top(people):
    return build.unit("PEMDA")


def analyst(at, role=Role.ANALIS) -> Client:
    who = build.learner(at=build.unit("BAPPEDA", of=at.agency))
    build.role(who, role, at)
    return build.sign_in(Client(), who)


@pytest.fixture
def desk(top) -> Client:
    return analyst(top)


def text(page) -> str:
    main = page.content.decode().split("<main")[1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def rows(page) -> dict[str, str]:
    """The unit table: name to the rest of its row."""
    found = re.findall(r'<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', page.content.decode(), re.S)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", rest).split()) for name, rest in found}


def fields(top, **changes) -> dict:
    return {
        "version": str(instrument().pk),
        "owner_unit": str(top.pk),
        "title": "Survei kesiapan 2026",
        "opens_on": "2026-11-20",
        "closes_on": "2026-12-04",
        "frame_on": "2026-11-20",
        "purpose": "Mengukur kesiapan",
        "retention": "Lima tahun",
    } | changes


# Plan and open


def test_a_wave_is_planned_and_opened_in_four_clicks(desk, top, people):
    assert "Belum ada gelombang survei" in text(desk.get(DESK))
    planned = desk.post(f"{DESK}baru/", fields(top))
    page = desk.get(planned["Location"])
    assert "Buka gelombang" in text(page)
    confirm = desk.get(f"{planned['Location']}buka/")
    assert "Buka Survei kesiapan 2026 untuk 36 orang?" in text(confirm)
    assert desk.post(f"{planned['Location']}buka/")["Location"] == planned["Location"]
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.number, campaign.participations.count()) == (Campaign.State.DIBUKA, 1, 36)
    page = desk.get(planned["Location"])
    assert f'value="http://localhost:8000/survei/{campaign.code}/"' in page.content.decode()
    assert "Survei kesiapan 2026" in text(desk.get(DESK))


def test_the_next_wave_takes_the_next_number_and_an_address_of_its_own(desk, top):
    for title in ("Satu", "Dua"):
        desk.post(f"{DESK}baru/", fields(top, title=title))
    assert list(Campaign.objects.order_by("number").values_list("title", "number")) == [("Satu", 1), ("Dua", 2)]
    assert len(set(Campaign.objects.values_list("code", flat=True))) == 2


def test_units_of_long_and_of_nearly_equal_codes_are_asked_again_and_again(top):
    agency = top.agency
    long = build.unit("DINAS-KOMUNIKASI-INFORMATIKA-STATISTIK-PERSANDIAN-UPT-DATA-1", parent=top)
    units = [long, build.unit("KEC 09", parent=top), build.unit("KEC-09", parent=top), build.unit("kec.09", parent=top)]
    for unit in units:
        who = analyst(unit)
        for _again in range(12):
            assert who.post(f"{DESK}baru/", fields(unit)).status_code == 302
    waves = Campaign.objects.filter(owner_unit__agency=agency)
    assert waves.count() == len(units) * 12
    assert sorted(waves.filter(owner_unit=long).values_list("number", flat=True)) == [*range(1, 13)]
    codes = dict(waves.filter(owner_unit=long).values_list("number", "code"))
    assert all(code.endswith(f"-{number}") and len(code) <= 60 for number, code in codes.items())


@pytest.mark.parametrize("missing", ["purpose", "retention", "title", "opens_on", "closes_on", "frame_on", "version"])
def test_nothing_is_planned_without_purpose_retention_and_dates(desk, top, missing):
    page = desk.post(f"{DESK}baru/", fields(top, **{missing: " "}))
    assert page.status_code == 422
    assert f'href="#isian-{missing}"' in page.content.decode()
    assert "1 galat:" in page.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"closes_on": "2026-11-19"},
        {"opens_on": "2026-10-01", "frame_on": "2026-10-01", "closes_on": "2026-10-09"},
        {"frame_on": "2026-11-21"},
        {"opens_on": "20/11/2026"},
        {"opens_on": "٢٠٢٦-١١-٢٠x"},
        {"version": "999999999999999999999"},
        {"owner_unit": "1 OR 1=1"},
        {"title": "x" * 201},
        {"title": "a\0b"},
    ],
)
def test_a_plan_that_makes_no_sense_is_told_with_what_was_typed(desk, top, bad):
    page = desk.post(f"{DESK}baru/", fields(top, **bad))
    assert page.status_code == 422
    assert "Mengukur kesiapan" in page.content.decode()
    assert not Campaign.objects.exists()


def test_an_analyst_plans_only_where_the_own_scope_begins(desk, top, people):
    other = build.unit("DINAS", of=build.agency("KAB-LAIN"))
    assert desk.post(f"{DESK}baru/", fields(top, owner_unit=str(other.pk))).status_code == 422
    assert other.name not in desk.get(f"{DESK}baru/").content.decode()


def test_a_wave_with_too_few_people_is_not_opened(top, people):
    small = build.unit("KEC09")
    planned = plan(small)
    answer = analyst(small).post(f"{DESK}{planned.uuid}/buka/")
    assert answer.status_code == 409
    assert "kurang dari lima pegawai" in answer.content.decode()


def test_an_opened_wave_is_not_opened_twice(desk, top):
    campaign = wave(top)
    for method in (desk.get, desk.post):
        assert method(f"{DESK}{campaign.uuid}/buka/").status_code == 409


# Watch


def test_an_open_wave_shows_counts_in_steps_and_small_units_together(desk, top, people):
    campaign = wave(top)
    send_all(campaign, [*people["DINKES"][:9], *people["DISDIK"][:3], *people["KEC08"][:6], *people["KEC09"][:2]])
    page = desk.get(f"{DESK}{campaign.uuid}/")
    assert rows(page) == {
        "Dinkes": "12 sedikitnya 5",
        "Disdik": "11 kurang dari 5",
        "Unit kecil, digabung": "13 sedikitnya 5",
    }
    assert "sedikitnya 20 dari 36 orang menjawab" in text(page)
    assert "56 %" in text(page)
    assert "Kec08" not in text(page)
    assert "Kec09" not in text(page)


def test_one_answer_more_in_a_small_unit_changes_nothing(desk, top, people):
    campaign = wave(top)
    send_all(campaign, [*people["DINKES"], *people["KEC08"][:6]])
    before = text(desk.get(f"{DESK}{campaign.uuid}/"))
    send(campaign, people["KEC09"][0])
    assert text(desk.get(f"{DESK}{campaign.uuid}/")) == before


def test_less_than_five_answers_in_all_are_not_counted_out(desk, top, people):
    campaign = wave(top)
    send_all(campaign, people["DINKES"][:4])
    page = text(desk.get(f"{DESK}{campaign.uuid}/"))
    assert "Kurang dari 5 jawaban dari 36 orang" in page
    assert "4 dari" not in page


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([4], [4]),
        ([4, 30], [34]),
        ([4, 7, 30], [30, 11]),
        ([1, 2, 3, 30], [30, 6]),
        ([5, 6, 7], [5, 6, 7]),
        ([], []),
    ],
)
def test_small_units_never_stand_alone_beside_larger_ones(people, expected):
    groups = [Group(f"U{place}", f"Unit {place}", number, 0) for place, number in enumerate(people)]
    assert [row.people for row in blurred(groups, 5)] == expected


# Close


def test_closing_asks_first_and_cannot_be_undone(desk, top, people):
    campaign = wave(top, title="Gelombang ini")
    send_all(campaign, people["DINKES"])
    confirm = desk.get(f"{DESK}{campaign.uuid}/tutup/")
    assert "Tutup Gelombang ini?" in text(confirm)
    assert "di bawah 50 %" in text(confirm)
    desk.post(f"{DESK}{campaign.uuid}/tutup/")
    page = desk.get(f"{DESK}{campaign.uuid}/")
    assert "Hasil disiapkan" in text(page)
    assert "DINKES" not in text(page)
    assert desk.post(f"{DESK}{campaign.uuid}/tutup/").status_code == 409


def test_a_scored_wave_shows_reliability_and_hides_what_does_not_stand(desk, top, people, settle):
    campaign = wave(top)
    send_all(campaign, [*people["DINKES"], *people["DISDIK"], *people["KEC08"], *people["KEC09"][:3]])
    desk.post(f"{DESK}{campaign.uuid}/tutup/")
    settle()
    page = desk.get(f"{DESK}{campaign.uuid}/")
    assert "Hasil siap" in text(page)
    shown = rows(page)
    assert shown["Dinkes"] == "12 12 · 100 %"
    assert shown["Kec08"] == shown["Kec09"] == "disembunyikan disembunyikan"
    assert re.match(r"35 (-?\d,\d\d) \d,\d\d", shown["D1 Pola pikir dan perubahan"])
    assert "35 dari 36 orang" in text(page)


def test_a_low_response_is_warned_of(desk, top, people, settle):
    campaign = wave(top)
    send_all(campaign, people["DINKES"])
    released(campaign)
    settle()
    page = text(desk.get(f"{DESK}{campaign.uuid}/"))
    assert "Kurang dari separuh yang diundang menjawab" in page


@pytest.mark.parametrize(("answers", "words"), [(0, "Tidak ada jawaban"), (3, "Jawaban terlalu sedikit")])
def test_a_wave_without_results_says_so(desk, top, people, answers, words, settle):
    campaign = wave(top)
    send_all(campaign, people["DINKES"][:answers])
    services.close_campaign(campaign=campaign)
    settle()
    page = text(desk.get(f"{DESK}{campaign.uuid}/"))
    assert words in page
    assert "3 dari" not in page


# Comments


@pytest.fixture
def with_comments(top, people):
    """A closed wave in which so many people wrote."""

    def make(number: int) -> Campaign:
        campaign = wave(top)
        everybody = [*people["DINKES"], *people["DISDIK"]]
        send_all(campaign, everybody, lambda place: form(place, comment=f"Cerita {place:02}" if place < number else ""))
        return released(campaign)

    return make


def test_nine_comments_are_read_by_nobody(desk, with_comments):
    campaign = with_comments(9)
    page = desk.get(f"{DESK}{campaign.uuid}/komentar/")
    assert "Belum ada komentar yang boleh dibaca" in text(page)
    assert "Cerita" not in text(page)
    comment = Comment.objects.first()
    posted = desk.post(f"{DESK}{campaign.uuid}/komentar/", {"komentar": comment.uuid, "text": "x"}) if comment else None
    assert posted is None or posted.status_code == 404


def test_ten_comments_are_edited_or_withheld_one_by_one(desk, with_comments):
    campaign = with_comments(10)
    place = f"{DESK}{campaign.uuid}/komentar/"
    assert text(desk.get(place)).count("Cerita") == 10
    first, second = Comment.objects.order_by("uuid")[:2]
    desk.post(place, {"komentar": first.uuid, "text": "Jaringan sering putus.", "putusan": "simpan"})
    desk.post(place, {"komentar": second.uuid, "text": "", "putusan": "tahan"})
    page = text(desk.get(place))
    assert page.count("Cerita") == 8
    assert "Menunggu penyuntingan (8)" in page
    assert "Jaringan sering putus." in page
    assert "1 komentar ditahan" in page
    first.refresh_from_db()
    assert (first.text, first.state) == ("Jaringan sering putus.", Comment.State.DISUNTING)


@pytest.mark.parametrize("bad", ["", " ", "x" * 2_001, "a\0b"])
def test_an_edit_that_cannot_be_kept_is_told(desk, with_comments, bad):
    campaign = with_comments(10)
    place = f"{DESK}{campaign.uuid}/komentar/"
    comment = Comment.objects.first()
    page = desk.post(place, {"komentar": comment.uuid, "text": bad, "putusan": "simpan"})
    assert page.status_code == 422
    assert f'href="#k{comment.uuid.hex}-text"' in page.content.decode()
    for made_up in (str(uuid4()), "x", ""):
        assert desk.post(place, {"komentar": made_up, "text": "Baik"}).status_code == 404


def test_comments_stay_shut_while_answers_come(desk, top, people):
    campaign = wave(top)
    Comment.objects.bulk_create(Comment(campaign=campaign, text=f"Cerita {n}") for n in range(12))
    assert "Cerita" not in text(desk.get(f"{DESK}{campaign.uuid}/komentar/"))


def test_an_evaluator_reads_edited_comments_only(top, desk, with_comments):
    campaign = with_comments(10)
    place = f"{DESK}{campaign.uuid}/komentar/"
    desk.post(place, {"komentar": Comment.objects.first().uuid, "text": "Sudah aman.", "putusan": "simpan"})
    page = text(analyst(top, Role.EVALUATOR).get(place))
    assert "Sudah aman." in page
    assert "Cerita" not in page


def test_every_page_opens_for_a_reader_in_english(desk, top, people, settle):
    desk.post("/bahasa/", {"bahasa": "en"})
    planned, campaign = plan(top, number=2), wave(top)
    places = ["", "baru/", f"{planned.uuid}/", f"{planned.uuid}/buka/", f"{campaign.uuid}/", f"{campaign.uuid}/tutup/"]
    assert all('<html lang="en"' in desk.get(f"{DESK}{place}").content.decode() for place in places)
    send_all(campaign, people["DINKES"])
    desk.post(f"{DESK}{campaign.uuid}/tutup/")
    for _ in range(2):
        assert '<html lang="en"' in desk.get(f"{DESK}{campaign.uuid}/").content.decode()
        settle()
    assert '<html lang="en"' in desk.get(f"{DESK}{campaign.uuid}/komentar/").content.decode()


# Who may


def test_a_foreign_wave_and_a_missing_one_are_both_not_there(top, people):
    campaign = wave(top)
    elsewhere = analyst(build.unit("DINAS", of=build.agency("KAB-LAIN")))
    below = analyst(people["DINKES"][0].unit)
    for client in (elsewhere, below):
        for uuid in (campaign.uuid, uuid4()):
            for place in ("", "buka/", "tutup/", "komentar/"):
                assert client.get(f"{DESK}{uuid}/{place}").status_code == 404
                if place:
                    assert client.post(f"{DESK}{uuid}/{place}").status_code == 404
        assert campaign.title not in text(client.get(DESK))


def test_who_was_asked_has_no_desk(top, people):
    campaign = wave(top)
    client = build.sign_in(Client(), people["DINKES"][0])
    for place in ("", "baru/", f"{campaign.uuid}/", f"{campaign.uuid}/tutup/", f"{campaign.uuid}/komentar/"):
        assert client.get(f"{DESK}{place}").status_code == 403
        assert client.post(f"{DESK}{place}").status_code in (403, 405)
    assert campaign.participations.filter(answered=True).count() == 0


def test_an_analyst_who_was_asked_elsewhere_sees_only_the_own_scope(top, people):
    campaign = wave(top)
    asked = people["DINKES"][0]
    build.role(asked, Role.ANALIS, asked.unit)
    client = build.sign_in(Client(), asked)
    assert client.get(f"{DESK}{campaign.uuid}/").status_code == 404


def test_an_evaluator_reads_and_changes_nothing(top, people):
    planned, opened = plan(top), wave(top, number=2)
    client = analyst(top, Role.EVALUATOR)
    assert "Gelombang dibuka oleh analis survei." in text(client.get(f"{DESK}{planned.uuid}/"))
    assert "Tutup gelombang" not in text(client.get(f"{DESK}{opened.uuid}/"))
    for place in ("baru/", f"{planned.uuid}/buka/", f"{opened.uuid}/tutup/", f"{opened.uuid}/komentar/"):
        assert client.post(f"{DESK}{place}").status_code == 403
    assert [c.state for c in Campaign.objects.order_by("number")] == ["disusun", "dibuka"]


@pytest.mark.parametrize("state", ["open", "scored"])
def test_a_wave_page_asks_as_often_for_ten_units_as_for_forty(state, clock, django_assert_max_num_queries):
    clock.set("2026-11-20")
    counts = []
    for number, units in enumerate((10, 40)):
        made = district(units, waves=1, of=build.agency(f"KAB-{number}"))
        campaign = made.campaigns[0]
        if state == "open":
            build.people(50, at=made.opd[0])
            campaign = wave(made.root, number=2)
        client = analyst(made.root)
        client.get(DESK)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{DESK}{campaign.uuid}/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 10
