"""Sign-in with NIP or e-mail and a password."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.clock import now
from core.errors import Refused
from people.models import User
from people.nip import strip_nip
from people.sign_in.tries import axes_name

# Each hash takes memory and a core; more at once than this would stop the pages of everybody else.
HASHING = BoundedSemaphore(2)
# One thread may wait for its turn; if all did, no thread would be left for pages that need no hash.
WAITING = BoundedSemaphore(1)
WAIT_SECONDS = 2


class TooBusy(Refused):
    sentence = _("Banyak orang sedang masuk bersamaan. Tunggu satu menit, lalu coba lagi.")
    status = 503
    retry_after = 60


@contextmanager
def hash_slot() -> Iterator[None]:
    """A turn to hash: at once, or for a single thread of the process after a short wait. Raises TooBusy."""
    if not HASHING.acquire(blocking=False):
        if not WAITING.acquire(blocking=False):
            raise TooBusy
        try:
            if not HASHING.acquire(timeout=WAIT_SECONDS):
                raise TooBusy
        finally:
            WAITING.release()
    try:
        yield
    finally:
        HASHING.release()


class PasswordBackend(ModelBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user, or None in the same time whether the name is known or not."""
        if username is None or password is None:
            return None
        user = self.users().filter(username=username).first()
        with hash_slot():
            if user is None:
                User().set_password(password)
                return None
            return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id: int) -> User | None:
        user = self.users().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Demo accounts are dead outside the demo, should one have come along with the data."""
        return super().user_can_authenticate(user) and (settings.TITIAN_DEMO or not user.is_demo)

    def users(self):  # type: ignore[no-untyped-def]
        """One query for all that the frame of a page says about the person."""
        return User.objects.select_related("person__unit__agency", "person__provider", "person__position")


def account_name(typed: str) -> str:
    """The user name behind what was typed: a NIP with spaces, dots or dashes, or an e-mail in any case."""
    typed = typed.strip()
    if "@" in typed:
        email = typed.lower()
        return User.objects.filter(email=email).values_list("username", flat=True).first() or email
    bare = strip_nip(typed)
    return User.objects.filter(username=bare).values_list("username", flat=True).first() or bare


def normal_password(typed: str) -> str:
    """The same characters whatever the keyboard composed them of (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFC", typed)


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page after ten wrong passwords, with the time until which this device has to wait."""
    tried = AccessAttempt.objects.filter(username=axes_name(request, credentials), ip_address=request.axes_ip_address)  # type: ignore[attr-defined]
    last = tried.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or now()
    until = last + timedelta(hours=settings.AXES_COOLOFF_TIME)
    # A time of whole minutes that has passed by when the clock shows it.
    return show_wait(request, until.replace(second=0, microsecond=0) + timedelta(minutes=1))


def show_wait(request: HttpRequest, until: datetime, *, network: bool = False) -> HttpResponse:
    """Why nobody signs in from here until then: this device's wrong passwords, or those of its whole network."""
    shown = {"until": until, "network": network, "next": request.POST.get("next", "")}
    response = render(request, "people/locked.html", shown, status=429)
    response["Retry-After"] = str(max(1, math.ceil((until - now()).total_seconds())))
    return response
