"""Re-exported so that other rooms write `from targets.models import Target`."""

from targets.models.records import (
    Application,
    ComplaintCase,
    CrossService,
    DatasetEntry,
    PaperUse,
    SatisfactionSum,
)
from targets.models.targets import Measurement, ReferenceValue, Target, TargetYear
from targets.models.uploads import ComplaintUpload

__all__ = [
    "Application",
    "ComplaintCase",
    "ComplaintUpload",
    "CrossService",
    "DatasetEntry",
    "Measurement",
    "PaperUse",
    "ReferenceValue",
    "SatisfactionSum",
    "Target",
    "TargetYear",
]
