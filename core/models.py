"""The outbox, the jobs and the audit trail."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from core.clock import now


class Event(models.Model):
    """Something that happened, written in the transaction that made it happen and delivered after it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    emitted_at = models.DateTimeField(default=now)
    handled_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=now)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(handled_at=None), name="event_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Job(models.Model):
    """Work to be done, written in the same transaction as its cause. The broker's message is only a nudge."""

    class State(models.TextChoices):
        MENUNGGU = "menunggu"
        JALAN = "jalan"
        SELESAI = "selesai"
        GAGAL = "gagal"

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MENUNGGU)
    due_at = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    nudged_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    again = models.BooleanField(default=False)  # asked for anew while it ran: it ends as work that waits

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="job_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state__in=["menunggu", "jalan"]), name="job_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class AuditEntry(models.Model):
    """An act of power. Append-only: a trigger refuses UPDATE and DELETE. `actor` is a plain uuid, no key upward."""

    at = models.DateTimeField(default=now)
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
