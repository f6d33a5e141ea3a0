"""Who may see which rows: the only gate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from core.clock import today
from people.models.access import Role, Scope, User
from people.models.agencies import Unit

NOTHING = Q(pk__in=[])


def scopes_of(user: User, on: date) -> list[tuple[str, str | None]]:
    """(role, unit path or None) of every scope that holds on that day; asked once a request."""
    cached: dict[date, list[tuple[str, str | None]]] = user.__dict__.setdefault("_scopes", {})
    if on not in cached:
        cached[on] = list(Scope.objects.filter(user=user).at(on).values_list("role", "unit__path"))
    return cached[on]


def has_role(user: User | AnonymousUser, *roles: Role, on: date | None = None) -> bool:
    """Whether the user holds one of the roles today, in whatever scope."""
    return isinstance(user, User) and any(role in roles for role, _ in scopes_of(user, on or today()))


def reach(user: User, role: Role, field: str, on: date) -> Q:
    """Rows that `role` reaches through `field`: a path to a unit (unit roles) or to a person (atasan, pengajar).

    Prefixes rather than id lists: one province has thousands of units.
    """
    held = [path for held_role, path in scopes_of(user, on) if held_role == role]
    if not held:
        return NOTHING
    prefixes = [path for path in held if path]
    if prefixes:
        return reduce(or_, (Q(**{f"{field}__path__startswith": prefix}) for prefix in prefixes))
    return Q(**{field: user.person_id}) if user.person_id else NOTHING


def reached_by(user: User | AnonymousUser, roles: Mapping[Role, str], on: date | None = None) -> Q:
    """Rows that any of the roles reaches through its field, without rows of the user's own."""
    if not isinstance(user, User):
        return NOTHING
    day = on or today()
    return reduce(or_, (reach(user, role, field, day) for role, field in roles.items()), NOTHING)


def units_of(user: User | AnonymousUser, *roles: Role, on: date | None = None) -> models.QuerySet[Unit]:
    """Units in which the user holds one of the roles, and everything below them."""
    held = scopes_of(user, on or today()) if isinstance(user, User) else []
    places = (Q(path__startswith=path) for role, path in held if role in roles and path)
    return Unit.objects.filter(reduce(or_, places, NOTHING))


def places_above(path: str) -> list[str]:
    """Paths of a unit and of everything above it: "/1/14/" gives ["/1/", "/1/14/"]."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: end + 1]) + "/" for end in range(len(parts))]


class ScopedQuerySet(models.QuerySet):
    """For models that declare `owner_path` (to the person) and `seen_by` ({Role: path to unit or person})."""

    def visible_to(self, user: User | AnonymousUser, *, on: date | None = None) -> Self:
        """Rows of the user's own, and rows that the user's roles reach on that day (default today)."""
        if not isinstance(user, User):
            return self.none()
        model: Any = self.model
        # A user without a person owns nothing; person=None would match rows whose owner is unknown.
        allowed = Q(**{model.owner_path: user.person_id}) if user.person_id else NOTHING
        seen_by: Mapping[Role, str] = model.seen_by
        if seen_by:
            day = on or today()
            for role, field in seen_by.items():
                allowed |= reach(user, role, field, day)
        return self.filter(allowed)
