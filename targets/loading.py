"""The starter set of targets from the project's own file into an agency's rows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from people.models import Unit
from targets.models import ReferenceValue, Target, TargetYear

CONTENT = Path(__file__).parent / "content" / "targets.yaml"


def read_content() -> dict[str, Any]:
    return yaml.safe_load(CONTENT.read_text(encoding="utf-8"))


@transaction.atomic
def load_targets(*, unit: Unit, content: dict[str, Any]) -> int:
    """Targets of an agency's top unit by code; returns how many the file holds.

    Texts are rewritten. Baseline and yearly values are given once, as examples: from then on they are the agency's.
    """
    period = content["meta"]["rpjmd_period"]
    for position, row in enumerate(content["targets"], start=1):
        target, made = Target.objects.update_or_create(
            unit=unit,
            code=row["code"],
            defaults=_texts(row, position, period),
            create_defaults=_texts(row, position, period) | _baseline(row["baseline"]),
        )
        if made:
            TargetYear.objects.bulk_create(
                TargetYear(target=target, year=year, value=Decimal(str(value)))
                for year, value in row["targets"].items()
            )
        _load_reference(target, row["reference"])
    return len(content["targets"])


def _texts(row: dict[str, Any], position: int, period: str) -> dict[str, Any]:
    element = row.get("elemen", {})
    meanings = row.get("values_arti", {})
    return {
        "position": position,
        "name": row["nama"],
        "definition": row["definisi"],
        "concept": row["konsep"],
        "measure": row["ukuran"],
        "measure_unit": row["satuan"],
        "value_kind": row["value_kind"],
        "direction": row["arah"],
        "numerator": row.get("numerator", ""),
        "denominator": row.get("denominator", ""),
        "ratio_scale": row.get("ratio_scale"),
        "frequency": row["frequency"],
        "owner_role": row["owner_role"],
        "source": row["source"],
        "automatic": row["otomatis"],
        "required_fields": row.get("wajib_isian", []),
        "paired": row["pasangan"],
        "dimensions": row["dimensions"],
        "courses": row["courses"],
        "categories": {value: meanings[value] for value in element.get("values", [])},
        "streak_value": element.get("streak_value", ""),
        "note": row.get("catatan", ""),
        "reference_code": row["kode_referensi"] or "",
        "rpjmd_period": period,
    }


def _baseline(row: dict[str, Any] | None) -> dict[str, Any]:
    """A baseline that is only claimed is refused by the table itself."""
    if row is None:
        return {}
    return {"baseline": Decimal(str(row["nilai"])), "baseline_year": row["tahun"], "baseline_status": row["status"]}


def _load_reference(target: Target, row: dict[str, Any] | None) -> None:
    if row is None:
        target.references.all().delete()
        return
    ReferenceValue.objects.update_or_create(
        target=target,
        kind=row["kind"],
        defaults={
            "value": row.get("nilai_teks") or _as_text(row["nilai"]),
            "claimed_by": row.get("claim_by", ""),
            "claimed_on": row.get("claim_date"),
            "method": row.get("method", ""),
            "source": row["sumber"],
            "note": row.get("catatan") or row.get("claim_date_confidence", ""),
        },
    )


def _as_text(value: str | int | float) -> str:
    """As it is read in Indonesian: 27.000, 2,76."""
    return value if isinstance(value, str) else f"{value:,}".translate(str.maketrans(",.", ".,"))
