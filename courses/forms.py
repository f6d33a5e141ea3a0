"""What learners type, and those who give courses to a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import Run
from people.models import Unit

LONGEST_TASK = 20_000
MOST_REVISIONS = 1_000_000  # far above what anybody types, far below what the column holds


class TaskForm(forms.Form):
    """`revision` is what the page was made from; it lets two tabs notice each other."""

    text = forms.CharField(
        label=_("Hasil kerja Anda"),
        required=False,
        strip=False,
        max_length=LONGEST_TASK,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"max_length": _("Isian lebih dari 20.000 huruf. Ringkas isian, lalu simpan lagi.")},
    )
    revision = forms.IntegerField(min_value=0, max_value=MOST_REVISIONS, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Browsers send line ends in two ways; one text has one form."""
        return self.cleaned_data["text"].replace("\r\n", "\n")


class ForgeableField(forms.ModelChoiceField):
    """What is no uuid at all is as little on offer as one of something else."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class RunField(ForgeableField):
    def label_from_instance(self, run: Any) -> str:
        return f"{run.edition.code} · {run.edition.title} · {run.title}"


class UnitField(ForgeableField):
    def label_from_instance(self, unit: Any) -> str:
        return f"{unit} ({unit.code})"  # every office has a "Sekretariat"


class AssignForm(forms.Form):
    """Which course for which unit, until when, and why. `digest` says that its preview was read."""

    run = RunField(
        Run.objects.none(),
        label=_("Pelatihan"),
        to_field_name="uuid",
        empty_label=_("Pilih pelatihan"),
        error_messages={
            "required": _("Pelatihan belum dipilih. Pilih satu pelatihan."),
            "invalid_choice": _("Pelatihan ini tidak dapat ditugaskan hari ini. Pilih pelatihan lain."),
        },
    )
    unit = UnitField(
        Unit.objects.none(),
        label=_("Unit kerja"),
        help_text=_("Termasuk semua unit di bawahnya."),
        to_field_name="uuid",
        empty_label=_("Pilih unit kerja"),
        error_messages={"required": _("Unit kerja belum dipilih. Pilih unit dalam cakupan Anda.")},
    )
    due_on = forms.DateField(
        label=_("Batas waktu"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Batas waktu belum diisi. Pilih tanggal hari ini atau sesudahnya."),
            "invalid": _("Tanggal tidak dikenali. Tulis misalnya 2026-12-31."),
        },
    )
    reason = forms.CharField(
        label=_("Alasan"),
        help_text=_("Dibaca oleh setiap pegawai yang ditugaskan. Jangan menyebut nama orang."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Alasan belum diisi. Tulis satu kalimat agar pegawai tahu mengapa."),
            "max_length": _("Alasan lebih dari 300 huruf. Ringkas menjadi satu atau dua kalimat."),
        },
    )
    digest = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, runs: QuerySet[Run], units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def show_options(self, name: str, rows: Sequence[Run] | Sequence[Unit]) -> None:
        """List these alone, and what is chosen in any case; what may be chosen stays the whole."""
        field: Any = self.fields[name]
        chosen = (self.cleaned_data if self.is_bound else self.initial).get(name)
        labels = {str(row.uuid): field.label_from_instance(row) for row in [*filter(None, [chosen]), *rows]}
        field.widget.choices = [("", field.empty_label), *labels.items()]
