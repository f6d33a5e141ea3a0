"""Setting targets and recording what was reached."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import record_audit
from core.clock import today
from core.errors import Refused
from core.events import emit
from core.locks import one_at_a_time
from measures.rounding import half_up
from people.models import Unit, User
from records.ledger.models import LedgerEntry
from targets.actuals import ACTUALS, ONLY_NOW, Actual
from targets.events import MeasurementRecorded, TargetSet
from targets.models import Measurement, Target, TargetYear
from targets.periods import Period, days_that_move, period_of
from targets.words import RUPIAH

PLACES = 6
MOST = Decimal(10) ** 15  # a thousand trillion rupiah; the column holds ten times as much
COMPUTED = ("value", "numerator", "denominator", "counted", "detail")
TYPED = ("value", "numerator", "denominator", "category", "measured_on", "evidence", "method", "covers", "typed_by_id")
SCALE = re.compile(r"(\d+)-(\d+)$")


class Computed(Refused):
    def __init__(self, target: Target) -> None:
        super().__init__(
            _(
                "%(code)s dihitung dari %(source)s, jadi tidak dapat diketik. "
                "Perbaiki catatannya; nilainya akan dihitung ulang."
            )
            % {"code": target.code, "source": target.source}
        )


class WithoutEvidence(Refused):
    sentence = gettext_lazy("Realisasi yang diketik memerlukan bukti. Isi nama atau nomor dokumennya.")


class Incomplete(Refused):
    sentence = gettext_lazy("Target ini juga memerlukan metode dan masa yang dihitung. Lengkapi keduanya.")


class PartsNeeded(Refused):
    sentence = gettext_lazy(
        "Isi pembilang dan penyebut. Penyebut lebih dari nol, dan bagian tidak melebihi keseluruhannya."
    )


class ValueNeeded(Refused):
    sentence = gettext_lazy("Nilainya belum diisi. Isi satu bilangan.")


class OffTheScale(Refused):
    def __init__(self, target: Target) -> None:
        super().__init__(
            _("Nilai ini di luar satuan %(unit)s. Periksa tanda koma dan jumlah angkanya.")
            % {"unit": target.measure_unit}
        )


class NotYet(Refused):
    sentence = gettext_lazy("Tanggal ini belum tiba atau sebelum masanya mulai. Pilih hari angka itu diketahui.")


class UnknownCategory(Refused):
    sentence = gettext_lazy("Opini ini tidak ada dalam daftar. Pilih salah satu dari daftar.")


@dataclass(frozen=True)
class Figure:
    """What is reached: a value, both parts of a ratio, or a category. Only what the target's kind asks for counts."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    category: str = ""


@dataclass(frozen=True)
class Proof:
    """What stands behind a figure that somebody typed."""

    evidence: str
    method: str = ""
    covers: str = ""


@transaction.atomic
def set_target(
    *,
    target: Target,
    years: Mapping[int, Decimal],
    baseline: tuple[int, Decimal] | None = None,
    status: str = Target.BaselineStatus.CONTOH,
    source: str = "",
    without_baseline: bool = False,
    by: User | None = None,
) -> Target:
    """The agency's own yearly values, instead of those before, and its own baseline (year, value) where given.

    `without_baseline` takes away the one that stands: nothing is known of where the agency began. Raises OffTheScale.
    """
    least, most = limits_of(target)
    if not all(least <= value <= most for value in (*years.values(), *([baseline[1]] if baseline else []))):
        raise OffTheScale(target)
    with one_at_a_time("targets", str(target.unit.uuid)):
        before = _figures_of(target)
        target.years.all().delete()
        TargetYear.objects.bulk_create(
            TargetYear(target=target, year=year, value=value) for year, value in years.items()
        )
        if baseline or without_baseline:
            _set_baseline(target, baseline, status, source)
    after = _figures_of(target)
    record_audit(by.uuid if by else None, "targets:target:set", "target", target.uuid, before=before, after=after)
    if before != after:
        emit(TargetSet(unit=str(target.unit.uuid), target=str(target.uuid), code=target.code))
    return target


@transaction.atomic
def record_measurement(
    *,
    target: Target,
    period: Period,
    measured_on: date,
    figure: Figure,
    proof: Proof,
    by: User,
    detail: Mapping[str, int] | None = None,
) -> Measurement:
    """Enter a figure that somebody typed. Typing again for the same period corrects it by a new row.

    Refused where the figure is computed, off its scale or of a day to come, where evidence is missing, and where the
    target asks for more than is given.
    """
    _refuse_unproven(target, proof)
    if not period.begins_on <= measured_on <= today(target.unit.agency.zone):
        raise NotYet
    measurement = Measurement(
        target=target,
        period=period.code,
        ends_on=period.ends_on,
        measured_on=measured_on,
        source=target.source,
        typed_by=by.person,
        evidence=proof.evidence,
        method=proof.method,
        covers=proof.covers,
        detail=dict(detail or {}),
        **_checked(target, figure),
    )
    with one_at_a_time("targets", str(target.unit.uuid)):
        if standing := _standing_as(measurement, *TYPED):  # the form was sent twice
            return standing
        measurement.save()
    record_audit(
        by.uuid,
        "targets:measurement:type",
        "target",
        target.uuid,
        after={"measurement": str(measurement.uuid), "period": period.code},
    )
    _tell(target, measurement)
    return measurement


@transaction.atomic
def compute_actuals(*, unit: Unit, on: date, codes: Collection[str] = ()) -> list[Measurement]:
    """Compute the automatic targets of an agency's top unit (or those in `codes`) as of the end of a day.

    Writes a row only where a figure differs from the last of its period; returns the rows written.
    """
    with one_at_a_time("targets", str(unit.uuid)):
        targets = Target.objects.filter(unit=unit, automatic=True).order_by("position")
        written = [
            _write_actual(target, on, actual)
            for target in targets
            if (not codes or target.code in codes) and (actual := ACTUALS[target.code](unit, on))
        ]
        return [row for row in written if row]


def refresh_actual(*, unit: Unit, code: str, years: Collection[int] = ()) -> list[Measurement]:
    """Compute one target as of today, and as of the end of last year while its records still come in.

    `years`: years gone by whose records have just changed. What is known only as it is now is computed for today alone.
    """
    day = today(unit.agency.zone)
    days = [day] if code in ONLY_NOW else days_that_move(day, years)
    return [row for on in days for row in compute_actuals(unit=unit, on=on, codes=[code])]


def scale_of(measure_unit: str) -> tuple[Decimal, Decimal]:
    """Least and most: "indeks 1-5" says so itself, money may be lost, and everything else is counted from zero."""
    if ends := SCALE.search(measure_unit):
        return Decimal(ends[1]), Decimal(ends[2])
    return (-MOST if measure_unit == RUPIAH else Decimal(0)), MOST


def limits_of(target: Target) -> tuple[Decimal, Decimal]:
    """Least and most that a value of this target can be: a share of a whole is at most the whole."""
    if target.ratio_scale and target.ratio_scale > 1:
        return Decimal(0), Decimal(target.ratio_scale)
    return scale_of(target.measure_unit)


def _set_baseline(target: Target, baseline: tuple[int, Decimal] | None, status: str, source: str) -> None:
    target.baseline_year, target.baseline = baseline or (None, None)
    target.baseline_status, target.baseline_source = (status, source) if baseline else ("", "")
    target.save(update_fields=["baseline", "baseline_year", "baseline_status", "baseline_source"])


def _refuse_unproven(target: Target, proof: Proof) -> None:
    if target.automatic:
        raise Computed(target)
    if not proof.evidence.strip():
        raise WithoutEvidence
    given = {"metode": proof.method, "periode": proof.covers, "bukti": proof.evidence}
    if not all(given[name].strip() for name in target.required_fields):
        raise Incomplete


def _checked(target: Target, figure: Figure) -> dict[str, Decimal | str | None]:
    """The columns that the target's kind asks for."""
    if target.is_streak:
        if figure.category not in target.categories:
            raise UnknownCategory
        return {"category": figure.category}
    if target.is_ratio:
        return _ratio(target, figure.numerator, figure.denominator)
    if figure.value is None:
        raise ValueNeeded
    least, most = scale_of(target.measure_unit)
    if not least <= figure.value <= most:
        raise OffTheScale(target)
    return {"value": half_up(figure.value, PLACES)}


def _ratio(target: Target, numerator: Decimal | None, denominator: Decimal | None) -> dict[str, Decimal | str | None]:
    if numerator is None or not denominator or denominator < 0 or numerator < 0:
        raise PartsNeeded
    if max(numerator, denominator) > MOST or numerator % 1 or denominator % 1:  # both are counted
        raise OffTheScale(target)
    assert target.ratio_scale
    if target.ratio_scale > 1 and numerator > denominator:  # a share of a whole
        raise PartsNeeded
    value = half_up(numerator / denominator * target.ratio_scale, PLACES)
    return {"value": value, "numerator": numerator, "denominator": denominator}


def _write_actual(target: Target, on: date, actual: Actual) -> Measurement | None:
    known_on = actual.known_on or on
    period = period_of(target.frequency, known_on)
    figure = Figure(
        value=actual.value,
        numerator=None if actual.numerator is None else Decimal(actual.numerator),
        denominator=None if actual.denominator is None else Decimal(actual.denominator),
    )
    row = Measurement(
        target=target,
        period=period.code,
        ends_on=period.ends_on,
        measured_on=known_on,
        source=target.source,
        source_id=actual.source_id,
        counted=actual.counted,
        detail=actual.detail,
        **_checked(target, figure),
    )
    if _standing_as(row, *COMPUTED):
        return None
    row.save()
    _tell(target, row)
    return row


def _standing_as(row: Measurement, *names: str) -> Measurement | None:
    """The last figure of the period, if it says the same in these columns."""
    last = Measurement.objects.filter(target=row.target, ends_on=row.ends_on).order_by("-recorded_at", "-pk").first()
    same = last is not None and all(getattr(last, name) == getattr(row, name) for name in names)
    return last if same else None


def _tell(target: Target, measurement: Measurement) -> None:
    emit(
        MeasurementRecorded(
            unit=str(target.unit.uuid),
            target=str(target.uuid),
            code=target.code,
            measurement=str(measurement.uuid),
        )
    )


def _figures_of(target: Target) -> dict[str, object]:
    return {
        "baseline": None if target.baseline is None else str(half_up(target.baseline, PLACES)),
        "baseline_year": target.baseline_year,
        "baseline_status": target.baseline_status,
        "years": {year: str(value) for year, value in target.years.values_list("year", "value")},
    }


def computed_targets() -> list[tuple[UUID, str]]:
    """(top unit, code) of all that nobody types."""
    return list(Target.objects.filter(automatic=True).order_by("unit", "position").values_list("unit__uuid", "code"))


def units_with_targets() -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=Target.objects.values("unit")).select_related("agency")


def tops_of_entries(entries: Sequence[str]) -> list[UUID]:
    """Top units of the agencies in which hours were earned, of those that have targets; partners earn nowhere."""
    paths = LedgerEntry.objects.filter(uuid__in=entries, unit_at__isnull=False).values_list("unit_at__path", flat=True)
    tops = {int(path.split("/")[1]) for path in paths.distinct()}
    return list(units_with_targets().filter(pk__in=tops).values_list("uuid", flat=True))
