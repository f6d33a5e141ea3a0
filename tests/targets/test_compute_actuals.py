"""Figures computed from records, each with an expectation worked out by hand."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from competencies.loading import load_competencies, read_content
from competencies.services import record_evidence
from core.jobs import run
from core.models import Job
from people.models import Person
from readiness.models import IndexRun, IndexScore
from records.ledger.models import LedgerEntry
from surveys.models import InstrumentVersion
from targets import actuals
from targets.loading import load_targets
from targets.loading import read_content as read_targets
from targets.models import (
    Application,
    ComplaintCase,
    CrossService,
    DatasetEntry,
    Measurement,
    PaperUse,
    ReferenceValue,
    SatisfactionSum,
    Target,
)
from targets.services import compute_actuals
from targets.tasks import compute_all, compute_hours, compute_index
from tests.support import build, waves

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
WIB = ZoneInfo("Asia/Jakarta")


def computed(unit, code: str, on: date = TODAY) -> Measurement | None:
    rows = compute_actuals(unit=unit, on=on, codes=[code])
    return rows[0] if rows else None


def give(person: Person, jp: str, *, on: date = date(2026, 3, 2)) -> None:
    LedgerEntry.objects.create(
        person=person, year=on.year, jp=Decimal(jp), source="klaim", source_id=uuid.uuid4(), title="Uji",
        started_on=on, held_on=on,
    )  # fmt: skip


# TP-01


def test_hours_count_people_with_a_rule_who_have_them(agency, kominfo):
    """PNS 20 JP, PPPK 24 JP: three have enough or not, the fourth has no rule, the fifth earned them last year."""
    enough, almost, contract, _without_rule, late = (
        build.person(at=kominfo, kind=kind)
        for kind in (Person.Kind.PNS, Person.Kind.PNS, Person.Kind.PPPK, Person.Kind.NON_ASN, Person.Kind.PNS)
    )
    give(enough, "12")
    give(enough, "8")
    give(almost, "19.5")
    give(contract, "20")
    give(late, "20", on=date(2025, 12, 30))
    row = computed(agency, "TP-01")
    assert (row.numerator, row.denominator, row.value) == (1, 4, 25)
    assert computed(agency, "TP-01", date(2026, 3, 1)).numerator == 0  # the day before the hours were earned


def test_people_of_another_agency_do_not_count(agency, kominfo):
    give(build.person(at=kominfo), "20")
    other = build.unit("KOTA", of=build.agency("KOTA-LAIN", name="Kota Lain"))
    build.person(at=other)
    assert computed(agency, "TP-01").denominator == 1


# TP-02


def test_digital_skill_is_the_mean_of_levels_reached(agency, kominfo):
    load_competencies(content=read_content())
    first, second = build.person(at=kominfo), build.person(at=kominfo)
    for person, code, level in ((first, "DG-01", 2), (second, "DG-01", 3), (second, "MJ-01", 5)):
        record_evidence(
            person=person, competency_code=code, level=level, source="kursus", source_id=uuid.uuid4(), observed_on=TODAY
        )
    row = computed(agency, "TP-02")
    assert (row.value, row.counted) == (Decimal("2.5"), 2)


def test_somebody_assessed_in_much_weighs_no_more_than_somebody_assessed_in_little(agency, kominfo):
    """4, 4 and 4 of one, 1 of the other: (4 + 1) / 2, not (4 + 4 + 4 + 1) / 4 = 3,25."""
    load_competencies(content=read_content())
    much, little = build.person(at=kominfo), build.person(at=kominfo)
    for person, code, level in ((much, "DG-01", 4), (much, "DG-02", 4), (much, "DG-03", 4), (little, "DG-01", 1)):
        record_evidence(
            person=person, competency_code=code, level=level, source="kursus", source_id=uuid.uuid4(), observed_on=TODAY
        )
    row = computed(agency, "TP-02")
    assert (row.value, row.counted) == (Decimal("2.5"), 2)


# TP-03


def wave(unit, number: int, as_of: date, value: float | None, *, current: bool = True) -> IndexRun:
    run = IndexRun.objects.create(
        framework="KTDI", instrument_version="1", owner_unit=unit, campaign=uuid.uuid4(), wave=number, title="Uji",
        as_of=as_of, formula_version="1", inputs_sha256="0" * 64, is_current=current,
    )  # fmt: skip
    hidden = "" if value is not None else "kecil"
    IndexScore.objects.create(
        run=run, unit=unit, component="INDEX", value=value, n=40 if value else None, hidden=hidden
    )
    return run


def test_the_index_is_that_of_the_last_wave_of_the_year(agency):
    wave(agency, 1, date(2025, 11, 20), 2.5)
    wave(agency, 2, date(2026, 5, 20), 2.81)
    last = wave(agency, 3, date(2026, 11, 20), 2.93)
    row = computed(agency, "TP-03")
    assert (row.value, row.period, row.measured_on) == (Decimal("2.93"), "2026-S2", date(2026, 11, 20))
    assert (row.source_id, row.counted) == (last.uuid, 40)
    assert computed(agency, "TP-03", date(2026, 6, 1)).value == Decimal("2.81")


def test_a_hidden_index_or_none_is_no_figure(agency):
    assert computed(agency, "TP-03") is None
    wave(agency, 1, date(2026, 5, 20), None)
    wave(agency, 2, date(2026, 6, 20), 4.0, current=False)
    assert computed(agency, "TP-03") is None


def test_computing_an_older_wave_anew_leaves_the_newer_one_standing(agency):
    older = wave(agency, 2, date(2026, 8, 1), 2.81)
    newer = wave(agency, 3, date(2026, 11, 10), 2.93)
    of_spring = wave(agency, 1, date(2026, 5, 1), 2.7)
    for each in (newer, older, of_spring):
        compute_index(run=str(each.uuid))
    assert periods_of("TP-03") == {"2026-S1": Decimal("2.7"), "2026-S2": Decimal("2.93")}


def test_an_index_of_six_steps_is_told_on_one_to_five(clock):
    """5,6 of 1..6 is 1 + 4 × 4,6 / 5 = 4,68."""
    clock.set("2026-11-21")
    district = waves.district(6, below=2, waves=1)
    version = InstrumentVersion.objects.get()
    version.content["instrument"]["scale"] |= {"min": 1, "max": 6}
    InstrumentVersion.objects.update(content=version.content)
    IndexScore.objects.filter(run=district.runs[0], unit=district.root, component="INDEX").update(value=5.6)
    load_targets(unit=district.root, content=read_targets())
    compute_index(run=str(district.runs[0].uuid))
    assert list(periods_of("TP-03").values()) == [Decimal("4.68")]


def test_a_fault_in_one_target_stops_no_other(agency, monkeypatch, caplog):
    def stumble(unit, on):
        raise ZeroDivisionError

    monkeypatch.setitem(actuals.ACTUALS, "TP-03", stumble)
    complaint(agency, datetime(2026, 5, 4, 8, tzinfo=WIB), 6)
    compute_all()
    for pk in Job.objects.filter(state=Job.State.MENUNGGU).order_by("pk").values_list("pk", flat=True):
        run(pk)
    assert periods_of("TP-06") == {"2026-11": 6}
    faulty = Job.objects.exclude(state=Job.State.SELESAI).get()
    assert (faulty.payload["code"], faulty.error.strip()) == ("TP-03", "ZeroDivisionError")
    assert "job failed: targets.compute_target" in caplog.text


# TP-06, TP-07


def complaint(unit, received: datetime, hours: float | None) -> None:
    ComplaintCase.objects.create(
        unit=unit, number=f"ADU-{ComplaintCase.objects.count()}", channel="loket", office=unit, sector="perizinan",
        received_at=received, first_response_at=None if hours is None else received + timedelta(hours=hours),
        status="diterima" if hours is None else "diproses",
    )  # fmt: skip


def test_answers_are_timed_as_in_the_published_example(agency):
    """Hours 6, 20, 30, 50 and none: the median of those answered is 25, and two of five were in time."""
    for hours in (6, 20, 30, 50, None):
        complaint(agency, datetime(2026, 5, 4, 8, tzinfo=WIB), hours)
    assert computed(agency, "TP-06").value == 25
    share = computed(agency, "TP-07")
    assert (share.numerator, share.denominator, share.value) == (2, 5, 40)


def test_a_complaint_of_an_hour_ago_is_not_judged_yet(agency, november):
    november.set("2026-11-21 12:00")
    complaint(agency, datetime(2026, 11, 20, 12, tzinfo=WIB), None)  # exactly a day old: late
    complaint(agency, datetime(2026, 11, 20, 13, tzinfo=WIB), None)
    complaint(agency, datetime(2025, 12, 31, 23, tzinfo=WIB), 1)  # of last year by the agency's clock
    assert computed(agency, "TP-06") is None
    share = computed(agency, "TP-07")
    assert (share.numerator, share.denominator) == (0, 1)


def test_just_24_hours_is_in_time(agency):
    complaint(agency, datetime(2026, 5, 4, 8, tzinfo=WIB), 24)
    complaint(agency, datetime(2026, 5, 4, 8, tzinfo=WIB), 24.001)
    assert computed(agency, "TP-07").value == 50


# The other records


def test_applications_count_until_they_are_stopped(agency):
    def app(code: str, main: Application | None = None, stopped: date | None = None) -> Application:
        return Application.objects.create(
            unit=agency, code=code, name=code, office=agency, purpose="x", active_since=date(2020, 1, 1),
            stopped_on=stopped, main=main,
        )  # fmt: skip

    main = app("A")
    app("B", main)
    app("C", main, stopped=TODAY)  # stopped today: no longer active today
    app("D", stopped=TODAY + timedelta(days=1))
    row = computed(agency, "TP-08")
    assert (row.value, row.detail) == (3, {"berfungsi_ganda": 1, "dihentikan": 1})


def test_services_in_one_flow_are_a_share_of_those_listed(agency):
    for code, since, ended in (
        ("A", date(2026, 1, 1), None),
        ("B", None, None),
        ("C", TODAY + timedelta(days=1), None),
        ("D", date(2026, 1, 1), date(2026, 6, 30)),
    ):
        CrossService.objects.create(unit=agency, code=code, name=code, integrated_on=since, ended_on=ended)
    row = computed(agency, "TP-09")
    assert (row.numerator, row.denominator, row.value) == (1, 3, Decimal("33.333333"))


def test_paper_is_a_mean_over_rows_that_are_there(agency, kominfo, dinkes):
    for office, month, reams in ((kominfo, 9, 30), (kominfo, 10, 20), (dinkes, 10, 45), (dinkes, 11, 999)):
        PaperUse.objects.create(unit=agency, office=office, month=date(2026, month, 1), reams=reams)
    row = computed(agency, "TP-10")  # November is not over yet
    assert (row.numerator, row.denominator, row.value) == (95, 3, Decimal("31.666667"))


def test_a_dataset_is_complete_by_all_four_principles(agency):
    def entry(code: str, *, priority: bool = True, codes: bool = True) -> None:
        DatasetEntry.objects.create(
            unit=agency, code=code, title=code, producer=agency, is_priority=priority, has_standard=True,
            has_metadata=True, is_interoperable=True, has_reference_code=codes, updated_on=TODAY,
        )  # fmt: skip

    entry("A")
    entry("B", codes=False)
    entry("C", priority=False)
    assert computed(agency, "TP-13").value == 50


def test_satisfaction_is_weighted_by_respondents(agency, kominfo, dinkes):
    """10 people with mean 3 and 30 with mean 4: (10 × 27 + 30 × 36) × 25 / (9 × 40) = 93,75; not (75 + 100) / 2."""
    for office, people, mean in ((kominfo, 10, 3), (dinkes, 30, 4)):
        SatisfactionSum.objects.create(
            unit=agency, office=office, ends_on=date(2026, 6, 30), respondents=people, totals=[people * mean] * 9
        )
    row = computed(agency, "TP-14")
    assert (row.value, row.counted, row.period) == (Decimal("93.75"), 40, "2026-S1")


# Written once, and only once


def test_the_same_figure_is_not_written_again_and_a_new_one_is(agency):
    complaint(agency, datetime(2026, 5, 4, 8, tzinfo=WIB), 6)
    assert computed(agency, "TP-06") is not None
    assert computed(agency, "TP-06") is None
    complaint(agency, datetime(2026, 5, 4, 8, tzinfo=WIB), 20)
    assert computed(agency, "TP-06").value == 13
    assert list(Measurement.objects.newest().values_list("value", flat=True)) == [13]


def test_without_records_there_is_no_figure_and_no_zero(agency):
    assert compute_actuals(unit=agency, on=TODAY) == []


def test_the_database_refuses_to_change_or_remove_a_figure(agency, kominfo):
    give(build.person(at=kominfo), "20")
    row = computed(agency, "TP-01")
    for change in (
        lambda: Measurement.objects.filter(pk=row.pk).update(value=99),
        lambda: Measurement.objects.filter(pk=row.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE targets_measurement CASCADE"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Measurement.objects.get().value == 100


def test_the_database_refuses_a_claim_as_baseline(agency, target):
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(code="TP-12").update(baseline_status="klaim")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceValue.objects.filter(target=target("TP-12")).update(claimed_by="")
    assert not any(field.get_internal_type() == "DecimalField" for field in ReferenceValue._meta.fields)


# When a year turns


def periods_of(code: str) -> dict[str, Decimal | None]:
    return dict(Measurement.objects.filter(target__code=code).newest().values_list("period", "value"))


def test_what_comes_in_after_new_year_still_counts_for_the_old_one(agency, kominfo, november, settle):
    """Hours of December entered in January, the second semester's survey, December's paper."""
    november.set("2027-01-11")
    SatisfactionSum.objects.create(
        unit=agency, office=kominfo, ends_on=date(2026, 12, 31), respondents=10, totals=[30] * 9
    )
    PaperUse.objects.create(unit=agency, office=kominfo, month=date(2026, 12, 1), reams=30)
    give(build.person(at=kominfo), "20", on=date(2026, 12, 20))
    compute_all()
    settle()
    assert periods_of("TP-14") == {"2026-S2": 75}
    assert periods_of("TP-10") == {"2026-12": 30}
    assert periods_of("TP-01") == {"2026-12": 100, "2027-01": 0}


def test_hours_entered_in_february_reach_the_year_in_which_they_were_earned(agency, kominfo, november):
    november.set("2027-02-01")
    give(build.person(at=kominfo), "20", on=date(2026, 12, 20))
    compute_hours(unit=str(agency.uuid))
    assert periods_of("TP-01") == {"2026-12": 100, "2027-02": 0}


def test_from_april_the_year_before_is_closed(agency, kominfo, november):
    november.set("2027-04-01")
    give(build.person(at=kominfo), "20", on=date(2026, 12, 20))
    compute_hours(unit=str(agency.uuid))
    assert periods_of("TP-01") == {"2027-04": 0}


def test_what_is_known_only_as_it_is_now_is_not_told_of_last_year(agency, november, settle):
    november.set("2027-01-11")
    DatasetEntry.objects.create(
        unit=agency, code="A", title="A", producer=agency, is_priority=True, has_standard=True, has_metadata=True,
        is_interoperable=True, has_reference_code=True, updated_on=date(2027, 1, 11),
    )  # fmt: skip
    compute_all()
    settle()
    assert periods_of("TP-13") == {"2027-T1": 100}
