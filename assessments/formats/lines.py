"""Questions as an author types them, one line for each answer; both ways, pure.

Single and multiple choice: one option a line, right ones begin with `*`. True or false: `benar` or `salah`. Matching:
`kiri = kanan`. Ordering: the lines in the right order.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assessments.formats.letters import ordering_of, pairing_of
from assessments.kinds import InvalidQuestion, kind_of
from assessments.kinds.shown import texts_of

RIGHT = "*"
TRUTH = {"benar": True, "salah": False}


def read_lines(kind: str, text: str) -> tuple[dict[str, Any], Any]:
    """(body, key). Raises InvalidQuestion with a sentence for the author."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    body, key = READ[kind](lines)
    kind_of(kind).validate(body, key)
    return body, key


def write_lines(kind: str, body: dict[str, Any], key: Any) -> str:
    return "\n".join(WRITE[kind](body, key))


def _read_options(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    _at_least_two(lines)
    letters = [chr(ord("A") + number) for number in range(len(lines))]
    texts = [line.removeprefix(RIGHT).strip() for line in lines]
    options = [{"code": letter, "text": text} for letter, text in zip(letters, texts, strict=True)]
    return {"options": options}, [letter for letter, line in zip(letters, lines, strict=True) if line[0] == RIGHT]


def _read_choice(lines: list[str]) -> tuple[dict[str, Any], str]:
    body, right = _read_options(lines)
    if len(right) != 1:
        raise InvalidQuestion(_("Tandai tepat satu pilihan yang benar dengan tanda * di awal baris."))
    return body, right[0]


def _read_multiple(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    body, right = _read_options(lines)
    if not right:
        raise InvalidQuestion(_("Tandai setiap pilihan yang benar dengan tanda * di awal baris."))
    return body, right


def _read_truth(lines: list[str]) -> tuple[dict[str, Any], bool]:
    if len(lines) != 1 or lines[0].lower() not in TRUTH:
        raise InvalidQuestion(_("Tulis satu kata: benar atau salah."))
    return {}, TRUTH[lines[0].lower()]


def _read_pairs(lines: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    _at_least_two(lines)
    pairs = [tuple(part.strip() for part in line.split(" = ")) for line in lines]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise InvalidQuestion(_("Tulis setiap pasangan sebagai: kiri = kanan, dengan spasi di kedua sisi tanda =."))
    return pairing_of([(left, right) for left, right in pairs], salt="".join(lines))


def _read_order(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    _at_least_two(lines)
    return ordering_of(lines, salt="".join(lines))


def _at_least_two(lines: list[str]) -> None:
    if len(lines) < 2:
        raise InvalidQuestion(_("Tulis sedikitnya dua baris, satu jawaban tiap baris."))


def _write_options(body: dict[str, Any], key: Any) -> list[str]:
    return [f"{RIGHT} {text}" if code in key else text for code, text in texts_of(body["options"]).items()]


def _write_truth(body: dict[str, Any], key: bool) -> list[str]:
    return ["benar" if key else "salah"]


def _write_pairs(body: dict[str, Any], key: dict[str, str]) -> list[str]:
    right = texts_of(body["right"])
    return [f"{text} = {right[key[code]]}" for code, text in texts_of(body["left"]).items()]


def _write_order(body: dict[str, Any], key: list[str]) -> list[str]:
    texts = texts_of(body["options"])
    return [texts[code] for code in key]


READ = {
    "pilihan_ganda": _read_choice,
    "pilihan_jamak": _read_multiple,
    "benar_salah": _read_truth,
    "menjodohkan": _read_pairs,
    "urutan": _read_order,
}
WRITE = {
    "pilihan_ganda": lambda body, key: _write_options(body, [key]),
    "pilihan_jamak": _write_options,
    "benar_salah": _write_truth,
    "menjodohkan": _write_pairs,
    "urutan": _write_order,
}
