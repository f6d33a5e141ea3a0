"""What people send: a figure with its evidence, a complaint log."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.clock import today
from targets.importing.reading import MAX_BYTES, TooLarge
from targets.models import Target
from targets.periods import Period, last_periods
from targets.services import Figure, Proof
from targets.words import write_period

PERIODS_OFFERED = 8
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
