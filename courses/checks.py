"""Embedded questions: from the author's block into the shapes of `assessments.kinds`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.formats.starter import StarterQuestion, read_question
from assessments.kinds import InvalidQuestion

TRUE_WORDS = {"benar": True, "salah": False}


def read_check(value: Mapping[str, Any]) -> StarterQuestion:
    """The question of one check block. Raises InvalidQuestion when its options and its key do not fit."""
    return read_question(_starter_row(value))


def checks_in(body: Any) -> Iterator[Mapping[str, Any]]:
    """The check blocks of a lesson or of a frozen activity, in order."""
    return (block.value for block in body if block.block_type == "check")


def find_check(body: Any, code: str) -> StarterQuestion | None:
    return next((read_check(value) for value in checks_in(body) if value["code"] == code), None)


def _starter_row(value: Mapping[str, Any]) -> dict[str, Any]:
    kind, options = value["kind"], list(value["options"])
    row = {"id": value["code"], "type": kind, "soal": value["stem"], "umpan_balik": value["feedback"]}
    if kind == "menjodohkan":
        return row | {"pasangan": [{"kiri": option["text"], "kanan": option["match"]} for option in options]}
    if kind == "benar_salah":
        return row | {"kunci": TRUE_WORDS.get(value["key"].strip().lower())}
    letters = [letter.strip() for letter in value["key"].split(",") if letter.strip()]
    row["opsi"] = {option["code"]: option["text"] for option in options}
    if len(row["opsi"]) < len(options):
        raise InvalidQuestion(f"{value['code']}: a code occurs twice")
    return row | {"kunci": value["key"].strip() if kind == "pilihan_ganda" else letters}
