"""Which waves speak about a unit."""

from __future__ import annotations

from people.models import Unit
from people.scoping import places_above
from readiness.models import IndexRun


def runs_about(unit: Unit) -> list[IndexRun]:
    """The newest computation of every wave of the highest owner that asked about this unit, oldest first; one query.

    A trend never mixes owners or instruments: of several instruments it is that of the newest wave.
    """
    reaching = IndexRun.objects.filter(is_current=True, owner_unit__path__in=places_above(unit.path))
    runs = list(reaching.select_related("owner_unit").order_by("as_of", "wave"))
    highest = min((run.owner_unit.path for run in runs), key=len, default="")
    own = [run for run in runs if run.owner_unit.path == highest]
    return [run for run in own if run.framework == own[-1].framework]
