"""Frameworks, levels and standards from the project's own file into tables; loading twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from competencies.models import Competency, Framework, Level, Standard

CONTENT = Path(__file__).parent / "content" / "competencies.yaml"
VALID = (date(2020, 1, 1), None)  # the file names no days: the standards hold for everything in the product's life
GRADED = "bertingkat"


def read_content() -> dict[str, Any]:
    return yaml.safe_load(CONTENT.read_text())


@transaction.atomic
def load_competencies(*, content: dict[str, Any]) -> dict[str, int]:
    """Rows by code: new ones are made, changed ones rewritten, none deleted, because evidence hangs on them.

    Returns how many of each the file holds. Standards of an agency's own (with position or unit) are not touched.
    """
    for framework in content["frameworks"]:
        _load_framework(framework, edition=content["meta"]["versi"])
    standards = list(_standards(content["required_levels"], content["frameworks"]))
    _load_standards(standards)
    return {
        "frameworks": len(content["frameworks"]),
        "competencies": Competency.objects.count(),
        "standards": len(standards),
    }


def _load_framework(row: dict[str, Any], edition: str) -> None:
    framework, _made = Framework.objects.update_or_create(
        code=row["code"],
        edition=edition,
        defaults={
            "name": row["nama"],
            "source": row["source"],
            "is_graded": row["jenis"] == GRADED,
            "valid": VALID,
        },
    )
    for position, (parent, competency) in enumerate(_competencies(row), start=1):
        _load_competency(framework, parent, competency, position)


def _competencies(framework: dict[str, Any]) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """(code of the parent, row), parents before children."""
    for area in framework.get("areas", []):
        yield None, area
        for row in area["competencies"]:
            yield area["code"], row
    for row in framework.get("competencies", []):
        yield None, row


def _load_competency(framework: Framework, parent: str | None, row: dict[str, Any], position: int) -> None:
    competency, _made = Competency.objects.update_or_create(
        code=row["code"],
        defaults={
            "framework": framework,
            "parent": Competency.objects.get(code=parent) if parent else None,
            "name": row["nama"],
            "description": row.get("uraian", ""),
            "position": position,
            "main_course_code": row.get("kursus_utama", ""),
        },
    )
    Level.objects.bulk_create(
        [
            Level(competency=competency, number=number, descriptor=text)
            for number, text in row.get("levels", {}).items()
        ],
        update_conflicts=True,
        unique_fields=["competency", "number"],
        update_fields=["descriptor"],
    )


def _standards(required: dict[str, Any], frameworks: list[dict[str, Any]]) -> Iterator[tuple[str, str, int, str]]:
    """(competency code, family, level, source); a group of the file may stand for several families."""
    skj = [
        row["code"]
        for framework in frameworks
        if framework["code"].startswith("SKJ-")
        for row in framework["competencies"]
    ]
    for family, level in required["skj"]["per_kelompok"].items():
        for code in skj:
            yield code, family, level, required["skj"]["catatan"]
    digital = required["digital"]
    for group, levels in digital["per_kelompok"].items():
        for family in digital["pemetaan_kelompok"].get(group, [group]):
            for code, level in levels.items():
                yield code, family, level, digital["catatan"]


def _load_standards(standards: list[tuple[str, str, int, str]]) -> None:
    competencies = dict(Competency.objects.values_list("code", "pk"))
    existing = {
        (row.competency_id, row.family): row for row in Standard.objects.filter(position=None, unit=None, valid=VALID)
    }
    new, changed = [], []
    for code, family, level, source in standards:
        row = existing.get((competencies[code], family))
        if row is None:
            new.append(Standard(competency_id=competencies[code], family=family, valid=VALID))
            row = new[-1]
        elif (row.required_level, row.source) != (level, source):
            changed.append(row)
        row.required_level, row.source = level, source
    Standard.objects.bulk_create(new)
    Standard.objects.bulk_update(changed, ["required_level", "source"])
