"""What a certificate says: plain values, frozen on the day of issue, drawn again and again without change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self


class HoursUnit(StrEnum):
    """JP only for civil servants; everybody else's hours are "jam belajar" and never enter a JP record."""

    JP = "JP"
    JAM_BELAJAR = "jam belajar"


@dataclass(frozen=True)
class ModuleLine:
    title: str
    hours: Decimal | None = None


@dataclass(frozen=True)
class CompetencyLine:
    """A competency that the person has shown; `level` is None where the framework has no levels (core values)."""

    name: str
    level: int | None = None
    level_name: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """Everything on the paper and nothing else; so no place or date of birth.

    `person_name` carries the titles. `identity` is the line as printed ("NIP 19780412 200604 1 903"), empty for a
    partner or where the agency hides it. `signature_note` is what may truly be said of the electronic signature ("TTE
    tidak tersertifikasi (uji coba)"); empty leaves room for a pen. `place` follows "secara": "daring", "luring di …".
    """

    agency_name: str
    issuing_unit_name: str
    number: str
    person_name: str
    course_title: str
    held_from: date
    held_to: date
    hours: Decimal
    city: str
    issued_on: date
    signatory_name: str
    signatory_title: str
    code: str
    verify_url: str
    hours_unit: HoursUnit = HoursUnit.JP
    place: str = "daring"
    qualification: str = "lulus"
    replaces_number: str = ""
    identity: str = ""
    rank: str = ""
    position: str = ""
    unit: str = ""
    signatory_rank: str = ""
    signature_note: str = ""
    modules: tuple[ModuleLine, ...] = ()
    competencies: tuple[CompetencyLine, ...] = ()
    assessment: str = ""
    legal_basis: str = ""
    valid_until: date | None = None

    def to_json(self) -> dict[str, Any]:
        """A dict of JSON values. What is empty is left out: a field added later never changes an old fingerprint."""
        plain: dict[str, Any] = _plain(self)
        return plain

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        values = dict(stored)
        for name in ("held_from", "held_to", "issued_on", "valid_until"):
            if name in values:
                values[name] = date.fromisoformat(values[name])
        values["hours"] = Decimal(values["hours"])
        values["hours_unit"] = HoursUnit(values["hours_unit"])
        values["modules"] = tuple(
            ModuleLine(line["title"], Decimal(line["hours"]) if "hours" in line else None)
            for line in values.get("modules", ())
        )
        values["competencies"] = tuple(CompetencyLine(**line) for line in values.get("competencies", ()))
        return cls(**values)

    @property
    def content_sha256(self) -> str:
        """ "Sidik isi": SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of these facts.

        Not the fingerprint of the file, which a later signature changes.
        """
        canonical = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items() if entry not in (None, "", ())}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Decimal):
        # 6, 6.0 and 6.00 are the same hours, so they are the same text.
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
