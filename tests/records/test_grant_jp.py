"""Finished courses become hours in the right year, once."""

from datetime import date
from decimal import Decimal

import pytest

from certificates.services import issue_certificate, reissue_certificate
from core import events
from core.models import Event, Job
from people.models import Person
from records.ledger.models import JpRule, LedgerEntry
from records.ledger.services import grant_jp
from tests.certificates.building import a_run, certify, finish, issuer
from tests.support import build

pytestmark = pytest.mark.django_db


def entries(person: Person) -> list[tuple[int, Decimal, Decimal]]:
    mine = LedgerEntry.objects.of(person).order_by("pk")
    return [(entry.year, entry.jp, entry.jp_in_review) for entry in mine]


def test_ani_finishes_two_courses_and_has_five_of_twenty(ani, clock):
    clock.set("2026-03-02")
    certify(ani, jp=3)
    certify(ani, jp=2)
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 5
    assert LedgerEntry.objects.of(ani).jp(year=2025) == 0


def test_the_entry_says_where_it_comes_from(ani, clock):
    clock.set("2026-11-20")
    run = a_run("Pola Pikir Digital", jp=3, code="K1")
    certify(ani, run)
    entry = LedgerEntry.objects.get()
    assert (entry.title, entry.course_code, entry.held_on) == ("Pola Pikir Digital", "K1", date(2026, 11, 20))
    assert (entry.rule.employee_kind, entry.rule.year) == ("PNS", 2026)
    assert entry.unit_at == ani.unit


def test_a_grant_asked_for_twice_is_entered_once(ani):
    enrolment = finish(ani)
    first = grant_jp(enrolment=enrolment)
    assert first
    assert grant_jp(enrolment=enrolment) == first
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize(("zone", "year"), [("Asia/Jakarta", 2026), ("Asia/Makassar", 2027), ("Asia/Jayapura", 2027)])
def test_new_years_eve_2330_wib_is_the_year_that_the_units_clock_shows(clock, zone, year):
    agency = issuer(build.agency(f"KAB-{zone[5:]}", name=f"Pemerintah Kabupaten {zone[5:]}", zone=zone))
    learner = build.person(at=build.unit("DINAS", of=agency))
    clock.set("2026-12-31 23:30")
    certify(learner, a_run(by=agency))
    assert LedgerEntry.objects.get().year == year


def test_completed_in_december_and_issued_in_january_counts_in_december(ani, clock):
    clock.set("2026-12-30")
    enrolment = finish(ani)
    clock.set("2027-01-04")
    issue_certificate(enrolment=enrolment, issued_on=date(2027, 1, 4))
    assert LedgerEntry.objects.get().year == 2026


def test_where_the_rule_counts_by_the_day_of_issue_nothing_is_entered_before_it(ani, clock):
    JpRule.objects.filter(employee_kind="PNS").update(year_from=JpRule.YearFrom.ISSUED_ON)
    clock.set("2026-12-30")
    enrolment = finish(ani)
    assert grant_jp(enrolment=enrolment) is None
    issue_certificate(enrolment=enrolment, issued_on=date(2027, 1, 4))
    assert LedgerEntry.objects.get().year == 2027


def test_a_certificate_lost_and_issued_again_in_2028_moves_no_hours(ani, clock):
    clock.set("2026-12-30")
    certificate = certify(ani)
    clock.set("2028-02-01")
    reissue_certificate(certificate=certificate, by=None)
    assert entries(ani) == [(2026, Decimal(3), Decimal(0))]


def test_a_course_counts_once_a_year_and_again_in_the_next(ani, clock):
    clock.set("2026-02-02")
    certify(ani, code="K1", number=1, jp=3)
    clock.set("2026-09-01")
    certify(ani, code="K1", number=2, jp=3, retired_at=clock.now())
    assert entries(ani) == [(2026, Decimal(3), Decimal(0))]
    clock.set("2027-02-01")
    certify(ani, code="K1", number=3, jp=3, retired_at=clock.now())
    assert [year for year, *_ in entries(ani)] == [2026, 2027]


def test_a_course_that_may_count_twice_a_year_does(ani, clock):
    clock.set("2026-02-02")
    rule = {"jp_per_year": 2}
    for number in (1, 2, 3):
        certify(ani, code="K1", number=number, completion_rule=rule, retired_at=clock.now())
    assert LedgerEntry.objects.of(ani).count() == 2


def test_nine_hours_in_a_day_are_eight_and_one_that_waits(ani, clock):
    clock.set("2026-11-20")
    certify(ani, jp=6)
    certify(ani, jp=3)
    assert entries(ani) == [(2026, Decimal(6), Decimal(0)), (2026, Decimal(2), Decimal(1))]
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 8
    assert LedgerEntry.objects.of(ani).jp_in_review(year=2026) == 1


def test_a_day_that_is_full_lets_a_whole_course_wait(ani, clock):
    clock.set("2026-11-20")
    certify(ani, jp=8)
    certify(ani, jp=2)
    assert entries(ani)[1] == (2026, Decimal(0), Decimal(2))


def test_a_course_of_two_days_has_room_for_both(ani, clock):
    clock.set("2026-11-19")
    begun = clock.now()
    clock.set("2026-11-20")
    certify(ani, jp=12, enrolled_at=begun)
    assert entries(ani) == [(2026, Decimal(12), Decimal(0))]


def test_ani_moves_office_and_her_hours_stay_where_she_earned_them(ani, kominfo, aptika, dinkes, clock):
    clock.set("2026-03-02")
    certify(ani, jp=6)
    begun = clock.now()

    clock.set("2026-09-01")
    build.place(ani, dinkes, ani.position, from_day=date(2026, 9, 1))
    certify(ani, jp=4, enrolled_at=begun)

    assert {entry.unit_at: entry.jp for entry in LedgerEntry.objects.of(ani)} == {aptika: 6, dinkes: 4}
    assert LedgerEntry.objects.of(ani).jp(year=2026) == 10


def test_a_year_without_its_own_rule_follows_the_latest(ani, clock):
    clock.set("2031-05-05")
    certify(ani)
    assert LedgerEntry.objects.get().rule.year == 2030


@pytest.mark.parametrize(
    ("kind", "least", "note"),
    [("PNS", 20, ""), ("CPNS", 20, "kebijakan instansi"), ("PPPK", 24, "batas atas"), ("PPPK_PW", 24, "batas atas")],
)
def test_the_shipped_rules_hold_for_2024_to_2030(kind, least, note):
    rules = JpRule.objects.filter(employee_kind=kind)
    assert sorted(rule.year for rule in rules) == list(range(2024, 2031))
    assert {(rule.yearly_min, rule.daily_cap, rule.minutes_per_jp) for rule in rules} == {(least, 8, 45)}
    assert all(note in rule.note and rule.source for rule in rules)


@pytest.mark.parametrize("kind", ["NON_ASN", "MITRA"])
def test_nobody_else_has_a_rule(kind):
    assert JpRule.objects.in_force(kind=kind, year=2026) is None


def test_completion_queues_the_grant_and_the_certificate(ani):
    finish(ani)
    for event in Event.objects.filter(handled_at=None):
        events.deliver(event.pk)
    assert set(Job.objects.values_list("kind", flat=True)) == {"records.grant_jp", "certificates.issue"}
