"""Suggestions by open rules: the opening course, the own gaps, what the unit needs, the position, then anything."""

from __future__ import annotations

from datetime import date

import pytest

from competencies.models import Standard, UnitNeed
from competencies.needs import derive_unit_needs
from competencies.services import record_evidence
from courses.models import Enrolment
from courses.recommend import recommend_for_person, recommend_for_unit
from people.models import Person
from surveys.models import ConstructScore
from tests.certificates.building import finish
from tests.courses.building import competency, edition, many_editions, run_of
from tests.support import build, study, waves

pytestmark = pytest.mark.django_db
NAMES = {"DG-01": "Pola pikir digital", "DG-02": "Pemanfaatan data", "DG-03": "Keamanan digital"}


def course(code, *levels, **fields):
    """`course("K3", ("DG-02", 3))`: on offer, and proving that level."""
    proves = [{"code": c, "name": NAMES[c], "level": level} for c, level in levels]
    return run_of(edition(code, title=f"Pelatihan {code}", competencies=proves, **fields))


def requires(code, level, family="pelaksana", **fields):
    return Standard.objects.create(
        competency=competency(code, NAMES[code], **fields),
        family=family,
        required_level=level,
        valid=(build.LONG_AGO, None),
    )


def has(person, code, level):
    source = Enrolment(person=person).uuid
    record_evidence(
        person=person,
        competency_code=code,
        level=level,
        source="asesor",
        source_id=source,
        observed_on=date(2026, 1, 5),
    )


def suggested(person, **how):
    return [(found.edition.code, found.reason) for found in recommend_for_person(person, **how)]


def test_a_new_person_begins_with_the_opening_course(ani):
    course("K3", ("DG-02", 3))
    course("K1", opens_path=True)
    requires("DG-02", 3)
    assert suggested(ani)[0] == ("K1", "Pelatihan pembuka: dasar bagi semua pelatihan lain.")


def test_a_course_taken_up_is_not_suggested_again(ani):
    course("K1", opens_path=True)
    study.enrol(ani, "K1")
    assert suggested(ani) == []


def test_the_largest_gap_comes_first_with_its_reason(ani):
    course("K2", ("DG-01", 2))
    course("K3", ("DG-02", 3))
    requires("DG-01", 2)
    requires("DG-02", 3)
    has(ani, "DG-01", 1)
    has(ani, "DG-02", 1)
    assert suggested(ani) == [
        ("K3", "Menutup kesenjangan Pemanfaatan data: tingkat Anda 1, jabatan Anda memerlukan 3."),
        ("K2", "Menutup kesenjangan Pola pikir digital: tingkat Anda 1, jabatan Anda memerlukan 2."),
    ]


def test_what_was_never_assessed_is_called_so_and_follows_known_gaps(ani):
    course("K2", ("DG-01", 4))
    course("K3", ("DG-02", 2))
    requires("DG-01", 4)
    requires("DG-02", 2)
    has(ani, "DG-02", 1)
    assert suggested(ani) == [
        ("K3", "Menutup kesenjangan Pemanfaatan data: tingkat Anda 1, jabatan Anda memerlukan 2."),
        ("K2", "Pola pikir digital Anda belum dinilai; jabatan Anda memerlukan tingkat 4."),
    ]


def test_a_course_that_does_not_raise_the_level_does_not_close_the_gap(ani):
    course("K3", ("DG-02", 2))
    requires("DG-02", 3)
    has(ani, "DG-02", 2)
    assert suggested(ani) == [("K3", "Memperkuat Pemanfaatan data, yang diperlukan jabatan Anda.")]


def test_of_two_courses_the_one_made_for_the_competency_is_suggested(ani):
    course("K3", ("DG-02", 3))
    course("K5", ("DG-02", 3))
    requires("DG-02", 3, main_course_code="K5")
    assert suggested(ani, limit=1)[0][0] == "K5"


def test_of_two_others_the_one_that_closes_the_gap_whole(ani):
    course("K3", ("DG-02", 2))
    course("K5", ("DG-02", 3))
    course("K6", ("DG-02", 5))
    requires("DG-02", 3)
    has(ani, "DG-02", 1)
    assert suggested(ani, limit=1)[0][0] == "K5"


def test_each_course_is_suggested_once(ani):
    course("K3", ("DG-01", 3), ("DG-02", 3), opens_path=True)
    requires("DG-01", 3)
    requires("DG-02", 3)
    assert [code for code, _ in suggested(ani)] == ["K3"]


@pytest.mark.parametrize("kind", [Person.Kind.MITRA, Person.Kind.NON_ASN])
def test_who_has_no_standard_gets_courses_for_everybody(kind):
    course("K9", level="menengah")
    course("K2")
    person = build.person(kind=kind)
    assert suggested(person) == [
        ("K2", "Terbuka untuk semua pegawai dan mitra."),
        ("K9", "Terbuka untuk semua pegawai dan mitra."),
    ]


def test_only_courses_that_are_open_to_the_person_are_suggested(ani, citra, kominfo, clock):
    clock.set("2026-03-02")
    run_of(edition("K2"), closes_on="2026-03-01")
    run_of(edition("K3"), opens_on="2026-03-03")
    run_of(edition("K4"), unit_scope=kominfo)
    run_of(edition("K5", retired_at=clock.now()))
    edition("K6")
    assert [code for code, _ in suggested(ani)] == ["K4"]
    assert suggested(citra) == []


def test_the_order_is_the_same_each_time_and_k2_stands_before_k10(ani):
    for code in ("K10", "K2", "K9"):
        course(code)
    assert [code for code, _ in suggested(ani)] == ["K2", "K9", "K10"]
    assert suggested(ani) == suggested(ani)


def test_the_number_asked_for_is_not_exceeded(ani):
    many_editions(9)
    assert len(recommend_for_person(ani, limit=3)) == 3


def test_it_asks_as_often_for_10_courses_as_for_1000(ani, django_assert_max_num_queries):
    requires("DG-01", 2)
    ani = Person.objects.select_related("unit__agency", "position").get(pk=ani.pk)  # as a signed-in user is read
    counts = []
    for crowd in (10, 990):
        many_editions(crowd)
        with django_assert_max_num_queries(5) as asked:
            recommend_for_person(ani)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.fixture
def tirta():
    """A district after one wave: in OPD001 D1 stands at 2,41 and D4 at 3,1, in the whole agency D1 at 2,9."""
    made = waves.district(6, waves=1)
    scores = ConstructScore.objects.filter(campaign=made.campaigns[0])
    scores.update(mean=4)
    for code, construct, mean in (("OPD001", "D1", 2.41), ("OPD001", "D4", 3.1), ("PEMDA", "D1", 2.9)):
        scores.filter(unit=made.unit(code), construct=construct).update(mean=mean)
    derive_unit_needs(campaign=str(made.campaigns[0].uuid))
    return made


def test_what_the_unit_needs_follows_own_gaps_and_goes_before_the_unassessed(tirta):
    for code, proves in (("K2", ("DG-01", 2)), ("K3", ("DG-02", 3)), ("K9", ("DG-09", 3)), ("K6", ("DG-09", 3))):
        NAMES.setdefault(proves[0], "Kepemimpinan digital")
        course(code, proves)
    requires("DG-01", 2)
    requires("DG-02", 3)
    person = build.person(at=tirta.unit("OPD001"))
    has(person, "DG-02", 1)
    assert suggested(person) == [
        ("K3", "Menutup kesenjangan Pemanfaatan data: tingkat Anda 1, jabatan Anda memerlukan 3."),
        (
            "K9",
            "Gelombang 1: Pola pikir dan perubahan di Dinas 1 bernilai 2,41 dari 5. "
            "Pelatihan ini termasuk yang disarankan untuk menaikkannya.",
        ),
        (
            "K6",
            "Gelombang 1: Tata kelola dan regulasi di Dinas 1 bernilai 3,10 dari 5. "
            "Pelatihan ini yang pertama disarankan untuk menaikkannya.",
        ),
        ("K2", "Pola pikir digital Anda belum dinilai; jabatan Anda memerlukan tingkat 2."),
    ]


def test_the_opening_course_says_that_the_unit_needs_it(tirta):
    course("K1", ("DG-01", 2), opens_path=True)
    person = build.person(at=tirta.unit("OPD001"))
    (found,) = recommend_for_person(person)
    assert found.reason == (
        "Pelatihan pembuka: dasar bagi semua pelatihan lain. "
        "Gelombang 1: Pola pikir dan perubahan di Dinas 1 bernilai 2,41 dari 5."
    )
    assert found.need.construct == "D1"
    assert found.leads_to == "Pola pikir digital tingkat 2"


def test_people_of_a_hidden_unit_read_of_the_whole_agency_and_not_why(tirta):
    course("K1", ("DG-01", 2))
    person = build.person(at=tirta.unit("KEC09"))
    assert suggested(person) == [
        (
            "K1",
            "Gelombang 1: Pola pikir dan perubahan di Pemerintah Kabupaten Uji bernilai 2,90 dari 5. "
            "Pelatihan ini yang pertama disarankan untuk menaikkannya.",
        )
    ]


def test_a_unit_gets_courses_for_its_weakest_dimensions_with_who_has_them(tirta):
    proves = [{"code": "DG-01", "name": "Pola pikir digital", "level": 2}]
    first, second, third = (run_of(edition(code, competencies=proves)) for code in ("K1", "K9", "K6"))
    unit = tirta.unit("OPD001")
    people = build.people(3, at=tirta.unit("OPD001-0"))
    build.people(2, at=tirta.unit("OPD002"))
    finish(people[0], second)
    study.enrol(people[1], "K9")
    found = recommend_for_unit(unit)
    assert [(each.edition.code, each.people, each.comply) for each in found] == [
        ("K1", 3, 0),
        ("K9", 3, 1),
        ("K6", 3, 0),
    ]
    assert found[0].leads_to == "Pola pikir digital tingkat 2"
    assert [each.edition.open_run for each in found] == [first.pk, second.pk, third.pk]
    assert found[1].reason == (
        "Gelombang 1: Pola pikir dan perubahan di Dinas 1 bernilai 2,41 dari 5. "
        "Pelatihan ini termasuk yang disarankan untuk menaikkannya."
    )
    assert [each.edition.code for each in recommend_for_unit(unit, limit=2)] == ["K1", "K9"]


def test_a_course_that_everybody_of_the_unit_has_or_nobody_may_take_is_not_suggested_to_it(tirta, kominfo):
    finish(build.person(at=tirta.unit("OPD001")), run_of(edition("K1")))
    run_of(edition("K9"), unit_scope=kominfo)
    run_of(edition("K6"), unit_scope=tirta.unit("OPD001"))
    assert [each.edition.code for each in recommend_for_unit(tirta.unit("OPD001"))] == ["K6"]


def test_a_unit_without_needs_gets_no_suggestion(tirta):
    run_of(edition("K1"))
    build.person(at=tirta.unit("OPD002"))
    assert recommend_for_unit(tirta.unit("OPD002")) == []
    assert not UnitNeed.objects.filter(unit=tirta.unit("OPD002")).exists()


def test_a_unit_is_asked_for_in_two_queries_with_10_people_and_with_1000(tirta, django_assert_num_queries):
    many = [run_of(edition(code)) for code in ("K1", "K9", "K6")]
    unit = tirta.unit("OPD001")
    for crowd in (10, 990):
        people = build.people(crowd, at=unit)
        Enrolment.objects.bulk_create(
            Enrolment(run=many[0], person=each, state="selesai", completed_at="2026-03-02T10:00+00:00")
            for each in people[: crowd // 2]
        )
        with django_assert_num_queries(2):
            assert [each.edition.code for each in recommend_for_unit(unit)] == ["K1", "K9", "K6"]
