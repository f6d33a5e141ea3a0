"""What people send: a figure with its evidence, a complaint log."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.clock import today
from documents.words import write_number
from targets.importing.reading import MAX_BYTES, TooLarge
from targets.models import Target
from targets.periods import Period, last_periods
from targets.services import Figure, OffTheScale, Proof, limits_of
from targets.words import write_period

PERIODS_OFFERED = 8
PERIOD = re.compile(r"(\d{4})\D+(\d{4})")  # "2025-2030 (contoh)"
FIRST_YEAR, MOST_YEARS = 2000, 20
LONGEST_NUMBER = 30
WRITTEN = {"id": (".", ","), "en": (",", ".")}


class NumberField(forms.CharField):
    """A number as the reader's language writes it: 1.234,5 in Indonesian. A point that groups nothing is refused."""

    def __init__(self, *, whole: bool, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}),
            **kwargs,
        )
        self.whole = whole

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = re.sub(r"\s", "", super().to_python(value) or "").replace("\N{MINUS SIGN}", "-")
        if not text:
            return None
        if len(text) > LONGEST_NUMBER:
            raise ValidationError(_("Isian ini terlalu panjang untuk sebuah bilangan. Periksa jumlah angkanya."))
        group, point = WRITTEN.get(get_language() or "id", WRITTEN["id"])
        number = re.fullmatch(rf"-?(\d+|\d{{1,3}}(\{group}\d{{3}})+)(\{point}\d{{1,6}})?", text)
        if not number or (self.whole and number[3]):
            raise ValidationError(self.said())
        return Decimal(text.replace(group, "").replace(point, "."))

    def said(self) -> str:
        if self.whole:
            return _("Tulis bilangan bulat saja, misalnya 1250.")
        if get_language() == "en":
            return _("Tulis bilangan saja dengan titik desimal, misalnya 2.84.")
        return _("Tulis bilangan saja dengan koma desimal, misalnya 2,84.")


class MeasureForm(forms.Form):
    """A figure of one target. Which fields there are follows from the target's kind and from what it must bring."""

    period = forms.ChoiceField(
        label=gettext_lazy("Masa"),
        error_messages={
            "required": gettext_lazy("Masa belum dipilih. Pilih masa yang dihitung."),
            "invalid_choice": gettext_lazy("Masa ini tidak ditawarkan. Pilih salah satu dari daftar."),
        },
    )
    measured_on = forms.DateField(
        label=gettext_lazy("Diketahui pada"),
        help_text=gettext_lazy("Tanggal angka ini diketahui, misalnya tanggal laporannya."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Tanggal belum diisi. Pilih tanggal angka ini diketahui."),
            "invalid": gettext_lazy("Tanggal tidak dikenali. Tulis misalnya 2026-12-31."),
        },
    )

    def __init__(self, target: Target, data: Any = None) -> None:
        day = today(target.unit.agency.zone)
        super().__init__(data, initial={"measured_on": day})
        self.target = target
        self.periods = {period.code: period for period in last_periods(target.frequency, day, PERIODS_OFFERED)}
        self.fields["period"].choices = [(code, write_period(code)) for code in self.periods]  # type: ignore[attr-defined]
        self.fields |= self._figure_fields() | self._proof_fields()

    def _figure_fields(self) -> dict[str, forms.Field]:
        target = self.target
        if target.is_streak:
            choices = [(code, f"{code}, {meaning}") for code, meaning in target.categories.items()]
            return {
                "category": forms.ChoiceField(
                    label=_("Opini"),
                    choices=[("", _("Pilih opini")), *choices],
                    error_messages={
                        "required": _("Opini belum dipilih. Pilih satu dari daftar."),
                        "invalid_choice": _("Opini ini tidak ada dalam daftar. Pilih salah satu dari daftar."),
                    },
                )
            }
        if target.is_ratio:
            missing = {"required": _("Bagian ini belum diisi. Isi bilangan bulat.")}
            return {
                "numerator": NumberField(
                    whole=True, label=_("Pembilang"), help_text=target.numerator, error_messages=missing
                ),
                "denominator": NumberField(
                    whole=True, label=_("Penyebut"), help_text=target.denominator, error_messages=missing
                ),
            }
        return {
            "value": NumberField(
                whole=False,
                label=_("Realisasi (%(unit)s)") % {"unit": target.measure_unit},
                error_messages={"required": _("Nilainya belum diisi. Isi satu bilangan.")},
            )
        }

    def _proof_fields(self) -> dict[str, forms.Field]:
        asked: dict[str, forms.Field] = {}
        if "metode" in self.target.required_fields:
            asked["method"] = _text(
                _("Metode"), _("Cara angka ini dihitung."), _("Metode belum diisi. Tulis cara angka ini dihitung."), 300
            )
        if "periode" in self.target.required_fields:
            asked["covers"] = _text(
                _("Masa yang dihitung"),
                _("Misalnya 1 Januari–30 September 2026."),
                _("Masa yang dihitung belum diisi. Tulis tanggal awal dan akhirnya."),
                60,
            )
        asked["evidence"] = _text(
            _("Bukti"),
            _("Nama atau nomor dokumen. Jangan menyebut nama orang."),
            _("Bukti belum diisi. Isi nama atau nomor dokumennya."),
            300,
        )
        return asked

    @property
    def chosen_period(self) -> Period:
        return self.periods[self.cleaned_data["period"]]

    @property
    def figure(self) -> Figure:
        sent = self.cleaned_data
        return Figure(sent.get("value"), sent.get("numerator"), sent.get("denominator"), sent.get("category", ""))

    @property
    def proof(self) -> Proof:
        sent = self.cleaned_data
        return Proof(sent["evidence"], sent.get("method", ""), sent.get("covers", ""))


def _text(label: str, hint: str, missing: str, longest: int) -> forms.CharField:
    too_long = _("Isian ini lebih dari %(longest)s huruf. Ringkas isiannya.") % {"longest": longest}
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, error_messages={"required": missing, "max_length": too_long}
    )


class ValuesForm(forms.Form):
    """Yearly values and baseline of one target: a number for each year of the RPJMD, an empty one is not set."""

    baseline_year = forms.IntegerField(
        label=gettext_lazy("Tahun kondisi awal"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Tulis tahun dengan empat angka, misalnya 2025.")},
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status kondisi awal"),
        required=False,
        choices=Target.BaselineStatus.choices,
        help_text=gettext_lazy("Klaim tidak dapat menjadi kondisi awal, karena cara menghitungnya tidak diketahui."),
        error_messages={"invalid_choice": gettext_lazy("Status ini tidak ada dalam daftar. Pilih salah satu.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber kondisi awal"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nama atau nomor dokumen. Wajib untuk kondisi awal yang terukur."),
        error_messages={"max_length": gettext_lazy("Isian ini lebih dari 300 huruf. Ringkas isiannya.")},
    )

    def __init__(self, target: Target, data: Any = None) -> None:
        super().__init__(data)
        self.target = target
        standing = dict(target.years.values_list("year", "value"))
        self.years = {f"year_{year}": year for year in years_to_set(target, standing)}
        numbers = {name: self._number(str(year), standing.get(year)) for name, year in self.years.items()}
        words = _("Kondisi awal (%(unit)s)") % {"unit": target.measure_unit}
        self.fields = numbers | {"baseline": self._number(words, target.baseline)} | self.fields
        self.initial = {
            "baseline_year": target.baseline_year,
            "status": target.baseline_status,
            "source": target.baseline_source,
        }

    def _number(self, label: str, value: Decimal | None) -> NumberField:
        written = None if value is None else write_number(value, get_language() or "id")
        return NumberField(whole=self.target.is_streak, label=label, required=False, initial=written)

    @property
    def of_years(self) -> list[forms.BoundField]:
        return [self[name] for name in self.years]

    @property
    def of_baseline(self) -> list[forms.BoundField]:
        return [self[name] for name in ("baseline", "baseline_year", "status", "source")]

    def clean(self) -> None:
        least, most = limits_of(self.target)
        for name in (*self.years, "baseline"):
            value = self.cleaned_data.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(name, str(OffTheScale(self.target).sentence))
        self._check_baseline()

    def _check_baseline(self) -> None:
        sent = self.cleaned_data
        if self.errors.keys() & {"baseline", "baseline_year"}:
            return
        value, year = sent["baseline"], sent["baseline_year"]
        if value is None and year is not None:
            self.add_error("baseline", _("Nilai kondisi awal belum diisi. Isi nilainya, atau kosongkan tahunnya."))
        if year is None and value is not None:
            self.add_error("baseline_year", _("Tahun kondisi awal belum diisi. Isi tahunnya, misalnya 2025."))
        if year is not None and not FIRST_YEAR <= year <= self.last_year:
            said = {"first": FIRST_YEAR, "last": self.last_year}
            self.add_error("baseline_year", _("Tahun kondisi awal harus antara %(first)s dan %(last)s.") % said)
        if value is not None and sent.get("status") == Target.BaselineStatus.TERUKUR and not sent.get("source"):
            self.add_error("source", _("Sumber belum diisi. Isi dokumen yang memuat kondisi awal terukur ini."))

    @property
    def last_year(self) -> int:
        return max(self.years.values(), default=today(self.target.unit.agency.zone).year)

    @property
    def given(self) -> dict[str, Any]:
        """What `set_target` takes."""
        sent = self.cleaned_data
        years = {year: sent[name] for name, year in self.years.items() if sent[name] is not None}
        if sent["baseline"] is None:
            return {"years": years, "without_baseline": True}
        status = sent["status"] or Target.BaselineStatus.CONTOH
        baseline = (sent["baseline_year"], sent["baseline"])
        return {"years": years, "baseline": baseline, "status": status, "source": sent["source"]}

    @property
    def doubts(self) -> list[str]:
        """Years whose value goes against the direction: told and not refused, for an agency may have its reasons."""
        direction = self.target.direction
        if direction == Target.Direction.PERTAHANKAN:
            return []
        turn = -1 if direction == Target.Direction.TURUN else 1
        years = sorted(self.given["years"].items())
        against = [str(year) for (_y, before), (year, value) in pairwise(years) if turn * (value - before) < 0]
        if not against:
            return []
        said = {"years": ", ".join(against), "way": self.target.get_direction_display()}
        return [
            _(
                "Nilai %(years)s berlawanan arah dengan tahun sebelumnya, padahal arah target ini %(way)s. "
                "Nilainya tersimpan; periksa lagi bila bukan itu maksudnya."
            )
            % said
        ]


def years_to_set(target: Target, standing: Collection[int]) -> list[int]:
    """The years of the RPJMD, and those that have a value already."""
    ends = PERIOD.search(target.rpjmd_period)
    period = range(int(ends[1]), int(ends[2]) + 1) if ends else range(0)
    return sorted({*period[:MOST_YEARS], *standing})


class ComplaintsForm(forms.Form):
    berkas = forms.FileField(
        label=gettext_lazy("Berkas log aduan (CSV)"),
        help_text=gettext_lazy("CSV UTF-8, paling besar 16 MB dan 100.000 baris."),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Berkas belum dipilih. Pilih berkas CSV log aduan."),
            "invalid": gettext_lazy("Berkas belum dipilih. Pilih berkas CSV log aduan."),
            "missing": gettext_lazy("Berkas belum dipilih. Pilih berkas CSV log aduan."),
            "empty": gettext_lazy("Berkas ini kosong. Pilih berkas yang berisi baris aduan."),
            "max_length": gettext_lazy("Nama berkas terlalu panjang. Ganti namanya, lalu unggah lagi."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_berkas(self) -> Any:
        sent = self.cleaned_data["berkas"]
        if sent.size > MAX_BYTES:
            raise ValidationError(str(TooLarge.sentence))
        return sent
