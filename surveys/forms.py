"""What respondents and analysts send: answers of a part, the last page, a new wave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.clock import today
from people.models import Unit
from surveys.models import Campaign, InstrumentVersion
from surveys.schema import InstrumentSpec
from surveys.sheet import Part, Sheet
from surveys.wording import Wording

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DONT_KNOW = "na"
# Typed text is kept in the draft even when it is too long to be sent, up to here.
KEPT_COMMENT = 2_000


def field_of(item_code: str) -> str:
    """A prefix, so that no instrument can name a field of ours."""
    return f"jawab-{item_code}"


@dataclass
class PartPost:
    """Answers of one part as posted: what could be read, and the items whose value no form of ours offers."""

    answers: dict[str, int | None] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def read_part(spec: InstrumentSpec, part: Part, post: QueryDict) -> PartPost:
    """An item that was not posted stays as it was: a chosen answer can be changed but never unchosen."""
    offered: dict[str, int | None] = {str(value): value for value in range(spec.scale_min, spec.scale_max + 1)}
    offered[DONT_KNOW] = None
    read = PartPost()
    for item in part.dimension.items:
        values = set(post.getlist(field_of(item.code)))
        if not values:
            continue
        if len(values) == 1 and values <= offered.keys():
            read.answers[item.code] = offered[values.pop()]
        else:
            read.wrong.append(item.code)
    return read


class PlainTextarea(forms.CharField):
    """Counts a line break as one character, as the browser's own limit does."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class LastForm(forms.Form):
    """Groups, barriers, comment, consent: all optional, none ticked beforehand."""

    def __init__(self, campaign: Campaign, sheet: Sheet, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=self._initial(sheet), auto_id="isian-%s")
        self.spec = spec = campaign.version.spec
        wording = Wording.of(campaign.version)
        for group in spec.groups:
            if group.choices:
                self.fields[self.group_field(group.code)] = forms.ChoiceField(
                    label=group.label,
                    choices=[("", _("Tidak ingin menjawab")), *group.choices],
                    widget=forms.RadioSelect,
                    required=False,
                    error_messages={"invalid_choice": _("Pilih salah satu yang tersedia.")},
                )
        if spec.barriers:
            self.fields["hambatan"] = forms.MultipleChoiceField(
                label=wording.barrier_question,
                choices=spec.barriers,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={"invalid_choice": _("Pilih dari daftar yang tersedia.")},
            )
        if wording.has_comment and campaign.takes_comments:
            self.fields["komentar"] = PlainTextarea(
                label=wording.comment_label,
                help_text=_("Paling banyak {n} karakter. Tampil hanya setelah disunting, tanpa unit kerja.").format(
                    n=spec.comment_max
                ),
                max_length=spec.comment_max,
                required=False,
                error_messages={
                    "max_length": _("Terlalu panjang: %(show_value)d dari %(limit_value)d karakter. Ringkas dahulu.")
                },
            )
        if wording.consent:
            self.fields["riset"] = forms.BooleanField(label=wording.consent, required=False)

    @staticmethod
    def group_field(code: str) -> str:
        return f"kelompok-{code}"

    def clean_hambatan(self) -> list[str]:
        chosen = list(dict.fromkeys(self.cleaned_data["hambatan"]))
        if len(chosen) > self.spec.barriers_max:
            message = _("Anda memilih {n} hambatan. Pilih paling banyak {most}.")
            raise forms.ValidationError(message.format(n=len(chosen), most=self.spec.barriers_max))
        return chosen

    def fill(self, sheet: Sheet) -> None:
        """Put on the sheet all that the form knows, also what it would not send: nothing typed is lost."""
        self.is_valid()
        groups = {group.code: group for group in self.spec.groups}
        for code in groups:
            sheet.groups[code] = self.cleaned_data.get(self.group_field(code), "")
        known = [code for code, _name in self.spec.barriers]
        if isinstance(self.data, QueryDict):
            sheet.barriers = [code for code in known if code in self.data.getlist("hambatan")]
        typed = self.cleaned_data.get("komentar", self.data.get("komentar", ""))
        sheet.comment = str(typed).replace("\0", "")[:KEPT_COMMENT]
        sheet.research = bool(self.cleaned_data.get("riset"))

    def _initial(self, sheet: Sheet) -> dict[str, Any]:
        groups = {self.group_field(code): value for code, value in sheet.groups.items()}
        return {**groups, "hambatan": sheet.barriers, "komentar": sheet.comment, "riset": sheet.research}


def _required(sentence: str | _StrPromise) -> dict[str, Any]:
    return {"required": sentence, "invalid": _lazy("Tanggal tidak terbaca. Pilih dari kalender.")}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    def __init__(
        self, *, label: str | _StrPromise, missing: str | _StrPromise, help_text: str | _StrPromise = ""
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            input_formats=["%Y-%m-%d"],
            widget=DayInput(),
            error_messages=_required(missing),
        )


class WaveForm(forms.Form):
    """A wave to come. Purpose and retention have no default: somebody has to answer for them."""

    version = forms.ModelChoiceField(
        label=_lazy("Instrumen"),
        queryset=InstrumentVersion.objects.none(),
        empty_label=None,
        error_messages=_required(_lazy("Pilih instrumen.")),
    )
    owner_unit = forms.ModelChoiceField(
        label=_lazy("Unit yang diukur, dengan semua unit di bawahnya"),
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages=_required(_lazy("Pilih unit.")),
    )
    title = forms.CharField(
        label=_lazy("Judul"),
        max_length=200,
        help_text=_lazy("Dibaca responden, misalnya: Survei kesiapan 2026, gelombang 2."),
        error_messages=_required(_lazy("Isi judul. Responden membacanya di halaman pertama.")),
    )
    opens_on = DayField(label=_lazy("Dibuka"), missing=_lazy("Pilih tanggal dibuka."))
    closes_on = DayField(label=_lazy("Hari terakhir pengisian"), missing=_lazy("Pilih hari terakhir jawaban diterima."))
    frame_on = DayField(
        label=_lazy("Tanggal kerangka responden"),
        missing=_lazy("Pilih tanggal kerangka responden."),
        help_text=_lazy("Pegawai diundang menurut unit kerjanya pada tanggal ini."),
    )
    purpose = forms.CharField(
        label=_lazy("Tujuan pemrosesan"),
        max_length=300,
        help_text=_lazy("Untuk apa jawaban dipakai. Dibaca responden sebelum mengisi."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_required(_lazy("Isi tujuan pemrosesan. Tanpa tujuan, gelombang tidak dapat dibuka.")),
    )
    retention = forms.CharField(
        label=_lazy("Masa simpan"),
        max_length=200,
        help_text=_lazy("Berapa lama jawaban anonim disimpan, misalnya: 5 tahun sejak gelombang ditutup."),
        error_messages=_required(_lazy("Isi masa simpan. Tanpa masa simpan, gelombang tidak dapat dibuka.")),
    )

    def __init__(
        self, data: QueryDict | None = None, *, units: QuerySet[Unit], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id="isian-%s", initial=initial)
        self.fields["version"].queryset = InstrumentVersion.objects.select_related("instrument").order_by("-pk")  # type: ignore[attr-defined]
        self.fields["owner_unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens, closes, frame = (cleaned.get(name) for name in ("opens_on", "closes_on", "frame_on"))
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("Hari terakhir mendahului hari pembukaan. Pilih tanggal yang lebih akhir."))
        if closes and closes < today():
            self.add_error("closes_on", _("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."))
        if opens and frame and frame > opens:
            self.add_error("frame_on", _("Kerangka responden ditetapkan paling lambat pada hari pembukaan."))
        return cleaned


class CommentForm(forms.Form):
    """One comment, redacted. The decision is the name of the pressed button."""

    text = PlainTextarea(
        label=_lazy("Teks yang ditampilkan"),
        max_length=2_000,
        error_messages=_required(_lazy("Teks kosong. Isi teksnya, atau tahan komentar ini.")),
    )
