from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from competencies.profile import profile_of
from core.clock import today
from people.models import User


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Only one's own: whoever may see others does so on pages of their own."""
    person = request.user.person if isinstance(request.user, User) else None
    profile = profile_of(person, today()) if person else None
    return render(request, "competencies/mine.html", {"person": person, "profile": profile})
