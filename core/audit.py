"""The trace of acts of power."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.models import AuditEntry


def record_audit(
    actor: UUID | None, verb: str, object_kind: str, object_id: object, before: Any = None, after: Any = None
) -> None:
    """Append one entry, e.g. `record_audit(user.uuid, "people:scope:grant", "user", other.uuid, after={...})`.

    `verb` is room:subject:action. `before` and `after` are JSON values without names, NIP or content.
    """
    AuditEntry.objects.create(
        actor=actor, verb=verb, object_kind=object_kind, object_id=str(object_id), before=before, after=after
    )
