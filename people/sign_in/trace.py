"""Sign-ins in the audit trail, right and wrong ones."""

from __future__ import annotations

from typing import Any

from core.audit import record_audit
from people.models import User
from people.sign_in.tries import key_of


def record_sign_in(sender: Any, user: User, **kwargs: Any) -> None:
    record_audit(user.uuid, "people:session:begin", "user", user.uuid)


def record_failure(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Without an actor: the same entry for a name that nobody has."""
    record_audit(None, "people:session:refuse", "name", key_of(credentials.get("username") or ""))
