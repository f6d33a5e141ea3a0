from __future__ import annotations

from core.clock import today
from core.jobs import job
from people.services.access import begin_roles
from people.services.persons import refresh_today
from people.services.units import refresh_units
from people.sign_in.sessions import forget_ended_sessions
from people.sign_in.tries import forget_old_tries


@job("people.forget_ended")
def forget_ended() -> None:
    """Sessions that are over, and wrong tries of long ago."""
    forget_ended_sessions()
    forget_old_tries()


@job("people.begin_day", lease_seconds=600)
def begin_day() -> None:
    """Units, places and roles begin and end on their day without anybody saving anything."""
    on = today()
    refresh_units(on=on)
    refresh_today(on=on)
    begin_roles(on=on)
