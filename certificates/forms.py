from __future__ import annotations

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from certificates.uploads import FILE_LIMIT, FingerprintedFile
from core.codes import clean_code
from documents.words import write_number
from measures.rounding import half_up


class CodeForm(forms.Form):
    """The code as typed from paper; `cleaned_data["kode"]` is its printed form."""

    kode = forms.CharField(
        label=gettext_lazy("Kode verifikasi"),
        help_text=gettext_lazy("Contoh: 7K2M-9QXA-4RTD-6HWV-E. Kode tertulis di bawah kode QR pada sertifikat."),
        error_messages={"required": gettext_lazy("Ketik kode verifikasi yang tertulis pada sertifikat.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "80"}
        ),
    )

    def clean_kode(self) -> str:
        code = clean_code(self.cleaned_data["kode"])
        if code is None:
            raise forms.ValidationError(
                _(
                    "Kode ini tidak lengkap atau ada huruf yang keliru. Sebuah kode berisi 17 huruf dan angka. "
                    "Cocokkan satu per satu dengan sertifikat, lalu periksa lagi."
                )
            )
        return code


class FileForm(forms.Form):
    berkas = forms.FileField(
        label=gettext_lazy("Berkas sertifikat (PDF)"),
        help_text=gettext_lazy("Berkas hanya dibandingkan dan tidak disimpan. Paling besar 20 MB."),
        error_messages={
            "required": gettext_lazy("Pilih berkas PDF sertifikat yang akan dicocokkan."),
            "empty": gettext_lazy("Berkas ini kosong. Pilih berkas PDF yang Anda terima."),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_berkas(self) -> FingerprintedFile:
        sent: FingerprintedFile = self.cleaned_data["berkas"]
        if sent.size and sent.size > FILE_LIMIT:
            raise forms.ValidationError(too_large(sent.size))
        if not sent.starts_as_pdf:
            raise forms.ValidationError(
                _("Berkas ini bukan PDF. Pilih berkas PDF asli, bukan foto, hasil pindai, atau berkas Word.")
            )
        return sent


def too_large(size: int) -> str:
    megabytes = write_number(half_up(size / 1024 / 1024, 1), get_language() or "id")
    return _(
        "Berkas %(size)s MB melebihi batas 20 MB. Sertifikat dari Titian jauh lebih kecil. "
        "Pilih berkas PDF yang diunduh dari Titian."
    ) % {"size": megabytes}
