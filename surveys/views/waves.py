"""The desk of survey analysts: waves planned, opened, watched and closed, and the comments they brought."""

from __future__ import annotations

from itertools import chain, count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.clock import today
from core.errors import Refused
from people.models import Role, Unit, User
from people.scoping import has_role, reached_by
from surveys import services
from surveys.comments import readable_comments, redact_comment, withhold_comment
from surveys.desk import dimensions_of, released_turnout, turnout_of
from surveys.forms import CommentForm, WaveForm
from surveys.models import Campaign, Comment
from surveys.querysets import frame_of

PAGE = 20
LONGEST_NAMES = 45  # of the 60 letters of an address; the rest is for numbers


@require_safe
def waves(request: HttpRequest) -> HttpResponse:
    found = Paginator(_waves_of(request).order_by("-opens_on", "-pk"), PAGE).get_page(request.GET.get("halaman"))
    return render(request, "surveys/waves.html", {"page": found, "writes": has_role(request.user, Role.ANALIS)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not has_role(request.user, Role.ANALIS):
        raise PermissionDenied
    start = {"opens_on": today(), "frame_on": today()}
    form = WaveForm(request.POST or None, units=_own_units(request), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            planned = services.plan_campaign(
                **form.cleaned_data, **_number_and_code(form.cleaned_data), by=_user(request)
            )
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            messages.success(request, _("Gelombang tersimpan sebagai rencana. Periksa isinya, lalu buka."))
            return redirect("surveys:wave", planned.uuid)
    return render(request, "surveys/wave_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def wave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    campaign = _wave(request, uuid)
    context: dict[str, Any] = {"campaign": campaign, "writes": _writes(request, campaign)}
    if campaign.state == Campaign.State.DISUSUN:
        return render(request, "surveys/wave_plan.html", context)
    if campaign.state == Campaign.State.DIBUKA:
        left = campaign.closes_on - today(campaign.owner_unit.agency.zone)
        context["total"], context["rows"] = turnout_of(campaign)
        link = settings.BASE_URL + reverse("surveys:intro", args=[campaign.code])
        return render(request, "surveys/wave_open.html", {**context, "link": link, "days": max(0, left.days)})
    if campaign.has_results:
        context["total"], context["rows"] = released_turnout(campaign)
        context["dimensions"] = dimensions_of(campaign)
        context["rules"] = campaign.version.spec.rules
        context["is_low"] = _is_low(campaign, context["total"])
        context["comments"] = readable_comments(campaign).count()
    return render(request, "surveys/wave_closed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_wave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks first: from then on people are invited."""
    campaign = _wave_to_write(request, uuid, Campaign.State.DISUSUN)
    if request.method == "POST":
        services.open_campaign(campaign=campaign, by=_user(request))
        messages.success(request, _("Gelombang dibuka. Undangan tampil di Pembelajaran Saya setiap responden."))
        return redirect("surveys:wave", uuid)
    people = frame_of(campaign.owner_unit, campaign.frame_on).count()
    return render(request, "surveys/wave_open_confirm.html", {"campaign": campaign, "people": people})


@require_http_methods(["GET", "HEAD", "POST"])
def close_wave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks first: a closed wave never opens again."""
    campaign = _wave_to_write(request, uuid, Campaign.State.DIBUKA)
    if request.method == "POST":
        services.close_campaign(campaign=campaign, by=_user(request))
        messages.success(request, _("Gelombang ditutup. Hasil disiapkan di latar belakang."))
        return redirect("surveys:wave", uuid)
    total, _rows = turnout_of(campaign)
    context = {"campaign": campaign, "total": total, "is_low": _is_low(campaign, total)}
    return render(request, "surveys/wave_close_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, uuid: UUID) -> HttpResponse:
    campaign = _wave(request, uuid)
    readable = readable_comments(campaign)
    failed: CommentForm | None = None
    chosen = None
    if request.method == "POST":
        _wave_to_write(request, uuid, campaign.state)
        chosen = get_object_or_404(readable, uuid=_uuid(request.POST.get("komentar")))
        failed = _decide(request, campaign, chosen)
        if failed is None:
            return redirect(request.get_full_path())
    waiting = readable.filter(state=Comment.State.MENUNGGU)
    page = Paginator(waiting, PAGE).get_page(request.GET.get("halaman"))
    forms = [(row, failed if failed and row == chosen else _comment_form(row)) for row in page]
    context = {
        "campaign": campaign,
        "writes": _writes(request, campaign),
        "page": page,
        "forms": forms,
        "failed": failed,
        "edited": readable.filter(state=Comment.State.DISUNTING),
        "withheld": readable.filter(state=Comment.State.DITAHAN).count(),
        "any": readable.exists(),
    }
    return render(request, "surveys/comments.html", context, status=422 if failed else 200)


def _decide(request: HttpRequest, campaign: Campaign, comment: Comment) -> CommentForm | None:
    """Do what the pressed button says; the form comes back when its text cannot be kept."""
    if request.POST.get("putusan") == "tahan":
        withhold_comment(campaign=campaign, uuid=comment.uuid, by=_user(request))
        messages.success(request, _("Komentar ditahan dan tidak ditampilkan."))
        return None
    form = _comment_form(comment, request.POST)
    if not form.is_valid():
        return form
    redact_comment(campaign=campaign, uuid=comment.uuid, text=form.cleaned_data["text"], by=_user(request))
    messages.success(request, _("Komentar tersimpan dalam bentuk suntingan."))
    return None


def _comment_form(comment: Comment, data: Any = None) -> CommentForm:
    return CommentForm(data, initial={"text": comment.text}, auto_id=f"k{comment.uuid.hex}-%s")


def _waves_of(request: HttpRequest) -> QuerySet[Campaign]:
    """Waves whose owner lies in the reader's scope; to have been asked oneself opens nothing here."""
    if not has_role(request.user, *Campaign.seen_by):
        raise PermissionDenied
    reached = Campaign.objects.filter(reached_by(_user(request), Campaign.seen_by))
    return reached.select_related("version__instrument", "owner_unit__agency")


def _wave(request: HttpRequest, uuid: UUID) -> Campaign:
    return get_object_or_404(_waves_of(request), uuid=uuid)


def _wave_to_write(request: HttpRequest, uuid: UUID, state: str) -> Campaign:
    campaign = _wave(request, uuid)
    if not _writes(request, campaign):
        raise PermissionDenied
    if campaign.state != state:
        raise services.WrongState
    return campaign


def _writes(request: HttpRequest, campaign: Campaign) -> bool:
    """Evaluators read; analysts also plan, open, close and edit comments."""
    user = _user(request)
    return Campaign.objects.filter(reached_by(user, {Role.ANALIS: "owner_unit"}), pk=campaign.pk).exists()


def _own_units(request: HttpRequest) -> QuerySet[Unit]:
    """Where the analyst's scopes begin."""
    scopes = _user(request).scopes.at(today()).filter(role=Role.ANALIS)
    return Unit.objects.filter(pk__in=scopes.values("unit")).order_by("path")


def _number_and_code(plan: dict[str, Any]) -> dict[str, Any]:
    """The next number of this owner and instrument, and an address made from it."""
    instrument, unit = plan["version"].instrument, plan["owner_unit"]
    waves = Campaign.objects.filter(owner_unit=unit, version__instrument=instrument)
    number = (waves.aggregate(last=Max("number"))["last"] or 0) + 1
    return {"number": number, "code": _free_code(slugify(f"{instrument.code} {unit.agency.code} {unit.code}"), number)}


def _free_code(names: str, number: int) -> str:
    """The names, cut so that the number stays; units of which nothing else is left to tell apart are counted."""
    start = names[:LONGEST_NAMES].rstrip("-")
    taken = set(Campaign.objects.filter(code__startswith=start).values_list("code", flat=True))
    codes = chain([f"{start}-{number}"], (f"{start}-{number}-{again}" for again in count(2)))
    return next(code for code in codes if code not in taken)


def _is_low(campaign: Campaign, total: Any) -> bool:
    least = 100 * campaign.version.spec.rules.response_rate_warn_below
    return total is None or total.percent is None or total.percent < least


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise Http404 from error
