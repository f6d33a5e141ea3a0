"""What may stand in a sent form. Checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from surveys.schema import InstrumentSpec, ItemSpec


class BadAnswers(Refused):
    """The form was changed on its way, or belongs to another survey; a form of ours does not send this."""

    status = 422


@dataclass(frozen=True)
class Answers:
    """One person's checked answers: `values` in item order."""

    values: tuple[int | None, ...]
    groups: Mapping[str, str]
    barriers: tuple[str, ...]
    comment: str
    research: bool


def check_answers(
    spec: InstrumentSpec,
    *,
    answers: Mapping[str, int | None],
    groups: Mapping[str, str],
    barriers: Sequence[str],
    comment: str,
    research: bool,
) -> Answers:
    """Raises BadAnswers with the first thing that is wrong."""
    refuse_unknown(spec, answers, groups, barriers)
    for value in answers.values():
        check_value(spec, value)
    asked = {item.code for item in spec.items if is_shown(spec, item, answers)}
    shown = {item.code: answers.get(item.code) if item.code in asked else None for item in spec.items}
    if any(item.required and item.code in asked and shown[item.code] is None for item in spec.items):
        raise BadAnswers(_("Masih ada pernyataan wajib yang belum dijawab. Lengkapi, lalu kirim lagi."))
    chosen = tuple(code for code, _name in spec.barriers if code in barriers)
    if len(set(barriers)) > spec.barriers_max:
        raise BadAnswers(
            _("Pilih paling banyak %(most)s hambatan. Hapus sebagian pilihan, lalu kirim lagi.")
            % {"most": spec.barriers_max}
        )
    return Answers(
        values=tuple(shown[item.code] for item in spec.items),
        groups={group.code: groups.get(group.code, "") for group in spec.groups},
        barriers=chosen,
        comment=check_comment(comment, spec.comment_max),
        research=bool(research),
    )


def refuse_unknown(
    spec: InstrumentSpec, answers: Mapping[str, Any], groups: Mapping[str, str], barriers: Sequence[str]
) -> None:
    choices = {group.code: {"", *(code for code, _name in group.choices)} for group in spec.groups}
    known = (
        answers.keys() <= {item.code for item in spec.items}
        and all(value in choices.get(code, set()) for code, value in groups.items())
        and set(barriers) <= {code for code, _name in spec.barriers}
    )
    if not known:
        raise BadAnswers(
            _("Formulir ini memuat isian yang tidak ada dalam survei. Muat ulang halaman survei, lalu isi kembali.")
        )


def check_value(spec: InstrumentSpec, value: int | None) -> None:
    if value is None:
        return
    if type(value) is not int or not spec.scale_min <= value <= spec.scale_max:
        raise BadAnswers(
            _("Salah satu jawaban berada di luar skala %(low)s sampai %(high)s. Pilih lagi jawaban pada skala itu.")
            % {"low": spec.scale_min, "high": spec.scale_max}
        )


def is_shown(spec: InstrumentSpec, item: ItemSpec, answers: Mapping[str, int | None]) -> bool:
    """Whether the item is asked: each answer on which it hangs was given, and to an item that is asked itself."""
    while item.show_if is not None:
        if answers.get(item.show_if["item"]) not in item.show_if["in"]:
            return False
        item = spec.item_of[item.show_if["item"]]
    return True


def check_comment(comment: str, longest: int) -> str:
    """Plain text of at most `longest` characters, control characters gone."""
    text = "".join(" " if ord(c) < 32 and c != "\n" else c for c in comment.replace("\r\n", "\n")).strip()
    if len(text) > longest:
        raise BadAnswers(
            _("Cerita Anda lebih dari %(longest)s karakter. Ringkaskan, lalu kirim lagi.") % {"longest": longest}
        )
    return text.encode("utf-8", "replace").decode()
