"""Citra or Dewi gives a course to a unit: first she sees whom it concerns, then it happens, once."""

from __future__ import annotations

import re
from datetime import date

import pytest

from core.jobs import run as run_job
from core.models import AuditEntry, Job
from courses import assignments
from courses.assignments import (
    DuePassed,
    NobodyToEnrol,
    NotEnoughSeats,
    OutsideRun,
    PreviewChanged,
    assign_unit,
    enrol_batch,
    preview_assignment,
)
from courses.models import Assignment, Enrolment
from courses.services import EditionRetired, RunClosed, RunFull, enrol_person
from people.models import Role
from tests.certificates.building import finish
from tests.courses.building import activity, edition, many_editions, run_of
from tests.support import build, study
from tests.support.faults import killed_at

pytestmark = pytest.mark.django_db
LIST, NEW = "/sdm/penugasan/", "/sdm/penugasan/baru/"
DUE = date(2026, 12, 31)
WHY = "Skor pola pikir digital dinas kita 2,41."


@pytest.fixture(autouse=True)
def _today(clock):
    clock.set("2026-11-23")


@pytest.fixture
def run():
    return course("K1", title="Pola Pikir Digital", jp=6, minutes=270)


@pytest.fixture
def staff(aptika):
    return build.people(4, at=aptika)


def course(code, **fields):
    """On offer, with one page to read."""
    made = run_of(edition(code, **fields))
    activity(made.edition, 1)
    return made


def give(run, unit, **fields):
    return assign_unit(**{"run": run, "unit": unit, "due_on": DUE, "reason": WHY, "by": None} | fields)


def asked(run, unit, **changes):
    return {"run": str(run.uuid), "unit": str(unit.uuid), "due_on": "2026-12-31", "reason": WHY} | changes


def words(response) -> str:
    return " ".join(response.content.decode().split())


def confirm(client, page):
    """Press the button of the preview."""
    form = page.content.decode()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    return client.post(NEW, {name: fields[name] for name in ("run", "unit", "due_on", "reason", "digest")})


# What it does


def test_everybody_of_the_unit_and_below_is_enrolled_with_the_day_and_the_reason(run, kominfo, staff, settle):
    given = give(run, kominfo)
    settle()
    rows = Enrolment.objects.filter(run=run)
    assert {row.person_id for row in rows} == {person.pk for person in staff}
    assert {(row.why, row.due_on, row.assignment, row.unit_at) for row in rows} == {("unit", DUE, given, staff[0].unit)}
    given.refresh_from_db()
    assert (given.state, given.total, given.done, given.waiting) == ("selesai", 4, 4, [])


def test_who_has_finished_in_any_edition_or_takes_it_already_is_passed_over(run, kominfo, staff, settle):
    old = course("K1", number=2, retired_at="2026-01-01T00:00+00:00")
    finish(staff[0], old)
    enrol_person(run=run, person=staff[1])
    preview = preview_assignment(run, kominfo)
    assert (preview.total, preview.comply, preview.active, preview.to_enrol) == (4, 1, 1, 2)
    given = give(run, kominfo)
    settle()
    assert (given.skipped, given.active, given.total) == (1, 1, 2)
    assert Enrolment.objects.filter(assignment=given).count() == 2


def test_who_has_left_or_works_elsewhere_is_not_counted(run, kominfo, dinkes, staff):
    staff[0].left_on = date(2026, 11, 1)
    staff[0].save()
    build.people(2, at=dinkes)
    assert preview_assignment(run, kominfo).total == 3


def test_who_withdrew_comes_back(run, kominfo, staff, settle):
    Enrolment.objects.create(run=run, person=staff[0], state=Enrolment.State.MUNDUR)
    given = give(run, kominfo)
    settle()
    assert Enrolment.objects.get(person=staff[0]).state == Enrolment.State.AKTIF
    assert Enrolment.objects.filter(assignment=given).count() == 4


def test_it_works_in_batches_and_says_how_far_it_is(run, kominfo, staff, monkeypatch):
    monkeypatch.setattr(assignments, "BATCH", 3)
    given = give(run, kominfo)
    for expected in (("berjalan", 3, 75), ("selesai", 4, 100)):
        assert run_job(Job.objects.get(kind="courses.assign", state="menunggu").pk)
        given.refresh_from_db()
        assert (given.state, given.done, given.percent) == expected


def test_f04_a_batch_that_dies_is_done_again_and_once(run, kominfo, staff, monkeypatch, settle):
    monkeypatch.setattr(assignments, "BATCH", 3)
    given = give(run, kominfo)
    job = Job.objects.get(kind="courses.assign")
    with monkeypatch.context() as dying:
        dying.setattr(assignments, "emit_many", lambda events: 1 / 0)
        assert not run_job(job.pk)
    given.refresh_from_db()
    assert (given.done, len(given.waiting), Enrolment.objects.count()) == (0, 4, 0)
    Job.objects.update(due_at="2026-11-22T00:00+00:00")
    settle()
    given.refresh_from_db()
    assert (given.done, Enrolment.objects.count()) == (4, 4)
    enrol_batch(assignment=given.uuid)  # delivered once more
    assert Enrolment.objects.count() == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [False, True])
def test_f04_a_worker_killed_amid_a_batch_enrols_nobody_and_the_next_everybody_once(run, kominfo, staff, clock, after):
    given = give(run, kominfo)
    job = Job.objects.get(kind="courses.assign")
    killed_at(assignments, "emit_many", lambda: run_job(job.pk), after=after)
    assert (Enrolment.objects.count(), Assignment.objects.get().done) == (0, 0)
    clock.move(minutes=3)  # the lease of the dead one runs out
    assert run_job(job.pk)
    assert not run_job(job.pk)  # told twice
    given.refresh_from_db()
    assert (given.state, given.done, given.waiting, Enrolment.objects.count()) == ("selesai", 4, [], 4)


def test_who_enrols_alone_meanwhile_keeps_the_own_enrolment(run, kominfo, staff, settle):
    given = give(run, kominfo)
    own = enrol_person(run=run, person=staff[0])
    settle()
    own.refresh_from_db()
    assert (own.why, own.assignment) == ("sendiri", None)
    assert Enrolment.objects.filter(assignment=given).count() == 3


def test_later_rooms_hear_of_each_enrolment_once(run, kominfo, staff, monkeypatch):
    told = []
    monkeypatch.setattr(assignments, "emit_many", told.extend)
    given = give(run, kominfo)
    enrol_batch(assignment=given.uuid)
    assert sorted(event.person for event in told) == sorted(str(person.uuid) for person in staff)


def test_doing_it_again_changes_nothing(run, kominfo, staff, settle):
    given = give(run, kominfo)
    assert give(run, kominfo) == given
    settle()
    assert give(run, kominfo) == given
    assert (Assignment.objects.count(), Enrolment.objects.count()) == (1, 4)


def test_doing_it_again_adds_who_came_meanwhile(run, kominfo, aptika, staff, settle):
    given = give(run, kominfo)
    settle()
    build.people(2, at=aptika)
    assert give(run, kominfo) == given
    settle()
    given.refresh_from_db()
    assert (given.total, given.done, given.state) == (6, 6, "selesai")


def test_it_leaves_a_trace_without_names(run, kominfo, staff, citra):
    given = give(run, kominfo, by=citra.user)
    entry = AuditEntry.objects.get(verb="courses:assignment:make")
    assert (entry.actor, entry.object_id) == (citra.user.uuid, str(given.uuid))
    assert entry.after == {"course": "K1", "unit": str(kominfo.uuid), "due_on": "2026-12-31", "people": 4}


# What it refuses


def test_a_closed_run_a_retired_edition_and_a_past_day_are_refused(run, kominfo, staff):
    run.closes_on = date(2026, 11, 22)
    run.save()
    with pytest.raises(RunClosed):
        give(run, kominfo)
    run.closes_on = None
    run.save()
    with pytest.raises(DuePassed):
        give(run, kominfo, due_on=date(2026, 11, 22))
    run.edition.retired_at = "2026-11-01T00:00+00:00"
    run.edition.save()
    with pytest.raises(EditionRetired):
        give(run, kominfo)
    assert not Assignment.objects.exists()


def test_a_run_for_another_unit_is_refused(kominfo, dinkes, aptika, staff):
    with pytest.raises(OutsideRun):
        give(run_of(edition("K2"), unit_scope=dinkes), kominfo)
    assert give(run_of(edition("K3"), unit_scope=kominfo), aptika).total == 4


def test_more_people_than_seats_are_refused_with_both_numbers(kominfo, staff):
    run = run_of(edition("K1"), seats=3)
    with pytest.raises(NotEnoughSeats) as refusal:
        give(run, kominfo)
    assert "tinggal 3 tempat, sedangkan 4 pegawai" in str(refusal.value)


def test_seats_given_to_a_unit_are_taken_before_its_people_are_enrolled(kominfo, staff, citra):
    run = run_of(edition("K1"), seats=4)
    give(run, kominfo)
    with pytest.raises(RunFull):
        enrol_person(run=run, person=citra)


def test_nobody_left_to_enrol_is_said(run, kominfo, dinkes, staff):
    for person in staff:
        finish(person, run)
    for unit in (kominfo, dinkes):
        with pytest.raises(NobodyToEnrol):
            give(run, unit)


def test_what_was_previewed_is_what_is_written(run, kominfo, aptika, staff):
    digest = preview_assignment(run, kominfo).digest
    build.people(1, at=aptika)
    with pytest.raises(PreviewChanged):
        give(run, kominfo, digest=digest)
    assert give(run, kominfo, digest=preview_assignment(run, kominfo).digest).total == 5


# The pages


@pytest.fixture
def hr(client, citra):
    return build.sign_in(client, citra)


def test_hr_previews_confirms_and_sees_how_far_it_is(hr, run, kominfo, staff, settle):
    finish(staff[0], run)
    page = hr.post(NEW, asked(run, kominfo))
    text = words(page)
    assert "Tugaskan pelatihan ini kepada 3 pegawai?" in text
    assert "1 sudah memenuhi dan dilewati." in text
    assert "Beban tambahan 6 JP per orang" in text
    assert staff[1].full_name in text
    assert staff[0].full_name not in text
    assert not Assignment.objects.exists()
    done = confirm(hr, page)
    given = Assignment.objects.get()
    assert done["Location"] == f"{LIST}{given.uuid}/"
    assert "0 dari 3 pegawai terdaftar" in words(hr.get(done["Location"]))
    settle()
    study.study(Enrolment.objects.get(run=run, person=staff[1]))
    text = words(hr.get(done["Location"]))
    assert "Pendaftaran sedang berjalan" not in text
    assert staff[1].full_name in text
    assert "Selesai 23 Nov 2026" in text
    assert "1 dari 3" in words(hr.get(LIST))


def test_a_leader_comes_with_unit_and_course_chosen(client, dewi, run, kominfo):
    page = words(build.sign_in(client, dewi).get(f"{NEW}?unit=DISKOMINFO&course=K1"))
    assert f'<option value="{run.uuid}" selected>' in page
    assert f'<option value="{kominfo.uuid}" selected>' in page


def test_people_who_changed_meanwhile_are_shown_again_before_anything_is_written(hr, run, kominfo, aptika, staff):
    page = hr.post(NEW, asked(run, kominfo))
    build.people(1, at=aptika)
    again = confirm(hr, page)
    assert again.status_code == 409
    assert "Daftar pegawai berubah sejak Anda meninjaunya." in words(again)
    assert "kepada 5 pegawai?" in words(again)
    assert not Assignment.objects.exists()
    assert confirm(hr, again).status_code == 302


def test_pressing_twice_makes_one_assignment(hr, run, kominfo, staff, settle):
    page = hr.post(NEW, asked(run, kominfo))
    first = confirm(hr, page)
    settle()
    assert confirm(hr, page)["Location"] == first["Location"]
    assert (Assignment.objects.count(), Enrolment.objects.count()) == (1, 4)


def test_what_is_missing_or_refused_is_said_at_the_form(hr, run, kominfo):
    page = hr.post(NEW, {})
    assert page.status_code == 400
    text = words(page)
    for said in ("Pelatihan belum dipilih.", "Unit kerja belum dipilih.", "Batas waktu belum diisi.", "Alasan belum"):
        assert said in text
    past = hr.post(NEW, asked(run, kominfo, due_on="2026-11-01"))
    assert past.status_code == 400
    assert "Batas waktu sudah lewat." in words(past)
    assert f'<option value="{kominfo.uuid}" selected>' in words(past)


def test_a_leader_reaches_the_own_units_alone(client, kominfo, dinkes, aptika, run, staff):
    head = build.learner("Kepala Dinas Uji", at=kominfo)
    build.role(head, Role.PIMPINAN, kominfo)
    foreign = give(run_of(edition("K2")), build.people(1, at=dinkes)[0].unit)
    own = give(run, aptika)
    build.sign_in(client, head)
    page = words(client.get(NEW))
    assert "Bidang Aplikasi Informatika (DISKOMINFO-1)" in page
    assert "Dinas Kesehatan" not in page
    assert client.get(f"{NEW}?unit=DINKES").status_code == 404
    for unit in (str(dinkes.uuid), "6c1bdb1c-6f0d-4c2e-9a53-1f6f2d3a0a11", "x"):
        assert client.post(NEW, asked(run, kominfo) | {"unit": unit}).status_code == 404
    assert client.get(f"{LIST}{foreign.uuid}/").status_code == 404
    assert client.get(f"{LIST}{own.uuid}/").status_code == 200
    assert str(foreign.uuid) not in words(client.get(LIST))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"run": "6c1bdb1c-6f0d-4c2e-9a53-1f6f2d3a0a11"}, "Pelatihan ini tidak dapat ditugaskan hari ini."),
        ({"run": "x"}, "Pelatihan ini tidak dapat ditugaskan hari ini."),
        ({"run": "\0"}, "Pelatihan ini tidak dapat ditugaskan hari ini."),
        ({"due_on": "2026-02-31"}, "Tanggal tidak dikenali."),
        ({"due_on": "99999-01-01"}, "Tanggal tidak dikenali."),
        ({"due_on": "0001-01-01"}, "Batas waktu sudah lewat."),
        ({"due_on": "\0"}, "Tanggal tidak dikenali."),
        ({"reason": "a" * 301}, "Alasan lebih dari 300 huruf."),
        ({"reason": "   "}, "Alasan belum diisi."),
        ({"reason": "a\0b"}, "Karakter null tidak diizinkan."),
    ],
)
def test_a_forged_form_is_answered_in_words(hr, run, kominfo, staff, changes, said):
    page = hr.post(NEW, asked(run, kominfo, digest="0" * 64) | changes)
    assert page.status_code == 400
    assert said in words(page)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("digest", ["0", "\0", "x" * 100_000, "é"])
def test_a_forged_confirmation_writes_nothing_and_shows_the_preview(hr, run, kominfo, staff, digest):
    page = hr.post(NEW, asked(run, kominfo, digest=digest))
    assert page.status_code in (400, 409)
    assert not Assignment.objects.exists()


def test_a_confirmation_for_one_unit_does_not_serve_for_another(hr, run, kominfo, dinkes, staff):
    build.people(1, at=dinkes)
    digest = preview_assignment(run, dinkes).digest
    assert hr.post(NEW, asked(run, kominfo, digest=digest)).status_code == 409
    assert not Assignment.objects.exists()


def test_a_run_for_another_agency_cannot_be_given(hr, run, kominfo, staff):
    other = build.unit("KOTA", of=build.agency("KOTA-UJI", name="Pemerintah Kota Uji"))
    foreign = run_of(edition("K2"), unit_scope=other)
    page = hr.post(NEW, asked(foreign, kominfo))
    assert page.status_code == 400
    assert "Pelatihan ini tidak dapat ditugaskan hari ini." in words(page)
    assert hr.post(NEW, asked(run, other)).status_code == 404


@pytest.mark.parametrize("unit", ["\0", "6c1bdb1c", "DISKOMINFO", "' OR 1=1", "é" * 5_000])
def test_a_forged_unit_is_missing_wherever_it_stands(hr, run, kominfo, unit):
    assert hr.post(NEW, asked(run, kominfo) | {"unit": unit}).status_code == 404
    assert hr.get(NEW, {"unit": f"{unit}-x"}).status_code == 404
    assert hr.get(NEW, {"cari_unit": unit, "cari_pelatihan": unit, "course": unit}).status_code == 200


@pytest.mark.parametrize("page", ["-1", "0", "x", "9" * 40, "\0"])
def test_a_forged_page_number_shows_a_page(hr, run, kominfo, staff, page):
    given = give(run, kominfo)
    for address in (LIST, f"{LIST}{given.uuid}/"):
        assert hr.get(address, {"halaman": page}).status_code == 200


@pytest.mark.parametrize("who", ["ani", "budi", "eko"])
def test_nobody_else_learns_that_the_pages_exist(client, request, who, run, kominfo):
    given = give(run, build.people(1, at=kominfo)[0].unit)
    build.sign_in(client, request.getfixturevalue(who))
    for address in (LIST, NEW, f"{LIST}{given.uuid}/"):
        assert client.get(address).status_code == 404
    assert client.post(NEW, asked(run, kominfo)).status_code == 404


def test_long_lists_are_searched(hr, run, pemda):
    from people.models import Unit

    Unit.objects.bulk_create(
        Unit(agency=pemda.agency, code=f"SD-{n}", name=f"Sekolah {n}", path=f"{pemda.path}{10_000 + n}/")
        for n in range(120)
    )
    many_editions(120)
    page = words(hr.get(NEW))
    assert page.count("<option") == 202
    assert "Daftar di bawah hanya memuat 100 pilihan pertama." in page
    found = words(hr.get(NEW, {"cari_unit": "sekolah 119", "cari_pelatihan": "pola pikir"}))
    assert found.count("<option") == 4
    assert "Sekolah 119 (SD-119)" in found


def test_the_learner_reads_who_gave_the_course_until_when_and_why(client, run, kominfo, ani, settle):
    give(run, kominfo)
    settle()
    build.sign_in(client, ani)
    for address in ("/belajar/", f"/pelatihan/{run.edition.slug}/"):
        assert f"Ditugaskan unit kerja, batas waktu 31 Desember 2026. {WHY}" in words(client.get(address))


def test_the_pages_ask_as_often_for_10_people_as_for_1000(
    hr, citra, run, kominfo, aptika, settle, django_assert_max_num_queries
):
    counts = []
    for crowd in (10, 990):
        build.people(crowd, at=aptika)
        build.sign_in(hr, citra)
        with django_assert_max_num_queries(12) as preview:
            page = hr.post(NEW, asked(run, kominfo))
        with django_assert_max_num_queries(24) as deed:
            done = confirm(hr, page)
        settle()
        with django_assert_max_num_queries(8) as progress:
            hr.get(done["Location"])
        with django_assert_max_num_queries(6) as overview:
            hr.get(LIST)
        with django_assert_max_num_queries(9) as form:
            hr.get(f"{NEW}?unit=DISKOMINFO&course=K1")
        counts.append([len(asked_for) for asked_for in (preview, progress, overview, form)])
        assert len(deed) <= 24
    assert counts[0] == counts[1]


def test_a_thousand_people_are_enrolled_in_few_statements(run, kominfo, aptika, django_assert_max_num_queries):
    build.people(1_000, at=aptika)
    given = give(run, kominfo)
    for _batch in range(2):
        with django_assert_max_num_queries(16):
            enrol_batch(assignment=given.uuid)
    assert Enrolment.objects.filter(assignment=given).count() == 1_000
