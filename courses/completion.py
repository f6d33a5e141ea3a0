"""When a course is finished. Pure: no database, no Django."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """What the rule needs to know of an activity; `key` is whatever the caller knows it by."""

    key: int
    required: bool = True
    is_final: bool = False


def needed_steps(rule: dict[str, Any], activities: Iterable[Step]) -> set[int]:
    """The final test and, if the rule asks for them, all required activities.

    `rule` is the frozen `CourseEdition.completion_rule`; of it only `all_required` matters here, because what a test
    or a task asks for is settled before its activity counts as done.
    """
    all_required = rule.get("all_required", True)
    return {step.key for step in activities if step.is_final or (all_required and step.required)}


def is_complete(rule: dict[str, Any], activities: Iterable[Step], done: Collection[int]) -> bool:
    """True when every needed activity is done. A course without anything to do never completes.

    More done activities never make a complete course incomplete.
    """
    needed = needed_steps(rule, activities)
    return bool(needed) and needed <= set(done)
