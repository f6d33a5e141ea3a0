"""Ani enrols: once, with the unit she works in today, and only where the run is open to her."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.models import Event
from courses.models import Enrolment
from courses.services import EditionRetired, RunClosed, RunFull, RunNotForYou, enrol_person
from tests.courses.building import many_editions, run_of, small_course
from tests.support import build

pytestmark = pytest.mark.django_db


def test_ani_presses_enrol_and_can_start(client, ani):
    run = small_course()
    page = f"/pelatihan/{run.edition.slug}/"
    answer = build.sign_in(client, ani).post(f"{page}ikuti/", follow=True)
    assert answer.redirect_chain == [(page, 302)]
    html = answer.content.decode()
    assert f"Anda terdaftar di {run.edition.title}." in html
    assert "Mulai materi 1" in html


def test_enrolling_twice_makes_one_row_and_tells_later_rooms_once(ani, monkeypatch):
    told = []
    monkeypatch.setattr("courses.services.emit", told.append)
    run = small_course()
    first = enrol_person(run=run, person=ani)
    assert enrol_person(run=run, person=ani) == first
    assert Enrolment.objects.count() == len(told) == 1


def test_the_database_itself_refuses_a_second_row(ani):
    run = small_course()
    enrol_person(run=run, person=ani)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(run=run, person=ani)


def test_ani_moves_office_and_the_enrolment_keeps_where_she_was(ani, aptika, dinkes, clock):
    clock.set("2026-03-02")
    enrolment = enrol_person(run=small_course(), person=ani)
    clock.set("2026-09-01")
    build.place(ani, dinkes, build.position("Bidan"), from_day=clock.today())
    enrolment.refresh_from_db()
    assert enrolment.unit_at == aptika


def test_a_partner_without_unit_may_enrol(eko):
    assert enrol_person(run=small_course(), person=eko).unit_at is None


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "sentence"),
    [
        ("2026-04-01", None, "Pendaftaran pelatihan ini dibuka 1 April 2026. Kembali pada hari itu."),
        ("2026-01-01", "2026-03-01", "Pendaftaran pelatihan ini sudah ditutup. Pilih pelatihan lain di katalog."),
    ],
)
def test_a_run_outside_its_days_says_why(ani, clock, opens_on, closes_on, sentence):
    clock.set("2026-03-02")
    run = run_of(small_course().edition, opens_on=opens_on, closes_on=closes_on)
    run.refresh_from_db()
    with pytest.raises(RunClosed) as refusal:
        enrol_person(run=run, person=ani)
    assert str(refusal.value.sentence) == sentence
    assert not Enrolment.objects.exists()


def test_on_its_last_day_a_run_is_open_in_the_zone_of_the_learner(ani, clock):
    clock.set("2026-03-01 23:59")
    run = run_of(small_course().edition, closes_on="2026-03-01")
    run.refresh_from_db()
    assert enrol_person(run=run, person=ani)


def test_a_run_for_one_unit_takes_those_below_it_and_nobody_else(ani, citra, eko, kominfo):
    run = run_of(small_course().edition, unit_scope=kominfo)
    assert enrol_person(run=run, person=ani)
    for other in (citra, eko):
        with pytest.raises(RunNotForYou):
            enrol_person(run=run, person=other)
    assert Enrolment.objects.count() == 1


def test_a_full_run_takes_nobody_more_but_keeps_who_is_in(ani, citra):
    run = run_of(small_course().edition, seats=1)
    enrol_person(run=run, person=ani)
    with pytest.raises(RunFull):
        enrol_person(run=run, person=citra)
    assert enrol_person(run=run, person=ani).person == ani


def test_a_retired_edition_takes_nobody_more_but_keeps_who_is_in(ani, citra, clock):
    run = small_course()
    mine = enrol_person(run=run, person=ani)
    run.edition.retired_at = clock.now()
    run.edition.save()
    with pytest.raises(EditionRetired) as refusal:
        enrol_person(run=run, person=citra)
    assert "Edisi pelatihan ini tidak ditawarkan lagi." in str(refusal.value.sentence)
    assert enrol_person(run=run, person=ani) == mine


def test_a_closed_course_tells_ani_on_its_page(client, ani, clock):
    clock.set("2026-03-02")
    run = small_course()
    run.closes_on = "2026-03-01"
    run.save()
    answer = build.sign_in(client, ani).post(f"/pelatihan/{run.edition.slug}/ikuti/", follow=True)
    assert "Pendaftaran pelatihan ini sudah ditutup." in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_enrolling_by_address_alone_changes_nothing(client, ani):
    run = small_course()
    assert build.sign_in(client, ani).get(f"/pelatihan/{run.edition.slug}/ikuti/").status_code == 405
    assert not Enrolment.objects.exists()


def test_an_unknown_course_is_not_found(client, ani):
    build.sign_in(client, ani)
    assert client.get("/pelatihan/tidak-ada/").status_code == 404
    assert client.post("/pelatihan/tidak-ada/ikuti/").status_code == 404


def test_an_account_without_person_is_told_whom_to_ask(client, ani):
    run = small_course()
    account = ani.user
    account.person = None
    account.save()
    answer = build.sign_in(client, account).post(f"/pelatihan/{run.edition.slug}/ikuti/", follow=True)
    assert "Akun ini belum terhubung dengan data pegawai" in answer.content.decode()


def test_a_stranger_reads_the_rule_and_is_asked_to_sign_in(client):
    run = small_course()
    html = client.get(f"/pelatihan/{run.edition.slug}/").content.decode()
    assert "Tes akhir, nilai ambang lulus 70" in html
    assert f"/masuk/?next=/pelatihan/{run.edition.slug}/" in html
    assert "Ikuti pelatihan</button>" not in html


def test_the_page_says_where_ani_stands_in_what_the_course_proves(client, ani):
    run = small_course()
    html = build.sign_in(client, ani).get(f"/pelatihan/{run.edition.slug}/").content.decode()
    assert "Belum dinilai" in html
    assert "Tidak dipersyaratkan" in html
    assert "Tercatat sebagai bukti" in html
    assert "UU 27/2022" in html


def test_prerequisites_are_advice_with_a_link(client, ani):
    first = small_course("K1")
    run = small_course("K3", prerequisites=["K1"])
    html = build.sign_in(client, ani).get(f"/pelatihan/{run.edition.slug}/").content.decode()
    assert "Sebaiknya selesai lebih dahulu" in html
    assert f'href="/pelatihan/{first.edition.slug}/"' in html
    assert "Ikuti pelatihan</button>" in html


def test_ani_stays_on_her_edition_when_a_new_one_is_published(client, ani, clock):
    run = small_course("K1", slug="k1", title="Edisi lama")
    enrol_person(run=run, person=ani)
    run.edition.retired_at = clock.now()
    run.edition.save()
    small_course("K1", slug="k1", number=2, title="Edisi baru")
    assert "<h1>Edisi lama</h1>" in build.sign_in(client, ani).get("/pelatihan/k1/").content.decode()


def test_the_course_page_asks_as_often_for_10_courses_as_for_1000(client, ani, citra, django_assert_max_num_queries):
    run = small_course(prerequisites=["X1"])
    page = f"/pelatihan/{run.edition.slug}/"
    many_editions(10)
    counts = []
    for who in (ani, citra):
        build.sign_in(client, who)
        with django_assert_max_num_queries(10) as asked:
            client.get(page)
        enrol_person(run=run, person=who)
        with django_assert_max_num_queries(10) as asked_after:
            client.get(page)
        counts.append((len(asked), len(asked_after)))
        many_editions(990)
    assert counts[0] == counts[1]
    assert not Event.objects.filter(kind="courses.EnrolmentStarted", tries__gt=0).exists()
