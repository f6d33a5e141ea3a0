"""What learners type."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
