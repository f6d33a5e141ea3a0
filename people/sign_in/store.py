"""Django's database sessions with their owner beside them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from people.models import SignIn

BEGAN, SEEN, DEVICE = "began", "seen", "device"


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """Ours are letters and digits; PostgreSQL would refuse a question with a NUL in it."""
        known = super()._validate_session_key(key)  # type: ignore[misc]  # the stubs leave it out
        return bool(known) and str(key).isascii() and str(key).isalnum()

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        return SignIn

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        row = cast(SignIn, super().create_model_instance(data))
        if SESSION_KEY in data and BEGAN in data:
            row.user_id = int(data[SESSION_KEY])
            row.device = data[DEVICE]
            row.began_at = datetime.fromtimestamp(data[BEGAN], UTC)
            row.seen_at = datetime.fromtimestamp(data[SEEN], UTC)
        return row
