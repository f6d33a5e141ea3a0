"""The pages on which a person answers a wave. Works without a script; nothing here is kept under a name.

What is filled in lives in a draft that only this browser's cookie and this person open together, until it is sent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.clock import now
from documents.words import write_time
from surveys import drafts, services
from surveys.forms import DONT_KNOW, LastForm, PartPost, field_of, read_part
from surveys.invitation import LATER_COOKIE, LATER_SECONDS
from surveys.schema import InstrumentSpec, ItemSpec
from surveys.sheet import Part, Sheet, next_part, parts_of
from surveys.views.visiting import (
    COOKIE,
    Visit,
    cookie_path,
    draft_of,
    is_script,
    keep_secret,
    secret_of,
    turned_away,
    visit_of,
)
from surveys.wording import Wording


@require_safe
def intro(request: HttpRequest, code: str) -> HttpResponse:
    visit = visit_of(request, code)
    if turned := turned_away(request, visit):
        return turned
    secret = secret_of(request)
    sheet, parts = draft_of(visit, secret), parts_of(visit.spec)
    context = {
        "campaign": visit.campaign,
        "wording": Wording.of(visit.campaign.version),
        "parts": len(parts),
        "items": len(visit.spec.items),
        "begun": bool(sheet.answers),
        "start": _address(visit, next_part(parts, sheet) if sheet.answers else 1),
    }
    return keep_secret(render(request, "surveys/intro.html", context), visit, secret)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, code: str, part: int) -> HttpResponse:
    """One dimension. A post saves it and goes where the pressed button says; the page's script only saves."""
    visit = visit_of(request, code)
    if turned := turned_away(request, visit):
        return turned
    parts = parts_of(visit.spec)
    if not 1 <= part <= len(parts):
        raise Http404
    secret, this = secret_of(request), parts[part - 1]
    if request.method != "POST":
        return keep_secret(_part_page(request, visit, this, draft_of(visit, secret), PartPost()), visit, secret)
    posted = read_part(visit.spec, this, request.POST)
    with drafts.held(visit.campaign, visit.person, secret):
        sheet = draft_of(visit, secret)
        before = this.asked(sheet)
        sheet.answers.update(posted.answers)
        if posted.answers:
            drafts.save(visit.campaign, visit.person, secret, sheet.written())
    if posted.wrong:
        response = _part_page(request, visit, this, sheet, posted)
    elif is_script(request):
        response = JsonResponse({"sentence": _saved_sentence()})
    elif this.asked(sheet) != before:
        response = redirect("surveys:part", code, part)  # an answer opened further questions on this page
    else:
        response = _go_on(request, visit, part)
    return keep_secret(response, visit, secret)


@require_http_methods(["GET", "HEAD", "POST"])
def last(request: HttpRequest, code: str) -> HttpResponse:
    """Groups, barriers, comment, consent, and what is still open. A post keeps them without sending."""
    visit = visit_of(request, code)
    if turned := turned_away(request, visit):
        return turned
    secret = secret_of(request)
    if request.method != "POST":
        sheet = draft_of(visit, secret)
        return keep_secret(_last_page(request, visit, sheet, _last_form(visit, sheet)), visit, secret)
    with drafts.held(visit.campaign, visit.person, secret):
        sheet = draft_of(visit, secret)
        _last_form(visit, sheet, request.POST).fill(sheet)
        drafts.save(visit.campaign, visit.person, secret, sheet.written())
    response: HttpResponse
    if is_script(request):
        response = JsonResponse({"sentence": _saved_sentence()})
    else:
        response = _go_on(request, visit, len(visit.spec.dimensions) + 1)
    return keep_secret(response, visit, secret)


@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send once. Whoever sends again, from wherever, gets the same page of thanks."""
    visit = visit_of(request, code)
    if turned := turned_away(request, visit):
        return turned
    secret = secret_of(request)
    with drafts.held(visit.campaign, visit.person, secret):
        sheet = draft_of(visit, secret)
        form = _last_form(visit, sheet, request.POST)
        form.fill(sheet)
        required = {item.code for part in parts_of(visit.spec) for item in part.missing(sheet)}
        is_whole = sheet.answers and not required and form.is_valid()
        if not is_whole:
            drafts.save(visit.campaign, visit.person, secret, sheet.written())
    if not is_whole:
        page = _last_page(request, visit, sheet, form, empty=not sheet.answers, required=required)
        return keep_secret(page, visit, secret)
    services.submit_response(
        campaign=visit.campaign,
        person=visit.person,
        answers=sheet.answers,
        groups={code: choice for code, choice in sheet.groups.items() if choice},
        barriers=sheet.barriers,
        comment=sheet.comment.strip(),
        research=sheet.research,
        token=_token(request, sheet),
    )
    drafts.forget(visit.campaign, visit.person, secret)
    response = redirect("surveys:thanks", code)
    response.delete_cookie(COOKIE, path=cookie_path(visit.campaign), samesite="Lax")
    return response


@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    visit = visit_of(request, code)
    if not visit.answered:
        return redirect("surveys:intro", code)
    return render(request, "surveys/thanks.html", {"campaign": visit.campaign})


@require_POST
def later(request: HttpRequest, code: str) -> HttpResponse:
    """ "Nanti saja" on the invitation of the learner's home: it comes back the next day."""
    response = redirect("desks:home")
    response.set_cookie(
        LATER_COOKIE,
        code,
        max_age=LATER_SECONDS,
        path=reverse("desks:home"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


# Pages


@dataclass(frozen=True)
class Box:
    value: str
    shown: str
    spoken: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """One item as its part shows it."""

    number: int
    item: ItemSpec
    field: str
    boxes: list[Box]
    dont_know: bool
    error: bool


def _part_page(request: HttpRequest, visit: Visit, part: Part, sheet: Sheet, posted: PartPost) -> HttpResponse:
    sentence = _("Jawaban ini tidak terbaca. Pilih salah satu yang tersedia, lalu simpan lagi.")
    if posted.wrong and is_script(request):
        return JsonResponse({"sentence": sentence}, status=422)
    asked = [_asked(visit.spec, number, item, sheet, posted) for number, item in part.asked(sheet)]
    labels = [(value, label) for value, label in visit.spec.scale_labels if value is not None]
    context = {
        "campaign": visit.campaign,
        "part": part,
        "parts": len(visit.spec.dimensions),
        "asked": asked,
        "wrong": [row for row in asked if row.error],
        "sentence": sentence,
        "ends": [labels[0], labels[-1]] if len(labels) > 1 else [],
        "percent": round(100 * (part.number - 1) / len(visit.spec.dimensions)),
        "dont_know": DONT_KNOW,
    }
    return render(request, "surveys/part.html", context, status=422 if posted.wrong else 200)


def _asked(spec: InstrumentSpec, number: int, item: ItemSpec, sheet: Sheet, posted: PartPost) -> Asked:
    labels = dict(spec.scale_labels)
    answered = item.code in sheet.answers
    answer = sheet.answers.get(item.code)
    boxes = [
        Box(str(value), str(value), f"{value}, {labels[value]}" if labels.get(value) else str(value), value == answer)
        for value in range(spec.scale_min, spec.scale_max + 1)
    ]
    return Asked(number, item, field_of(item.code), boxes, answered and answer is None, item.code in posted.wrong)


def _last_form(visit: Visit, sheet: Sheet, data: Any = None) -> LastForm:
    return LastForm(visit.campaign, sheet, data)


def _last_page(
    request: HttpRequest,
    visit: Visit,
    sheet: Sheet,
    form: LastForm,
    *,
    empty: bool = False,
    required: Collection[str] = (),
) -> HttpResponse:
    parts = parts_of(visit.spec)
    context = {
        "campaign": visit.campaign,
        "form": form,
        "token": sheet.token,
        "unanswered": [(part, found) for part in parts if (found := _left_open(part, sheet, required))],
        "parts": len(parts),
        "empty": empty,
        "required": required,
    }
    return render(request, "surveys/last.html", context, status=422 if form.is_bound else 200)


def _left_open(part: Part, sheet: Sheet, required: Collection[str]) -> list[tuple[int, ItemSpec]]:
    asked = part.asked(sheet)
    return [(number, item) for number, item in asked if item.code not in sheet.answers or item.code in required]


def _go_on(request: HttpRequest, visit: Visit, part: int) -> HttpResponse:
    goal = request.POST.get("ke")
    if goal == "nanti":
        return redirect("surveys:intro", visit.campaign.code)
    return redirect(_address(visit, part - 1 if goal == "kembali" else part + 1))


def _address(visit: Visit, part: int) -> str:
    """The page of a part; before the first lies the intro, behind the last the closing page."""
    code = visit.campaign.code
    if part < 1:
        return reverse("surveys:intro", args=[code])
    if part > len(visit.spec.dimensions):
        return reverse("surveys:last", args=[code])
    return reverse("surveys:part", args=[code, part])


def _saved_sentence() -> str:
    return _("Tersimpan pukul {time}. Hanya terbuka di perangkat ini.").format(
        time=write_time(timezone.localtime(now()))
    )


def _token(request: HttpRequest, sheet: Sheet) -> UUID:
    """That of the page, so that pressing twice sends once; a made-up one is replaced."""
    try:
        return UUID(request.POST.get("tanda", ""))
    except ValueError:
        return sheet.token
