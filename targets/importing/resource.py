"""What a row of the complaint log must be, and what it changes."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from core.clock import now
from people.models import Unit
from targets.models import ComplaintCase

COLUMNS = (
    "nomor_aduan",
    "kanal",
    "kode_opd",
    "sektor",
    "diterima_pada",
    "tanggapan_pertama_pada",
    "selesai_pada",
    "status",
)
LINE = "baris"
STATUSES: tuple[str, ...] = tuple(ComplaintCase.Status.values)
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")
WORDS = re.compile(r"[A-Za-z][A-Za-z _/&()-]{0,39}")
# A population number has 16 digits; it is neither stored nor repeated.
POPULATION_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)


class Number(widgets.Widget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if not NUMBER.fullmatch(value):
            raise ValueError(
                _("nomor_aduan hanya huruf, angka, titik, garis miring, dan tanda hubung, paling panjang 40.")
            )
        if POPULATION_NUMBER.search(value):
            raise ValueError(_("nomor_aduan memuat 16 angka seperti NIK. Pakai nomor urut aduan."))
        return value


class Words(widgets.Widget):
    """Letters only: a formula, a telephone number or a sentence about somebody has no place here."""

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if not WORDS.fullmatch(value):
            raise ValueError(_("%(column)s hanya huruf dan spasi, paling panjang 40.") % {"column": self.column})
        return value


class Office(widgets.Widget):
    """Codes of the agency's own units."""

    def __init__(self) -> None:
        super().__init__()
        self.by_code: dict[str, Unit] = {}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Unit:
        if value not in self.by_code:
            raise ValueError(_("kode_opd tidak dikenal di instansi ini."))
        return self.by_code[value]


class Moment(widgets.Widget):
    def __init__(self, column: str, *, required: bool) -> None:
        super().__init__()
        self.column, self.required = column, required

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> datetime | None:
        if not value and not self.required:
            return None
        match = MOMENT.fullmatch(value)
        if match and not match["zone"]:
            raise ValueError(
                _("%(column)s tanpa zona waktu. Tulis misalnya 2026-01-05T08:30:00+08:00.") % {"column": self.column}
            )
        try:
            moment = datetime.fromisoformat(value) if match else None
        except ValueError:
            moment = None
        if moment is None or moment.year < 2000:
            raise ValueError(
                _("%(column)s bukan waktu. Tulis misalnya 2026-01-05T08:30:00+08:00.") % {"column": self.column}
            )
        if moment > now():
            raise ValueError(_("%(column)s belum terjadi. Periksa tanggalnya.") % {"column": self.column})
        return moment


class Choice(widgets.Widget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if value not in STATUSES:
            raise ValueError(_("status harus salah satu dari: %(words)s.") % {"words": ", ".join(STATUSES)})
        return value


class ComplaintResource(resources.ModelResource):
    """Rows of one agency. What would be written, and over what, is hashed on the way: a preview is held to its word."""

    number = fields.Field("number", "nomor_aduan", widget=Number())
    channel = fields.Field("channel", "kanal", widget=Words("kanal"))
    office = fields.Field("office", "kode_opd", widget=Office())
    sector = fields.Field("sector", "sektor", widget=Words("sektor"))
    received_at = fields.Field("received_at", "diterima_pada", widget=Moment("diterima_pada", required=True))
    first_response_at = fields.Field(
        "first_response_at",
        "tanggapan_pertama_pada",
        widget=Moment("tanggapan_pertama_pada", required=False),
    )
    finished_at = fields.Field("finished_at", "selesai_pada", widget=Moment("selesai_pada", required=False))
    status = fields.Field("status", "status", widget=Choice())

    class Meta:
        model = ComplaintCase
        fields = (
            "number",
            "channel",
            "office",
            "sector",
            "received_at",
            "first_response_at",
            "finished_at",
            "status",
        )
        import_id_fields = ("number",)
        skip_unchanged = True
        skip_diff = True  # compared here, without a copy of each row
        report_skipped = False
        use_bulk = True
        batch_size = 2_000

    def __init__(self, *, unit: Unit, keep: int = 20) -> None:
        super().__init__()
        self.unit, self.keep = unit, keep
        offices = Unit.objects.filter(agency=unit.agency)
        self.fields["office"].widget.by_code = {office.code: office for office in offices}
        self.new = self.changed = self.same = 0
        self.zone, self.years = ZoneInfo(unit.agency.zone), set[int]()  # years of which something changes
        self.changes: list[tuple[int, str, list[tuple[str, str, str]]]] = []
        self.written = hashlib.sha256()
        self.known: dict[str, ComplaintCase] = {}
        self.lines: dict[str, int] = {}
        self.before: dict[str, Any] = {}

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Asked for each batch: which of its cases are known already."""
        numbers = dataset["nomor_aduan"]
        cases = ComplaintCase.objects.filter(unit=self.unit, number__in=numbers).select_related("office")
        self.known = {case.number: case for case in cases}

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        number = row["nomor_aduan"]
        if first := self.lines.get(number):
            raise ValidationError(_("nomor_aduan sama dengan baris %(line)s.") % {"line": first})
        self.lines[number] = row[LINE]

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> ComplaintCase | None:
        return self.known.get(row["nomor_aduan"])

    def after_init_instance(self, instance: ComplaintCase, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        self.before = {} if new else self.values_of(instance)
        instance.unit = self.unit

    def import_instance(self, instance: ComplaintCase, row: dict[str, Any], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        for column, moment in (
            ("tanggapan_pertama_pada", instance.first_response_at),
            ("selesai_pada", instance.finished_at),
        ):
            if moment and moment < instance.received_at:
                raise ValidationError(_("%(column)s lebih awal daripada diterima_pada.") % {"column": column})

    def skip_row(
        self, instance: ComplaintCase, original: Any, row: dict[str, Any], import_validation_errors: Any = None
    ) -> bool:
        if import_validation_errors:
            return False
        values = self.values_of(instance)
        if values == self.before:
            self.same += 1
            return True
        self.note(row[LINE], instance.number, values)
        return False

    def note(self, line: int, number: str, values: dict[str, Any]) -> None:
        self.written.update(
            repr([[str(side.get(column)) for column in COLUMNS] for side in (self.before, values)]).encode()
        )
        received = [side["diterima_pada"] for side in (self.before, values) if side]
        self.years |= {moment.astimezone(self.zone).year for moment in received}
        if not self.before:
            self.new += 1
            return
        self.changed += 1
        if len(self.changes) < self.keep:
            moved = [
                (name, said(self.before[name]), said(value))
                for name, value in values.items()
                if value != self.before[name]
            ]
            self.changes.append((line, number, moved))

    def values_of(self, case: ComplaintCase) -> dict[str, Any]:
        """By column name; moments compare as moments, whatever zone they are written in."""
        return {
            "nomor_aduan": case.number,
            "kanal": case.channel,
            "kode_opd": case.office.code,
            "sektor": case.sector,
            "diterima_pada": utc(case.received_at),
            "tanggapan_pertama_pada": utc(case.first_response_at),
            "selesai_pada": utc(case.finished_at),
            "status": case.status,
        }

    @property
    def digest(self) -> str:
        return self.written.hexdigest()


def utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def said(value: Any) -> str:
    if value is None:
        return "–"
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)
