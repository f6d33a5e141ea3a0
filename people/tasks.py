from __future__ import annotations

from core.jobs import job
from people.sign_in.sessions import forget_ended_sessions
from people.sign_in.tries import forget_old_tries


@job("people.forget_ended")
def forget_ended() -> None:
    """Sessions that are over, and wrong tries of long ago."""
    forget_ended_sessions()
    forget_old_tries()
