"""How long a sign-in lasts, and what a person reads when it is over.

A learner may pause for 8 hours and stay for 14 days; who opens pages about other people, 1 hour and 24 hours. Which
of the two holds is put into the session at sign-in, with the roles held, so that no request asks for roles to find out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from core.clock import now, today
from people.models import OVER_OTHERS, Scope, SignIn, User
from people.sign_in.devices import name_device
from people.sign_in.store import BEGAN, DEVICE, SEEN

GetResponse = Callable[[HttpRequest], HttpResponse]

SHORT = "short"
AUTHORS = "authors"  # whether the person may open the pages of authors
ROLES = "roles"  # held today: {role: whether the whole agency is its scope}; for menus, never for rights
ENDED_COOKIE = "sesi_berakhir"
WRITE_EVERY = timedelta(minutes=5)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Ending:
    """Why a session is over; `saved` for a page that was only read, `lost` when a form was on its way."""

    code: str
    saved: str | Promise
    lost: str | Promise


ENDINGS = {
    ending.code: ending
    for ending in (
        Ending(
            "diam-8",
            _("Sesi Anda berakhir setelah 8 jam tanpa kegiatan. Isian terakhir tersimpan. Masuk untuk melanjutkan."),
            _("Sesi Anda berakhir setelah 8 jam tanpa kegiatan. Kiriman terakhir belum diterima. Masuk, kirim lagi."),
        ),
        Ending(
            "diam-1",
            _("Sesi Anda berakhir setelah 1 jam tanpa kegiatan. Isian terakhir tersimpan. Masuk untuk melanjutkan."),
            _("Sesi Anda berakhir setelah 1 jam tanpa kegiatan. Kiriman terakhir belum diterima. Masuk, kirim lagi."),
        ),
        Ending(
            "lama-14",
            _("Sesi Anda berakhir karena sudah 14 hari. Isian terakhir tersimpan. Masuk untuk melanjutkan."),
            _("Sesi Anda berakhir karena sudah 14 hari. Kiriman terakhir belum diterima. Masuk, kirim lagi."),
        ),
        Ending(
            "lama-1",
            _("Sesi Anda berakhir karena sudah 24 jam. Isian terakhir tersimpan. Masuk untuk melanjutkan."),
            _("Sesi Anda berakhir karena sudah 24 jam. Kiriman terakhir belum diterima. Masuk, kirim lagi."),
        ),
        Ending(
            "ditutup",
            _(
                "Sesi Anda ditutup: kata sandi atau peran berubah, atau sesi ini dikeluarkan dari perangkat lain. "
                "Masuk untuk melanjutkan."
            ),
            _(
                "Sesi Anda ditutup: kata sandi atau peran berubah, atau sesi ini dikeluarkan dari perangkat lain. "
                "Kiriman terakhir belum diterima. Masuk, kirim lagi."
            ),
        ),
    )
}
LOST = "-kirim"


@dataclass(frozen=True)
class Limits:
    pause: timedelta
    stay: timedelta
    paused: str
    stayed: str


LONG_SESSION = Limits(timedelta(hours=8), timedelta(days=14), "diam-8", "lama-14")
SHORT_SESSION = Limits(timedelta(hours=1), timedelta(hours=24), "diam-1", "lama-1")


def begin_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of `user_logged_in`: what the next requests need to know without asking."""
    began = int(now().timestamp())
    request.session[BEGAN] = request.session[SEEN] = began
    request.session[SHORT], request.session[ROLES] = length_and_roles(user, today())
    request.session[AUTHORS] = user.has_perm("wagtailadmin.access_admin")
    request.session[DEVICE] = name_device(request.META.get("HTTP_USER_AGENT", ""))
    SignIn.objects.filter(user=user, expire_date__lt=now()).delete()


def length_and_roles(user: User, on: date) -> tuple[bool, dict[str, bool]]:
    """Whether the session is short, and the roles of today, in one query.

    Short as well for a role that begins later: the session may outlast that day. A role that begins or ends makes a new
    sign-in necessary (`people.services.access`), so what is kept here does not grow old.
    """
    scopes = Scope.objects.filter(user=user).exclude(valid__fully_lt=(on, None))
    is_short = False
    roles: dict[str, bool] = {}
    for role, path, valid in scopes.values_list("role", "unit__path", "valid"):
        is_short |= role in OVER_OTHERS
        if valid.lower is None or valid.lower <= on:
            roles[role] = roles.get(role, False) or (path or "").count("/") == 2
    return is_short, roles


def why_ended(session: SessionBase) -> str | None:
    """The code of an ending, or None while the session holds."""
    began = session.get(BEGAN)
    if began is None:
        return "ditutup" if session.session_key is None else None
    limits = SHORT_SESSION if session[SHORT] else LONG_SESSION
    at = now().timestamp()
    if at - session[SEEN] >= limits.pause.total_seconds():
        return limits.paused
    if at - began >= limits.stay.total_seconds():
        return limits.stayed
    return None


def keep_or_end(get_response: GetResponse) -> GetResponse:
    """Middleware: end what is over, note that the person is here, and say so kindly on the way to the sign-in page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        ended = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            ended = why_ended(request.session)
            if ended:
                request.session.flush()
            else:
                note_presence(request.session)
        response = get_response(request)
        if asks_to_sign_in(response):
            response = send_to_sign_in(request, response, ended)
        if ended:
            remember_ending(response, ended if request.method in SAFE_METHODS else ended + LOST)
        return response

    return middleware


def note_presence(session: SessionBase) -> None:
    at = int(now().timestamp())
    if SEEN in session and at - session[SEEN] >= WRITE_EVERY.total_seconds():
        session[SEEN] = at


def asks_to_sign_in(response: HttpResponse) -> bool:
    """True when a page was refused, which then stands in `next`; signing out leads there as well, without one."""
    if response.status_code != 302:
        return False
    target = urlsplit(response["Location"])
    return target.path == reverse(settings.LOGIN_URL) and target.query.startswith("next=")


def send_to_sign_in(request: HttpRequest, response: HttpResponse, ended: str | None) -> HttpResponse:
    """A form that came too late leads back to the page it stood on; without a Referer, to its own address."""
    if request.headers.get("Accept", "").startswith("application/json"):
        sentence = sentence_of(f"{ended}{LOST}") if ended else _("Masuk dahulu, lalu ulangi.")
        return JsonResponse({"sentence": str(sentence), "sign_in": reverse(settings.LOGIN_URL)}, status=401)
    if request.method in SAFE_METHODS:
        return response
    referer = request.headers.get("Referer", "") or request.path
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return redirect(settings.LOGIN_URL)
    page = urlsplit(referer)._replace(scheme="", netloc="", fragment="").geturl()
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': page})}")


def remember_ending(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        ENDED_COOKIE, code, max_age=600, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )


def sentence_of(code: str) -> str | Promise | None:
    """What the sign-in page says for the cookie's code; None for anything we did not write."""
    ending = ENDINGS.get(code.removesuffix(LOST))
    if ending is None:
        return None
    return ending.lost if code.endswith(LOST) else ending.saved


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Sign the person out everywhere, except in the session with the key `but`. Returns how many ended."""
    ended, _per_model = SignIn.objects.filter(user=user).exclude(session_key=but or "").delete()
    return ended


def public_mark(session_key: str) -> str:
    """Names a session on a page: the key itself would sign anybody in."""
    return salted_hmac("people.sign_in.session", session_key).hexdigest()[:24]


def end_session(user: User, mark: str) -> bool:
    """Sign one browser of the person out; False when none of the own sessions has that mark."""
    own = SignIn.objects.filter(user=user).values_list("session_key", flat=True)
    keys = [key for key in own if public_mark(key) == mark]
    return bool(SignIn.objects.filter(session_key__in=keys).delete()[0])


def forget_ended_sessions() -> None:
    SignIn.objects.filter(expire_date__lt=now()).delete()
