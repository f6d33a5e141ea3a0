"""Who comes to answer which wave, whether it is open to them, and the cookie that opens their draft."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock import today
from people.models import Person, User
from surveys import drafts
from surveys.models import Campaign, Participation
from surveys.schema import InstrumentSpec
from surveys.sheet import Sheet

COOKIE = "survei"
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Visit:
    """`participation` is None for somebody of the agency who is not in the wave's frame."""

    campaign: Campaign
    person: Person
    participation: Participation | None

    @property
    def spec(self) -> InstrumentSpec:
        return self.campaign.version.spec

    @property
    def answered(self) -> bool:
        return bool(self.participation and self.participation.answered)


def visit_of(request: HttpRequest, code: str) -> Visit:
    """The wave as this person meets it. A wave of another agency is not there."""
    assert isinstance(request.user, User)
    person = request.user.person
    if person is None:
        raise Http404
    waves = "campaign__version__instrument", "campaign__owner_unit__agency"
    found = Participation.objects.filter(person=person, campaign__code=code).select_related(*waves).first()
    if found:
        return Visit(found.campaign, person, found)
    if person.agency is None:
        raise Http404
    of_agency = Campaign.objects.filter(code=code, owner_unit__agency=person.agency)
    campaign = of_agency.select_related("version__instrument", "owner_unit__agency").first()
    if campaign is None:
        raise Http404
    return Visit(campaign, person, None)


def turned_away(request: HttpRequest, visit: Visit) -> HttpResponse | None:
    """To the thanks once answered; else a page that says why the wave cannot be answered now."""
    if visit.answered:
        return redirect("surveys:thanks", visit.campaign.code)
    why = _why_shut(visit)
    if not why:
        return None
    if is_script(request):
        sentence = _("Survei ini tidak menerima jawaban sekarang. Muat ulang halaman untuk melihat sebabnya.")
        return JsonResponse({"sentence": sentence}, status=409)
    status = 409 if request.method == "POST" else 200
    return render(request, "surveys/shut.html", {"why": why, "campaign": visit.campaign}, status=status)


def _why_shut(visit: Visit) -> str:
    wave = visit.campaign
    on = today(wave.owner_unit.agency.zone)
    if wave.state == Campaign.State.DISUSUN or on < wave.opens_on:
        return "belum"
    if not wave.is_open or on > wave.closes_on:
        return "tutup"
    return "" if visit.participation else "bukan"


def is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def secret_of(request: HttpRequest) -> str:
    kept = request.COOKIES.get(COOKIE, "")
    return kept if SECRET.fullmatch(kept) else secrets.token_urlsafe(32)


def draft_of(visit: Visit, secret: str) -> Sheet:
    content = drafts.load(visit.campaign, visit.person, secret)
    return Sheet.read(content) if content else Sheet()


def cookie_path(campaign: Campaign) -> str:
    return reverse("surveys:intro", args=[campaign.code])


def keep_secret(response: HttpResponse, visit: Visit, secret: str) -> HttpResponse:
    """In this browser alone, as long as the wave is open, sent to the wave's own pages alone."""
    left = visit.campaign.closes_on - today(visit.campaign.owner_unit.agency.zone)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=(left.days + 1) * 24 * 3600,
        path=cookie_path(visit.campaign),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
