"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from desks.start import desks_of
from people.models import Agency, User
from people.sign_in.sessions import AUTHORS


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    person = user.person if isinstance(user, User) else None
    agency = person.agency if person else None
    manages = isinstance(user, User) and request.session.get(AUTHORS)
    return {
        "manage_url": reverse("wagtailadmin_home") if manages else "",
        "desks": desks_of(request.session, request.path) if isinstance(user, User) else [],
        "agency_name": agency.name if agency else "",
        "zone_label": agency.zone_label if agency else Agency.Zone.WIB.label,
        "language": get_language(),
    }
