"""Home of a learner, what a quiz came to, and a person as those see them who answer for them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.models import Attempt
from assessments.services import result_of
from core.audit import record_audit
from desks.home import home_of
from desks.person import page_of, person_seen_by
from desks.result import next_of
from desks.start import start_of
from people.models import User
from surveys.invitation import LATER_COOKIE


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The address without a path: each to the page of the own work."""
    return redirect(start_of(request.session))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    if user.person is None:
        return render(request, "desks/no_person.html")
    shown = home_of(user.person, not_now=request.COOKIES.get(LATER_COOKIE, ""))
    return render(request, "desks/home.html", {"person": user.person, "home": shown})


@require_safe
def quiz_result(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """Of the own attempt alone. One that still runs leads back to its questions."""
    own = Attempt.objects.select_related("exam", "person").visible_to(request.user)
    found = get_object_or_404(own, uuid=attempt)
    if found.state == Attempt.State.BERJALAN:
        return redirect("assessments:attempt", found.uuid)
    if found.score_percent is None:  # withdrawn: there is nothing to show
        raise Http404
    result = result_of(found)
    following = next_of(found, result)
    trail = [(_("Pembelajaran Saya"), reverse("desks:home"))]
    if following.edition:
        trail.append((following.edition.title, reverse("courses:course", args=[following.edition.slug])))
    shown = {"result": result, "next": following, "person": found.person, "trail": trail}
    return render(request, "desks/quiz_result.html", shown)


@require_safe
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leaves a trace: looking at somebody is an act of power."""
    user = request.user
    assert isinstance(user, User)
    found = person_seen_by(user, uuid)
    if found is None:
        raise Http404
    record_audit(user.uuid, "desks:person:view", "person", found.uuid)
    return render(request, "desks/person.html", {"page": page_of(user, found), "person": found})
