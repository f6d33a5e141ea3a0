"""What this room tells later rooms."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AttemptMarked(DomainEvent):
    """An attempt was handed in, or its time ran out, and every answer has its mark.

    `attempt`, `exam`, `person`: uuids. `score_percent`: decimal text, two places. `passed`: null when the exam has
    nothing to pass. `at`: ISO 8601, when it was handed in.
    """

    attempt: str
    exam: str
    person: str
    score_percent: str
    passed: bool | None
    at: str
