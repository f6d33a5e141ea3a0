"""Those who answer for somebody see how the person stands, each what the role needs and no more."""

from __future__ import annotations

from datetime import date

import pytest

from competencies.models import Standard
from competencies.services import record_evidence
from core.models import AuditEntry
from courses.assignments import assign_unit
from courses.models import Enrolment
from people.models import Role
from tests.certificates.building import finish
from tests.courses.building import activity, competency, edition, many_editions, run_of
from tests.support import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(clock):
    clock.set("2026-11-23")


@pytest.fixture
def see(client):
    def see(reader, person) -> str:
        response = build.sign_in(client, reader).get(f"/sdm/pegawai/{person.uuid}/")
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return see


@pytest.fixture
def learnt(ani, aptika, settle):
    """Ani finished one course by choice; another was given to her unit, a third was and is done."""
    own, *given = (run_of(edition(title=title)) for title in ("Pilihan Sendiri", "Wajib Berjalan", "Wajib Selesai"))
    for run in (own, *given):
        activity(run.edition, 1)
    finish(ani, own)
    for run in given:
        assign_unit(run=run, unit=aptika, due_on=date(2026, 12, 31), reason="Perintah atasan", by=None)
        settle()
    done = Enrolment.objects.get(person=ani, run=run)
    Enrolment.objects.filter(pk=done.pk).update(state="selesai", completed_at="2026-11-20T03:00+00:00")


@pytest.fixture
def needs_digital():
    return Standard.objects.create(
        competency=competency(), family="pelaksana", required_level=2, valid=(build.LONG_AGO, None)
    )


def test_hr_sees_place_number_gaps_suggestions_hours_and_all_courses(see, citra, ani, learnt, needs_digital):
    run_of(edition("K2", title="Menutup", competencies=[{"code": "DG-01", "name": "Pola pikir digital", "level": 2}]))
    page = see(citra, ani)
    for said in (
        "Ani Lestari",
        "Pengadministrasi Perkantoran · Bidang Aplikasi Informatika",
        "19880317 201403 2 902",
        "Belum dinilai",
        "Pola pikir digital belum dinilai; jabatannya memerlukan tingkat 2.",
        "menuju Pola pikir digital tingkat 2",
        "JP tahun 2026",
        "Pilihan Sendiri",
        "Wajib Selesai",
        "Batas 31 Des 2026",
    ):
        assert said in page
    assert "Anda memerlukan" not in page


@pytest.mark.parametrize("reader", ["dewi", "budi"])
def test_leader_and_superior_see_mandatory_courses_alone_and_no_number(see, request, reader, ani, learnt):
    page = see(request.getfixturevalue(reader), ani)
    assert "Pilihan Sendiri" not in page
    assert "Selesai 20 Nov 2026" in page
    assert "Wajib Berjalan" in page
    assert "19880317" not in page


def test_known_gaps_come_first_then_what_was_never_assessed_then_what_is_met(see, citra, ani):
    names = {"DG-01": ("Pola pikir digital", 1), "DG-02": ("Pemanfaatan data", None), "DG-03": ("Keamanan", 1)}
    for code, (name, have) in names.items():
        required = 1 if code == "DG-01" else 3
        needed = competency(code, name)
        Standard.objects.create(
            competency=needed, family="pelaksana", required_level=required, valid=(build.LONG_AGO, None)
        )
        if have:
            record_evidence(
                person=ani, competency_code=code, level=have, source="asesor", source_id=ani.uuid,
                observed_on=date(2026, 1, 5),
            )  # fmt: skip
    page = see(citra, ani)
    assert "1 dari 3 kompetensi di bawah syarat jabatan" in page
    assert "1 kompetensi belum dinilai. Belum dinilai bukan berarti nol." in page
    rows = page[page.index('id="kesenjangan"') :]
    assert rows.index("Kurang 2 tingkat") < rows.index('<span class="badge">Belum dinilai') < rows.index("Memenuhi")


def test_a_course_past_its_day_is_said(see, citra, ani, learnt, clock):
    clock.set("2027-01-04")
    assert "Lewat batas 31 Des 2026" in see(citra, ani)


def test_a_person_without_position_or_courses_has_a_page(see, citra, pemda):
    assert "Belum mengikuti pelatihan." in see(citra, build.person(at=pemda, kind="NON_ASN"))


def test_others_get_404_for_foreign_and_missing_alike(client, ani, eko, dewi, dinkes, citra, budi):
    stranger = build.learner("Orang Lain", at=dinkes)
    leader = build.learner("Kepala Dinkes", at=dinkes)
    build.role(leader, Role.PIMPINAN, dinkes)
    analyst = build.learner("Analis", at=dinkes)
    build.role(analyst, Role.ANALIS, dinkes.agency.units.get(code="PEMDA"))
    for reader, person in (
        *((stranger, ani), (leader, ani), (analyst, ani), (ani, ani), (ani, budi), (budi, stranger), (citra, eko)),
    ):
        build.sign_in(client, reader)
        assert client.get(f"/sdm/pegawai/{person.uuid}/").status_code == 404
    assert client.get("/sdm/pegawai/6c1bdb1c-6f0d-4c2e-9a53-1f6f2d3a0a11/").status_code == 404


def test_who_was_the_superior_once_is_not_any_more(client, ani, budi, dinkes):
    other = build.learner("Atasan Baru", at=dinkes)
    build.place(ani, dinkes, build.position(), from_day=date(2026, 11, 1), superior=other)
    assert build.sign_in(client, budi).get(f"/sdm/pegawai/{ani.uuid}/").status_code == 404


def test_looking_leaves_a_trace(see, citra, ani):
    see(citra, ani)
    entry = AuditEntry.objects.get(verb="desks:person:view")
    assert (entry.actor, entry.object_id) == (citra.user.uuid, str(ani.uuid))


def test_it_asks_as_often_for_10_courses_as_for_1000(client, citra, ani, needs_digital, django_assert_max_num_queries):
    counts = []
    for crowd in (10, 990):
        made = many_editions(crowd)
        Enrolment.objects.bulk_create(
            Enrolment(run=each.runs.get(), person=ani, why="wajib") for each in made[: crowd // 2]
        )
        build.sign_in(client, citra)
        with django_assert_max_num_queries(12) as asked:
            assert client.get(f"/sdm/pegawai/{ani.uuid}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
