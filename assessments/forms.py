"""The form of one question, read at the door; and the form in which an author writes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.formats.lines import read_lines, write_lines
from assessments.kinds import InvalidQuestion, kind_of
from assessments.models import AttemptItem, Question, QuestionVersion
from assessments.services import write_version
from core.errors import Refused

PREFIX = "jawab"
REVIEW = "tinjau"
MOST_DIGITS = 4


class TamperedForm(Refused):
    sentence = _("Isian halaman ini tidak lengkap, jadi jawaban belum disimpan. Muat ulang halaman, lalu jawab lagi.")
    status = 400


@dataclass(frozen=True)
class PostedAnswer:
    answer: Any
    revision: int
    flagged: bool

    def changes(self, item: AttemptItem) -> bool:
        """Whether saving would change anything; walking through answered questions writes nothing."""
        return (self.answer, self.flagged) != (item.answer, item.flagged)


def read_posted(item: AttemptItem, data: QueryDict) -> PostedAnswer:
    """Raises TamperedForm, UnknownAnswer."""
    version = item.question_version
    return PostedAnswer(
        answer=kind_of(version.kind).read_answer(version.body, data, PREFIX),
        revision=read_number(data.get("revisi")),
        flagged="tanda" in data,
    )


def is_number(text: str | None) -> TypeGuard[str]:
    """Digits that fit a column."""
    return text is not None and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def read_number(text: str | None) -> int:
    if not is_number(text):
        raise TamperedForm
    return int(text)


CONTENT = ("kind", "stem", "feedback", "outcome", "cognitive_level", "difficulty")


class QuestionForm(WagtailAdminModelForm):
    """Edits the latest version; once somebody was asked it, saving makes the next one."""

    kind = forms.ChoiceField(label=_("Jenis soal"), choices=QuestionVersion.Kind.choices)
    stem = forms.CharField(label=_("Soal"), widget=forms.Textarea(attrs={"rows": 3}))
    answers = forms.CharField(
        label=_("Jawaban, satu tiap baris"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Pilihan ganda dan jamak: awali yang benar dengan *. Benar atau salah: tulis benar atau salah. "
            "Menjodohkan: kiri = kanan. Urutan: tulis dalam urutan yang benar; peserta melihatnya teracak."
        ),
    )
    feedback = forms.CharField(label=_("Pembahasan"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    outcome = forms.CharField(label=_("Kode hasil belajar"), max_length=40, required=False)
    cognitive_level = forms.CharField(label=_("Tingkat berpikir"), max_length=12, required=False)
    difficulty = forms.ChoiceField(
        label=_("Kesulitan"), choices=[("", "–"), *QuestionVersion.Difficulty.choices], required=False
    )

    class Meta:
        model = Question
        fields = ["bank", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = self.instance.latest if self.instance.pk else None
        if latest is None:
            return
        self.initial |= {name: getattr(latest, name) for name in CONTENT}
        self.initial["answers"] = write_lines(latest.kind, latest.body, latest.key)
        if latest.locked_at:
            self.fields["stem"].help_text = _("Soal ini sudah pernah dikerjakan. Simpan akan membuat versi baru.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"kind", "answers"} <= set(cleaned):
            try:
                cleaned["body"], cleaned["key"] = read_lines(cleaned["kind"], cleaned["answers"])
            except InvalidQuestion as error:
                self.add_error("answers", str(error))
        return cleaned

    def save(self, commit: bool = True) -> Question:
        question = super().save(commit)
        content = {name: self.cleaned_data[name] for name in (*CONTENT, "body", "key")}
        write_version(question=question, **content)
        return question
