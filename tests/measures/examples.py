"""The worked examples of the instrument's `scoring` section. Its authors counted them by hand; our code did not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

KTDI = Path(__file__).resolve().parents[2] / "surveys" / "instruments" / "ktdi.yaml"


@cache
def document() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(KTDI.read_text())
    return content


def scoring() -> dict[str, Any]:
    return document()["scoring"]


def weights() -> dict[str, float]:
    return {dimension["code"]: dimension["bobot"] for dimension in document()["dimensions"]}


def reverse_items() -> list[str]:
    items = [item for dimension in document()["dimensions"] for item in dimension["items"]]
    return [item["code"] for item in items if item["reverse"]]


def one_row(answers: dict[str, int | None]) -> pd.DataFrame:
    return pd.DataFrame([answers], dtype="float64")
