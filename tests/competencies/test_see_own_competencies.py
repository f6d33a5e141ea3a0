"""From evidence to the page /kompetensi/."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competencies import services
from competencies.loading import load_competencies, read_content
from competencies.models import Attainment, Competency, Evidence, Standard
from competencies.services import gaps_of, rebuild_attainment, record_evidence, revoke_evidence
from core.jobs import enqueue
from core.models import Event
from people.models import Person, Position
from tests.assessments.building import make_person

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)


@pytest.fixture
def loaded():
    load_competencies(content=read_content())


@pytest.fixture
def ani(loaded):
    return employ(make_person("Ani"), "pengawas")


def employ(person: Person, family: str) -> Person:
    person.kind = Person.Kind.PNS
    person.position = Position.objects.create(code=f"{family}-{person.pk}", name=f"Jabatan {family}", family=family)
    person.save()
    return person


def prove(person, code="DG-04", level=2, source="kursus", observed_on=date(2026, 3, 2), source_id=None):
    return record_evidence(
        person=person,
        competency_code=code,
        level=level,
        source=source,
        source_id=source_id or uuid4(),
        observed_on=observed_on,
    )


def gap(person, code, on=ON):
    return next(row for row in gaps_of(person, on) if row.competency.code == code)


def test_loading_twice_changes_nothing(loaded):
    before = (Competency.objects.count(), Standard.objects.count(), set(Standard.objects.values_list("pk", flat=True)))
    load_competencies(content=read_content())
    assert before == (
        Competency.objects.count(),
        Standard.objects.count(),
        set(Standard.objects.values_list("pk", flat=True)),
    )


def test_the_file_gives_every_family_its_levels(loaded):
    # 9 SKJ competencies x 14 families; 12 digital ones x 15 families (14 and non_asn); counted in the file.
    assert Standard.objects.count() == 9 * 14 + 12 * 15
    # jf_mahir stands in the group jf_keterampilan: DG-08 is 2; jf_ahli_muda in jf_ahli_pertama_muda: DG-02 is 3.
    assert Standard.objects.get(competency__code="DG-08", family="jf_mahir").required_level == 2
    assert Standard.objects.get(competency__code="DG-02", family="jf_ahli_muda").required_level == 3


def test_a_supervisor_with_level_2_of_3_lacks_one_level_and_k3_closes_it(ani):
    prove(ani, "DG-04", 2)
    row = gap(ani, "DG-04")
    assert (row.attained, row.required, row.gap, row.course_code) == (2, 3, 1, "K3")


def test_above_the_standard_there_is_no_gap_and_nothing_to_take(loaded):
    budi = employ(make_person("Budi"), "pelaksana")
    prove(budi, "DG-05", 3)
    row = gap(budi, "DG-05")
    assert (row.gap, row.course_code) == (0, "")


def test_what_nobody_assessed_is_unknown_and_not_zero(loaded):
    citra = employ(make_person("Citra"), "administrator")
    row = gap(citra, "DG-08")
    assert (row.attained, row.gap, row.course_code) == (None, None, "")


def test_non_asn_have_digital_standards_and_partners_have_none(loaded):
    dewi = make_person("Dewi")
    assert len(gaps_of(dewi, ON)) == 12
    dewi.kind = Person.Kind.MITRA
    assert gaps_of(dewi, ON) == []


def test_the_standard_of_the_position_beats_the_one_of_the_family(ani):
    dg04 = Competency.objects.get(code="DG-04")
    Standard.objects.create(competency=dg04, position=ani.position, required_level=5, valid=(date(2026, 1, 1), None))
    assert gap(ani, "DG-04").required == 5
    assert gap(ani, "DG-04", on=date(2025, 6, 1)).required == 3


def test_evidence_of_one_source_counts_once_and_tells_later_rooms_once(ani, monkeypatch):
    told = []
    monkeypatch.setattr(services, "emit", told.append)
    source_id = uuid4()
    first, again = prove(ani, source_id=source_id), prove(ani, source_id=source_id)
    assert first == again
    assert [event.evidence for event in told] == [str(first.uuid)]
    assert Event.objects.count() == 0


def test_a_tag_has_no_level_and_a_graded_competency_needs_one(ani):
    assert prove(ani, "AKH-ADAPTIF", 3).level is None
    with pytest.raises(services.LevelMissing):
        prove(ani, "DG-04", None)
    with pytest.raises(services.UnknownCompetency):
        prove(ani, "DG-99", 1)


def test_revoked_evidence_lowers_the_attainment_again(ani):
    prove(ani, level=2)
    higher = prove(ani, level=3)
    assert Attainment.objects.get(person=ani).level == 3
    revoke_evidence(evidence=higher)
    assert Attainment.objects.get(person=ani).level == 2
    revoke_evidence(evidence=Evidence.objects.get(level=2))
    assert not Attainment.objects.exists()


def test_evidence_that_expired_yesterday_no_longer_counts(ani):
    prove(ani, observed_on=date(2023, 11, 20))
    assert gap(ani, "DG-04", on=date(2026, 11, 20)).attained == 2
    assert gap(ani, "DG-04", on=date(2026, 11, 21)).attained is None


def test_a_level_falls_on_the_day_after_the_last_of_its_evidence(ani, clock, settle):
    clock.set("2026-11-20")
    prove(ani, level=3, observed_on=date(2023, 11, 20))
    prove(ani, level=2)
    prove(ani, "DG-05", level=1, observed_on=date(2023, 11, 20))
    for moment, levels in (("2026-11-20 21:59", [3, 1]), ("2026-11-21 00:01", [2])):
        clock.set(moment)
        enqueue("competencies.expire_evidence", key=moment)
        settle()
        assert list(Attainment.objects.order_by("-level").values_list("level", flat=True)) == levels


def test_expiring_asks_as_often_for_one_person_as_for_thirty(loaded, clock):
    def asked(amount: int) -> int:
        clock.set("2026-11-20")
        for _n in range(amount):
            prove(employ(make_person("Ani"), "pengawas"), observed_on=date(2023, 11, 20))
        clock.set("2026-11-21")
        with CaptureQueriesContext(connection) as context:
            services.expire_evidence(on=date(2026, 11, 21))
        assert not Attainment.objects.exists()
        return len(context)

    assert asked(1) == asked(30)


def test_rebuilding_for_everybody_gives_the_same_levels(ani):
    prove(ani, "DG-04", 3)
    prove(ani, "DG-04", 2, source="asesor")
    prove(employ(make_person("Budi"), "pelaksana"), "DG-05", 1)
    before = set(Attainment.objects.values_list("person", "competency", "level", "rule_version"))
    Attainment.objects.all().delete()
    assert rebuild_attainment() == 2
    assert set(Attainment.objects.values_list("person", "competency", "level", "rule_version")) == before


def test_ani_sees_what_she_has_what_she_needs_and_why(ani, client):
    prove(ani, "DG-04", 2)
    prove(ani, "AKH-ADAPTIF", None)
    client.force_login(ani.user, backend="people.sign_in.password.PasswordBackend")
    page = client.get(reverse("competencies:mine")).content.decode()
    assert "1 dari 21 kompetensi di bawah syarat jabatan" in page
    assert "Kurang 1 tingkat" in page
    assert "Belum dinilai" in page
    assert "2 Maret 2026" in page
    assert "Adaptif" in page
    assert "Mengapa saya melihat ini" in page


def test_nobody_without_a_session_sees_it(client, db):
    assert client.get(reverse("competencies:mine")).status_code == 302


def test_the_page_asks_as_often_for_ten_rows_as_for_a_thousand(ani, client, django_assert_num_queries):
    client.force_login(ani.user, backend="people.sign_in.password.PasswordBackend")
    for rows in (10, 1000):
        dg04 = Competency.objects.get(code="DG-04")
        Evidence.objects.bulk_create(
            Evidence(person=ani, competency=dg04, level=2, source="kursus", source_id=uuid4(), observed_on=ON)
            for _ in range(rows)
        )
        with django_assert_num_queries(5):  # session, user, standards, evidence for the levels, all evidence
            client.get(reverse("competencies:mine"))
