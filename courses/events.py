"""What later rooms may hear of learning."""

from __future__ import annotations

from dataclasses import dataclass

from core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class EnrolmentStarted(DomainEvent):
    enrolment: str
    person: str


@dataclass(frozen=True, kw_only=True)
class ActivityCompleted(DomainEvent):
    enrolment: str
    activity: str


@dataclass(frozen=True, kw_only=True)
class EnrolmentCompleted(DomainEvent):
    """`completed_at` is an ISO moment: its day in the zone of the learner's unit decides year and number series."""

    enrolment: str
    person: str
    completed_at: str


@dataclass(frozen=True, kw_only=True)
class EnrolmentsCompleted(DomainEvent):
    """The bulk form of EnrolmentCompleted: at most 500 enrolments, whose rows say when."""

    enrolments: list[str]
