"""The pages of a running attempt. The result page joins rooms and is in `desks`."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import services, sitting
from assessments.forms import PREFIX, REVIEW, PostedAnswer, is_number, read_number, read_posted
from assessments.kinds import kind_of
from assessments.models import Attempt, AttemptItem
from core.clock import now


@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One question; a post saves it and goes where the pressed button says."""
    running = _own_attempt(request, uuid)
    if over := _result_if_over(request, running):
        return over
    if request.method == "POST":
        return _save_and_go(request, running)
    return _question_page(request, running)


@require_GET
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    running = _own_attempt(request, uuid)
    if over := _result_if_over(request, running):
        return over
    context = {"attempt": running, "grid": sitting.grid_of(running), "seconds_left": sitting.seconds_left(running)}
    return render(request, "assessments/review.html", context)


@require_POST
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    handed_in = services.submit_attempt(attempt=_own_attempt(request, uuid))
    return redirect("desks:quiz_result", handed_in.uuid)


@require_POST
def save(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save one answer for the page's script, and give its receipt."""
    item = get_object_or_404(
        AttemptItem.objects.select_related("question_version", "attempt__person"),
        attempt__in=Attempt.objects.visible_to(request.user).filter(uuid=uuid),
        position=read_number(request.POST.get("soal")),
    )
    posted = read_posted(item, request.POST)
    try:
        receipt = services.save_answer(
            attempt_uuid=uuid,
            person=item.attempt.person,
            position=item.position,
            answer=posted.answer,
            revision=posted.revision,
            flagged=posted.flagged,
        )
    except services.Conflict as conflict:
        return JsonResponse({"sentence": str(conflict.sentence), "conflict": True}, status=409)
    return JsonResponse(
        {
            "revision": receipt.revision,
            "saved_at": receipt.saved_at.isoformat(),
            "sentence": sitting.saved_sentence(receipt.saved_at),
            "time": sitting.saved_time(receipt.saved_at),
        }
    )


def _own_attempt(request: HttpRequest, uuid: UUID) -> Attempt:
    """The attempt of this learner and nobody else's; a foreign one is not there."""
    attempts = Attempt.objects.visible_to(request.user).select_related("exam", "person")
    return get_object_or_404(attempts, uuid=uuid)


def _result_if_over(request: HttpRequest, running: Attempt) -> HttpResponse | None:
    """To the result once it is handed in; an attempt whose time is over is handed in on this visit."""
    if running.state == Attempt.State.BERJALAN and running.is_overdue(now()):
        services.submit_attempt(attempt=running)
        messages.info(request, _("Waktu tes habis. Jawaban yang tersimpan dikumpulkan sendiri."))
        return redirect("desks:quiz_result", running.uuid)
    if running.state != Attempt.State.BERJALAN:
        return redirect("desks:quiz_result", running.uuid)
    return None


def _question_page(request: HttpRequest, running: Attempt) -> HttpResponse:
    if "soal" not in request.GET:
        return redirect(_question_url(running, sitting.grid_of(running).first_open))
    item = _item(running, request.GET["soal"])
    grid = sitting.grid_of(running, item.position)
    context = {
        "attempt": running,
        "item": item,
        "kind": kind_of(item.question_version.kind),
        "shown": _shown(item),
        "prefix": PREFIX,
        "grid": grid,
        "previous": item.position - 1,
        "next": item.position + 1 if grid.holds(item.position + 1) else REVIEW,
        "saved": sitting.saved_sentence(item.answered_at) if item.answered_at else "",
        "seconds_left": sitting.seconds_left(running),
    }
    return render(request, "assessments/question.html", context)


def _save_and_go(request: HttpRequest, running: Attempt) -> HttpResponse:
    item = _item(running, request.POST.get("soal"))
    posted = read_posted(item, request.POST)
    target = _target(running, request.POST.get("ke"))
    if not posted.changes(item):
        return target
    try:
        services.save_answer(
            attempt_uuid=running.uuid,
            person=running.person,
            position=item.position,
            answer=posted.answer,
            revision=posted.revision,
            flagged=posted.flagged,
        )
    except services.Conflict as conflict:
        return _conflict_page(request, running, item, posted, conflict)
    return target


def _conflict_page(
    request: HttpRequest, running: Attempt, item: AttemptItem, posted: PostedAnswer, conflict: services.Conflict
) -> HttpResponse:
    """Both answers side by side; nothing is lost until the learner chose."""
    version, stored = item.question_version, conflict.stored
    kind = kind_of(version.kind)
    context = {
        "attempt": running,
        "item": item,
        "sentence": conflict.sentence,
        "stored": kind.say(version.body, stored.answer),
        "stored_at": stored.answered_at,
        "revision": stored.revision,
        "posted": kind.say(version.body, posted.answer),
        "fields": [pair for pair in _pairs(request) if pair[0] not in {"csrfmiddlewaretoken", "revisi"}],
        "target": _target(running, request.POST.get("ke")).url,
    }
    return render(request, "assessments/conflict.html", context, status=409)


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def _item(running: Attempt, position: str | None) -> AttemptItem:
    items = running.items.select_related("question_version")
    item = items.filter(position=read_number(position)).first() if is_number(position) else None
    if item is None:
        raise services.UnknownPosition
    return item


def _shown(item: AttemptItem) -> object:
    version = item.question_version
    return kind_of(version.kind).present(version.body, item.option_order, item.answer)


def _target(running: Attempt, goal: str | None) -> HttpResponseRedirect:
    """Where the pressed button leads; Enter in a field presses none and stays."""
    if goal == REVIEW:
        return HttpResponseRedirect(reverse("assessments:review", args=[running.uuid]))
    return HttpResponseRedirect(_question_url(running, read_number(goal)))


def _question_url(running: Attempt, position: int) -> str:
    return f"{reverse('assessments:attempt', args=[running.uuid])}?soal={position}"
