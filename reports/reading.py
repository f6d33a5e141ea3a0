"""Which units a reader may open, and what runs there now. Foreign and missing are the same to those who may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from core.clock import today
from documents import words
from people.models import Role, Unit, User
from people.scoping import places_above, scopes_of
from reports import wording
from surveys.models import Campaign

READERS = (
    Role.PIMPINAN, Role.ADMIN_SDM, Role.EVALUATOR, Role.ANALIS, Role.TIM_PERCEPATAN, Role.ADMIN_INSTANSI,
)  # fmt: skip
SEE_RELIABILITY = (Role.ANALIS, Role.EVALUATOR)
ASSIGN = (Role.PIMPINAN, Role.ADMIN_SDM)
OPEN_WAVES = (Role.ANALIS,)


@dataclass(frozen=True)
class Reader:
    """What the scopes of a user let them do in `unit`."""

    user: User
    unit: Unit

    def may(self, roles: Iterable[str]) -> bool:
        held = scopes_of(self.user, today())
        return any(role in roles and path and self.unit.path.startswith(path) for role, path in held)

    @property
    def query(self) -> dict[str, str]:
        """What an address must carry beside the code of a unit: the agency, where the reader reads several."""
        return {"instansi": self.unit.agency.code} if reads_several(top_paths(self.user)) else {}

    @property
    def reachable(self) -> int:
        """How many units of the path above, counted from the unit itself, the reader may open too."""
        tops = top_paths(self.user)
        above = places_above(self.unit.path)
        return sum(1 for path in above if any(path.startswith(top) for top in tops))


def top_paths(user: User) -> list[str]:
    """The highest places of the reader's scopes: what lies below one of them is reached from it."""
    held = {path for role, path in scopes_of(user, today()) if role in READERS and path}
    return sorted(path for path in held if not any(path != other and path.startswith(other) for other in held))


def reads_several(paths: Iterable[str]) -> bool:
    """Whether the places are of several agencies, in which units may have the same code."""
    return len({places_above(path)[0] for path in paths}) > 1


def top_units(user: User, agency: str = "") -> list[Unit]:
    """The reader's own units, of one agency where its code is given; 404 for those who have none."""
    paths = top_paths(user)
    units = Unit.objects.filter(path__in=paths).select_related("agency").order_by("name", "agency__name", "code")
    found = [unit for unit in units if agency in ("", unit.agency.code)] if paths else []
    if not found:
        raise Http404
    return found


def readable_unit(user: User, code: str, agency: str = "") -> Unit:
    """The unit of that code which the reader's scopes reach; a code may stand in several agencies."""
    scopes = Q(pk__in=[])
    for path in top_paths(user):
        scopes |= Q(path__startswith=path)
    units = Unit.objects.filter(scopes, code=_clean(code)).select_related("agency").order_by("path")
    unit = (units.filter(agency__code=_clean(agency)) if agency else units).first()
    if unit is None:
        raise Http404
    return unit


def _clean(code: str) -> str:
    """A code from an address; PostgreSQL takes no NUL, and no unit has one."""
    if "\0" in code:
        raise Http404
    return code


def open_wave(unit: Unit) -> str:
    """What may be said while a wave is open: that it is, and until when. Answers are sealed and counts would tell."""
    running = Campaign.objects.filter(state=Campaign.State.DIBUKA, owner_unit__path__in=places_above(unit.path))
    campaign = running.order_by("closes_on").first()
    if campaign is None:
        return ""
    said = {"title": campaign.title, "day": words.write_day(campaign.closes_on, wording.language())}
    return _("%(title)s berjalan sampai %(day)s. Jawaban masih tersegel; hasilnya tampil setelah ditutup.") % said
