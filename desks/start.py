"""Where a person lands after signing in, and the desks that the roles open. Both read the session, not the database.

What stands here only leads somewhere: each page asks for the rights itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Role
from people.sign_in.sessions import ROLES

READERS = (
    Role.PIMPINAN, Role.ADMIN_SDM, Role.EVALUATOR, Role.ANALIS, Role.TIM_PERCEPATAN, Role.ADMIN_INSTANSI,
)  # fmt: skip
PEOPLE_AT_WORK = (Role.ADMIN_SDM, Role.PIMPINAN)
SURVEYORS = (Role.ANALIS, Role.EVALUATOR)


@dataclass(frozen=True)
class Desk:
    """`under`: the paths of the pages that belong to it."""

    label: str | Promise
    page: str
    roles: Collection[str]
    under: tuple[str, ...]

    @property
    def href(self) -> str:
        try:
            return reverse(self.page)
        except NoReverseMatch:
            return ""


REGION = Desk(_("Dasbor kesiapan"), "reports:region", READERS, ("/daerah/", "/pimpinan/"))
LEADER = Desk(_("Dasbor kesiapan"), "reports:leader", READERS, ("/pimpinan/", "/daerah/"))
TARGETS = Desk(_("Target"), "targets:list", (*READERS, Role.TIM_DIGITAL), ("/pimpinan/target/", "/pimpinan/aduan/"))
COMPLIANCE = Desk(_("Kepatuhan JP"), "reports:compliance", PEOPLE_AT_WORK, ("/sdm/kepatuhan/",))
ASSIGNMENTS = Desk(_("Penugasan"), "courses:assignments", PEOPLE_AT_WORK, ("/sdm/penugasan/",))
WAVES = Desk(_("Gelombang survei"), "surveys:waves", SURVEYORS, ("/kesiapan/",))


def start_of(session: SessionBase | Mapping[str, Any]) -> str:
    """The route of the first page: the desk that a role works at, for everybody else the own learning."""
    held = session.get(ROLES, {})
    if Role.PIMPINAN in held:
        return (REGION if held[Role.PIMPINAN] else LEADER).page
    if Role.ADMIN_SDM in held:
        return COMPLIANCE.page
    if any(role in held for role in SURVEYORS):
        return WAVES.page
    return "desks:home"


def desks_of(session: SessionBase | Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    """The menu "Meja kerja": label, address, and whether the page at `path` belongs to it. Empty for learners."""
    held = session.get(ROLES, {})
    sees_agency = any(role in READERS and whole for role, whole in held.items())
    offered = (REGION if sees_agency else LEADER, TARGETS, COMPLIANCE, ASSIGNMENTS, WAVES)
    mine = [desk for desk in offered if any(role in held for role in desk.roles)]
    here = max((under for desk in mine for under in desk.under if path.startswith(under)), key=len, default=None)
    return [{"label": desk.label, "href": desk.href, "here": here in desk.under} for desk in mine if desk.href]
