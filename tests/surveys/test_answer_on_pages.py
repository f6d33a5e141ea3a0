"""A person answers a wave page by page, with forms alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import Person
from surveys import drafts, services
from surveys.models import Draft, Participation, SealedResponse
from surveys.sheet import Sheet
from tests.support import build
from tests.surveys.pages import Respondent, form_of, opened
from tests.surveys.waving import instrument, item_codes, offices, plan, released, send_all, wave

pytestmark = pytest.mark.django_db
PARTS = range(1, 9)
SIX_POINTS = {"min": 1, "max": 6}
SIX_LABELS = [{"nilai": 1, "label": "Tidak pernah"}, {"nilai": 6, "label": "Selalu"}]


@pytest.fixture
def people(clock) -> list[Person]:
    clock.set("2026-11-20")
    return offices(DINKES=8)["DINKES"]


@pytest.fixture
def campaign(people):
    return wave(title="Survei kesiapan 2026", code="kesiapan-2026")


@pytest.fixture
def sari(people, campaign) -> Respondent:
    return Respondent.of(people[0], campaign)


def text(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode().split("<main")[1]).split())


# The whole way


def test_answers_of_all_parts_are_sealed_once_and_the_draft_is_gone(sari, campaign):
    assert 'href="/survei/kesiapan-2026/1/"' in sari.get().content.decode()
    for part in PARTS:
        answer = sari.fill(part, value=str(1 + part % 5))
        assert answer["Location"] == f"{sari.base}{part + 1}/" if part < 8 else f"{sari.base}akhir/"
    fields = {"kelompok-jenis_jabatan": "jf", "hambatan": ["H07", "H01"], "komentar": "Jaringan putus.\r\nSering."}
    assert sari.send(**fields, riset="on")["Location"] == f"{sari.base}terima-kasih/"
    (sent,) = opened(campaign)
    assert sent.values[:6] == (2, 2, 2, 2, 2, 3)
    assert sent.groups == {"jenis_jabatan": "jf", "masa_kerja": ""}
    assert (sent.barriers, sent.comment, sent.research) == (("H01", "H07"), "Jaringan putus.\nSering.", True)
    assert Participation.objects.get(person=sari.person).answered
    assert not Draft.objects.exists()


def test_whoever_sends_again_gets_the_same_thanks(sari, campaign):
    sari.fill(1)
    first = sari.send()
    again = sari.post("kirim/")
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    for place in ("", "1/", "akhir/"):
        assert sari.get(place)["Location"] == f"{sari.base}terima-kasih/"
    assert "Jawaban Anda tersimpan dan pengingat dihentikan" in text(sari.get("terima-kasih/"))
    assert SealedResponse.objects.count() == 1


def test_two_devices_of_one_person_send_one_answer(sari, campaign):
    other = Respondent.of(sari.person, campaign)
    sari.fill(1)
    other.fill(1)
    form = form_of(other.get("akhir/"))
    sari.send()
    assert other.client.post(form.action, form.values)["Location"] == f"{sari.base}terima-kasih/"
    assert SealedResponse.objects.count() == 1


def test_unanswered_items_are_told_with_links_and_may_be_sent(sari, campaign):
    for part in (1, 2, 3, 4, 6, 7, 8):
        sari.fill(part)
    sari.post("5/", **{"jawab-D5-01": "3"})
    page = text(sari.get("akhir/"))
    assert "Bagian 5, Proses dan integrasi layanan : butir 20, 21, 22, 23" in page
    assert 'href="/survei/kesiapan-2026/5/"' in sari.get("akhir/").content.decode()
    assert sari.send().status_code == 302
    assert opened(campaign)[0].values.count(None) == 4


def test_a_form_without_any_answer_is_not_sent(sari):
    page = sari.send(komentar="Hanya ini")
    assert page.status_code == 422
    assert "Belum ada butir yang dijawab" in text(page)
    assert "Hanya ini" in page.content.decode()
    assert not SealedResponse.objects.exists()


def test_dont_know_is_an_answer(sari, campaign):
    sari.fill(1, value="na")
    assert set(sari.chosen(1).values()) == {"na"}
    assert "Bagian 1" not in text(sari.get("akhir/"))
    assert sari.send().status_code == 302


# The draft


def test_a_session_that_ended_loses_nothing_on_the_same_device(sari):
    sari.fill(1, value="5")
    sari.client.post("/keluar/")
    assert sari.get("1/")["Location"].startswith("/masuk/")
    build.sign_in(sari.client, sari.person)
    assert set(sari.chosen(1).values()) == {"5"}
    assert "Lanjutkan isian" in text(sari.get())
    assert f'href="{sari.base}2/"' in sari.get().content.decode()


def test_the_next_person_on_the_same_telephone_finds_nothing(sari, people, campaign):
    sari.fill(1, value="5")
    build.sign_in(sari.client, people[1])
    assert sari.chosen(1) == {}
    assert "Mulai" in text(sari.get())
    sari.fill(1, value="1")
    build.sign_in(sari.client, sari.person)
    assert set(sari.chosen(1).values()) == {"5"}


def test_another_device_finds_nothing(sari, campaign):
    sari.fill(1, value="5")
    assert Respondent.of(sari.person, campaign).chosen(1) == {}


def test_the_cookie_holds_a_random_word_for_this_wave_s_pages_alone(sari, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = sari.get().cookies["survei"]
    assert re.fullmatch(r"[\w-]{43}", cookie.value)
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert cookie["path"] == "/survei/kesiapan-2026/"
    assert cookie["max-age"] == 15 * 24 * 3600
    sari.fill(1)
    assert sari.send().cookies["survei"]["max-age"] == 0


def test_a_made_up_cookie_is_replaced(sari):
    sari.client.cookies["survei"] = "x" * 5000
    assert re.fullmatch(r"[\w-]{43}", sari.get().cookies["survei"].value)


def test_every_button_saves_before_it_leads_away(sari):
    leads = {"kembali": f"{sari.base}1/", "nanti": sari.base, "lanjut": f"{sari.base}3/", "lain": f"{sari.base}3/"}
    for number, (goal, place) in enumerate(leads.items(), start=1):
        assert sari.fill(2, value=str(number), ke=goal)["Location"] == place
        assert set(sari.chosen(2).values()) == {str(number)}
    assert sari.fill(1, ke="kembali")["Location"] == sari.base


def test_the_last_page_is_kept_without_being_sent(sari):
    sari.post("akhir/", ke="nanti", komentar="Belum selesai", hambatan=["H01", "H02", "H03", "H04"], riset="on")
    form = form_of(sari.get("akhir/"))
    assert form.values["komentar"] == ["Belum selesai"]
    assert form.values["hambatan"] == ["H01", "H02", "H03", "H04"]
    assert form.values["riset"] == ["on"]
    assert not SealedResponse.objects.exists()


def test_what_the_script_sends_is_saved_and_answered_with_a_sentence(sari):
    fields = {"jawab-D1-01": "2"}
    saved = sari.client.post(f"{sari.base}1/", fields, headers={"Accept": "application/json"})
    assert saved.json() == {"sentence": "Tersimpan pukul 09.00 WIB. Hanya terbuka di perangkat ini."}
    refused = sari.client.post(f"{sari.base}1/", {"jawab-D1-01": "9"}, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert sari.chosen(1) == {"jawab-D1-01": "2"}


# Bad input


@pytest.mark.parametrize("bad", ["0", "6", "3.5", "٣", "", " 3", "03", "+3", "NULL", "3\0", "x" * 100_000])
def test_a_value_that_the_form_does_not_offer_is_refused_and_the_others_are_kept(sari, bad):
    page = sari.post("1/", **{"jawab-D1-01": "2", "jawab-D1-02": bad})
    assert page.status_code == 422
    assert '<a href="#butir-2-0">Butir 2' in page.content.decode()
    assert "1 galat: Bagian 1" in page.content.decode()
    assert sari.chosen(1) == {"jawab-D1-01": "2"}


def test_doubled_fields_count_only_when_they_agree(sari):
    assert sari.post("1/", **{"jawab-D1-01": ["2", "4"]}).status_code == 422
    assert sari.post("1/", **{"jawab-D1-01": ["2", "2"], "jawab-D9-99": "1", "is_staff": "1"}).status_code == 302
    assert sari.chosen(1) == {"jawab-D1-01": "2"}


def test_ten_thousand_fields_are_refused_whole(sari):
    flood = {f"jawab-X-{number}": "1" for number in range(10_000)}
    for place in ("1/", "akhir/", "kirim/"):
        assert sari.post(place, **flood).status_code == 400
    assert not Draft.objects.exists()


def test_a_missing_field_leaves_the_answer_as_it_was(sari):
    sari.fill(1, value="3")
    sari.post("1/", **{"jawab-D1-01": "4"})
    assert sorted(sari.chosen(1).values()) == ["3", "3", "3", "3", "4"]


def test_a_fourth_barrier_is_refused_with_the_choices_kept(sari):
    sari.fill(1)
    page = sari.send(hambatan=["H01", "H02", "H03", "H04"], komentar="Tetap ada")
    assert page.status_code == 422
    assert "Anda memilih 4 hambatan. Pilih paling banyak 3." in text(page)
    assert form_of(page).values["hambatan"] == ["H01", "H02", "H03", "H04"]
    assert form_of(page).values["komentar"] == ["Tetap ada"]
    assert not SealedResponse.objects.exists()
    assert sari.send(hambatan=["H01", "H02", "H03"]).status_code == 302


@pytest.mark.parametrize(
    "bad",
    [
        {"hambatan": ["H99"]},
        {"kelompok-masa_kerja": "mk9"},
        {"komentar": "x" * 501},
        {"komentar": "a\0b"},
    ],
)
def test_a_last_page_that_was_tampered_with_is_told(sari, bad):
    sari.fill(1)
    page = sari.send(**bad)
    assert page.status_code == 422
    assert 'class="errors"' in page.content.decode()
    assert not SealedResponse.objects.exists()
    assert sari.send(komentar="", **{"kelompok-masa_kerja": ""}).status_code == 302


def test_five_hundred_characters_with_line_breaks_fit(sari, campaign):
    sari.fill(1)
    assert sari.send(komentar=("y" * 99 + "\r\n") * 5).status_code == 302
    assert len(opened(campaign)[0].comment) == 499


def test_a_made_up_token_sends_once(sari, campaign):
    sari.fill(1)
    assert sari.send(tanda="bukan-uuid").status_code == 302
    assert sari.post("kirim/", tanda="bukan-uuid").status_code == 302
    assert SealedResponse.objects.count() == 1


def test_markup_in_a_comment_stays_text(sari):
    sari.post("akhir/", komentar="</textarea><script>alert(1)</script>")
    assert "<script>alert" not in sari.get("akhir/").content.decode()


@pytest.mark.parametrize("place", ["0/", "9/", "99999999999999999999/"])
def test_a_part_that_is_not_there_is_missing(sari, place):
    assert sari.get(place).status_code == 404
    assert sari.post(place).status_code == 404


# Who may answer, and when


def test_a_wave_of_another_agency_is_not_there(campaign):
    other = build.agency("KAB-LAIN")
    stranger = build.learner(at=build.unit("DINAS", of=other))
    partner = build.learner(kind=Person.Kind.MITRA)
    for who in (stranger, partner):
        visitor = Respondent.of(who, campaign)
        for place in ("", "1/", "akhir/", "terima-kasih/"):
            assert visitor.get(place).status_code == 404
        for place in ("1/", "akhir/", "kirim/"):
            assert visitor.post(place).status_code == 404
    assert Respondent.of(stranger, campaign).client.get("/survei/tidak-ada/").status_code == 404


def test_a_colleague_outside_the_frame_is_told_why(people, campaign):
    late = Respondent.of(build.learner(at=people[0].unit), campaign)
    page = late.get()
    assert page.status_code == 200
    assert "Anda tidak termasuk responden survei ini" in text(page)
    assert late.post("1/", **{"jawab-D1-01": "3"}).status_code == 409
    assert late.post("kirim/").status_code == 409
    assert not Draft.objects.exists()


def test_a_planned_wave_says_when_it_opens(people, clock):
    planned = plan(code="nanti", opens_on=clock.today() + timedelta(days=5))
    assert "dibuka 25 November 2026" in text(Respondent.of(people[0], planned).get())


def test_an_open_wave_before_its_first_day_says_so_too(people, clock):
    early = wave(code="nanti", opens_on=clock.today() + timedelta(days=5))
    sari = Respondent.of(people[0], early)
    assert "Survei belum dibuka" in text(sari.get("1/"))
    assert sari.post("1/", **{"jawab-D1-01": "3"}).status_code == 409


def test_a_closed_wave_says_so_and_keeps_nothing(sari, people, campaign):
    sari.fill(1)
    form = form_of(sari.get("akhir/"))
    services.close_campaign(campaign=campaign)
    assert "Survei sudah ditutup" in text(sari.get("2/"))
    for place in ("2/", "akhir/", "kirim/"):
        assert sari.post(place, **{"jawab-D2-01": "3"}).status_code == 409
    assert sari.client.post(form.action, form.values).status_code == 409
    script = sari.client.post(f"{sari.base}2/", headers={"Accept": "application/json"})
    assert (script.status_code, "Muat ulang" in script.json()["sentence"]) == (409, True)
    assert not Draft.objects.exists()


def test_after_the_last_day_a_wave_is_closed_even_before_the_machine_closes_it(sari, clock):
    clock.set("2026-12-04 23:59")
    build.sign_in(sari.client, sari.person)
    assert sari.fill(1).status_code == 302
    clock.set("2026-12-05 00:01")
    build.sign_in(sari.client, sari.person)
    assert "Survei sudah ditutup" in text(sari.get("1/"))


def test_thanks_are_shown_after_the_results_too(people, campaign):
    send_all(campaign, people)
    assert "Hasil gabungan disiapkan" in text(Respondent.of(people[0], released(campaign)).get("terima-kasih/"))


def test_a_stranger_signs_in_first(campaign):
    assert Client().get(f"/survei/{campaign.code}/")["Location"].startswith("/masuk/")


# What is asked


def test_the_intro_tells_purpose_retention_and_anonymity(sari):
    page = text(sari.get())
    for words in (
        "Mengukur kesiapan dan menyarankan pelatihan",
        "Lima tahun, tanpa identitas",
        "jawaban tidak dapat dibuka, diubah, atau dihapus lagi, juga oleh Anda sendiri",
        "Pimpinan hanya melihat gabungan sedikitnya 5 jawaban",
        "Tidak mengisi tidak berpengaruh pada penilaian",
        "dapat menduga jawaban Anda dari hasil gabungan",
        "36 pernyataan, kira-kira 10 menit",
    ):
        assert words in page, words


def test_consent_for_research_is_on_the_last_page_and_not_ticked(sari):
    assert "riset" in form_of(sari.get("akhir/")).offered
    assert "riset" not in form_of(sari.get("akhir/")).values
    assert "riset" not in form_of(sari.get("1/")).offered


def test_every_item_stands_on_exactly_one_part(sari):
    fields = [name for part in PARTS for name in form_of(sari.get(f"{part}/")).offered if name.startswith("jawab-")]
    assert fields == [f"jawab-{code}" for code in item_codes()]


def test_another_scale_is_asked_as_it_is(people):
    content = instrument().content
    version = services.load_instrument(
        content={
            **content,
            "instrument": {**content["instrument"], "version": "6", "scale": SIX_POINTS, "skala": SIX_LABELS},
        }
    )
    campaign = wave(version=version)
    sari = Respondent.of(people[0], campaign)
    form = form_of(sari.get("1/"))
    assert form.offered["jawab-D1-01"] == ["1", "2", "3", "4", "5", "6", "na"]
    page = text(sari.get("1/"))
    assert "6 = Selalu" in page
    assert "1, Tidak pernah" in page
    for part in PARTS:
        sari.fill(part, value="6")
    assert sari.send().status_code == 302
    assert set(opened(campaign)[0].values) == {6}
    assert sari.post("1/", **{"jawab-D1-01": "7"}).status_code == 302  # answered: to the thanks


def test_an_item_that_hangs_on_another_appears_when_it_is_due(people):
    content = instrument().content
    first, *others = content["dimensions"]
    items = [*first["items"]]
    items[1] = {**items[1], "show_if": {"item": "D1-01", "in": [1, 2]}}
    version = services.load_instrument(
        content={
            **content,
            "instrument": {**content["instrument"], "version": "7"},
            "dimensions": [{**first, "items": items}, *others],
        }
    )
    sari = Respondent.of(people[0], wave(version=version))
    assert "jawab-D1-02" not in form_of(sari.get("1/")).offered
    assert sari.post("1/", **{"jawab-D1-01": "1"})["Location"] == f"{sari.base}1/"
    assert "jawab-D1-02" in form_of(sari.get("1/")).offered
    assert sari.fill(1, value="2")["Location"] == f"{sari.base}2/"


def test_a_tab_left_open_saves_nothing_once_the_other_has_sent(sari):
    sari.fill(1)
    secret = sari.client.cookies["survei"].value
    sari.send()
    # Through the page's door before the form was sent, this comes after it.
    drafts.save(sari.campaign, sari.person, secret, Sheet(answers={"D1-01": 1}).written())
    assert not Draft.objects.exists()


# Promises


def test_no_survey_page_is_kept_by_a_browser(sari):
    for place in ("", "1/", "akhir/"):
        assert sari.get(place)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("others", [10, 1_000])
def test_a_part_asks_as_much_among_ten_as_among_a_thousand(people, others):
    build.people(others, at=people[0].unit)
    sari = Respondent.of(people[0], wave())
    sari.fill(1)
    with CaptureQueriesContext(connection) as seen:
        sari.get("1/")
    assert len(seen) == 4  # session, user, wave, draft
    with CaptureQueriesContext(connection) as seen:
        sari.post("1/", **{"jawab-D1-01": "3"})
    assert len(seen) <= 9  # the lock of the draft, with the transaction in which it is held


def test_every_page_opens_for_a_reader_in_english(sari, campaign):
    sari.client.post("/bahasa/", {"bahasa": "en"})
    for place in ("", "1/", "8/", "akhir/"):
        assert '<html lang="en"' in sari.get(place).content.decode()
    assert sari.send().status_code == 422
    sari.fill(1)
    sari.send()
    assert '<html lang="en"' in sari.get("terima-kasih/").content.decode()


# The invitation at home


def home(who: Respondent) -> str:
    return text(who.client.get("/belajar/"))


INVITED = "maukah Anda mengisi survei kesiapan (10 menit)? Anda tetap dapat mengikuti pelatihan tanpa mengisinya."


def test_home_invites_while_the_wave_waits_for_the_answer(sari, people, campaign):
    page = sari.client.get("/belajar/").content.decode()
    assert INVITED in page
    assert f'href="{sari.base}">Isi survei</a>' in page
    sari.fill(1)
    assert INVITED in home(sari)
    sari.send()
    assert INVITED not in home(sari)
    services.close_campaign(campaign=campaign)
    assert INVITED not in home(Respondent.of(people[1], campaign))


def test_later_puts_the_invitation_off_for_a_day(sari):
    answer = sari.post("nanti/")
    assert answer["Location"] == "/belajar/"
    assert answer.cookies["survei_nanti"]["max-age"] == 24 * 3600
    assert INVITED not in home(sari)
    del sari.client.cookies["survei_nanti"]
    assert INVITED in home(sari)


def test_the_invitation_costs_home_no_query(people, campaign):
    asked, other = Respondent.of(people[0], campaign), Respondent.of(build.learner(at=people[0].unit), campaign)
    counted = []
    for who in (asked, other):
        who.client.get("/belajar/")
        with CaptureQueriesContext(connection) as seen:
            page = who.client.get("/belajar/")
        counted.append((INVITED in page.content.decode(), len(seen)))
    assert counted == [(True, counted[0][1]), (False, counted[0][1])]
    assert counted[0][1] <= 8
