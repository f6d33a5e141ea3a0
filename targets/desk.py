"""Whose targets a reader has in front of them, and what the reader may do there."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clock import today
from people.models import Role, Unit, User
from people.scoping import scopes_of
from targets.importing.complaints import COMPLAINT_TARGETS
from targets.models import Target
from targets.querysets import READERS, tops_of

# Their scope is the agency's top unit: a figure of the agency is not typed by one of its offices.
IMPORTERS = {Role.PIMPINAN, Role.EVALUATOR, Role.ADMIN_INSTANSI}

SETTERS = {Role.PIMPINAN, Role.ADMIN_SDM, Role.TIM_PERCEPATAN, Role.ADMIN_INSTANSI}
# Whom the pages of the index are for: not the data team.
INDEX_READERS = set(READERS) - {Role.TIM_DIGITAL}


@dataclass(frozen=True)
class Desk:
    """One agency's targets; `tops` are the top units of all agencies whose targets the reader sees."""

    user: User
    unit: Unit
    tops: list[Unit]

    @property
    def roles(self) -> set[str]:
        """Held for the whole agency."""
        return {role for role, path in scopes_of(self.user, today()) if path == self.unit.path}

    def may_type(self, target: Target) -> bool:
        return not target.automatic and bool(self.roles & {target.owner_role, Role.ADMIN_INSTANSI})

    def may_set(self, target: Target) -> bool:
        """Yearly values and baseline, also of what is computed: they are the agency's decision, not a measurement."""
        return bool(self.roles & {target.owner_role, *SETTERS})

    @property
    def may_import(self) -> bool:
        return bool(self.roles & IMPORTERS)

    def step_for(self, target: Target) -> tuple[str, str | Promise] | None:
        """(address, words) of the one thing this reader can do about a target."""
        if self.may_type(target):
            return reverse("targets:measure", args=[target.code]) + self.query, _("Isi realisasi")
        if target.code in COMPLAINT_TARGETS and self.may_import:
            return reverse("targets:complaints") + self.query, _("Impor log aduan")
        if target.code == "TP-01" and self.roles & {Role.PIMPINAN, Role.ADMIN_SDM}:
            return reverse("reports:compliance") + self.query, _("Lihat kepatuhan JP")
        if target.code == "TP-03" and self.roles & INDEX_READERS:
            return reverse("reports:region") + self.query, _("Lihat dasbor kesiapan")
        return None

    @property
    def query(self) -> str:
        """What keeps the agency in addresses where the reader has a choice."""
        return f"?instansi={self.unit.agency.code}" if len(self.tops) > 1 else ""


def desk_of(user: object, agency: str) -> Desk:
    """The agency of that code, else the reader's own, else the first; 404 where there is none to see."""
    if not isinstance(user, User):
        raise Http404
    tops = list(Unit.objects.filter(pk__in=tops_of(user, READERS, today())).select_related("agency").order_by("path"))
    if agency:
        found = [top for top in tops if top.agency.code == agency]
    else:
        own = user.person.agency if user.person else None
        found = sorted(tops, key=lambda top: top.agency != own)
    if not found:
        raise Http404
    return Desk(user, found[0], tops)
