"""Questions as the starter catalogue writes them (`type`, `soal`, `opsi`, `kunci`, `pasangan`), into our shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments.formats.letters import pairing_of
from assessments.kinds import InvalidQuestion, kind_of


@dataclass(frozen=True)
class StarterQuestion:
    code: str
    kind: str
    stem: str
    body: dict[str, Any]
    key: Any
    feedback: str
    outcome: str
    cognitive_level: str
    difficulty: str


def read_question(row: dict[str, Any]) -> StarterQuestion:
    """A question of a bank, or a check inside a lesson. Raises InvalidQuestion naming the row."""
    try:
        body, key = _body_and_key(row)
        kind_of(row["type"]).validate(body, key)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidQuestion(f"{row.get('id')}: {error}") from error
    return StarterQuestion(
        code=row["id"],
        kind=row["type"],
        stem=row["soal"],
        body=body,
        key=key,
        feedback=row.get("pembahasan") or row.get("umpan_balik") or "",
        outcome=row.get("outcome") or "",
        cognitive_level=row.get("level") or "",
        difficulty=row.get("difficulty") or "",
    )


def _body_and_key(row: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    if row["type"] == "benar_salah":
        return {}, row["kunci"]
    if row["type"] == "menjodohkan":
        return pairing_of([(str(pair["kiri"]), str(pair["kanan"])) for pair in row["pasangan"]], salt=row["id"])
    options = [{"code": str(code), "text": str(text)} for code, text in row["opsi"].items()]
    return {"options": options}, row["kunci"]
