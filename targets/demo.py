"""The records of the demo agency, invented by the same draw every time, and the figures computed from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp, log
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from people.demo.load import read_facts
from people.models import Unit, User
from targets.actuals import ONLY_NOW
from targets.loading import load_targets, read_content
from targets.models import (
    Application,
    ComplaintCase,
    CrossService,
    DatasetEntry,
    PaperUse,
    SatisfactionSum,
    Target,
)
from targets.periods import Period, period_of
from targets.services import Figure, Proof, compute_actuals, record_measurement, set_target

SHEETS_PER_PERSON = 0.80
PRINCIPLES = {
    "kode_referensi": ("has_reference_code", 0.4),
    "interoperabilitas": ("is_interoperable", 0.3),
    "metadata": ("has_metadata", 0.2),
    "standar": ("has_standard", 0.1),
}
SKM_ITEMS, SKM_EXTRAS = [f"u{n}" for n in range(1, 10)], ["t1", "t2", "t3"]
REPORT = "laporan OPD rekaan"


@transaction.atomic
def load_target_records(agency_top_unit: Unit, on: date) -> None:
    """Targets, records and figures of the demo agency up to `on`. For an agency that has none of them yet."""
    facts, unit = read_facts(), agency_top_unit
    load_targets(unit=unit, content=read_content())
    offices = {office.code: office for office in Unit.objects.filter(agency=unit.agency)}
    for write in (write_complaints, write_inventory, write_services, write_datasets, write_paper, write_satisfaction):
        write(facts, unit, offices)
    set_own_targets(facts, unit)
    type_figures(facts, unit, on)
    for day in month_ends(date(2025, 12, 31), on):
        compute_actuals(unit=unit, on=day, codes=set(automatic(unit)) - ONLY_NOW)
    compute_actuals(unit=unit, on=on)


def automatic(unit: Unit) -> list[str]:
    return list(Target.objects.filter(unit=unit, automatic=True).values_list("code", flat=True))


def month_ends(first: date, on: date) -> Iterator[date]:
    """Last days of the months from `first` to before `on`."""
    day = first
    while day < on:
        yield day
        day = (day + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def stream(facts: dict[str, Any], block: str) -> Random:
    """A draw of its own for each block, so that one more block changes none of the others."""
    return Random(f"{facts['meta']['seed']}:{block}")  # noqa: S311


def write_complaints(facts: dict[str, Any], unit: Unit, offices: dict[str, Unit]) -> None:
    block, rng = facts["aduan"], stream(facts, "aduan")
    zone = ZoneInfo(unit.agency.zone)
    first, last = (date.fromisoformat(day) for day in block["periode"].split("/"))
    exported = datetime.combine(last + timedelta(days=1), time.min, zone)
    cases = []
    for month in range(first.month, last.month + 1):
        for _n in range(block["per_bulan"]):
            cases.append(draw_complaint(block, rng, unit, offices, date(first.year, month, 1), zone, exported))
    cases.sort(key=lambda case: case.received_at)
    for number, case in enumerate(cases, start=1):
        case.number = f"ADU-{case.received_at.astimezone(zone).year}-{number:05}"
    ComplaintCase.objects.bulk_create(cases)


def draw_complaint(
    block: dict[str, Any],
    rng: Random,
    unit: Unit,
    offices: dict[str, Unit],
    month: date,
    zone: ZoneInfo,
    exported: datetime,
) -> ComplaintCase:
    """One case as the log of the day after the period shows it: what came later is not in it."""
    office, channel = weighted(rng, block["opd"]), weighted(rng, block["kanal"])
    received = draw_moment(rng, month, zone)
    hours = block["jam_tanggapan"]
    median = hours["median_per_bulan"][month.month - 1] * hours["faktor_opd"].get(office, 1)
    answered = received + timedelta(hours=rng.lognormvariate(log(median), hours["sigma"]))
    after = block["selesai_setelah_tanggapan_jam"]
    finished = answered + timedelta(hours=rng.lognormvariate(log(after["median"]), after["sigma"]))
    silent = rng.random() < block["tanpa_tanggapan"]
    has_answer = not silent and answered < exported
    is_finished = has_answer and finished < exported
    status = ComplaintCase.Status
    return ComplaintCase(
        unit=unit,
        office=offices[office],
        channel=channel.replace("_", " "),
        sector=block["sektor_per_opd"][office],
        received_at=received,
        first_response_at=answered.replace(microsecond=0) if has_answer else None,
        finished_at=finished.replace(microsecond=0) if is_finished else None,
        status=status.SELESAI if is_finished else status.DIPROSES if has_answer else status.DITERIMA,
    )


def draw_moment(rng: Random, month: date, zone: ZoneInfo) -> datetime:
    """Some day of the month, three times as likely between 07.00 and 21.59 as at night."""
    days = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - month
    hour = rng.choices(range(24), [3 if 7 <= hour <= 21 else 1 for hour in range(24)])[0]
    day = month + timedelta(days=rng.randrange(days.days))
    return datetime.combine(day, time(hour, rng.randrange(60)), zone)


def write_inventory(facts: dict[str, Any], unit: Unit, offices: dict[str, Unit]) -> None:
    made: dict[str, Application] = {}
    for code, name, office, purpose, since, stopped, main in facts["aplikasi"]["baris"]:
        made[code] = Application.objects.create(
            unit=unit,
            code=code,
            name=name,
            office=offices[office],
            purpose=purpose,
            active_since=date.fromisoformat(since),
            stopped_on=date.fromisoformat(stopped) if stopped else None,
            main=made[main] if main else None,
        )


def write_services(facts: dict[str, Any], unit: Unit, offices: dict[str, Unit]) -> None:
    for code, name, involved, since in facts["layanan_lintas_unit"]["baris"]:
        service = CrossService.objects.create(
            unit=unit, code=code, name=name, integrated_on=date.fromisoformat(since) if since else None
        )
        service.offices.set(offices[office] for office in involved)


def write_datasets(facts: dict[str, Any], unit: Unit, offices: dict[str, Unit]) -> None:
    block, rng = facts["set_data"], stream(facts, "set_data")
    wanted = [
        (office, True, nth < complete)
        for office, (priority, complete) in block["per_produsen"].items()
        for nth in range(priority)
    ]
    others = [opd["code"] for opd in facts["opd"] if opd["code"] not in block["per_produsen"]]
    wanted += [(rng.choice(others), False, False) for _n in range(block["jumlah"] - block["prioritas"])]
    without_unit = set(rng.sample(range(len(wanted)), block["tanpa_satuan"]))
    DatasetEntry.objects.bulk_create(
        DatasetEntry(
            unit=unit,
            code=f"SD-{nth + 1:02}",
            title=f"Set data {nth + 1} {offices[office].name}",
            producer=offices[office],
            measure_unit="" if nth in without_unit else "baris",
            is_priority=priority,
            updated_on=date(2026, rng.randint(1, 10), rng.randint(1, 28)),
            **draw_principles(rng, complete=complete),
        )
        for nth, (office, priority, complete) in enumerate(wanted)
    )


def draw_principles(rng: Random, *, complete: bool) -> dict[str, bool]:
    """An incomplete data set lacks one of the four principles, and each further one with its weight."""
    if complete:
        return {column: True for column, _weight in PRINCIPLES.values()}
    lost = weighted(rng, dict(PRINCIPLES.values()))
    return {column: column != lost and rng.random() >= weight for column, weight in PRINCIPLES.values()}


def write_paper(facts: dict[str, Any], unit: Unit, offices: dict[str, Unit]) -> None:
    block, rng = facts["kertas"], stream(facts, "kertas")
    unknown = {(gap["opd"], gap["bulan"]) for gap in block["kosong"]}
    rows = []
    for opd in facts["opd"]:
        for month in months_of(block["periode"]):
            reams = draw_reams(rng, opd, month)
            if (opd["code"], f"{month:%Y-%m}") not in unknown:
                rows.append(PaperUse(unit=unit, office=offices[opd["code"]], month=month, reams=reams))
    PaperUse.objects.bulk_create(rows)


def draw_reams(rng: Random, opd: dict[str, Any], month: date) -> int:
    falling = 1 - 0.012 * month.month if month.year == 2026 else 1.0
    trained = {2: (date(2026, 1, 1), 0.93), 3: (date(2026, 5, 1), 0.97)}
    since, factor = trained.get(opd["dilatih_mulai_gelombang"], (date.max, 1.0))
    if month < since:
        factor = 1.0
    return round(opd["pegawai"] * SHEETS_PER_PERSON * falling * factor * exp(rng.gauss(0, 0.10)))


def months_of(span: str) -> Iterator[date]:
    first, last = (date.fromisoformat(f"{month}-01") for month in span.split("/"))
    while first <= last:
        yield first
        first = (first + timedelta(days=32)).replace(day=1)


def write_satisfaction(facts: dict[str, Any], unit: Unit, offices: dict[str, Unit]) -> None:
    block, rng = facts["skm"], stream(facts, "skm")
    shift = block["geser_unsur"] | block["geser_tambahan"]
    for office, (respondents, mean) in block["unit_layanan"].items():
        sums = dict.fromkeys(SKM_ITEMS + SKM_EXTRAS, 0)
        for _person in range(respondents):
            leaning = rng.gauss(0, 0.35)
            for item in sums:
                answer = round(mean + shift[item] + leaning + rng.gauss(0, 0.50))
                sums[item] += min(max(answer, 1), 4)
        SatisfactionSum.objects.create(
            unit=unit,
            office=offices[office],
            ends_on=date(2026, 6, 30),
            respondents=respondents,
            totals=[sums[item] for item in SKM_ITEMS],
            extras=[sums[item] for item in SKM_EXTRAS],
        )


def set_own_targets(facts: dict[str, Any], unit: Unit) -> None:
    for code, row in facts["target_khusus_instansi"].items():
        set_target(
            target=Target.objects.get(unit=unit, code=code),
            years={year: Decimal(value) for year, value in row["targets"].items()},
            baseline=(row["baseline"]["tahun"], Decimal(row["baseline"]["nilai"])),
        )


def type_figures(facts: dict[str, Any], unit: Unit, on: date) -> None:
    """What people type in, by whoever holds the role at the agency's top."""
    for code, row in facts["realisasi_diketik"].items():
        target = Target.objects.select_related("unit__agency").get(unit=unit, code=code)
        if target.is_streak:
            type_streak(target, row, on)
            continue
        period = period_of(target.frequency, min(on, date(row["tahun"], 12, 31)))
        figure = Figure(
            value=exact(row.get("nilai")), numerator=exact(row.get("pembilang")), denominator=exact(row.get("penyebut"))
        )
        proof = Proof(row.get("bukti", f"{REPORT} {period.code}"), row.get("metode", ""), row.get("periode", ""))
        type_figure(target, period, min(on, period.ends_on), figure, proof, row.get("komponen"))


def type_streak(target: Target, row: dict[str, Any], on: date) -> None:
    first = row["tahun"] - len(row["urutan"]) + 1
    for year, opinion in enumerate(row["urutan"], start=first):
        audited = date(year + 1, 5, 31)  # the auditor reports five months after the year
        proof = Proof(f"LHP BPK rekaan {year}")
        period = period_of(target.frequency, date(year, 12, 31))
        type_figure(target, period, min(on, audited), Figure(category=opinion), proof)


def type_figure(
    target: Target,
    period: Period,
    measured_on: date,
    figure: Figure,
    proof: Proof,
    detail: dict[str, int] | None = None,
) -> None:
    record_measurement(
        target=target,
        period=period,
        measured_on=measured_on,
        figure=figure,
        proof=proof,
        by=holder_of(target),
        detail=detail,
    )


def holder_of(target: Target) -> User:
    return User.objects.filter(scopes__role=target.owner_role, scopes__unit=target.unit).order_by("pk")[0]


def exact(value: int | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def weighted(rng: Random, shares: dict[str, float]) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]
